"""Where lines may break, and the set of breaks that reads best (total fit, by sense)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from flows.cards.clusters import clusters, is_wide
from flows.cards.fonts import Style
from flows.cards.sense import break_cost
from flows.cards.shaping import width

# Kinsoku: what may not begin and what may not end a line (JIS X 4051, the common core).
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー）」』】〕〉》”’…‥々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヶ！？」%,.!?:;)]}"
)
_NOT_LAST = frozenset("（「『【〔〈《“‘([{$£€¥")
_AFTER = re.compile(r"(?<=[—–])(?=\w)|(?<=\w-)(?=\w\w)|(?<=/)(?=\w)|\u200b")
_SOFT = "\u00ad"
_HYPHEN_COST = 20.0
_UNREACHED = float("inf")


@dataclass(frozen=True, slots=True)
class Word:
    """What cannot be broken, in ems: its `width`, the `space` after it on the same line, and the
    `cost` of ending a line behind it. `soft`: a hyphen is printed if a line ends here; its width
    is in `width`, and a negative `space` takes it back inside a line.
    """

    text: str
    width: float
    space: float
    cost: float
    soft: bool = False

    @property
    def whole(self) -> str:
        """The word with the space after it, as it stands inside a line."""
        return f"{self.text} " if self.space > 0 else self.text


@lru_cache(maxsize=4096)
def words(text: str, style: Style, *, hyphens: bool = False) -> tuple[Word, ...]:
    """Return the unbreakable pieces of a text; with `hyphens`, words part at their soft hyphens.

    Raises FontMissing.
    """
    chunks = [(piece, spaced) for word in _split(text) for piece, spaced in _pieces(word)]
    space = width(" ", style)
    made: list[Word] = []
    for index, (piece, spaced) in enumerate(chunks):
        following = chunks[index + 1][0] if index + 1 < len(chunks) else ""
        before = chunks[index - 1][0] if index else ""
        cost = break_cost(before, piece, following, spaced, style.language)
        parts = piece.split(_SOFT) if hyphens else [piece.replace(_SOFT, "")]
        parts = [part for part in parts if part]
        if not parts:
            continue
        made.extend(_soft_part(part, style) for part in parts[:-1])
        made.append(Word(parts[-1], width(parts[-1], style), space if spaced else 0.0, cost))
    return tuple(made)


def _soft_part(part: str, style: Style) -> Word:
    hyphen = width("-", style)
    return Word(part, width(part, style) + hyphen, -hyphen, _HYPHEN_COST, soft=True)


def _split(text: str) -> list[str]:
    # No-break spaces are not in this class on purpose.
    return [word for word in re.split(r"[ \t\n\u2002-\u2006\u2008-\u200a\u3000]+", text) if word]


def _pieces(word: str) -> list[tuple[str, bool]]:
    """Cut a word at dashes, hyphens and between wide characters; the last is followed by a space."""
    cut: list[str] = []
    for part in _AFTER.split(word):
        cut.extend(_wide(part) if any(map(is_wide, part)) else [part])
    cut = [part for part in cut if part]
    return [(part, index == len(cut) - 1) for index, part in enumerate(cut)]


def _wide(part: str) -> list[str]:
    out: list[str] = []
    for cell in clusters(part):
        if out and (
            cell in _NOT_FIRST
            or out[-1][-1] in _NOT_LAST
            or not (is_wide(cell) or is_wide(out[-1][-1]))
        ):
            out[-1] += cell
        else:
            out.append(cell)
    return out


def widest(pieces: Sequence[Word]) -> float:
    """Return the width of the widest piece, in ems."""
    return max((word.width for word in pieces), default=0.0)


def joined(pieces: Sequence[Word]) -> str:
    """Return the words of one line as text."""
    out = "".join(word.whole for word in pieces).rstrip(" ")
    return f"{out}-" if pieces[-1].soft else out


class Measure:
    """Prefix sums over words, so that any line's width is one subtraction."""

    def __init__(self, pieces: Sequence[Word]) -> None:
        self.pieces = pieces
        self.widest = widest(pieces)
        self.gap = max((word.space for word in pieces), default=0.0)
        self.costs = [word.cost for word in pieces]
        # What the best n line ends gain at most (0 or less): no set of breaks costs less.
        self.gains = [0.0, *accumulate(sorted(min(cost, 0.0) for cost in self.costs))]
        self.starts = [0.0]
        self.ends: list[float] = []
        for word in pieces:
            self.ends.append(self.starts[-1] + word.width)
            self.starts.append(self.ends[-1] + word.space)

    def line(self, first: int, last: int) -> float:
        """Return the width of words `first` to `last` (both included) on one line, in ems."""
        return self.ends[last] - self.starts[first]

    def lines_at(self, measure: float) -> int:
        """Return how many lines greedy breaking needs at a width: no breaking needs fewer."""
        count, first, ends, starts = 0, 0, self.ends, self.starts
        total = len(ends)
        # The tolerance keeps a width found by bisection on the safe side of rounding.
        measure = max(measure, self.widest) + 1e-6
        while first < total:
            count += 1
            first = bisect_right(ends, starts[first] + measure)
        return count

    def narrowest_bound(self, count: int) -> float:
        """Return a width in ems that `narrowest` is never under: each break swallows a space at
        most.
        """
        whole = self.line(0, len(self.ends) - 1)
        return max(self.widest, (whole - (count - 1) * self.gap) / count)

    def narrowest(self, count: int) -> float:
        """Return the least width in ems that holds the words in `count` lines."""
        whole, low = self.line(0, len(self.ends) - 1), self.narrowest_bound(count)
        if self.lines_at(low) <= count:
            return low
        # A greedy line falls short of the measure by less than a word, so this always holds them.
        high = min(whole / count + self.widest, whole)
        # What is left is less than a thousandth of a card's width.
        while high - low > low / 2000:
            middle = (low + high) / 2
            if self.lines_at(middle) <= count:
                high = middle
            else:
                low = middle
        return high


def break_lines(
    measured: Measure, count: int, room: float, under: float = _UNREACHED
) -> tuple[float, tuple[int, ...]] | None:
    """Return (cost, index after each line's last word) of the best `count` lines no wider than
    `room` ems; None if there is no such set, or none that costs less than `under`.
    """
    starts, ends, costs = measured.starts, measured.ends, measured.costs
    total, room = len(ends), room + 1e-6
    mean = min(measured.line(0, total - 1) / count, room)
    # best[j]: least cost of the lines so far when the last one ends before word j; back[n][j]: where
    # its last line begins.
    best = {0: 0.0}
    back: list[dict[int, int]] = []
    for left in range(count - 1, 0, -1):
        # What then remains must fit the lines left: each break swallows a space at most.
        remaining = left * room + (left - 1) * measured.gap
        soonest = bisect_left(starts, ends[-1] - remaining - 1e-6) - 1
        reached: dict[int, float] = {}
        came: dict[int, int] = {}
        worst = under - measured.gains[min(left - 1, total)]
        for first, cost in best.items():
            start = starts[first]
            # A line under a third of the mean is never the best one: not looked at.
            nearest = max(bisect_right(ends, start + mean * 0.3), first, soonest)
            for last in range(nearest, min(bisect_right(ends, start + room), total - 1)):
                off = (ends[last] - start) / mean - 1.0
                value = cost + 78.0 * off * off + costs[last]
                # A word alone on a line is a shout; only a sentence of one word may.
                if last == first and costs[last] > 0:
                    value += 8.0
                if value < worst and value < reached.get(last + 1, _UNREACHED):
                    reached[last + 1], came[last + 1] = value, first
        back.append(came)
        best = reached
    return _ended(measured, best, back, (mean, room), under)


def _ended(
    measured: Measure,
    best: dict[int, float],
    back: list[dict[int, int]],
    widths: tuple[float, float],
    under: float,
) -> tuple[float, tuple[int, ...]] | None:
    """Add the last line to the best lines before it and follow them back."""
    total, (mean, room) = len(measured.pieces), widths
    found: tuple[float, int] | None = None
    for first, cost in best.items():
        wide = measured.line(first, total - 1)
        if wide > room:
            continue
        off = wide / mean - 1.0
        value = cost + (_last_line(measured.pieces[first:], off) if back else 78.0 * off * off)
        if found is None or value < found[0]:
            found = (value, first)
    if found is None or found[0] >= under:
        return None
    stops, place = [total], found[1]
    for came in reversed(back):
        stops.append(place)
        place = came[place]
    return found[0], tuple(reversed(stops))


def _last_line(pieces: Sequence[Word], off: float) -> float:
    """Return what the last line costs: it may be shorter, but not a single word."""
    alone = len(pieces) == 1 and not is_wide(pieces[0].text[0])
    return (48.0 if off < 0 else 78.0) * off * off + (60.0 if alone else 0.0)
