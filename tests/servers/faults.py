"""What can go wrong between a client and a network, as rules that a test sets.

Before the request is handled (nothing is posted):
    status        answers `status` (and `body`, when given)
    html_503      answers 503 with an HTML page, as a load balancer does
    rate_limited  answers 429 in the header dialect given, reset in `seconds`
    limited       lets `limit` requests through per `seconds`, then as rate_limited
    drop_before   closes the connection
    slow          waits `seconds`, then goes on
After it was handled (it is posted):
    status_after  answers `status` instead of what the server said
    drop_after    closes the connection without an answer
    reset_after   the same with a TCP reset
    truncate_after  announces the whole body, sends half of it and closes
    slow_after    waits `seconds` before the answer
    drip_after    answers one byte each `seconds`, head and body
    lost_key      hides Idempotency-Key from the server and drops its answer: Mastodon stores the
                  key only after the post (post_status_service.rb), and may die in between
"""

import json
import re
import threading
import time
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from tests.servers.exchange import Answer

BEFORE = frozenset({"status", "html_503", "rate_limited", "limited", "drop_before", "slow"})
AFTER = frozenset(
    {"status_after", "drop_after", "reset_after", "truncate_after", "slow_after", "lost_key"}
    | {"drip_after"}
)
DIALECTS = ("x", "bluesky", "mastodon")


@dataclass(frozen=True)
class Fault:
    """One rule. It strikes requests of `method` whose path `path` (a regular expression) finds.

    The first `skip` of them pass, then `times` are struck (0: all of them).
    """

    fault: str
    method: str = ""
    path: str = ""
    times: int = 1
    skip: int = 0
    status: int = 503
    seconds: float = 1.0
    dialect: str = "x"
    limit: int = 1
    body: str = ""

    def __post_init__(self) -> None:
        if self.fault not in BEFORE | AFTER or self.dialect not in DIALECTS:
            msg = f"no such fault: {self.fault} ({self.dialect})"
            raise ValueError(msg)

    @classmethod
    def parse(cls, given: dict[str, Any]) -> "Fault":
        """From JSON; ValueError on a name that is none of ours."""
        unknown = set(given) - {f.name for f in fields(cls)}
        if unknown or "fault" not in given:
            msg = f"not a fault: {given}"
            raise ValueError(msg)
        return cls(**given)


@dataclass(frozen=True)
class Strike:
    """A fault that hits this request; `until` (epoch) is when a rate limit ends."""

    fault: Fault
    until: float = 0.0


@dataclass
class _Rule:
    fault: Fault
    seen: int = 0
    struck: int = 0
    window_ends: float = 0.0
    used: int = 0


class Plan:
    """The rules in force, in order; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []

    def add(self, *faults: Fault) -> None:
        """Append rules."""
        with self._lock:
            self._rules += [_Rule(fault) for fault in faults]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._rules = []

    def state(self) -> list[dict[str, Any]]:
        """Each rule with how many requests it saw and struck."""
        with self._lock:
            return [asdict(r.fault) | {"seen": r.seen, "struck": r.struck} for r in self._rules]

    def strike(self, method: str, path: str) -> Strike | None:
        """The fault of the first rule that hits this request."""
        with self._lock:
            for rule in self._rules:
                fault = rule.fault
                if fault.method in {"", method} and re.search(fault.path, path):
                    hit = _limited(rule) if fault.fault == "limited" else _counted(rule)
                    if hit:
                        rule.struck += 1
                        return hit
        return None


def _counted(rule: _Rule) -> Strike | None:
    rule.seen += 1
    fault = rule.fault
    if rule.seen <= fault.skip or (fault.times and rule.struck >= fault.times):
        return None
    return Strike(fault, time.time() + fault.seconds)


def _limited(rule: _Rule) -> Strike | None:
    rule.seen += 1
    now = time.time()
    if now >= rule.window_ends:
        # Whole seconds, since that is all the headers of two dialects can tell.
        rule.window_ends, rule.used = float(int(now + rule.fault.seconds + 1)), 0
    rule.used += 1
    return Strike(rule.fault, rule.window_ends) if rule.used > rule.fault.limit else None


def refusal(strike: Strike) -> Answer:
    """The answer of a fault that answers instead of the server."""
    fault = strike.fault
    if fault.fault in {"rate_limited", "limited"}:
        return _too_many(fault, strike.until)
    if fault.fault == "html_503":
        page = b"<html><body><h1>503 Service Unavailable</h1></body></html>"
        return Answer(503, page, {"Content-Type": "text/html"})
    given = json.loads(fault.body) if fault.body else {"error": "a fault", "status": fault.status}
    return Answer.of(fault.status, given)


def _too_many(fault: Fault, until: float) -> Answer:
    """429 as each network writes it (X docs, atproto's rate-limiter, Mastodon's rack_attack.rb)."""
    if fault.dialect == "x":
        return Answer.of(
            429,
            {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank"}
            | {"status": 429},
            _limit_headers("x-rate-limit", fault.limit, str(int(until))),
        )
    if fault.dialect == "bluesky":
        headers = _limit_headers("RateLimit", fault.limit, str(int(until)))
        policy = {"RateLimit-Policy": f"{fault.limit};w={max(1, int(fault.seconds))}"}
        said = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
        return Answer.of(429, said, headers | policy)
    reset = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    headers = _limit_headers("X-RateLimit", fault.limit, reset)
    return Answer.of(429, {"error": "Too many requests"}, headers)


def _limit_headers(prefix: str, limit: int, reset: str) -> dict[str, str]:
    names = ("limit", "remaining", "reset")
    if prefix != "x-rate-limit":
        names = ("Limit", "Remaining", "Reset")
    return {f"{prefix}-{n}": v for n, v in zip(names, (str(limit), "0", reset), strict=True)}
