"""The largest size at which a quote fits its box, in closed form: nothing is drawn to find it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, sqrt

from flows.cards.breaking import Measure, Word, break_lines, widest
from flows.cards.design import Leading
from flows.cards.fonts import Metrics

# A slightly smaller size may be taken where it breaks much better; each percent costs this much.
_SHRINK_COST = 1.4
_TRIES = (1.0, 0.965, 0.93, 0.895, 0.86)
# Where even the best of these leaves a word alone on the last line or parts a name (costs of 60).
_LAST_TRIES = (0.82, 0.78, 0.74)
_BAD = 45.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """A quote's size in pixels, the distance of its baselines, and its lines as word indices."""

    px: int
    step: float
    lines: tuple[tuple[int, int], ...]
    height: float


@dataclass(frozen=True, slots=True)
class Room:
    """What a quote may fill: `width` and `height` in pixels, `least` and `most` type size in
    pixels, and the card's `unit` (its width) for the leading.
    """

    width: float
    height: float
    least: float
    most: float
    unit: float


def block_height(px: float, count: int, leading: Leading, unit: float, face: Metrics) -> float:
    """Return the height from the first line's capitals to the last line's descenders, in pixels."""
    return px * (face.cap + (count - 1) * leading.at(px / unit) + face.descent)


def fit(pieces: Sequence[Word], room: Room, leading: Leading, face: Metrics) -> Fitted | None:
    """Return the setting, or None if the words do not fit at the least size.

    For L lines the width allows room.width / narrowest(L) and the height a size that falls with
    L; the first rises with L, the second falls, so the best L lies where they cross.
    """
    measured = Measure(pieces)
    largest = _largest(measured, room, leading, face)
    if largest < room.least:
        return None
    best: tuple[float, Fitted] | None = None
    for share in (*_TRIES, *_LAST_TRIES):
        if share < _TRIES[-1] and best is not None and best[0] < _BAD:
            break
        px = floor(max(largest * share, room.least))
        for count in _counts(measured, px, room, leading, face):
            fixed = (1 - px / largest) * 100 * _SHRINK_COST + count * 0.5
            under = best[0] - fixed if best is not None else inf
            # No set of breaks gains more than the best pauses together.
            if under <= measured.gains[min(count - 1, len(pieces))]:
                continue
            found = break_lines(measured, count, room.width / px, under)
            if found is not None:
                best = (found[0] + fixed, _fitted(px, found[1], leading, room.unit, face))
    return best[1] if best else None


def _largest(measured: Measure, room: Room, leading: Leading, face: Metrics) -> float:
    if not measured.pieces:
        return room.most
    last = len(measured.pieces)
    first = 1
    # While the width binds, more lines allow a larger size: only the last such count matters.
    while first < last and _by_height(first + 1, room, leading, face) > (
        room.width / measured.narrowest_bound(first + 1)
    ):
        first += 1
    best = 0.0
    for count in range(first, last + 1):
        by_width = room.width / measured.narrowest(count)
        by_height = _by_height(count, room, leading, face)
        best = max(best, min(by_width, by_height))
        if by_height <= by_width:
            break
    return min(best, room.most)


def _by_height(count: int, room: Room, leading: Leading, face: Metrics) -> float:
    """Return the size at which `count` lines fill the height: leading makes it a quadratic."""
    fixed = face.cap + face.descent
    gaps = count - 1
    tight = room.height / (fixed + gaps * leading.tight)
    if gaps == 0 or tight >= leading.tight_at * room.unit:
        return tight
    loose = room.height / (fixed + gaps * leading.loose)
    if loose <= leading.loose_at * room.unit:
        return loose
    slope = (leading.tight - leading.loose) / (leading.tight_at - leading.loose_at) / room.unit
    constant = leading.loose - slope * leading.loose_at * room.unit
    square, straight = gaps * slope, fixed + gaps * constant
    if abs(square) < 1e-12:
        return room.height / straight
    root = sqrt(max(straight * straight + 4 * square * room.height, 0.0))
    return (root - straight) / (2 * square)


def _counts(
    measured: Measure, px: float, room: Room, leading: Leading, face: Metrics
) -> Sequence[int]:
    """Return the line counts that fit at a size, fewest first, at most three."""
    least = measured.lines_at(room.width / px)
    most = least
    while (
        most < len(measured.pieces)
        and most < least + 2
        and block_height(px, most + 1, leading, room.unit, face) <= room.height
    ):
        most += 1
    return range(least, most + 1)


def _fitted(
    px: int, stops: tuple[int, ...], leading: Leading, unit: float, face: Metrics
) -> Fitted:
    starts = (0, *stops[:-1])
    lines = tuple(zip(starts, stops, strict=True))
    step = px * leading.at(px / unit)
    return Fitted(px, step, lines, block_height(px, len(lines), leading, unit, face))


def too_wide(pieces: Sequence[Word], room: Room) -> Word | None:
    """Return the word that alone is wider than the box at the least size, if there is one."""
    if widest(pieces) * room.least <= room.width:
        return None
    return max(pieces, key=lambda word: word.width)
