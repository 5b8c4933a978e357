"""Numbers that describe a scrape's lines to the zone model: shape, place and form, no words.

For n lines: `inside` (n rows) speaks about each line, `borders` (n + 1 rows) about the place
before each line and the end, `shares` (n rows) about how much of all running text a line holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .shape import PARAGRAPH, Line

Numbers = NDArray[np.float64]

_KINDS = ("ad", "credit", "disclaimer", "promo", "share", "byline", "comment", "navigation")
# A row for each kind, and one of zeros for lines without a form.
_FORMS = np.eye(len(_KINDS) + 1, len(_KINDS))
_SIZES = np.array([25.0, 55.0, 100.0, 150.0, 250.0])
_TINY = 15.0
_DEPTHS = np.array([0.03, 0.1, 0.2, 0.3])
_GOES_ON = frozenset(",:") | {""}
_SHAPES = 15
# The beginning of a line shows its shape (code points).
_LOOKED_AT = 240
# UTF-8 bytes by kind: other, digit, capital, first byte of the capitals from À to Þ, space and what
# else stands before a word.
_DIGIT, _CAPITAL, _LEAD, _SPACE, _BREAK = 1, 2, 3, 4, 5
_LINE_FEED = ord("\n")
_KIND_OF_SIGN = np.zeros(256, dtype=np.uint8)
_KIND_OF_SIGN[ord("0") : ord("9") + 1] = _DIGIT
_KIND_OF_SIGN[ord("A") : ord("Z") + 1] = _CAPITAL
_KIND_OF_SIGN[[0xC3, ord(" "), _LINE_FEED]] = _LEAD, _SPACE, _BREAK
_SECOND_OF_CAPITAL = np.zeros(256, dtype=bool)
_SECOND_OF_CAPITAL[[sign.encode()[1] for sign in "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ"]] = True
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
    told = np.array([(line.ends, line.running, line.quotes) for line in lines], dtype=float)
    forms = [_KINDS.index(line.form.kind) if line.form else len(_KINDS) for line in lines]
    shapes: Numbers = np.concatenate(
        [
            np.log1p(column) / 5.0,
            column >= _SIZES,
            told,
            _signs([line.text for line in lines], sizes),
            column < _TINY,
            _FORMS[forms],
        ],
        axis=1,
    )
    return shapes


def _signs(texts: Sequence[str], sizes: Numbers) -> Numbers:
    """Count digits, capitals and words with a capital; see how lines begin and go on.

    All lines at once, in bytes: a line begins after a line feed.
    """
    heads = [text[:_LOOKED_AT].replace("\n", " ") for text in texts]
    together = "\n" + "\n".join(heads) + "\n"
    signs = np.frombuffer(together.encode("utf-8", "replace"), dtype=np.uint8)
    kinds = _KIND_OF_SIGN[signs]
    breaks = np.flatnonzero(signs == _LINE_FEED)
    length = np.maximum(np.diff(breaks) - 1.0, 1.0)

    capitals = kinds == _CAPITAL
    begins = capitals.copy()
    begins[:-1] |= (kinds[:-1] == _LEAD) & _SECOND_OF_CAPITAL[signs[1:]]
    begins[1:] &= kinds[:-1] >= _SPACE
    marks = np.stack([kinds == _DIGIT, capitals, kinds == _SPACE, begins])
    digits, larges, spaces, named = np.add.reduceat(marks, breaks[:-1], axis=1, dtype=float)
    return np.stack(
        [
            np.minimum(0.5, 1.0 - (length - digits) / length) * 2.0,
            np.minimum(0.5, 1.0 - (length - larges) / length) * 2.0,
            np.array([head[:1].islower() for head in heads], dtype=float),
            np.array([text[-1:] in _GOES_ON for text in texts], dtype=float),
            # In running text capitals say nothing.
            np.where(sizes >= PARAGRAPH, 0.0, named / (spaces + 1.0)),
        ],
        axis=1,
    )


def _around(summed: Numbers, count: int, after: int, reach: Sequence[int]) -> Numbers:
    """Running text within each reach before and after `count` places from 0.

    `after`: where "after" begins, 1 if a place is a line, 0 if it is the border before it.
    """
    far = _FAR[-1]
    padded = np.concatenate([np.zeros(far), summed, np.full(far + 1, summed[-1])])
    wide = np.array(reach)
    place = np.arange(far, far + count)[:, None]
    near = padded[np.concatenate([place, place + after], axis=1)]
    away = padded[np.concatenate([place - wide, place + after + wide], axis=1)]
    before, behind = near[:, :1] - away[:, : len(wide)], away[:, len(wide) :] - near[:, 1:]
    found: Numbers = np.log1p(np.concatenate([before / wide, behind / wide], axis=1)) / 6.0
    return found


def _inside(shapes: Numbers, summed: Numbers) -> Numbers:
    count = len(shapes)
    total = summed[-1] + 1.0
    around = _around(summed, count, 1, _REACH)
    running = shapes[:, 7:8]
    # The smaller share of running text that stands before or after: how deep inside a line is.
    depth = np.minimum(summed[:-1] / total, 1.0 - summed[1:] / total)
    depths = np.concatenate([(depth * 2.0)[:, None], depth[:, None] > _DEPTHS], axis=1)
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
    share = (summed / (summed[-1] + 1.0))[:, None]
    edges = np.zeros((count + 1, 3))
    edges[0, 0] = edges[-1, 1] = 1.0
    edges[:, 2] = 1.0
    return np.concatenate(
        [
            at(-1),
            at(0),
            at(-2)[:, :_SHAPES],
            at(1)[:, :_SHAPES],
            forms_before,
            forms_after,
            _around(summed, count + 1, 0, _FAR),
            share,
            1.0 - share,
            share < 0.02,
            share > 0.98,
            share < 0.15,
            share > 0.85,
            edges,
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
