"""Which rules can say anything about a line: by how it begins, by what it holds, by its size.

There are some thirty rules, and nearly no line of an article is like any of the forms they know.
The table tells so for many lines at once; it only saves time, the rules decide.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from flows.core.article import RemovedKind

from .beginnings import LENGTH

# So many beginnings are known by heart.
_MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class Form:
    """A recognised form: what the line is and why we think so."""

    kind: RemovedKind
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A test for lines up to `longest` code points that begin with or hold what it asks for.

    The test is given the line in lower case, or as it is if `cased`. `starts` are beginnings
    (`beginnings`), `keys` stand anywhere; both in lower case. `dated`: only lines with a digit.
    `told`: whether finished sentences of some length are asked, too.
    """

    test: Callable[[str], object]
    form: Form
    longest: int
    starts: frozenset[str]
    keys: tuple[str, ...] = ()
    cased: bool = False
    dated: bool = False
    told: bool = False


class Table:
    """The rules, looked up. A set of rules is a number with a bit for each, the first lowest."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Arrange rules; the last one is asked about every line that begins with a sign."""
        self._by_start = _Starts(rules)
        self._by_set = _Sets(rules)
        self._told = sum(1 << number for number, rule in enumerate(rules) if rule.told)
        self._holding = {
            key: sum(1 << number for number, rule in enumerate(rules) if key in rule.keys)
            for rule in rules
            for key in rule.keys
        }
        # Keys that only rules for lines other than sentences ask for.
        self._keys = [key for key, rules_ in self._holding.items() if rules_ & self._told]
        self._short_keys = [key for key, rules_ in self._holding.items() if not rules_ & self._told]

    def asked(self, lowered: Sequence[str], sentences: Sequence[bool]) -> list[tuple[Rule, ...]]:
        """Return the rules for each line (in lower case) in order; `sentences` have fewer."""
        by_start, by_set, told = self._by_start, self._by_set, self._told
        asked = [by_start[line[:LENGTH]] for line in lowered]
        self._find(self._keys, lowered, range(len(lowered)), asked)
        others = [place for place, sentence in enumerate(sentences) if not sentence]
        self._find(self._short_keys, [lowered[place] for place in others], others, asked)
        return [
            by_set[rules & told if sentence else rules]
            for rules, sentence in zip(asked, sentences, strict=True)
        ]

    def _find(
        self, keys: Sequence[str], lines: Sequence[str], places: Sequence[int], asked: list[int]
    ) -> None:
        """Add the rules of the keys that lines hold at their places. All are searched at once."""
        together = "\n".join(lines)
        ends = list(accumulate([len(line) + 1 for line in lines]))
        for key in keys:
            at = together.find(key)
            while at >= 0:
                line = bisect_right(ends, at)
                asked[places[line]] |= self._holding[key]
                at = together.find(key, ends[line])


class _Starts(dict[str, int]):
    """The rules for lines that begin so (`LENGTH` signs in lower case)."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._last = 1 << (len(rules) - 1)
        self._starting: dict[str, int] = {}
        for number, rule in enumerate(rules):
            for start in rule.starts:
                self._starting[start] = self._starting.get(start, 0) | 1 << number

    def __missing__(self, start: str) -> int:
        if len(self) > _MOST_KNOWN:
            self.clear()
        found = self[start] = self._look_up(start)
        return found

    def _look_up(self, start: str) -> int:
        if not start.isascii():
            start = "".join("1" if sign.isdecimal() else sign for sign in start)
        found = 0 if start[:1].isalnum() else self._last
        for end in range(1, LENGTH + 1):
            found |= self._starting.get(start[:end], 0)
        return found


class _Sets(dict[int, tuple[Rule, ...]]):
    """The rules of each set that was ever asked for: a few hundred."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, numbers: int) -> tuple[Rule, ...]:
        found = tuple(rule for number, rule in enumerate(self._rules) if numbers >> number & 1)
        if len(self) > _MOST_KNOWN:
            self.clear()
        self[numbers] = found
        return found
