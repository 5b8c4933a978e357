"""Mastodon and what speaks like it: a stored Idempotency-Key, and a look before any resend.

What an instance takes is asked of it once a day and remembered. Options: `service` (https://…),
`token_env`; `visibility` (public), `max_characters` (as the instance says).
"""

import re
import time
from datetime import datetime
from typing import Any

from flows.core.errors import NotSent, OutcomeUnknown, Refused
from flows.core.points import reached
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._before import nothing_left
from flows.networks._http import Answer, Call, call, refusal
from flows.networks._instance import Instance, Memory, told
from flows.networks._secrets import number, option, secret, settle_seconds, timeout_seconds
from flows.networks._seen import earliest, moment, sought_from
from flows.networks._text import plain, same_words, with_links_as
from flows.networks.protocol import (
    TIMEOUT,
    Candidate,
    Image,
    Limits,
    Option,
    Parcel,
    Prepared,
    Sent,
    Standing,
    beyond_limits,
)

OPTIONS = (
    Option("service", "the instance, such as https://mastodon.social", required=True),
    Option(
        "token", "an access token with read and write, from Preferences, Development", secret=True
    ),
    Option("visibility", "public, unlisted, private or direct (public)"),
    Option("max_characters", "how long a post may be (as the instance says)"),
    Option("settle_seconds", "how long an accepted post may stay invisible (60)"),
    TIMEOUT,
)
_LONGEST = 100_000
# A server that lost its worker may finish a request some time after we gave it up.
_SETTLE_SECONDS = 60.0
_PAGE = 40
_PAGES = 100
_PROCESSING_SECONDS = 30.0
_MENTION = re.compile(r"@([\w.-]+)@[\w.-]*\w")


def connect(account: AccountSettings, workspace: Workspace) -> "Mastodon":
    """Return a Mastodon account, without talking to it yet. Raises SettingsError."""
    return Mastodon(account, workspace)


class Mastodon:
    """One account on one instance."""

    def __init__(self, account: AccountSettings, workspace: Workspace) -> None:
        self._account = account
        self._workspace = workspace
        self._service = option(account, "service").rstrip("/")
        self._id = ""
        self._memory = Memory(workspace, account.name, self._service)
        self._instance = self._memory.recall() or Instance()
        self.limits = self._limits()

    def _limits(self) -> Limits:
        there = self._instance
        given = number(self._account, "max_characters", there.characters, least=1, most=_LONGEST)
        return Limits(
            text=int(given),
            images=there.images,
            image_bytes=there.image_bytes,
            alt=there.alt,
            settle_seconds=settle_seconds(self._account, _SETTLE_SECONDS),
            timeout_seconds=timeout_seconds(self._account),
            image_pixels=there.image_pixels,
        )

    def length(self, text: str) -> int:
        """Count characters, a link as many as the instance reserves for one (23)."""
        return with_links_as(text, self._instance.link)

    def validate(self, parcel: Parcel) -> list[str]:
        """Say what an instance would refuse."""
        return beyond_limits(self.limits, self.length(parcel.text), parcel)

    def prepare(self, parcel: Parcel) -> Prepared:
        """Upload the images with their alt text and wait until each is ready.

        Once a day the instance is asked beforehand what it takes.
        """
        if self._memory.is_old():
            self._ask_limits()
            if problems := self.validate(parcel):
                raise Refused(" ".join(problems))
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
        path = f"/api/v1/accounts/{self._own_id()}/statuses"
        last: dict[str, str] = {}
        seen: set[str] = set()
        for _page in range(_PAGES):
            page = self._page(path, {"limit": str(_PAGE), "exclude_reblogs": "true", **last})
            for status in page:
                if status["id"] not in known and _is(status, parcel):
                    return Sent(status["id"], status.get("url"))
            if not page or _before(page[-1], sought_from(parcel)):
                return None
            if seen.issuperset(status["id"] for status in page):
                # A server that does not turn pages: what it shows is all there is, unless it cuts.
                if not self._instance.cuts(page, _PAGE) or _before(page[-1], earliest(parcel)):
                    return None
                break
            seen.update(status["id"] for status in page)
            last = {"max_id": page[-1]["id"]}
        raise NotSent("The account says too much to look through all of it.")

    def recent(self, parcel: Parcel) -> list[Candidate]:
        """Read the newest statuses of the account."""
        path = f"/api/v1/accounts/{self._own_id()}/statuses"
        page = self._ask("GET", path, params={"limit": "40"}).json()
        return [_candidate(status) for status in page if _since(status, parcel)]

    def check(self) -> Standing:
        """Ask who we are and what the instance takes."""
        found = self._ask("GET", "/api/v1/accounts/verify_credentials").json()
        notes = () if self._ask_limits() else ("The instance does not say what it takes.",)
        name = f"@{found['acct']} on {self._service.partition('://')[2]}"
        return Standing(name, self.limits, bool(found.get("bot")), notes)

    def _ask_limits(self) -> bool:
        """Ask the instance what it takes and remember it; False if it does not say."""
        for path in ("/api/v2/instance", "/api/v1/instance"):
            answer = self._call("GET", path)
            there = told(answer.body) if answer.status < 300 else None
            if there is not None:
                self._instance = there
                self.limits = self._limits()
                self._memory.keep(there)
                return True
        self._memory.keep(self._instance)
        return False

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

    def _page(self, path: str, params: dict[str, str]) -> list[dict[str, Any]]:
        try:
            page: list[dict[str, Any]] = self._ask("GET", path, params=params).json()
        except OutcomeUnknown as error:
            raise NotSent(error.problem) from error
        return page

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
            token = secret(self._account, "token", self._workspace)
        headers = {"Authorization": f"Bearer {token}", **given.pop("headers", {})}
        made = Call(method, f"{self._service}{path}", headers=headers, **given)
        return call(made, timeout=self.limits.timeout_seconds)


def _is(status: dict[str, Any], parcel: Parcel) -> bool:
    attached = status.get("media_attachments", [])
    ours = parcel.prepared.media() if parcel.prepared else frozenset()
    # Whatever was made of its words meanwhile.
    if ours & {str(medium.get("id")) for medium in attached}:
        return True
    made = moment(status)
    return (
        made is not None
        and made >= sought_from(parcel)
        and len(attached) == len(parcel.images)
        and (status.get("in_reply_to_id") or None) == parcel.reply_to
        and same_words(_by_name(parcel.text), _by_name(plain(str(status.get("content", "")))))
    )


def _by_name(text: str) -> str:
    """Return a text with people by name alone: of `@name@server` Mastodon shows no more, if it
    knows who that is.
    """
    return _MENTION.sub(r"@\1", text)


def _since(status: dict[str, Any], parcel: Parcel) -> bool:
    made = moment(status)
    return made is not None and made >= earliest(parcel)


def _before(status: dict[str, Any], limit: datetime) -> bool:
    made = moment(status)
    return made is not None and made < limit


def _candidate(status: dict[str, Any]) -> Candidate:
    images = len(status.get("media_attachments", []))
    text = plain(str(status.get("content", "")))
    return Candidate(str(status["id"]), text, images, moment(status), status.get("url"))
