"""What a card stands on, made once and copied for each card: colour, gradient or photo, grain."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from math import hypot

from PIL import Image, ImageChops, ImageFilter

from flows.cards.brand import Scheme
from flows.cards.contrast import RGB, linear, luminance, ratio, rgb
from flows.cards.design import Ground, PictureBox, Stops
from flows.cards.pictures import cropped, open_picture
from flows.cards.scan import Kept
from flows.core.card import Picture

# Contrast is measured on means of blocks this large: finer than a letter, coarser than grain.
BLOCK = 8
_TILE = 512
# Down to here (of the photo's height) the scrim serves the header, below it the quote.
_UPPER = 0.2
# A scrim is raised by this much before its clear part darkens with the rest.
_ITSELF = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ground as it is asked for. `raised` adds to the scrim's alpha over the photo's upper and
    lower part. `key` is all that makes two grounds equal but `raised`: design, brand, format, the
    picture's content; the tables themselves would be slow to compare.
    """

    key: str
    size: tuple[int, int]
    ground: Ground = field(compare=False)
    scheme: Scheme = field(compare=False)
    box: PictureBox | None = field(default=None, compare=False)
    picture: Picture | None = field(default=None, compare=False)
    mirrored: bool = False
    raised: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Light:
    """The luminance of a ground's 8×8 blocks, in 1/255."""

    grid: Image.Image

    def contrast(self, box: tuple[float, float, float, float], colour: RGB) -> float:
        """Return the contrast of a text colour over a box (left, top, right, bottom, pixels): that
        of the block at the worst percentile.
        """
        return _contrast(self, box, colour)

    def at(self, x: float, y: float) -> float:
        """Return the luminance at a place, 0 to 1."""
        wide, high = self.grid.size
        place = (min(int(x // BLOCK), wide - 1), min(int(y // BLOCK), high - 1))
        return self.grid.getpixel(place) / 255  # type: ignore[operator]  # one band


@lru_cache(maxsize=256)
def _contrast(light: Light, box: tuple[float, float, float, float], colour: RGB) -> float:
    wide, high = light.grid.size
    left, top = (max(int(edge // BLOCK), 0) for edge in box[:2])
    right, bottom = (int(edge // BLOCK) + 1 for edge in box[2:])
    left, top = min(left, wide - 1), min(top, high - 1)
    part = (left, top, min(max(right, left + 1), wide), min(max(bottom, top + 1), high))
    own = luminance(colour)
    return min(ratio(own, level / 255) for level in _reach(light.grid.crop(part)))


def _reach(blocks: Image.Image) -> tuple[int, int]:
    """Return the levels of the darkest and the brightest block but for one in a hundred."""
    skip = blocks.width * blocks.height // 100
    if skip == 0:
        dark, bright = blocks.getextrema()
        return int(dark), int(bright)  # type: ignore[arg-type]  # one band: two numbers
    counted = list(accumulate(blocks.histogram()))
    return bisect_right(counted, skip), bisect_left(counted, counted[-1] - skip)


@dataclass(frozen=True)
class Prepared:
    """A finished ground, its light, and what of it is encoded already."""

    image: Image.Image
    light: Light
    kept: Kept = field(default_factory=Kept)


@lru_cache(maxsize=4)
def prepare(wanted: Wanted) -> Prepared:
    """Return the ground of a card. Raises PictureRefused."""
    photo = _photo(wanted) if _has_photo(wanted) else None
    # The crop is used up here: it was kept only from the preview until now.
    _cropped.cache_clear()
    image = _plain(wanted, photo, 1)
    if wanted.ground.grain:
        _add_grain(image, wanted.ground.grain)
    return Prepared(image, Light(_grid(image.reduce(BLOCK))))


@lru_cache(maxsize=64)
def preview(wanted: Wanted) -> Light:
    """Return the light that `prepare` would give, from an eighth of the pixels: what the scrim's
    strength is decided on. Raises PictureRefused.
    """
    photo = _small_photo(replace(wanted, raised=(0.0, 0.0))) if _has_photo(wanted) else None
    photo = photo.copy() if photo is not None else None
    return Light(_grid(_plain(wanted, photo, BLOCK)))


def header_end(wanted: Wanted) -> float:
    """Return how far down the card the scrim's upper part reaches, pixels."""
    if wanted.box is None:
        return 0.0
    top, bottom = wanted.box.top, wanted.box.bottom
    return (top + _UPPER * (bottom - top)) * wanted.size[1]


def _has_photo(wanted: Wanted) -> bool:
    return wanted.ground.kind == "photo" and wanted.picture is not None and wanted.box is not None


@lru_cache(maxsize=8)
def _small_photo(wanted: Wanted) -> Image.Image:
    return _photo(wanted).reduce(BLOCK)


def _photo(wanted: Wanted) -> Image.Image:
    return _cropped(replace(wanted, raised=(0.0, 0.0)))


@lru_cache(maxsize=1)
def _cropped(wanted: Wanted) -> Image.Image:
    picture, box = wanted.picture, wanted.box
    assert picture is not None
    assert box is not None
    left, top, right, bottom = _edges(wanted, 1)
    source = open_picture(picture.path)
    return cropped(source, (right - left, bottom - top), picture.focus, box.focus)


def _edges(wanted: Wanted, scale: int) -> tuple[int, int, int, int]:
    width, height = wanted.size
    assert wanted.box is not None
    box = wanted.box
    left, top, right, bottom = (
        round(edge)
        for edge in (box.left * width, box.top * height, box.right * width, box.bottom * height)
    )
    if wanted.mirrored:
        left, right = width - right, width - left
    return left // scale, top // scale, right // scale, bottom // scale


def _plain(wanted: Wanted, photo: Image.Image | None, scale: int) -> Image.Image:
    """Return the ground without grain, `scale` times smaller than the card; fades `photo`."""
    size = (-(-wanted.size[0] // scale), -(-wanted.size[1] // scale))
    first = rgb(wanted.scheme.colour("ground"))
    image = Image.new("RGB", size, first)
    if photo is not None and wanted.box is not None:
        left, top, _, _ = _edges(wanted, scale)
        photo.paste(first, (0, 0, *photo.size), _fade(wanted, wanted.box, photo.size))
        image.paste(photo, (left, top))
    elif wanted.ground.kind != "flat":
        last = rgb(wanted.scheme.colour("ground_end"))
        image.paste(last, (0, 0, *size), _shading(wanted.ground.kind, size))
    return image


def _shading(kind: str, size: tuple[int, int]) -> Image.Image:
    """Return how much of `ground_end` shows: a light from above on the left, or a pool of light in
    the upper left third.

    Grain hides that there are only 256 steps.
    """
    width, height = size
    far = _from_above if kind == "vertical" else _from_pool
    step = max(width // 80, 1)
    wide, high = width // step + 1, height // step + 1
    cells = bytes(
        _level(_smooth(min(max(far(x * step, y * step, size), 0.0), 1.0)))
        for y in range(high)
        for x in range(wide)
    )
    coarse = Image.frombytes("L", (wide, high), cells)
    return coarse.resize(size, Image.Resampling.BICUBIC, box=(0, 0, width / step, height / step))


def _from_above(x: float, y: float, size: tuple[int, int]) -> float:
    return (hypot(0.55 * (x / size[0] - 0.28), y / size[1] + 0.3) - 0.3) / 1.02


def _from_pool(x: float, y: float, size: tuple[int, int]) -> float:
    width, height = size
    return hypot(x - 0.32 * width, y - 0.3 * height) / max(size) / 0.86


def _smooth(share: float) -> float:
    return share * share * (3 - 2 * share)


def _level(share: float) -> int:
    return min(max(int(share * 255 + 0.5), 0), 255)


def _fade(wanted: Wanted, box: PictureBox, size: tuple[int, int]) -> Image.Image:
    """Return the scrim's alpha over the photo: both fades, one over the other."""
    upper, lower = wanted.raised
    down = _eased(box.down, size[1], lambda place: upper if place < _UPPER else lower)
    across = _eased(box.across, size[0], lambda place: lower if place < 0.7 else 0.0)
    if wanted.mirrored:
        across = across[::-1]
    one = Image.frombytes("L", (1, size[1]), down).resize(size, Image.Resampling.NEAREST)
    if not any(across):
        return one
    two = Image.frombytes("L", (size[0], 1), across).resize(size, Image.Resampling.NEAREST)
    return ImageChops.screen(one, two)


def _eased(stops: Stops, length: int, raised: Callable[[float], float]) -> bytes:
    """Return alpha along one axis, 0 to 255; linear stops would leave a visible band."""
    levels = bytearray(length)
    for (start, one), (end, two) in pairwise(stops):
        first, last = raised(start), raised(end)
        for index in range(round(start * length), min(round(end * length) + 1, length)):
            share = (index / length - start) / max(end - start, 1e-6)
            eased = _smooth(min(max(share, 0.0), 1.0))
            more = first + eased * (last - first)
            levels[index] = _level(_lifted(one + eased * (two - one), more))
    return bytes(levels)


def _lifted(alpha: float, more: float) -> float:
    """Return a scrim's alpha raised by `more`: at first as if the same scrim lay over itself, which
    leaves the photo's clear part clear; where that is not enough, evenly.
    """
    itself = min(more, _ITSELF)
    clear: float = (1.0 - alpha) ** (1.0 + 5.0 * itself)
    return min(1.0 - clear + more - itself, 1.0)


def _add_grain(image: Image.Image, sigma: float) -> None:
    """Lay grey noise over an image, tile by tile: no second image of its size is needed."""
    tile = _tile(sigma)
    for top in range(0, image.height, _TILE):
        for left in range(0, image.width, _TILE):
            part = (left, top, min(left + _TILE, image.width), min(top + _TILE, image.height))
            noise = tile.crop((0, 0, part[2] - left, part[3] - top))
            image.paste(ImageChops.add(image.crop(part), noise, 1, -128), part)


@lru_cache(maxsize=4)
def _tile(sigma: float) -> Image.Image:
    """Return a square of noise about 128, softened by a little so that it looks like film, not
    static. The stream is SHAKE-256's: the same with any library's version.
    """
    noise = hashlib.shake_256(b"grain").digest(2 * _TILE * _TILE)
    half = len(noise) // 2
    one, two = (Image.frombytes("L", (_TILE, _TILE), part) for part in (noise[:half], noise[half:]))
    soft = ImageChops.add(one, two, 2).filter(
        ImageFilter.Kernel((3, 3), (0, 1, 0, 1, 4, 1, 0, 1, 0))
    )
    # The mean of two even levels deviates by 52, and the kernel leaves 0.56 of that.
    grey = soft.point([_clip(128 + (level - 127.5) * sigma / 29.2) for level in range(256)])
    return Image.merge("RGB", [grey] * 3)


def _clip(level: float) -> int:
    return min(max(round(level), 0), 255)


# Linear light of an sRGB level, in 1/255.
_LINEAR = [_clip(linear(level / 255) * 255) for level in range(256)]


def _grid(small: Image.Image) -> Image.Image:
    """Return the luminance of each pixel, in 1/255: the step is a fiftieth of contrast at worst."""
    return small.point(_LINEAR * 3).convert("L", matrix=(0.2126, 0.7152, 0.0722, 0.0))
