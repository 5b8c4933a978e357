"""Every design in every format and brand on one sheet."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from flows.cards.brand import Brand
from flows.cards.contrast import rgb
from flows.cards.design import load_design, template_names
from flows.cards.fonts import style
from flows.cards.glyphs import Pen, draw
from flows.cards.making import compose, lay_out
from flows.cards.scan import srgb_profile
from flows.core.card import SIZES, CardOrder, Picture
from flows.core.resources import resource

_GAP = 0.07
_GROUND, _INK = rgb("#dcdad5"), rgb("#4a4743")
# Invented, like the people who say it.
_SAYINGS = (
    CardOrder(
        "Nobody teaches you how to stand in a room where you are the only one laughing.",
        "Mirela Vanterpool",
        "Ferry captain",
        emphasis="you are the only one laughing",
    ),
    CardOrder(
        "We kept the lighthouse lit for eleven years after the last ship, "
        "because somebody might be late.",
        "Tobias Okonjo-Lindqvist",
        "Keeper of the North Mole light",
        emphasis="because somebody might be late",
    ),
    CardOrder(
        "A bridge is a promise you make to people you will never meet.",
        "Ines Barranquero",
        "Engineer",
        emphasis="people you will never meet",
    ),
    CardOrder(
        "The first winter we had no heating, so we rehearsed in coats. You can still hear the coats.",
        "Henrik Solberg",
        "Bandleader",
        emphasis="You can still hear the coats",
    ),
)


def gallery(
    brands: Sequence[Brand],
    *,
    own: Path | None = None,
    picture: Picture | None = None,
    height: int = 420,
) -> bytes:
    """Return a JPEG with a row for each brand and design and a column for each format, each card
    `height` pixels high; `picture` replaces the sample photo.

    Raises what `render` raises.
    """
    names = template_names(own)
    gap = round(height * _GAP)
    widths = [round(height * wide / high) for wide, high in SIZES.values()]
    size = (
        sum(widths) + gap * (len(widths) + 1),
        (height + 2 * gap) * len(names) * len(brands) + gap,
    )
    sheet = Image.new("RGB", size, _GROUND)
    photo = picture or sample_picture()
    y = gap
    for brand in brands:
        for number, name in enumerate(names):
            order = replace(_SAYINGS[number % len(_SAYINGS)], template=name, picture=photo)
            title = f"{brand.name} · {load_design(name, own).title}"
            pen = Pen(style("libre-franklin", 600), gap * 0.62, _INK)
            draw(sheet, title, (gap, y + gap * 0.52), pen)
            _row(sheet, order, brand, own, (gap, y + gap, height))
            y += height + 2 * gap
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=88, subsampling=0, icc_profile=srgb_profile())
    return out.getvalue()


def sample_picture() -> Picture:
    """Return the sample photo that comes with the sample brand: drawn by us, free of rights."""
    return Picture(
        resource("assets/brands/sample-photo.jpg"), "own", "Drawing: Lodestar", (0.64, 0.36)
    )


def _row(
    sheet: Image.Image, order: CardOrder, brand: Brand, own: Path | None, at: tuple[int, int, int]
) -> None:
    x, y, height = at
    gap = x
    for format_, (wide, high) in SIZES.items():
        card = lay_out(replace(order, format=format_), brand, own)
        if card.design.quote.marks != "hanging":
            card = replace(card, order=replace(card.order, emphasis=None))
        small = compose(card)[1].resize(
            (round(height * wide / high), height), Image.Resampling.LANCZOS
        )
        sheet.paste(small, (x, y))
        x += small.width + gap
