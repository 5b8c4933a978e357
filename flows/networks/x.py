"""X through tweepy: no keys there, so an unknown outcome is settled by looking before resending.

Options: `consumer_key_env`, `consumer_secret_env`, `access_token_env`, `access_token_secret_env`
(OAuth 1.0a user keys, which do not expire), or `client_id` and `token_stored` (OAuth 2, refreshed);
`max_characters` (280), `settle_seconds` (120).

tweepy has no v2 media upload and no timeouts (tweepy#2217, #2024): both are supplied here.
"""

import html
import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import requests
import tweepy

from flows.core import secrets
from flows.core.errors import (
    AuthLost,
    NetworkError,
    NotSent,
    OutcomeUnknown,
    Refused,
    SettingsError,
)
from flows.core.points import reached
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import _x_keys, _x_tokens
from flows.networks._before import nothing_left
from flows.networks._exchange import exchange
from flows.networks._http import Answer, refusal
from flows.networks._secrets import characters, settle_seconds, timeout_seconds
from flows.networks._seen import earliest, moment, sought_from
from flows.networks._text import same_words
from flows.networks._weights import weighted
from flows.networks._x_consent import Consent
from flows.networks._x_login import API, Login, Signed
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
    *_x_keys.OPTIONS,
    *_x_tokens.OPTIONS,
    Option("max_characters", "how long a post may be (280; more for a paying account)"),
    Option("settle_seconds", "how long an accepted post may stay invisible (120)"),
    TIMEOUT,
    Option("api", "another address for X's API, for tests"),
)
_DEFAULT_CHARACTERS = 280
# Longer than the timeline was ever seen to lag, shorter than a person waits.
_SETTLE_SECONDS = 120.0
# X shows the last 3,200 posts of an account.
_PAGES = 32
_PROCESSING_SECONDS = 30.0
# Media live for a day; what is as old as this is uploaded anew.
_MEDIA_MARGIN = timedelta(hours=4)


def connect(account: AccountSettings, workspace: Workspace) -> "X":
    """Return an X account, without talking to it yet."""
    return X(account, workspace)


def takes_consent(account: AccountSettings) -> bool:
    """Say whether an account logs in by OAuth 2. Raises SettingsError if it names both ways."""
    if "client_id" not in account.options:
        return False
    keys = sorted(f"{key.name}_{place}" for key in _x_keys.OPTIONS for place in secrets.places())
    if both := [key for key in keys if account.options.get(key)]:
        raise SettingsError(
            f"Account {account.name!r} has both a client_id and {both[0]}.",
            "Keep client_id and token_stored for OAuth 2, or the four keys of OAuth 1.0a.",
        )
    return True


def consent(account: AccountSettings, workspace: Workspace) -> Consent:
    """Return an attempt to have a person let us speak for an account. Raises PullquoteError."""
    return Consent(account, workspace)


class X:
    """One account, with the keys or the consent of its user."""

    def __init__(self, account: AccountSettings, workspace: Workspace) -> None:
        login = _x_tokens.Tokens if takes_consent(account) else _x_keys.Keys
        self._login: Login = login(account, workspace)
        self.limits = Limits(
            text=characters(account, _DEFAULT_CHARACTERS),
            images=4,
            image_bytes=5_000_000,
            alt=1_000,
            # $0.015 for a post, $0.200 for one with a link, a reply included (docs.x.com, pricing).
            link="none",
            settle_seconds=settle_seconds(account, _SETTLE_SECONDS),
            timeout_seconds=timeout_seconds(account),
        )

    def length(self, text: str) -> int:
        """Count as X weighs."""
        return weighted(text)

    def validate(self, parcel: Parcel) -> list[str]:
        """Say what X would refuse."""
        return beyond_limits(self.limits, self.length(parcel.text), parcel)

    def prepare(self, parcel: Parcel) -> Prepared:
        """Upload the images and give each its alt text."""
        ids: list[str] = []
        until: list[datetime] = []
        for image in parcel.images:
            media = self._uploaded(image)
            reached("uploading")
            self._describe(str(media["id"]), image)
            reached("described")
            ids.append(str(media["id"]))
            life = timedelta(seconds=int(media.get("expires_after_secs", 86_400)))
            until.append(datetime.now(UTC) + life - min(_MEDIA_MARGIN, life / 2))
        return Prepared({"media": " ".join(ids)}, min(until, default=None))

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        """Publish in one call."""
        return self._publish(parcel, prepared, None)

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        """Publish as an answer to the post `to`."""
        return self._publish(parcel, prepared, to)

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Look through our own timeline since shortly before it may have left."""
        query = _since(sought_from(parcel))
        for _page in range(_PAGES):
            answer = self._ask("GET", f"/2/users/{self._own_id}/tweets", params=query)
            for post in answer.get("data", []):
                if str(post["id"]) not in known and _is(post, parcel):
                    return self._sent(str(post["id"]))
            following = answer.get("meta", {}).get("next_token")
            if not following:
                return None
            query["pagination_token"] = following
        raise NotSent("The account says too much to look through all of it.")

    def recent(self, parcel: Parcel) -> list[Candidate]:
        """Read our own timeline from when it may have left; each post of it is a paid read."""
        answer = self._ask(
            "GET", f"/2/users/{self._own_id}/tweets", params=_since(earliest(parcel))
        )
        return [self._candidate(post) for post in answer.get("data", [])]

    def check(self) -> Standing:
        """Ask who we are, with the signature that posts carry."""
        found = self._ask("GET", "/2/users/me")["data"]
        notes = ("X tells nobody through its API whether an account is labelled as automated.",)
        return Standing(f"@{found['username']} ({found['id']})", self.limits, None, notes)

    def delete(self, remote_id: str) -> None:
        """Delete a post; one that is gone already is fine."""
        signed = self._login.signed()
        try:
            with self._exchange():
                signed.client.delete_tweet(remote_id, user_auth=signed.user_auth)
        except tweepy.NotFound:
            return
        except tweepy.HTTPException as error:
            raise self._meaning(signed, _heard(error, signed), public=False) from error

    def _publish(self, parcel: Parcel, prepared: Prepared, to: str | None) -> Sent:
        with nothing_left():
            signed, media = self._login.signed(sending=True), prepared.data["media"].split()
        try:
            with self._exchange(public=True):
                answer = signed.client.create_tweet(
                    text=parcel.text,
                    media_ids=media or None,
                    in_reply_to_tweet_id=to,
                    user_auth=signed.user_auth,
                )
        except tweepy.HTTPException as error:
            raise self._meaning(signed, _heard(error, signed), public=True) from error
        return self._sent(str(answer.data["id"]))

    def _sent(self, remote_id: str) -> Sent:
        return Sent(remote_id, f"https://x.com/i/status/{remote_id}")

    def _candidate(self, post: dict[str, Any]) -> Candidate:
        sent = self._sent(str(post["id"]))
        images = len(post.get("attachments", {}).get("media_keys", []))
        return Candidate(sent.remote_id, _shown(post), images, moment(post), sent.remote_url)

    def _uploaded(self, image: Image) -> dict[str, Any]:
        files = {"media": (f"card{image.path.suffix}", image.path.read_bytes(), image.media_type)}
        form = {"media_category": "tweet_image"}
        media: dict[str, Any] = self._ask("POST", "/2/media/upload", data=form, files=files)["data"]
        deadline = time.monotonic() + _PROCESSING_SECONDS
        while (state := media.get("processing_info", {}).get("state")) in {
            "pending",
            "in_progress",
        }:
            if time.monotonic() > deadline:
                raise NotSent("X is still working on the image.")
            time.sleep(float(media["processing_info"].get("check_after_secs", 1)))
            asked = {"command": "STATUS", "media_id": str(media["id"])}
            media = {**media, **self._ask("GET", "/2/media/upload", params=asked)["data"]}
        if state == "failed":
            raise Refused("X could not read the image.")
        return media

    def _describe(self, media_id: str, image: Image) -> None:
        text = image.alt
        if len(text) > self.limits.alt:
            text = f"{text[: self.limits.alt - 1]}…"
        self._ask(
            "POST",
            "/2/media/metadata",
            json={"id": media_id, "metadata": {"alt_text": {"text": text}}},
        )

    def _ask(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        """Call something that makes nothing public. Raises NetworkError."""
        signed = self._login.signed()
        with self._exchange():
            response = signed.client.session.request(
                method, f"{API}{path}", auth=signed.auth, **given
            )
        answer = _answer(response, signed)
        if answer.status >= 300:
            raise self._refused(signed, answer, public=False)
        try:
            found: dict[str, Any] = answer.json()
        except OutcomeUnknown as error:
            raise NotSent(error.problem) from error
        return found

    def _exchange(self, *, public: bool = False) -> AbstractContextManager[None]:
        return exchange(self.limits.timeout_seconds, public=public)

    def _meaning(self, signed: Signed, answer: Answer, *, public: bool) -> NetworkError:
        """Return what a refusal through tweepy means; its own text may repeat the request."""
        if answer.status == 403 and b"duplicate content" in answer.body:
            # It may be this very post, accepted before its answer was lost.
            return OutcomeUnknown("X has this text already.")
        if answer.status == 403 and any(word in answer.body for word in (b"suspended", b"locked")):
            return AuthLost(f"X has stopped the account: {answer.said()}.", "See x.com.")
        return self._refused(signed, answer, public=public)

    def _refused(self, signed: Signed, answer: Answer, *, public: bool) -> NetworkError:
        error = refusal(answer, public=public)
        return self._login.refused(signed, error) if answer.status == 401 else error

    @cached_property
    def _own_id(self) -> str:
        # Asking for it is a paid read.
        return self._login.own_id() or str(self._ask("GET", "/2/users/me")["data"]["id"])


def _answer(response: requests.Response, signed: Signed) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content, signed.confided)


def _heard(error: tweepy.HTTPException, signed: Signed) -> Answer:
    return _answer(error.response, signed)


def _since(moment: datetime) -> dict[str, str]:
    return {
        "start_time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "max_results": "100",
        "exclude": "retweets",
        "tweet.fields": "created_at,entities,attachments,note_tweet,referenced_tweets",
    }


def _is(post: dict[str, Any], parcel: Parcel) -> bool:
    attached = post.get("attachments", {}).get("media_keys", [])
    ours = parcel.prepared.media() if parcel.prepared else frozenset()
    # A media key is the kind of media, an underscore and the id that the upload gave back.
    if ours & {str(key).partition("_")[2] for key in attached}:
        return True
    above = [str(o["id"]) for o in post.get("referenced_tweets", []) if o["type"] == "replied_to"]
    return (
        len(attached) == len(parcel.images)
        and above == ([parcel.reply_to] if parcel.reply_to else [])
        and same_words(parcel.text, _shown(post))
    )


def _shown(post: dict[str, Any]) -> str:
    """Return the text of a post with X's short links as they were written, its media's left out."""
    # The text of a long post is cut off in `text`.
    post = {**post, **post.get("note_tweet", {})}
    text = html.unescape(str(post["text"]))
    for url in post.get("entities", {}).get("urls", []):
        full = "" if "media_key" in url else str(url.get("expanded_url", ""))
        text = text.replace(str(url["url"]), full)
    return text
