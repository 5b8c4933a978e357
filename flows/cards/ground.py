"""What a card stands on, made once and copied for each card: colour, gradient or photo, grain."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from flows.cards.brand import Scheme
from flows.cards.contrast import RGB, luminance, ratio, rgb
from flows.cards.design import Ground, PictureBox, Stops
from flows.cards.pictures import cropped, open_picture
from flows.core.card import Picture

# Contrast is measured on means of blocks this large: finer than a letter, coarser than grain.
_BLOCK = 8
_SEED = 20200229


@dataclass(frozen=True)
class Prepared:
    """A finished ground and the luminance of its 8×8 blocks."""

    image: Image.Image
    grid: NDArray[np.float32]

    def contrast(self, box: tuple[float, float, float, float], colour: RGB) -> float:
        """Return the contrast of a text colour over a box (left, top, right, bottom, pixels): that
        of the block at the worst percentile.
        """
        left, top, right, bottom = (max(int(edge // _BLOCK), 0) for edge in box)
        part = self.grid[top : bottom + 1, left : right + 1]
        if part.size == 0:
            part = self.grid
        own = luminance(colour)
        levels = np.sort(part, axis=None)
        skip = levels.size // 100
        return min(ratio(own, float(levels[skip])), ratio(own, float(levels[-1 - skip])))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ground as it is asked for. `raised` adds to the scrim's alpha over the photo's upper and
    lower part; `content` is the picture's hash, so that a changed file is not taken from memory.
    """

    ground: Ground
    scheme: Scheme
    size: tuple[int, int]
    box: PictureBox | None = None
    picture: Picture | None = None
    content: str = ""
    mirrored: bool = False
    raised: tuple[float, float] = (0.0, 0.0)


@lru_cache(maxsize=12)
def prepare(wanted: Wanted) -> Prepared:
    """Return the ground of a card. Raises PictureRefused."""
    ground, size = wanted.ground, wanted.size
    if ground.kind == "photo" and wanted.picture is not None and wanted.box is not None:
        image = _photo(wanted, wanted.box, wanted.picture)
    elif ground.kind == "flat":
        image = Image.new("RGB", size, rgb(wanted.scheme.colour("ground")))
    else:
        image = _gradient(ground.kind, wanted.scheme, size)
    if ground.grain:
        image = ImageChops.add(image, _grain(size, ground.grain), 1, -128)
    return Prepared(image, _grid(image))


def _grid(image: Image.Image) -> NDArray[np.float32]:
    small = image.reduce(_BLOCK)
    levels = np.asarray(small, dtype=np.float32) / 255
    light = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    weights = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    return (light @ weights).astype(np.float32)


def _gradient(kind: str, scheme: Scheme, size: tuple[int, int]) -> Image.Image:
    """From `ground` to `ground_end`: down the card, or outwards from its upper left third."""
    width, height = size
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    share: NDArray[np.floating[Any]]
    if kind == "vertical":
        share = np.broadcast_to(down, (height, width))
    else:
        long = max(width, height)
        share = np.hypot((across - 0.32) * width / long, (down - 0.30) * height / long) / 0.86
    eased = _smooth(np.clip(share, 0, 1).astype(np.float32))
    first = np.array(rgb(scheme.colour("ground")), dtype=np.float32)
    last = np.array(rgb(scheme.colour("ground_end")), dtype=np.float32)
    mixed = first + eased[:, :, None] * (last - first)
    # Half a level of noise before rounding breaks up the steps that grain alone would show.
    mixed += _noise(height, width, 0.5)[:, :, None]
    return Image.fromarray(np.clip(mixed + 0.5, 0, 255).astype(np.uint8))


def _smooth(share: NDArray[np.float32]) -> NDArray[np.float32]:
    return (share * share * (3 - 2 * share)).astype(np.float32)


def _noise(height: int, width: int, sigma: float) -> NDArray[np.float32]:
    # RandomState's stream is frozen by numpy's policy (NEP 19): the same grain with any version.
    source = np.random.RandomState(_SEED)
    return source.normal(0, sigma, (height, width)).astype(np.float32)


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int], sigma: float) -> Image.Image:
    """Return grey noise about 128, softened by a little so that it looks like film, not static."""
    width, height = size
    noise = _noise(height, width, sigma * 1.75)
    soft = (
        noise * 0.5
        + 0.125 * (np.roll(noise, 1, 0) + np.roll(noise, -1, 0))
        + 0.125 * (np.roll(noise, 1, 1) + np.roll(noise, -1, 1))
    )
    grey = np.clip(soft + 128.5, 0, 255).astype(np.uint8)
    return Image.merge("RGB", [Image.fromarray(grey)] * 3)


def _photo(wanted: Wanted, box: PictureBox, picture: Picture) -> Image.Image:
    width, height = wanted.size
    edges = (box.left * width, box.top * height, box.right * width, box.bottom * height)
    left, top, right, bottom = (round(edge) for edge in edges)
    if wanted.mirrored:
        left, right = width - right, width - left
    inner = (right - left, bottom - top)
    source = open_picture(picture.path, inner)
    photo = cropped(source, inner, picture.focus, box.focus)
    alpha = _fade(wanted, box, inner)
    ground = rgb(wanted.scheme.colour("ground"))
    photo.paste(ground, (0, 0, *inner), alpha)
    image = Image.new("RGB", wanted.size, ground)
    image.paste(photo, (left, top))
    return image


def _fade(wanted: Wanted, box: PictureBox, size: tuple[int, int]) -> Image.Image:
    """Return the scrim's alpha over the photo: both fades, one over the other."""
    upper, lower = wanted.raised
    down = _eased(box.down, size[1], lambda place: upper if place < 0.3 else lower)
    across = _eased(box.across, size[0], lambda place: lower if place < 0.7 else 0.0)
    if wanted.mirrored:
        across = across[::-1]
    through = (1 - down)[:, None] * (1 - across)[None, :]
    return Image.fromarray(np.clip((1 - through) * 255 + 0.5, 0, 255).astype(np.uint8))


def _eased(stops: Stops, length: int, raised: Callable[[float], float]) -> NDArray[np.float32]:
    """Return alpha along one axis; linear stops would leave a visible band."""
    places = np.linspace(0, 1, length, dtype=np.float32)
    alphas = np.zeros(length, dtype=np.float32)
    lifted = [(place, min(alpha + raised(place), 1.0)) for place, alpha in stops]
    for (start, one), (end, two) in pairwise(lifted):
        inside = (places >= start) & (places <= end)
        share = _smooth((places[inside] - start) / max(end - start, 1e-6))
        alphas[inside] = one + share * (two - one)
    return alphas
