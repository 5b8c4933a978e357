"""Drawing text: each glyph is rasterised once per size and quarter pixel, then only pasted."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from PIL import Image

from flows.cards.clusters import clusters
from flows.cards.contrast import RGB
from flows.cards.fonts import FontFile, Style, opened
from flows.cards.shaping import Run, emoji_width, pair, run_width, runs, units

# Masks kept in memory, in bytes: some 4,000 letters at 60 to 110 px.
_CACHE_BYTES = 24_000_000
_PHASES = 4


@dataclass(frozen=True, slots=True)
class Ink:
    """A glyph's mask and where its upper left corner lies from the pen on the baseline."""

    mask: Image.Image
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stretch of a text's characters in one colour: `start` to `stop` (exclusive)."""

    start: int
    stop: int
    colour: RGB


class _Masks:
    """Least recently used masks, bounded by the bytes they take."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.kept: OrderedDict[tuple[object, ...], Ink | None] = OrderedDict()

    def get(self, file: FontFile, px: float, unit: str, phase: int) -> Ink | None:
        key = (file.path, file.axes, px, unit, phase)
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key]
        made = _ink(file, px, unit, phase / _PHASES)
        self.kept[key] = made
        self.size += _bytes(made)
        while self.size > self.limit:
            _, old = self.kept.popitem(last=False)
            self.size -= _bytes(old)
        return made


def _bytes(ink: Ink | None) -> int:
    return 100 + (ink.mask.width * ink.mask.height if ink else 0)


_MASKS = _Masks(_CACHE_BYTES)


def _ink(file: FontFile, px: float, text: str, start: float, **shaping: str | None) -> Ink | None:
    """Rasterise a unit of text; None if it leaves no ink."""
    font = opened(file, px)
    mask, offset = font.getmask2(text, mode="L", anchor="ls", start=(start, 0.0), **shaping)
    box = mask.getbbox()
    if box is None:
        return None
    image = Image.new("L", mask.size)
    image.im = mask
    return Ink(image.crop(box), box[0] + offset[0], box[1] + offset[1])


def ink_of(text: str, file: FontFile, px: float) -> Ink | None:
    """Return the ink of one letter or mark at a size, for placing it by what is seen."""
    return _MASKS.get(file, px, text, 0)


def draw(
    image: Image.Image,
    text: str,
    at: tuple[float, float],
    style: Style,
    px: float,
    colours: RGB | Sequence[Stroke],
    *,
    tracking: float = 0.0,
    rtl: bool = False,
) -> float:
    """Draw one line with its pen at `at` (left end, baseline) and return its right end.

    `tracking` is added after each letter, in ems. Raises FontMissing.
    """
    x, baseline = at
    strokes = colours if isinstance(colours, (list, tuple)) and _strokes(colours) else None
    plain = None if strokes else colours
    for run in runs(text, style, rtl):
        if run.kind == "letters":
            x = _letters(image, run, x, baseline, px, plain, strokes, tracking)
        elif run.kind == "emoji":
            x = _emoji(image, run, x, baseline, px)
        else:
            x = _shaped(image, run, x, baseline, px, plain, strokes, style.language)
    return x


def _strokes(colours: object) -> bool:
    return isinstance(colours, (list, tuple)) and all(isinstance(c, Stroke) for c in colours)


def _colour_at(index: int, plain: RGB | None, strokes: Sequence[Stroke] | None) -> RGB:
    if plain is not None:
        return plain
    assert strokes
    return next((s.colour for s in strokes if s.start <= index < s.stop), strokes[-1].colour)


def _letters(
    image: Image.Image,
    run: Run,
    x: float,
    baseline: float,
    px: float,
    plain: RGB | None,
    strokes: Sequence[Stroke] | None,
    tracking: float,
) -> float:
    cells = units(run.text) if not tracking else tuple(clusters(run.text))
    down, index, file = round(baseline), run.start, run.file
    get = _MASKS.get
    last = len(cells) - 1
    for number, cell in enumerate(cells):
        if cell != " ":
            quarter = floor(x * _PHASES + 0.5)
            ink = get(file, px, cell, quarter % _PHASES)
            if ink is not None:
                left, top = quarter // _PHASES + ink.left, down + ink.top
                _paste(image, ink, left, top, _colour_at(index, plain, strokes))
        x += (pair(file, cell, cells[number + 1] if number < last else "") + tracking) * px
        index += len(cell)
    return x


def _paste(
    image: Image.Image,
    ink: Ink,
    left: int,
    top: int,
    colour: RGB,
) -> None:
    mask, size = ink.mask, image.size
    right, bottom = left + mask.width, top + mask.height
    if left < 0 or top < 0 or right > size[0] or bottom > size[1]:
        box = (
            max(-left, 0),
            max(-top, 0),
            min(size[0] - left, mask.width),
            min(size[1] - top, mask.height),
        )
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        mask = mask.crop(box)
        left, top = left + box[0], top + box[1]
        right, bottom = left + mask.width, top + mask.height
    image.im.paste(colour, (left, top, right, bottom), mask.im)


def _shaped(
    image: Image.Image,
    run: Run,
    x: float,
    baseline: float,
    px: float,
    plain: RGB | None,
    strokes: Sequence[Stroke] | None,
    language: str,
) -> float:
    direction = "rtl" if run.rtl else "ltr"
    ink = _ink(run.file, px, run.text, x % 1.0, direction=direction, language=language)
    if ink is not None:
        colour = _colour_at(run.start, plain, strokes)
        _paste(image, ink, floor(x) + ink.left, round(baseline) + ink.top, colour)
    return x + run_width(run.text, run.file, run.kind, run.rtl, language) * px


def _emoji(image: Image.Image, run: Run, x: float, baseline: float, px: float) -> float:
    for cell in clusters(run.text):
        wide = emoji_width(cell, run.file)
        if not cell.isspace():
            picture = _emoji_picture(cell, run.file)
            high = max(round(px * 0.98), 1)
            small = picture.resize(
                (max(round(high * picture.width / picture.height), 1), high),
                Image.Resampling.LANCZOS,
            )
            image.paste(small, (round(x), round(baseline - px * 0.80)), small)
        x += wide * px
    return x


def _emoji_picture(cell: str, file: FontFile) -> Image.Image:
    font = opened(file, file.strike or 109)
    mask, _ = font.getmask2(cell, mode="RGBA", anchor="ls")
    picture = Image.new("RGBA", mask.size)
    picture.im = mask
    box = picture.getbbox()
    return picture.crop(box) if box else picture
