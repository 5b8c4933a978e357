"""Numbers that describe a scrape's lines to the zone model: shape, place and form, no words.

For n lines: `shapes` (one column a line) speaks about each line, `places` (n + 1 columns) about
the place before each line and the end, `depths` about how far inside a line is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .shape import CODES, PARAGRAPH, Line, told_by

Numbers = NDArray[np.float64]

_SIZES = np.array([[25.0], [55.0], [100.0], [150.0], [250.0]])
_TINY = 15.0
_DEPTHS = np.array([[0.03], [0.1], [0.2], [0.3]])
# Running text counts this far around a place, in lines; around a line not the farthest.
REACH = (1, 2, 4, 8, 16)
_REACHES = np.array([REACH + REACH], dtype=float).T
_FAR = REACH[-1]
# From where to where: first up to a place, then from it.
_BEFORE = np.array([[_FAR - far] for far in REACH] + [[_FAR]] * len(REACH))
_BEHIND = np.array([[_FAR]] * len(REACH) + [[_FAR + far] for far in REACH])
# Rows of `shapes`: 15 about shape, then one for each form.
SHAPES, ROWS = 15, 23
_SIZE_ROWS, _TOLD_ROWS, _SIGN_ROWS = slice(1, 6), slice(6, 9), slice(9, 14)
RUNNING_ROW, _TINY_ROW = 7, 14
# The beginning of a line shows its shape (code points).
_LOOKED_AT = 240

# UTF-8 bytes by kind: other, digit, capital, first byte of the capitals from À to Þ, space and what
# else stands before a word. The capitals from À to Þ become a kind of their own.
_DIGIT, _CAPITAL, _LEAD, _SPACE, _BREAK, _ACCENTED = 1, 2, 3, 4, 5, 6
_LINE_FEED = ord("\n")
_KIND_OF_SIGN = np.zeros(256, dtype=np.uint8)
_KIND_OF_SIGN[ord("0") : ord("9") + 1] = _DIGIT
_KIND_OF_SIGN[ord("A") : ord("Z") + 1] = _CAPITAL
_KIND_OF_SIGN[[0xC3, ord(" "), _LINE_FEED]] = _LEAD, _SPACE, _BREAK
_SECOND_OF_CAPITAL = np.zeros(256, dtype=bool)
_SECOND_OF_CAPITAL[[sign.encode()[1] for sign in "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ"]] = True
# What a sign of a kind (rows: the kind before it) adds to the counts of digits, capitals, spaces
# and words with a capital. None exceeds a byte: together they are one number.
_COUNTED = np.zeros((8, 8, 4), dtype=np.uint8)
_COUNTED[:, _DIGIT, 0] = _COUNTED[:, _CAPITAL, 1] = _COUNTED[:, _SPACE, 2] = 1
_COUNTED[[[_SPACE], [_BREAK]], [_CAPITAL, _ACCENTED], 3] = 1
_AT_ONCE = _COUNTED.view(np.uint32).ravel()

_TOLD = np.array([told_by(code) for code in range(CODES)], dtype=float)


@dataclass(frozen=True, slots=True)
class Traits:
    """The numbers of one scrape.

    `shapes`: 23 rows: size, how it ends, signs, form. `around`: log of the running text within
    each `REACH` before a place, then behind it. `share`: of all running text, what stands before a
    place. `depths`: how deep inside a line is. `mass`: each line's part in the running text.
    `weight`: how much a line's own score counts, by its size.
    """

    shapes: Numbers
    around: Numbers
    share: Numbers
    depths: Numbers
    mass: Numbers
    weight: Numbers

    @property
    def running(self) -> Numbers:
        """1 for each line of running text, else 0."""
        found: Numbers = self.shapes[RUNNING_ROW]
        return found


def traits(lines: Sequence[Line]) -> Traits:
    """Describe lines. Raises ValueError for none."""
    if not lines:
        msg = "a scrape without lines has no traits"
        raise ValueError(msg)
    sizes = np.array([line.size for line in lines], dtype=float)
    shapes = _shaped(lines, sizes)
    mass = shapes[RUNNING_ROW] * np.minimum(sizes, 600.0)
    summed = np.zeros(len(lines) + 1)
    np.cumsum(mass, out=summed[1:])
    share = summed / (summed[-1] + 1.0)
    return Traits(
        shapes=shapes,
        around=_around(summed),
        share=share,
        depths=_depths(share),
        mass=mass,
        weight=np.sqrt(np.minimum(sizes, 300.0) / 60.0 + 0.3),
    )


def _shaped(lines: Sequence[Line], sizes: Numbers) -> Numbers:
    shapes = np.empty((ROWS, len(lines)))
    told = _TOLD.take([line.code for line in lines], axis=0).T
    shapes[0] = np.log(sizes + 1.0) / 5.0
    shapes[_SIZE_ROWS] = sizes >= _SIZES
    shapes[_TOLD_ROWS] = told[:3]
    shapes[_SIGN_ROWS] = _signs([line.text for line in lines], told[3:5], sizes)
    shapes[_TINY_ROW] = sizes < _TINY
    shapes[SHAPES:] = told[5:]
    return shapes


def _signs(texts: Sequence[str], told: Numbers, sizes: Numbers) -> Numbers:
    """Return the shares of digits, of capitals and of words with a capital; `told` between them.

    All lines at once, in bytes: a line begins after a line feed.
    """
    heads = [text if len(text) <= _LOOKED_AT else text[:_LOOKED_AT] for text in texts]
    together = "\n".join(["", *heads, ""])
    signs = np.frombuffer(together.encode("utf-8", "replace"), dtype=np.uint8)
    kinds = _KIND_OF_SIGN.take(signs)
    breaks = np.flatnonzero(kinds == _BREAK)
    length = np.maximum(np.diff(breaks) - 1.0, 1.0)
    if not together.isascii():
        leads = np.flatnonzero(kinds == _LEAD)
        kinds[leads[_SECOND_OF_CAPITAL[signs[leads + 1]]]] = _ACCENTED
    counted = _AT_ONCE.take((kinds[:-1] << 3) | kinds[1:])
    summed = np.add.reduceat(counted, breaks[:-1], dtype=np.uint32)
    digits, large, spaces, named = summed.view(np.uint8).reshape(-1, 4).T
    found = np.empty((5, len(texts)))
    found[0] = np.minimum(0.5, 1.0 - (length - digits) / length) * 2.0
    found[1] = np.minimum(0.5, 1.0 - (length - large) / length) * 2.0
    found[2:4] = told
    # In running text capitals say nothing.
    found[4] = np.where(sizes >= PARAGRAPH, 0.0, named / (spaces + 1.0))
    return found


def _around(summed: Numbers) -> Numbers:
    count = len(summed)
    padded = np.empty(count + 2 * _FAR)
    padded[:_FAR], padded[_FAR:-_FAR], padded[-_FAR:] = 0.0, summed, summed[-1]
    places = np.arange(count)
    found: Numbers = padded.take(_BEHIND + places)
    found -= padded.take(_BEFORE + places)
    found /= _REACHES
    found += 1.0
    np.log(found, out=found)
    found /= 6.0
    return found


def _depths(share: Numbers) -> Numbers:
    # The smaller share of running text that stands before or after.
    depth = np.minimum(share[:-1], 1.0 - share[1:])
    found = np.empty((1 + len(_DEPTHS), len(depth)))
    found[0] = depth * 2.0
    found[1:] = depth > _DEPTHS
    return found
