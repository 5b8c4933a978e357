"""robots.txt as RFC 9309 reads it: groups by product token, longest match wins, * and $."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_MOST_LINES = 50_000
_LONGEST_DELAY = 60.0
_PRODUCT = re.compile(r"[a-zA-Z_-]+")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that one robots.txt has for us: (path pattern, allowed) and a delay in seconds."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether `url` may be fetched; the longest matching rule decides, allow wins ties."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        best, answer = -1, True
        for pattern, allowed in self.rules:
            length = len(pattern)
            if length < best or (length == best and not allowed):
                continue
            if _matches(pattern, path):
                best, answer = length, allowed
        return answer


ALLOW_ALL = Robots()
# A server in trouble may want nothing fetched (RFC 9309 2.3.1.4).
UNKNOWN = Robots(rules=(("/", False),))


def parsed(text: str, agent: str) -> Robots:
    """Read a robots.txt for the product token `agent` ("Pullquote"); "*" is the fallback."""
    groups = _groups(text.removeprefix("\ufeff"))
    token = agent.casefold()
    ours = [group for group in groups if token in group.agents]
    chosen = ours or [group for group in groups if "*" in group.agents]
    rules = tuple(rule for group in chosen for rule in group.rules)
    return Robots(rules, max((group.delay for group in chosen), default=0.0))


class _Group:
    def __init__(self) -> None:
        self.agents: set[str] = set()
        self.rules: list[tuple[str, bool]] = []
        self.delay = 0.0
        self.begun = False


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    for line in text.splitlines()[:_MOST_LINES]:
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().casefold(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if not groups or groups[-1].begun:
                groups.append(_Group())
            # The product token alone counts, not a version behind it.
            groups[-1].agents.add((_PRODUCT.match(value) or [value])[0].casefold())
        elif groups:
            _add(groups[-1], key, value)
    return groups


def _add(group: _Group, key: str, value: str) -> None:
    if key in {"allow", "disallow"}:
        group.begun = True
        if value:
            group.rules.append((unquote(value)[:500], key == "allow"))
    elif key == "crawl-delay":
        group.begun = True
        try:
            delay = float(value)
            group.delay = min(delay, _LONGEST_DELAY) if delay > 0 else 0.0
        except ValueError:
            return


def _matches(pattern: str, path: str) -> bool:
    """Match a rule's path: "*" stands for anything, "$" at the end for the end. Linear."""
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for number, part in enumerate(rest, 1):
        if number == len(rest) and pattern.endswith("$"):
            return path.endswith(part) and len(path) - len(part) >= place
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return place == len(path) or not pattern.endswith("$")
