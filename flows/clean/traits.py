"""Numbers that describe a scrape's lines to the zone model: shape, place and form, no words.

For n lines: `inside` (n rows) speaks about each line, `borders` (n + 1 rows) about the place
before each line and the end, `shares` (n rows) about how much of all running text a line holds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .shape import Line

Numbers = NDArray[np.float64]

_KINDS = ("ad", "credit", "disclaimer", "promo", "share", "byline", "comment", "navigation")
# A row for each kind, and one of zeros for lines without a form.
_FORMS = np.eye(len(_KINDS) + 1, len(_KINDS))
_SIZES = np.array([25.0, 55.0, 100.0, 150.0, 250.0])
_TINY = 15.0
_GOES_ON = frozenset(",:") | {""}
_SHAPES = 15
# The beginning of a line shows its shape (code points).
_LOOKED_AT = 240
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CAPITAL_WORD = re.compile(r"(?:^|(?<= ))[A-ZÀ-ÖØ-Þ]")
_REACH = (1, 2, 4, 8)
_FAR = (1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class Traits:
    """The numbers of one scrape. `weight`: how much a line's own score counts, by its size."""

    inside: Numbers
    borders: Numbers
    shares: Numbers
    weight: Numbers


def traits(lines: Sequence[Line]) -> Traits:
    """Describe lines. Raises ValueError for none."""
    if not lines:
        msg = "a scrape without lines has no traits"
        raise ValueError(msg)
    sizes = np.array([float(line.size) for line in lines])
    shapes = _shaped(lines, sizes)
    sizes = np.minimum(sizes, 600.0)
    running = shapes[:, 7]
    mass = running * sizes
    summed = np.concatenate([[0.0], np.cumsum(mass)])
    return Traits(
        inside=_inside(shapes, summed),
        borders=_borders(shapes, summed),
        shares=_shares(running, mass),
        weight=np.sqrt(np.minimum(sizes, 300.0) / 60.0 + 0.3),
    )


def _shaped(lines: Sequence[Line], sizes: Numbers) -> Numbers:
    column = sizes[:, None]
    told = np.array(
        [(line.ends, line.running, line.quotes, *_signs(line)) for line in lines], dtype=float
    )
    forms = [_KINDS.index(line.form.kind) if line.form else len(_KINDS) for line in lines]
    shapes: Numbers = np.concatenate(
        [np.log1p(column) / 5.0, column >= _SIZES, told, column < _TINY, _FORMS[forms]], axis=1
    )
    return shapes


def _signs(line: Line) -> tuple[float, float, bool, bool, float]:
    text = line.text[:_LOOKED_AT]
    signs = text.encode()
    length = len(signs) or 1
    digits = 1.0 - len(signs.translate(None, b"0123456789")) / length
    capitals = 1.0 - len(signs.translate(None, _CAPITALS)) / length
    # In running text capitals say nothing; counting them there would take a third of the time.
    named = 0.0 if line.size >= 150 else len(_CAPITAL_WORD.findall(text)) / (text.count(" ") + 1)
    return (
        min(0.5, digits) * 2.0,
        min(0.5, capitals) * 2.0,
        text[:1].islower(),
        line.text[-1:] in _GOES_ON,
        named,
    )


def _around(summed: Numbers, count: int, after: int, reach: Sequence[int]) -> Numbers:
    """Running text within each reach before and after `count` places from 0.

    `after`: where "after" begins, 1 if a place is a line, 0 if it is the border before it.
    """
    # Padded, so that every reach is a slice.
    far = _FAR[-1]
    padded = np.concatenate([np.zeros(far), summed, np.full(far + 1, summed[-1])])
    here, following = padded[far : far + count], padded[far + after : far + after + count]
    around = np.empty((count, 2 * len(reach)))
    for column, n in enumerate(reach):
        around[:, column] = (here - padded[far - n : far - n + count]) / n
        place = far + after + n
        around[:, len(reach) + column] = (padded[place : place + count] - following) / n
    found: Numbers = np.log1p(around) / 6.0
    return found


def _inside(shapes: Numbers, summed: Numbers) -> Numbers:
    count = len(shapes)
    places = np.arange(count)
    total = summed[-1] + 1.0
    around = _around(summed, count, 1, _REACH)
    running = shapes[:, 7:8]
    # The smaller share of running text that stands before or after: how deep inside a line is.
    depth = np.minimum(summed[places] / total, 1.0 - summed[places + 1] / total)
    depths = np.stack(
        [depth * 2.0, *((depth > limit).astype(float) for limit in (0.03, 0.1, 0.2, 0.3))], axis=1
    )
    return np.concatenate(
        [
            shapes,
            around,
            running * around,
            depths,
            depths * (1.0 - running),
            np.ones((count, 1)),
        ],
        axis=1,
    )


def _borders(shapes: Numbers, summed: Numbers) -> Numbers:
    count, width = shapes.shape
    padded = np.zeros((count + 8, width))
    padded[4:-4] = shapes

    def at(offset: int) -> Numbers:
        return padded[4 + offset : 5 + offset + count]

    pairs = np.maximum(padded[:-1, _SHAPES:], padded[1:, _SHAPES:])
    fours = np.maximum(pairs[:-2], pairs[2:])
    forms_before, forms_after = fours[: count + 1], fours[4 : count + 5]
    places = np.arange(count + 1)
    share = summed / (summed[-1] + 1.0)
    position = [
        share,
        1.0 - share,
        *((share < limit).astype(float) for limit in (0.02,)),
        *((share > limit).astype(float) for limit in (0.98,)),
        (share < 0.15).astype(float),
        (share > 0.85).astype(float),
        (places == 0).astype(float),
        (places == count).astype(float),
        np.ones(count + 1),
    ]
    return np.concatenate(
        [
            at(-1),
            at(0),
            at(-2)[:, :_SHAPES],
            at(1)[:, :_SHAPES],
            forms_before,
            forms_after,
            _around(summed, count + 1, 0, _FAR),
            np.stack(position, axis=1),
        ],
        axis=1,
    )


def _shares(running: Numbers, mass: Numbers) -> Numbers:
    share = mass / (mass.sum() + 1.0)
    return np.stack(
        [
            share * 3.0,
            running / (running.sum() + 1.0) * 3.0,
            running * np.minimum(share, 0.2) * 5.0,
        ],
        axis=1,
    )
