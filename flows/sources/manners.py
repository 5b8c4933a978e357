"""How we behave on other people's servers: one request at a time, with pauses, where allowed."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.core.errors import SourceError, SourceRefused, SourceUnreadable
from flows.core.settings import FetchSettings

from . import robots
from .links import is_own

if TYPE_CHECKING:
    from .addresses import Resolve
    from .fetch import Answer

# How long one reading of robots.txt holds (RFC 9309 2.4 allows a day; a flow run is shorter).
_ROBOTS_SECONDS = 3600.0
_ROBOTS_BYTES = 500_000


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
        self._robots: dict[str, tuple[float, robots.Robots]] = {}

    def get(
        self,
        url: str,
        settings: FetchSettings,
        headers: dict[str, str] | None = None,
        *,
        types: tuple[str, ...] = (),
    ) -> "Answer":
        """Fetch `url` after the host's pause: an article or a feed, or what `types` names.

        Raises as `fetch` does.
        """
        # requests costs 0.2 s, which reading a file need not pay.
        from .fetch import TYPES, fetch

        self._pause(url, settings)
        return fetch(url, settings, headers=headers, resolver=self._resolver, types=types or TYPES)

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
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._robots.get(origin)
        if known and known[0] > self._now():
            return known[1]
        rules = self._fetched_rules(origin, settings)
        with self._lock:
            self._robots[origin] = (self._now() + _ROBOTS_SECONDS, rules)
        return rules

    def _fetched_rules(self, origin: str, settings: FetchSettings) -> robots.Robots:
        small = settings.model_copy(update={"max_bytes": _ROBOTS_BYTES})
        try:
            answer = self.get(f"{origin}/robots.txt", small)
        except SourceError as error:
            # No such file means no rules; a server in trouble is to be left alone (RFC 9309 2.3.1).
            missing = any(f"answered 4{n}" in error.problem for n in range(10))
            return robots.ALLOW_ALL if missing else robots.UNKNOWN
        if answer.media_type == "text/html":
            return robots.ALLOW_ALL
        agent = settings.user_agent.split("/")[0].split(" ")[0]
        return robots.parsed(answer.body.decode("utf-8", errors="replace"), agent)

    def _pause(self, url: str, settings: FetchSettings) -> None:
        host = urlsplit(url).hostname or ""
        with self._lock:
            known = self._robots.get(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
            delay = max(settings.delay_seconds, known[1].delay if known else 0.0)
            now = self._now()
            start = max(now, self._free_at.get(host, now))
            self._free_at[host] = start + delay
        if start > now:
            self._sleep(start - now)


POLITE = Manners()
