"""Drawing text: each glyph is rasterised once per size and quarter pixel, then only pasted."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor
from typing import Any

from PIL import Image

from flows.cards.clusters import clusters
from flows.cards.contrast import RGB
from flows.cards.fonts import FontFile, Style, opened
from flows.cards.scan import Rows
from flows.cards.shaping import EMOJI_SCALE, Run, advances, emoji_width, run_width, runs, units

# Masks kept in memory, in bytes: some 4,000 letters at 60 to 110 px.
_CACHE_BYTES = 24_000_000
_PHASES = 4
# A letter's bearings are taken at this size: a third of a pixel at the largest type.
_BEARING_PX = 320


class Ink:
    """A glyph's mask and where its upper left corner lies from the pen on the baseline."""

    __slots__ = ("core", "left", "mask", "size", "top")

    def __init__(self, mask: Image.Image, left: int, top: int) -> None:
        self.mask, self.left, self.top = mask, left, top
        # Asked for with every letter drawn: Pillow's own properties cost more than the paste.
        self.core = mask.im
        self.size = mask.size


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stretch of a text's characters in one colour: `start` to `stop` (exclusive)."""

    start: int
    stop: int
    colour: RGB


class _Face:
    """The masks of one font file at one size, by unit of text and quarter of a pixel; `top` to
    `bottom` are the rows, from the baseline, within which all of them lie.
    """

    def __init__(self, file: FontFile, px: float) -> None:
        self.file, self.px, self.size, self.top, self.bottom = file, px, 0, 0, 0
        self.masks: tuple[dict[str, Ink | None], ...] = tuple({} for _ in range(_PHASES))

    def get(self, unit: str, phase: int) -> Ink | None:
        known = self.masks[phase]
        try:
            return known[unit]
        except KeyError:
            made = known[unit] = _ink(self.file, self.px, unit, phase / _PHASES)
            self.size += 200
            if made is not None:
                wide, high = made.size
                self.size += wide * high
                self.top = min(self.top, made.top)
                self.bottom = max(self.bottom, made.top + high)
            return made


class _Faces:
    """Faces used of late, bounded by the bytes their masks take."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept: OrderedDict[tuple[FontFile, float], _Face] = OrderedDict()

    def get(self, file: FontFile, px: float) -> _Face:
        key = (file, px)
        face = self.kept.get(key)
        if face is None:
            while sum(kept.size for kept in self.kept.values()) > self.limit:
                self.kept.popitem(last=False)
            face = self.kept[key] = _Face(file, px)
        else:
            self.kept.move_to_end(key)
        return face


_FACES = _Faces(_CACHE_BYTES)


def _ink(
    file: FontFile,
    px: float,
    text: str,
    start: float,
    *,
    direction: str | None = None,
    language: str | None = None,
) -> Ink | None:
    """Rasterise a unit of text; None if it leaves no ink."""
    mask, offset = opened(file, px).getmask2(
        text, "L", direction=direction, language=language, anchor="ls", start=(start, 0.0)
    )
    box = mask.getbbox()
    if box is None:
        return None
    image = Image.new("L", mask.size)
    image.im = mask
    return Ink(image.crop(box), box[0] + offset[0], box[1] + offset[1])


def ink_of(text: str, file: FontFile, px: float) -> Ink | None:
    """Return the ink of one letter or mark at a size, for placing it by what is seen."""
    return _FACES.get(file, px).get(text, 0)


def side_bearing(file: FontFile, letter: str) -> float:
    """Return how far a letter's ink begins to the right of the pen, in ems (negative: left)."""
    return _bearings(file, letter)[0]


def trailing_bearing(file: FontFile, letter: str) -> float:
    """Return how far a letter's ink ends before the pen that follows it, in ems."""
    return _bearings(file, letter)[1]


@lru_cache(maxsize=4096)
def _bearings(file: FontFile, letter: str) -> tuple[float, float]:
    # Black and white: greys cost ten times as much at such a size.
    font = opened(file, _BEARING_PX)
    mask, offset = font.getmask2(letter, "1", anchor="ls")
    box = mask.getbbox()
    if box is None or file.strike:
        return 0.0, 0.0
    left, right = box[0] + offset[0], box[2] + offset[0]
    return left / _BEARING_PX, advances(file, (letter,))[0] - right / _BEARING_PX


@dataclass(frozen=True, slots=True)
class Pen:
    """What a line is drawn with. `strokes` colour parts of the text, `colour` the rest; `tracking`
    is added after each letter, in ems.
    """

    style: Style
    px: float
    colour: RGB
    strokes: Sequence[Stroke] = ()
    tracking: float = 0.0

    def colour_at(self, index: int) -> RGB:
        """Return the colour of the character at an index of the line."""
        if not self.strokes:
            return self.colour
        return next((s.colour for s in self.strokes if s.start <= index < s.stop), self.colour)


def draw(
    image: Image.Image,
    text: str,
    at: tuple[float, float],
    pen: Pen,
    *,
    rtl: bool = False,
    touched: list[Rows] | None = None,
) -> float:
    """Draw one line with its pen at `at` (left end, baseline) and return its right end; add the
    rows drawn on to `touched`.

    Raises FontMissing.
    """
    x, baseline = at
    for run in runs(text, pen.style, rtl):
        x, rows = _DRAWN[run.kind](image, run, (x, baseline), pen)
        if touched is not None:
            touched.append(rows)
    return x


def _letters(image: Image.Image, run: Run, at: tuple[float, float], pen: Pen) -> tuple[float, Rows]:
    """Paste a run letter by letter: the inner loop of every card, so nothing is looked up twice."""
    cells = tuple(clusters(run.text)) if pen.tracking else units(run.text)
    x, down, index, px, tracking = at[0], round(at[1]), run.start, pen.px, pen.tracking
    face = _FACES.get(run.file, px)
    known, paste, colour, strokes = face.masks, image.im.paste, pen.colour, pen.strokes
    for cell, advance in zip(cells, advances(run.file, cells), strict=True):
        if cell != " ":
            quarter = floor(x * _PHASES + 0.5)
            masks = known[quarter % _PHASES]
            ink = masks[cell] if cell in masks else face.get(cell, quarter % _PHASES)
            if strokes:
                colour = pen.colour_at(index)
                index += len(cell)
            if ink is not None:
                left, top = quarter // _PHASES + ink.left, down + ink.top
                size = wide, high = ink.size
                # Pillow's public paste checks and copies: half the time, for a letter. What
                # reaches over an edge is cut off by either.
                paste(_patch(colour, size), (left, top, left + wide, top + high), ink.core)
        elif strokes:
            index += 1
        x += (advance + tracking) * px
    return x, (down + face.top, down + face.bottom)


@lru_cache(maxsize=512)
def _patch(colour: RGB, size: tuple[int, int]) -> Any:
    return solid(colour, size).im


def solid(colour: RGB, size: tuple[int, int]) -> Image.Image:
    """Return a patch of one colour: laid through a mask it comes out as the colour itself would,
    in less than half the time.
    """
    return Image.new("RGB", size, colour)


def _shaped(image: Image.Image, run: Run, at: tuple[float, float], pen: Pen) -> tuple[float, Rows]:
    language, way = pen.style.language, "rtl" if run.rtl else "ltr"
    x, down = at[0], round(at[1])
    ink = _ink(run.file, pen.px, run.text, x % 1.0, direction=way, language=language)
    rows = (down, down)
    if ink is not None:
        top = down + ink.top
        place, rows = (floor(x) + ink.left, top), (top, top + ink.size[1])
        image.paste(solid(pen.colour_at(run.start), ink.size), place, ink.mask)
    wide = run_width(run.text, run.file, run.kind, run.rtl, language)
    return x + wide * pen.px, rows


def _emoji(image: Image.Image, run: Run, at: tuple[float, float], pen: Pen) -> tuple[float, Rows]:
    """Draw colour bitmaps, scaled from the one size they have, centred on the capitals."""
    (x, baseline), px = at, pen.px
    first, last = round(baseline), round(baseline)
    for cell in clusters(run.text):
        if not cell.isspace():
            picture = _emoji_picture(cell, run.file)
            scale = px * EMOJI_SCALE / (run.file.strike or px)
            size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
            small = picture.resize(size, Image.Resampling.LANCZOS)
            top = round(baseline - 0.34 * px - size[1] / 2)
            image.paste(small, (round(x), top), small)
            first, last = min(first, top), max(last, top + size[1])
        x += emoji_width(cell, run.file) * px
    return x, (first, last)


_DRAWN = {"letters": _letters, "shaped": _shaped, "emoji": _emoji}


@lru_cache(maxsize=64)
def _emoji_picture(cell: str, file: FontFile) -> Image.Image:
    mask, _ = opened(file, file.strike or 109).getmask2(cell, mode="RGBA", anchor="ls")
    picture = Image.new("RGBA", mask.size)
    picture.im = mask
    # Premultiplied, so that scaling does not draw dark rims.
    return picture.convert("RGBa").convert("RGBA")
