"""A signed call to an address of your own, for everything that has no module here.

`POST url` as multipart/form-data: the part `post` is JSON, `image1` … the images. Headers:
`Idempotency-Key`, and `X-Pullquote-Signature: t=<epoch>,v1=<hex>`, the HMAC-SHA256 of
`<epoch>.<key>.<part post>` under the shared secret. The receiver answers 2xx with JSON
`{"id": …, "url": …}` and takes one key once. `GET url?key=KEY`, signed alike with an empty part,
answers the same JSON (with `id`, or with `key`) for a key it has, 404 for one it has not: that is
how a lost answer is settled without sending twice.

Options: `url`, `secret_env`; `max_characters` (5,000), `settle_seconds` (60).
"""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlsplit

from flows.core.errors import NotSent, Refused
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._before import nothing_left
from flows.networks._http import Answer, Call, call, refusal
from flows.networks._keyed import Keyed
from flows.networks._secrets import characters, option, secret, settle_seconds, timeout_seconds
from flows.networks.protocol import (
    TIMEOUT,
    Limits,
    Option,
    Parcel,
    Prepared,
    Sent,
    Standing,
)

OPTIONS = (
    Option("url", "the address that takes the posts", required=True),
    Option("secret", "what both sides know, to sign with", secret=True),
    Option("max_characters", "how long a post may be (5,000)"),
    Option("settle_seconds", "how long an accepted post may stay unknown to the receiver (60)"),
    TIMEOUT,
)


def connect(account: AccountSettings, workspace: Workspace) -> "Webhook":
    """Return an address of the user's own. Raises SettingsError without `url`."""
    return Webhook(account, workspace)


class Webhook(Keyed):
    """One address that takes posts."""

    def __init__(self, account: AccountSettings, workspace: Workspace) -> None:
        self._account = account
        self._workspace = workspace
        self._url = option(account, "url")
        self.limits = Limits(
            text=characters(account, 5000),
            images=10,
            image_bytes=50_000_000,
            alt=5_000,
            settle_seconds=settle_seconds(account, 60),
            timeout_seconds=timeout_seconds(account),
        )

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        """Hand the post over."""
        del prepared
        return self._post(parcel, {})

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        """Hand an answer to another post over."""
        del prepared
        return self._post(parcel, {"in_reply_to": to})

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Ask whether the receiver has the key."""
        del known
        answer = self._call("GET", parcel.key, "", params={"key": parcel.key})
        if answer.status == 404:
            return None
        if answer.status >= 300:
            raise refusal(answer, public=False)
        found = _json(answer)
        # Many addresses answer 2xx to whatever they are asked: that is no yes.
        if not found.get("id") and found.get("key") != parcel.key:
            raise NotSent("The receiver does not say whether it has the post.")
        return _sent(answer, parcel)

    def check(self) -> Standing:
        """Look at the address and the secret; the receiver is not called."""
        place = urlsplit(self._url)
        if place.scheme not in {"http", "https"} or not place.hostname:
            raise Refused("The url is no web address.", "Give one that begins with https://.")
        secret(self._account, "secret", self._workspace)
        secure = place.scheme == "https" or place.hostname in {"localhost", "127.0.0.1", "::1"}
        notes = () if secure else ("The posts go there unencrypted: use https.",)
        return Standing(place.hostname, self.limits, None, ("It is not called.", *notes))

    def delete(self, remote_id: str) -> None:
        """Refuse: a receiver takes posts, it does not take them back."""
        raise Refused(f"Post {remote_id} went to a webhook.", "Delete it there by hand.")

    def _post(self, parcel: Parcel, more: dict[str, str]) -> Sent:
        with nothing_left():
            body, files = _parts(parcel, more)
        answer = self._call("POST", parcel.key, body, files=files, public=True)
        if answer.status >= 300:
            raise refusal(answer, public=True)
        return _sent(answer, parcel)

    def _call(self, method: str, key: str, body: str, **given: Any) -> Answer:
        stamp = str(int(time.time()))
        with nothing_left():
            shared = secret(self._account, "secret", self._workspace).encode()
            signed = f"{stamp}.{key}.{body}".encode()
        signature = hmac.new(shared, signed, hashlib.sha256).hexdigest()
        headers = {
            "Idempotency-Key": key,
            "X-Pullquote-Signature": f"t={stamp},v1={signature}",
        }
        made = Call(method, self._url, headers=headers, **given)
        return call(made, timeout=self.limits.timeout_seconds)


def _parts(parcel: Parcel, more: dict[str, str]) -> tuple[str, dict[str, tuple[str, bytes, str]]]:
    names = [f"image{number}" for number in range(1, len(parcel.images) + 1)]
    entry = {
        "id": parcel.post_id,
        "key": parcel.key,
        "account": parcel.account,
        "at": parcel.created_at.isoformat(),
        "text": parcel.text,
        "images": [
            {"part": name, "alt": image.alt, "width": image.width, "height": image.height}
            | {"sha256": image.media}
            for name, image in zip(names, parcel.images, strict=True)
        ],
        **more,
    }
    body = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    files = {"post": ("post.json", body.encode(), "application/json")}
    for name, image in zip(names, parcel.images, strict=True):
        content = image.path.read_bytes()
        files[name] = (f"{name}{image.path.suffix}", content, image.media_type)
    return body, files


def _sent(answer: Answer, parcel: Parcel) -> Sent:
    """Return what the receiver calls the post; it may call it nothing."""
    found = _json(answer)
    url = found.get("url")
    return Sent(str(found.get("id") or parcel.key), url if isinstance(url, str) else None)


def _json(answer: Answer) -> dict[str, Any]:
    found = answer.json() if answer.body.strip() else {}
    return found if isinstance(found, dict) else {}
