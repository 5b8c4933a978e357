"""Bluesky, exactly once: the record key is chosen before the call, so that a resend is no copy.

Options: `service` (https://bsky.social), `handle`, `password_env` (an app password).
"""

import json
from typing import Any

from flows.core.errors import AuthLost, NetworkError, NotSent, OutcomeUnknown, Refused
from flows.core.points import reached
from flows.core.post import Mark
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._before import nothing_left
from flows.networks._http import Answer, Call, call, refusal
from flows.networks._secrets import option, secret, timeout_seconds
from flows.networks._seen import earliest, moment
from flows.networks._text import graphemes, links
from flows.networks.protocol import (
    TIMEOUT,
    Candidate,
    Limits,
    Option,
    Parcel,
    Prepared,
    Sent,
    Standing,
    beyond_limits,
)

OPTIONS = (
    Option("handle", "the account's handle, such as paper.bsky.social", required=True),
    Option("password", "an app password, from the settings of the account", secret=True),
    Option("service", "its server (https://bsky.social)"),
    TIMEOUT,
)
_POSTS = "app.bsky.feed.post"
_PROFILE = "app.bsky.actor.profile"
# Bluesky's documentation of self-labels: an account that is run by a program says "bot".
_BOT = "bot"
_FACET = "app.bsky.richtext.facet"
_MOST_GRAPHEMES, _MOST_BYTES = 300, 3_000
# What the strictest servers take; app.bsky.embed.images says 1,000,000.
_IMAGE_BYTES = 976_000
# The access token is no longer good; anything else that is 400 is about the post itself.
_STALE = {"ExpiredToken", "InvalidToken"}


def connect(account: AccountSettings, workspace: Workspace) -> "Bluesky":
    """Return a Bluesky account, without talking to it yet. Raises SettingsError."""
    return Bluesky(account, workspace)


class Bluesky:
    """One account on a PDS, through com.atproto.repo.*."""

    def __init__(self, account: AccountSettings, workspace: Workspace) -> None:
        self._account = account
        self._workspace = workspace
        self._service = account.options.get("service", "https://bsky.social").rstrip("/")
        self._handle = option(account, "handle")
        self._session: dict[str, str] = {}
        self.limits = Limits(
            text=_MOST_GRAPHEMES,
            images=4,
            image_bytes=_IMAGE_BYTES,
            alt=2_000,
            mentions="marked",
            long_links=False,
            timeout_seconds=timeout_seconds(account),
        )

    def length(self, text: str) -> int:
        """Count graphemes; a text over 3,000 bytes counts as over the limit too."""
        return max(graphemes(text), -(-len(text.encode()) * _MOST_GRAPHEMES // _MOST_BYTES))

    def validate(self, parcel: Parcel) -> list[str]:
        """Say what the lexicon would refuse."""
        return beyond_limits(self.limits, self.length(parcel.text), parcel)

    def prepare(self, parcel: Parcel) -> Prepared:
        """Upload the images (the same bytes are the same blob) and fix the record."""
        images = []
        for image in parcel.images:
            blob = self._authorized(
                "POST",
                "com.atproto.repo.uploadBlob",
                data=image.path.read_bytes(),
                headers={"Content-Type": image.media_type},
            )["blob"]
            reached("uploading")
            shape = {"width": image.width, "height": image.height}
            alt = image.alt[: self.limits.alt]
            images.append({"image": blob, "alt": alt, "aspectRatio": shape})
        record: dict[str, Any] = {
            "$type": _POSTS,
            "text": parcel.text,
            "createdAt": parcel.created_at.isoformat(timespec="milliseconds").replace(
                "+00:00", "Z"
            ),
        }
        if facets := self._facets(parcel):
            record["facets"] = facets
        if parcel.reply_to is not None:
            record["reply"] = self._place(parcel.reply_to)
        if images:
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        return Prepared({"record": json.dumps(record, ensure_ascii=False)})

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        """Write the record under its key unless there is one already."""
        with nothing_left():
            record = json.loads(prepared.data["record"])
        return self._put(parcel, record)

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        """Write the record as an answer to the record `to` (an at:// address)."""
        with nothing_left():
            record = json.loads(prepared.data["record"])
            if "reply" not in record:
                record["reply"] = self._place(to)
        return self._put(parcel, record)

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Read the record of our key: exact and at once."""
        del known
        found = self._get(self._of_session("did"), parcel.key)
        return self._sent(parcel, found["uri"]) if found else None

    def recent(self, parcel: Parcel) -> list[Candidate]:
        """Read the newest records of the account: their keys are times."""
        params = {"repo": self._of_session("did"), "collection": _POSTS, "limit": "25"}
        found = self._authorized("GET", "com.atproto.repo.listRecords", params=params)
        candidates = (self._candidate(record) for record in found["records"])
        return [one for one in candidates if one.at is None or one.at >= earliest(parcel)]

    def check(self) -> Standing:
        """Log in and read our own profile and what the server says of itself."""
        session = self._logged_in()
        server = self._call("GET", "com.atproto.server.describeServer")
        notes: tuple[str, ...] = (
            () if server.status < 300 else (f"describeServer: {server.said()}",)
        )
        if not session.get("active", True):
            notes += (f"The account is not active: {session.get('status', 'no reason given')}.",)
        values = self._profile().get("labels", {}).get("values", [])
        automated = any(label.get("val") == _BOT for label in values)
        return Standing(f"@{session['handle']} ({session['did']})", self.limits, automated, notes)

    def delete(self, remote_id: str) -> None:
        """Delete a record; one that is gone already is fine."""
        key = remote_id.rsplit("/", 1)[-1]
        body = {"repo": self._of_session("did"), "collection": _POSTS, "rkey": key}
        self._authorized("POST", "com.atproto.repo.deleteRecord", json=body)

    def _logged_in(self) -> dict[str, Any]:
        """Return the session as the server sees it; a stale one is replaced."""
        found: dict[str, Any] = self._authorized("GET", "com.atproto.server.getSession")
        return found

    def _profile(self) -> dict[str, Any]:
        """Return our own profile record, empty if there is none yet."""
        params = {"repo": self._of_session("did"), "collection": _PROFILE, "rkey": "self"}
        found = self._record(params)
        value: dict[str, Any] = found["value"] if found else {}
        return value

    def _candidate(self, record: dict[str, Any]) -> Candidate:
        value, uri = record["value"], str(record["uri"])
        url = f"https://bsky.app/profile/{self._handle}/post/{uri.rsplit('/', 1)[-1]}"
        images = len(value.get("embed", {}).get("images", []))
        return Candidate(uri, str(value.get("text", "")), images, moment(value, "createdAt"), url)

    def _place(self, to: str) -> dict[str, Any]:
        """Return where an answer to the record `to` stands (app.bsky.feed.post#replyRef)."""
        repo, _, key = to.removeprefix("at://").partition(f"/{_POSTS}/")
        parent = self._get(repo, key)
        if parent is None:
            raise Refused("The post to be answered is not there.")
        place = {"uri": parent["uri"], "cid": parent["cid"]}
        return {"root": parent["value"].get("reply", {}).get("root", place), "parent": place}

    def _facets(self, parcel: Parcel) -> list[dict[str, Any]]:
        """Return what in the text leads somewhere, in bytes of UTF-8; no two may overlap."""
        marks = {(mark.start, mark.end): mark for mark in parcel.marks}
        bare = [Mark("link", *place, parcel.text[slice(*place)]) for place in links(parcel.text)]
        for mark in bare:
            if not any(start < mark.end and mark.start < end for start, end in marks):
                marks[mark.start, mark.end] = mark
        found = []
        for place in sorted(marks):
            feature = self._feature(marks[place])
            if feature is not None:
                start, end = (len(parcel.text[:at].encode()) for at in place)
                index = {"byteStart": start, "byteEnd": end}
                found.append({"index": index, "features": [feature]})
        return found

    def _feature(self, mark: Mark) -> dict[str, str] | None:
        if mark.kind == "link":
            return {"$type": f"{_FACET}#link", "uri": mark.value}
        if mark.kind == "tag":
            return {"$type": f"{_FACET}#tag", "tag": mark.value}
        did = self._did_of(mark.value)
        return {"$type": f"{_FACET}#mention", "did": did} if did else None

    def _did_of(self, handle: str) -> str | None:
        """Return who a handle is, None for nobody: then it stands there as plain words."""
        name, params = "com.atproto.identity.resolveHandle", {"handle": handle}
        try:
            found = self._authorized("GET", name, params=params)
        except Refused:
            return None
        return str(found["did"])

    def _put(self, parcel: Parcel, record: dict[str, Any]) -> Sent:
        body = {
            "repo": self._of_session("did"),
            "collection": _POSTS,
            "rkey": parcel.key,
            "record": record,
            # Only if there is nothing under this key: a resend must never overwrite.
            "swapRecord": None,
        }
        try:
            done = self._authorized("POST", "com.atproto.repo.putRecord", json=body, public=True)
        except Refused as error:
            if "InvalidSwap" not in error.problem:
                raise
            return self._theirs_or_ours(parcel, record)
        return self._sent(parcel, done["uri"])

    def _theirs_or_ours(self, parcel: Parcel, record: dict[str, Any]) -> Sent:
        """Something stands under our key: it is ours if it says the same."""
        found = self._get(self._of_session("did"), parcel.key)
        if found is None:
            raise OutcomeUnknown("The server says that the record is there, but does not show it.")
        if found["value"].get("text") != record["text"]:
            raise Refused("Another post stands under the key of this one.")
        return self._sent(parcel, found["uri"])

    def _get(self, repo: str, key: str) -> dict[str, Any] | None:
        return self._record({"repo": repo, "collection": _POSTS, "rkey": key})

    def _record(self, params: dict[str, str]) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._authorized(
                "GET", "com.atproto.repo.getRecord", params=params
            )
        except Refused as error:
            if "RecordNotFound" in error.problem or "Could not locate record" in error.problem:
                return None
            raise
        return found

    def _sent(self, parcel: Parcel, uri: str) -> Sent:
        return Sent(uri, f"https://bsky.app/profile/{self._handle}/post/{parcel.key}")

    def _authorized(self, method: str, name: str, *, public: bool = False, **given: Any) -> Any:
        """Call with the session's token; log in once more if it is stale."""
        for attempt in (1, 2):
            token = self._of_session("accessJwt")
            headers = {"Authorization": f"Bearer {token}", **given.pop("headers", {})}
            answer = self._call(method, name, public=public, headers=headers, **given)
            given["headers"] = {k: v for k, v in headers.items() if k != "Authorization"}
            if answer.status < 300:
                return answer.json()
            # A stale token is refused before anything is done, so that calling again is safe.
            if attempt == 1 and _error(answer) in _STALE:
                self._session = {}
                continue
            if _error(answer) in _STALE:
                break
            raise refusal(answer, public=public)
        raise AuthLost("Bluesky does not accept our session.", "Check the app password.")

    def _of_session(self, name: str) -> str:
        with nothing_left():
            return self._login()[name]

    def _login(self) -> dict[str, str]:
        if not self._session:
            body = {
                "identifier": self._handle,
                "password": secret(self._account, "password", self._workspace),
            }
            answer = self._call("POST", "com.atproto.server.createSession", json=body)
            if answer.status in {400, 401, 403}:
                raise AuthLost(
                    f"Bluesky does not let {self._handle} in: {answer.said()}.",
                    "Check the app password.",
                )
            if answer.status >= 300:
                raise refusal(answer, public=False)
            self._session = _json_or_not_sent(answer)
        return self._session

    def _call(self, method: str, name: str, *, public: bool = False, **given: Any) -> Answer:
        url = f"{self._service}/xrpc/{name}"
        return call(Call(method, url, public=public, **given), timeout=self.limits.timeout_seconds)


def _json_or_not_sent(answer: Answer) -> dict[str, str]:
    try:
        found: dict[str, str] = answer.json()
    except OutcomeUnknown as error:
        raise NotSent(error.problem) from error
    return found


def _error(answer: Answer) -> str:
    try:
        found = answer.json()
    except NetworkError:
        return ""
    return str(found.get("error", "")) if isinstance(found, dict) else ""
