"""Mastodon and what speaks like it: a stored Idempotency-Key, and a look before any resend.

Options: `service` (https://…), `token_env`; `visibility` (public), `max_characters` (500).
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.core.errors import NotSent, Refused
from flows.core.points import reached
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._before import nothing_left
from flows.networks._http import Answer, Call, call, refusal
from flows.networks._secrets import characters, option, secret, settle_seconds, timeout_seconds
from flows.networks._text import plain, same_words, with_links_as
from flows.networks.protocol import Image, Limits, Parcel, Prepared, Sent, beyond_limits

_LINK = 23  # characters_reserved_per_url
_DEFAULT_CHARACTERS = 500
# A server that lost its worker may finish a request some time after we gave it up.
_SETTLE_SECONDS = 60.0
# Clocks differ by this much at most, or no signature of anything would hold.
_SKEW = timedelta(minutes=5)
_PAGES = 5
_PROCESSING_SECONDS = 30.0


def connect(account: AccountSettings, workspace: Workspace) -> "Mastodon":
    """Return a Mastodon account, without talking to it yet. Raises SettingsError."""
    del workspace
    return Mastodon(account)


class Mastodon:
    """One account on one instance."""

    def __init__(self, account: AccountSettings) -> None:
        self._account = account
        self._service = option(account, "service").rstrip("/")
        self._id = ""
        self.limits = Limits(
            text=characters(account, _DEFAULT_CHARACTERS),
            images=4,
            image_bytes=10_000_000,
            alt=1_500,
            settle_seconds=settle_seconds(account, _SETTLE_SECONDS),
            timeout_seconds=timeout_seconds(account),
        )

    def length(self, text: str) -> int:
        """Count characters, a link as 23."""
        return with_links_as(text, _LINK)

    def validate(self, parcel: Parcel) -> list[str]:
        """Say what an instance would refuse."""
        return beyond_limits(self.limits, self.length(parcel.text), parcel)

    def prepare(self, parcel: Parcel) -> Prepared:
        """Upload the images with their alt text and wait until each is ready."""
        ids = [self._upload(image) for image in parcel.images]
        return Prepared({"media": " ".join(ids)})

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        """Publish the status under its Idempotency-Key."""
        return self._publish(parcel, prepared, {})

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        """Publish the status as an answer to the status `to`."""
        return self._publish(parcel, prepared, {"in_reply_to_id": to})

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Look through our own statuses since shortly before it may have left."""
        since = (parcel.intent_at or parcel.created_at) - _SKEW
        path = f"/api/v1/accounts/{self._own_id()}/statuses"
        last: dict[str, str] = {}
        for _page in range(_PAGES):
            page = self._ask("GET", path, params={"limit": "40", **last}).json()
            for status in page:
                if status["id"] not in known and _is(status, parcel):
                    return Sent(status["id"], status.get("url"))
            if not page or _created(page[-1]) < since:
                return None
            last = {"max_id": page[-1]["id"]}
        return None

    def delete(self, remote_id: str) -> None:
        """Delete a status; one that is gone already is fine."""
        path = f"/api/v1/statuses/{remote_id}"
        answer = self._call("DELETE", path)
        if answer.status in {404, 410}:
            # Gone, or a server that cannot delete at all: only a look tells.
            if self._call("GET", path).status < 300:
                raise Refused("The server does not delete posts.", "Delete it there by hand.")
        elif answer.status >= 300:
            raise refusal(answer, public=False)

    def _publish(self, parcel: Parcel, prepared: Prepared, more: dict[str, str]) -> Sent:
        with nothing_left():
            body = {
                "status": parcel.text,
                "media_ids": prepared.data["media"].split(),
                "visibility": self._account.options.get("visibility", "public"),
                **more,
            }
        answer = self._call(
            "POST",
            "/api/v1/statuses",
            json=body,
            headers={"Idempotency-Key": parcel.key},
            public=True,
        )
        if answer.status == 422 and b"processing" in answer.body:
            raise NotSent("The image is not ready yet.")
        if answer.status >= 300:
            raise refusal(answer, public=True)
        status = answer.json()
        return Sent(str(status["id"]), status.get("url"))

    def _upload(self, image: Image) -> str:
        name = f"card{image.path.suffix}"
        data = {"description": image.alt[: self.limits.alt]}
        files = {"file": (name, image.path.read_bytes(), image.media_type)}
        answer = self._ask("POST", "/api/v2/media", data=data, files=files)
        reached("uploading")
        media_id = str(answer.json()["id"])
        if answer.status == 202:
            self._wait_for(media_id)
        return media_id

    def _wait_for(self, media_id: str) -> None:
        deadline = time.monotonic() + _PROCESSING_SECONDS
        while time.monotonic() < deadline:
            if self._ask("GET", f"/api/v1/media/{media_id}").status == 200:
                return
            time.sleep(1)
        raise NotSent("The network is still working on the image.")

    def _own_id(self) -> str:
        if not self._id:
            found = self._ask("GET", "/api/v1/accounts/verify_credentials").json()
            self._id = str(found["id"])
        return self._id

    def _ask(self, method: str, path: str, **given: Any) -> Answer:
        """Call something that makes nothing public; only a 2xx comes back."""
        answer = self._call(method, path, **given)
        if answer.status >= 300:
            raise refusal(answer, public=False)
        return answer

    def _call(self, method: str, path: str, **given: Any) -> Answer:
        with nothing_left():
            token = secret(self._account, "token")
        headers = {"Authorization": f"Bearer {token}", **given.pop("headers", {})}
        made = Call(method, f"{self._service}{path}", headers=headers, **given)
        return call(made, timeout=self.limits.timeout_seconds)


def _is(status: dict[str, Any], parcel: Parcel) -> bool:
    since = (parcel.intent_at or parcel.created_at) - _SKEW
    return (
        _created(status) >= since
        and len(status.get("media_attachments", [])) == len(parcel.images)
        and same_words(parcel.text, plain(str(status.get("content", ""))))
    )


def _created(status: dict[str, Any]) -> datetime:
    moment = datetime.fromisoformat(str(status["created_at"]))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
