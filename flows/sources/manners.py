"""How we behave on other people's servers: one request at a time, with pauses, where allowed."""

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flows.core.errors import SourceError, SourceRefused, SourceUnreadable, TryLater
from flows.core.settings import FetchSettings

from . import robots
from .links import is_own

if TYPE_CHECKING:
    from .addresses import Resolve
    from .fetch import Answer

# How long one reading of robots.txt holds (RFC 9309 2.4 allows a day; a flow run is shorter).
_ROBOTS_SECONDS = 3600.0
# What is behind that need not be read (RFC 9309 2.5).
_ROBOTS_BYTES = 512_000
_CLIENT_ERROR = re.compile(r"answered 4(?!29)\d\d\.")
# A server that asks for no more than this is waited for (seconds); one that asks for more is left.
_SHORT_WAIT = 30.0


class Manners:
    """Fetches politely: per-host delay and, for what a person did not name, robots.txt.

    One per process (`POLITE`), so that all sources of a run share the pauses. `sleep` and `now`
    are handed in by tests.
    """

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
        resolver: "Resolve | None" = None,
    ) -> None:
        self._sleep = sleep
        self._now = now
        self._resolver = resolver
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}
        self._asked: dict[str, tuple[float, TryLater]] = {}
        self._robots: dict[str, tuple[float, robots.Robots]] = {}

    def get(
        self,
        url: str,
        settings: FetchSettings,
        headers: dict[str, str] | None = None,
        *,
        types: tuple[str, ...] = (),
        first_bytes: int | None = None,
    ) -> "Answer":
        """Fetch `url` after the host's pause: an article or a feed, or what `types` names.

        A host that asks to be left alone (Retry-After) is: for a moment by waiting and asking
        again once, for longer by refusing. Raises as `fetch` does.
        """
        # requests costs 0.2 s, which reading a file need not pay.
        from .fetch import TYPES, fetch

        given: dict[str, Any] = {
            "headers": headers,
            "types": types or TYPES,
            "first_bytes": first_bytes,
        }
        for again in (False, True):
            self._pause(url, settings)
            try:
                return fetch(url, settings, resolver=self._resolver, **given)
            except TryLater as error:
                wait = (error.until - datetime.now(UTC)).total_seconds()
                self._leave_alone(url, wait, error)
                if again or wait > _SHORT_WAIT:
                    raise
        raise AssertionError("the second answer counts")

    def _leave_alone(self, url: str, wait: float, error: TryLater) -> None:
        with self._lock:
            self._asked[_origin(url)] = (self._now() + wait, error)

    def _waited_for(self, url: str, now: float) -> float:
        """Return the time until which a server wants no request. Raises TryLater if that is far."""
        until, error = self._asked.get(_origin(url), (now, None))
        if error and until - now > _SHORT_WAIT:
            raise TryLater(error.problem, error.until, error.todo)
        return until

    def check(self, url: str, settings: FetchSettings, own_sites: tuple[str, ...]) -> None:
        """Raise SourceRefused if the site's robots.txt does not want `url` fetched.

        SourceUnreadable if its server is in trouble and cannot say (RFC 9309 2.3.1.4). One's own sites are not asked: their owner is the one who wants it.
        """
        if is_own(url, own_sites):
            return
        rules = self._rules(url, settings)
        if rules is robots.UNKNOWN:
            raise SourceUnreadable(
                f"The robots.txt of {urlsplit(url).hostname} could not be read.",
                "It is asked again in an hour; until then the site is left alone.",
            )
        if not rules.allows(url):
            raise SourceRefused(f"The robots.txt of {urlsplit(url).hostname} does not allow {url}.")

    def _rules(self, url: str, settings: FetchSettings) -> robots.Robots:
        origin = _origin(url)
        with self._lock:
            known = self._robots.get(origin)
        if known and known[0] > self._now():
            return known[1]
        rules = self._fetched_rules(origin, settings)
        with self._lock:
            self._robots[origin] = (self._now() + _ROBOTS_SECONDS, rules)
        return rules

    def _fetched_rules(self, origin: str, settings: FetchSettings) -> robots.Robots:
        from .fetch import ANY

        place = f"{origin}/robots.txt"
        try:
            answer = self.get(place, settings, types=ANY, first_bytes=_ROBOTS_BYTES)
        except SourceError as error:
            # No such file means no rules; a server in trouble is to be left alone (RFC 9309 2.3.1).
            missing = _CLIENT_ERROR.search(error.problem)
            return robots.ALLOW_ALL if missing else robots.UNKNOWN
        text = answer.body.decode("utf-8", errors="replace")
        if text.lstrip().startswith("<"):
            # A page that says in words that there is no such file.
            return robots.ALLOW_ALL
        agent = settings.user_agent.split("/")[0].split(" ")[0]
        return robots.parsed(text, agent)

    def _pause(self, url: str, settings: FetchSettings) -> None:
        host = urlsplit(url).hostname or ""
        with self._lock:
            known = self._robots.get(_origin(url))
            delay = max(settings.delay_seconds, known[1].delay if known else 0.0)
            now = self._now()
            start = max(now, self._waited_for(url, now), self._free_at.get(host, now))
            self._free_at[host] = start + delay
        if start > now:
            self._sleep(start - now)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


POLITE = Manners()
