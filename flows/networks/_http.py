"""One HTTP call to a network, and what its outcome means for a post.

No call repeats itself and none goes on for ever (see _exchange). What certainly did not leave is
NotSent; what was refused in words is Refused, Deferred or AuthLost; all else is OutcomeUnknown (in
a read: NotSent).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from flows.core.errors import AuthLost, Deferred, NetworkError, NotSent, OutcomeUnknown, Refused
from flows.networks._before import nothing_left
from flows.networks._exchange import CONNECT_SECONDS, Once, exchange

READ_SECONDS = 30.0
_MOST_BYTES = 5_000_000
# Refused by a number, but not for good: the request may have been accepted all the same.
UNCLEAR = {408, 409, 425}
# When a network does not say how long to wait (RFC 6585 leaves it open).
_DEFAULT_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers (lower case) and a body. `confided`: secrets that the request carried."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    confided: frozenset[str] = field(default=frozenset(), repr=False)

    def json(self) -> Any:
        """Return the parsed body. Raises OutcomeUnknown if it is none: it was cut or not theirs."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise OutcomeUnknown(f"The answer ({self.status}) cannot be read.") from error

    def said(self) -> str:
        """Return what the network says about an error, short enough for a sentence.

        Some say what they were told: a secret is not repeated into our log.
        """
        try:
            found = json.loads(self.body)
        except ValueError:
            return f"status {self.status}"
        words = (
            [
                found.get(name)
                for name in ("detail", "error", "message", "title", "error_description")
            ]
            if isinstance(found, dict)
            else []
        )
        text = ": ".join(str(word) for word in words if isinstance(word, str))
        for secret in self.confided:
            text = text.replace(secret, "…")
        return f"{text[:200]} ({self.status})" if text else f"status {self.status}"


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `public` says whether it makes something public, so that its loss is unknown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    data: bytes | Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    params: Mapping[str, str] | None = None
    public: bool = False


class _Given(requests.auth.AuthBase):
    """Leaves the Authorization header alone, which a .netrc file would otherwise replace."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def call(given: Call, *, timeout: float = READ_SECONDS) -> Answer:
    """Make a call and return its answer, whatever its status. Raises NotSent, OutcomeUnknown."""
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, Once())
        with nothing_left():
            try:
                request, settings = _built(session, given)
            except requests.exceptions.InvalidHeader:
                # From None: it repeats the header, and so the secret.
                raise AuthLost(
                    "A secret of the account begins with a blank or has a line break in it.",
                    "Keep it without, then resume the account.",
                ) from None
        with exchange(timeout, public=given.public):
            answer = _read(session, request, settings, timeout)
    return replace(answer, confided=_confided(given))


def _confided(given: Call) -> frozenset[str]:
    named = {name.lower(): value for name, value in given.headers.items()}
    told = [*named.get("authorization", "").split()[1:]]
    for form in (given.json, given.data):
        told += [str(form.get("password", ""))] if isinstance(form, Mapping) else []
    return frozenset(filter(None, told))


def _read(
    session: requests.Session, request: requests.PreparedRequest, settings: Any, timeout: float
) -> Answer:
    response = session.send(
        request,
        timeout=(min(CONNECT_SECONDS, timeout), timeout),
        allow_redirects=False,
        **settings,
    )
    body = b""
    for part in response.iter_content(65_536):
        body += part
        if len(body) > _MOST_BYTES:
            raise requests.exceptions.ReadTimeout("the answer does not end")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, body)


def _built(session: requests.Session, given: Call) -> tuple[requests.PreparedRequest, Any]:
    """Return the request and how this machine sends it (proxies, certificates)."""
    request = session.prepare_request(
        requests.Request(
            given.method,
            given.url,
            headers={"Connection": "close", **given.headers},
            json=given.json,
            data=given.data,
            files=given.files,
            params=given.params,
            auth=_Given(),
        )
    )
    settings = session.merge_environment_settings(
        request.url, {}, stream=True, verify=None, cert=None
    )
    return request, settings


def refusal(answer: Answer, *, public: bool) -> NetworkError:
    """Return what a status other than 2xx means for the post."""
    said = answer.said()
    if answer.status == 429:
        return Deferred(f"Too many requests: {said}.", until=reset_time(answer.headers))
    if answer.status == 401:
        return AuthLost(f"The network does not know us: {said}.", "Connect the account again.")
    if 400 <= answer.status < 500 and answer.status not in UNCLEAR:
        return Refused(f"The network said no: {said}.")
    if 300 <= answer.status < 400:
        return Refused(f"The network answers from elsewhere: {said}.", "Check its address.")
    if public:
        return OutcomeUnknown(f"The network stumbled: {said}.")
    return NotSent(f"The network stumbled: {said}.")


def reset_time(headers: Mapping[str, str]) -> datetime:
    """Return when a rate limit ends, from whichever header tells: seconds, epoch or ISO 8601.

    X and Bluesky send the epoch, Mastodon an ISO 8601 time; a window of a day that is used up
    counts before the short one. Retry-After is seconds (RFC 9110). Where the answer tells the
    server's own time, the wait is counted from that: our clock may be wrong.
    """
    now = datetime.now(UTC)
    theirs = _date(headers.get("date")) or now
    found = [
        now + (moment - theirs)
        for prefix in (
            "x-rate-limit",
            "x-ratelimit",
            "ratelimit",
            "x-user-limit-24hour",
            "x-app-limit-24hour",
        )
        if headers.get(f"{prefix}-remaining", "0") == "0"
        and (moment := _moment(headers.get(f"{prefix}-reset"))) is not None
    ]
    if (after := headers.get("retry-after", "")).isdigit():
        found.append(now + timedelta(seconds=int(after)))
    latest = max(found, default=now + _DEFAULT_WAIT)
    # A second more: the reset is told in whole seconds, and clocks differ.
    return max(latest, now) + timedelta(seconds=1)


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment and moment.tzinfo else None


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        if text.isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
