"""Fetch one page or feed from an address that may be hostile."""

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from flows.core.errors import SourceError, SourceMissing, SourceUnreadable, TryLater
from flows.core.settings import FetchSettings

from .addresses import Guard, Resolve, guarded_pool, resolve
from .inflate import ACCEPTED, inflated
from .links import checked_url

MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({429, 503})
_GONE = frozenset({404, 410})
# What an article or a feed can be; a missing type is let through and judged by its bytes.
TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/xml",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
)
# For what is judged by its bytes alone.
ANY = ("*",)
# What stands for itself in a path or a query (RFC 3986), and escapes that are there already.
_AS_IT_IS = "!$%&'()*+,/:;=?@[]~|"
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `url` is where it was found in the end; `body` is unpacked.

    `media_type` is lower case without parameters, empty if the server named none. `links` are the
    Link headers by relation, `pages` how many pages WordPress says there are.
    """

    url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    pages: int = 1


def fetch(
    url: str,
    settings: FetchSettings,
    *,
    headers: Mapping[str, str] | None = None,
    resolver: Resolve | None = None,
    types: tuple[str, ...] = TYPES,
    first_bytes: int | None = None,
) -> Answer:
    """Fetch `url` with GET. A 304 is an answer (empty body); other errors are raised.

    http and https only; each hop's connected address is public or its host stands in
    `settings.private_hosts`; at most five hops; at most `settings.max_bytes` unpacked;
    `settings.timeout_seconds` for the whole. With `first_bytes` no more than those are read and what
    is behind them is left. The environment's proxies and netrc are not used,
    since a proxy would connect where it likes.

    Raises SourceRefused, SourceMissing (404, 410), SourceUnreadable (TryLater for 429 and 503 with a wait).
    """
    guard = Guard(settings.private_hosts, resolver or resolve, seconds=settings.timeout_seconds)
    timer = threading.Timer(settings.timeout_seconds, guard.expire)
    timer.daemon = True
    timer.start()
    try:
        with _session(guard, settings) as session:
            wanted = _Wanted(settings, guard, types, first_bytes)
            return _followed(session, checked_url(url), dict(headers or {}), wanted)
    finally:
        timer.cancel()
        guard.close()


@dataclass(frozen=True, slots=True)
class _Wanted:
    settings: FetchSettings
    guard: Guard
    types: tuple[str, ...]
    first_bytes: int | None


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_args: Any, **_options: Any) -> None:
        self.poolmanager = guarded_pool(self._guard, num_pools=MOST_HOPS + 1, maxsize=1)


def _session(guard: Guard, settings: FetchSettings) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    session.mount("http://", _GuardedAdapter(guard))
    session.mount("https://", _GuardedAdapter(guard))
    session.headers.update(
        {
            "User-Agent": settings.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
        }
    )
    return session


def _followed(
    session: requests.Session,
    url: str,
    headers: dict[str, str],
    wanted: _Wanted,
) -> Answer:
    settings, guard = wanted.settings, wanted.guard
    for _ in range(MOST_HOPS + 1):
        try:
            answer = session.get(
                url,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=settings.timeout_seconds,
            )
            with answer:
                target = answer.headers.get("Location")
                if answer.status_code not in _REDIRECTS or not target:
                    return _answer(answer, url, wanted)
            url = _led_to(url, target)
        except SourceError:
            raise
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise _problem(url, error, guard, settings) from error
    raise SourceUnreadable(f"{url} was redirected more than {MOST_HOPS} times.")


def _led_to(url: str, target: str) -> str:
    """Return where a redirect leads, its path escaped. Raises SourceRefused, ValueError."""
    # Headers are read as Latin-1; a target that is not escaped is UTF-8 as a rule.
    with contextlib.suppress(UnicodeError):
        target = target.encode("latin-1").decode("utf-8")
    parts = urlsplit(urljoin(url, target.strip()))
    path, query = quote(parts.path, safe=_AS_IT_IS), quote(parts.query, safe=_AS_IT_IS)
    return checked_url(urlunsplit(parts._replace(path=path, query=query)))


def _problem(url: str, error: Exception, guard: Guard, settings: FetchSettings) -> SourceError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, SourceError):
            return cause
        cause = cause.__cause__ or cause.__context__
    if guard.expired or isinstance(error, requests.Timeout):
        return SourceUnreadable(
            f"{_host(url)} did not answer within {settings.timeout_seconds:g} seconds."
        )
    return SourceUnreadable(f"{_host(url)} could not be read ({type(error).__name__}).")


def _answer(
    answer: requests.Response,
    url: str,
    wanted: _Wanted,
) -> Answer:
    _raise_for_status(answer, url)
    media_type, charset = _content_type(answer.headers.get("Content-Type", ""))
    types, known = wanted.types, answer.status_code == 304
    if media_type and not known and types is not ANY and media_type not in types:
        what = "a page or a feed" if types is TYPES else "what was looked for"
        raise SourceUnreadable(f"{url} is {media_type[:60]}, not {what}.")
    body = b"" if known else _body(answer, wanted.settings, wanted.first_bytes)
    if wanted.guard.expired:
        raise SourceUnreadable(
            f"{_host(url)} did not answer within {wanted.settings.timeout_seconds:g} seconds."
        )
    return Answer(
        url=url,
        status=answer.status_code,
        media_type=media_type,
        charset=charset,
        body=body,
        etag=_validator(answer.headers.get("ETag")),
        last_modified=_validator(answer.headers.get("Last-Modified")),
        links={rel: link["url"] for rel, link in answer.links.items() if "url" in link},
        pages=_counted(answer.headers.get("X-WP-TotalPages", "")),
    )


def _validator(value: str | None) -> str | None:
    # One with a zero in it could not be kept, nor be sent back.
    return value if value and value.isprintable() else None


def _counted(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else 1


def _raise_for_status(answer: requests.Response, url: str) -> None:
    status = answer.status_code
    if status in {200, 203, 304}:
        return
    wait = answer.headers.get("Retry-After")
    until = retry_at(wait) if status in _LATER and wait else None
    if until and until > datetime.now(UTC):
        raise TryLater(
            f"{_host(url)} asks to be left alone for now ({status}).",
            until,
            f"Try again after {until:%Y-%m-%d %H:%M} UTC.",
        )
    if status in _GONE:
        raise SourceMissing(f"{url} answered {status}.")
    raise SourceUnreadable(f"{url} answered {status}.")


def retry_at(value: str, now: datetime | None = None) -> datetime | None:
    """Return the instant a Retry-After header names (seconds or HTTP date, RFC 9110 10.2.3).

    A day ahead at most: a mistaken header must not silence a feed for ever.
    """
    text, present = value.strip(), now or datetime.now(UTC)
    latest = present + timedelta(days=1)
    if text.isdecimal() and text.isascii():
        return min(present + timedelta(seconds=int(text[:9])), latest)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(moment, latest)


def _content_type(value: str) -> tuple[str, str | None]:
    media_type, _, rest = value.partition(";")
    charset = None
    for part in rest.split(";"):
        key, _, given = part.partition("=")
        if key.strip().lower() == "charset":
            charset = given.strip().strip("\"'") or None
    return media_type.strip().lower(), charset


def _body(answer: requests.Response, settings: FetchSettings, first: int | None) -> bytes:
    length = answer.headers.get("Content-Length", "")
    if first is None and length.isdecimal() and int(length) > settings.max_bytes:
        raise _too_large(settings)
    end = time.monotonic() + settings.timeout_seconds
    body = bytearray()
    for piece in inflated(_pieces(answer), answer.headers.get("Content-Encoding")):
        body += piece
        if first is not None and len(body) >= first:
            return bytes(body[:first])
        if len(body) > settings.max_bytes:
            raise _too_large(settings)
        if time.monotonic() > end:
            raise SourceUnreadable(
                f"The page took longer than {settings.timeout_seconds:g} seconds."
            )
    return bytes(body)


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    # read1 gives what has arrived; read would wait for a full piece however slowly it drips.
    while piece := answer.raw.read1(65_536, decode_content=False):
        yield piece


def _too_large(settings: FetchSettings) -> SourceUnreadable:
    return SourceUnreadable(
        f"The page is larger than {settings.max_bytes / 1e6:g} MB.",
        "Raise fetch.max_bytes in pullquote.toml if it is a real article.",
    )


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
