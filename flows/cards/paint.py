"""Putting a plan on its ground."""

from functools import lru_cache

from PIL import Image

from flows.cards.brand import Brand
from flows.cards.contrast import RGB
from flows.cards.fonts import REFERENCE_PX, FontFile, Style, font_for, opened, style
from flows.cards.glyphs import Pen, draw, ink_of, solid
from flows.cards.plan import Bar, LogoSpot, MarkInk, Plan
from flows.cards.scan import Rows
from flows.cards.shaping import width
from flows.core.errors import SettingsError


def paint(image: Image.Image, plan: Plan, brand: Brand, ground: float) -> list[Rows]:
    """Draw everything of `plan` and return the rows drawn on; `ground` is the luminance under the
    logo, which chooses it.
    """
    touched = [_bar(image, bar) for bar in plan.bars]
    if plan.mark is not None:
        touched.append(_mark(image, plan.mark))
    for line in plan.lines:
        pen = Pen(line.style, line.px, line.colour, line.strokes, line.tracking)
        draw(image, line.text, (line.x, line.y), pen, rtl=line.rtl, touched=touched)
    if plan.logo is not None:
        touched.append(_logo(image, plan.logo, brand, ground))
    return touched


def _bar(image: Image.Image, bar: Bar) -> Rows:
    left, top, right, bottom = (round(edge) for edge in bar.box)
    bottom = max(bottom, top + 2)
    image.paste(bar.colour, (left, top, right, bottom))
    return top, bottom


def _mark(image: Image.Image, mark: MarkInk) -> Rows:
    file = font_for(mark.style, mark.text[0])
    px = mark_size(file, mark.text, mark.height)
    ink = ink_of(mark.text, file, px)
    top = round(mark.top)
    if ink is None:
        return top, top
    left = round(mark.x - ink.mask.width if mark.rtl else mark.x)
    image.paste(solid(mark.colour, ink.size), (left, top), ink.mask)
    return top, top + ink.size[1]


@lru_cache(maxsize=256)
def mark_size(file: FontFile, text: str, height: float) -> int:
    """Return the type size at which a mark's ink is `height` pixels high."""
    mask, _ = opened(file, REFERENCE_PX).getmask2(text, mode="1", anchor="ls")
    box = mask.getbbox()
    return max(round(height * REFERENCE_PX / (box[3] - box[1])), 8) if box else 8


def _logo(image: Image.Image, spot: LogoSpot, brand: Brand, ground: float) -> Rows:
    picture = logo(brand, ground < 0.18, round(spot.height), round(spot.width))
    left = round(spot.edge if spot.left else spot.edge - picture.width)
    top = round(spot.middle - picture.height / 2)
    image.paste(picture, (left, top), picture)
    return top, top + picture.height


@lru_cache(maxsize=32)
def _logo_file(path: str, height: int, most: int) -> Image.Image:
    try:
        with Image.open(path, formats=("PNG",)) as opened_:
            full = opened_.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise SettingsError("The brand's logo is not a PNG that can be opened.") from error
    box = full.getchannel("A").getbbox()
    full = full.crop(box) if box else full
    scale = min(height / full.height, most / full.width)
    size = (max(round(full.width * scale), 1), max(round(full.height * scale), 1))
    return full.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def logo(brand: Brand, dark: bool, height: int, most: int) -> Image.Image:
    """Return the logo for a dark or a light ground, never recoloured; the name set in small
    capitals where the brand has no file. Raises SettingsError.
    """
    path = (brand.logo_light if dark else brand.logo_dark) or brand.logo_light or brand.logo_dark
    if path is not None:
        return _logo_file(str(path), height, most)
    colour: RGB = (250, 247, 240) if dark else (24, 21, 18)
    return _wordmark(brand.name.upper(), style("libre-franklin", 700), colour, height, most)


def _wordmark(text: str, face: Style, colour: RGB, height: int, most: int) -> Image.Image:
    px = height * 0.68
    wide = (width(text, face) + 0.09 * len(text)) * px
    if wide > most:
        px, wide = px * most / wide, float(most)
    made = Image.new("L", (round(wide) + 2, height), 0)
    mask = Image.merge("RGB", [made] * 3)
    draw(mask, text, (0, height * 0.5 + px * 0.36), Pen(face, px, (255, 255, 255), (), 0.09))
    out = Image.new("RGBA", mask.size, (*colour, 0))
    out.putalpha(mask.getchannel("R"))
    return out.crop(out.getbbox() or (0, 0, 1, 1))
