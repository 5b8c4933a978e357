"""Quote + brand + design + format → card: layout, paint, encode, alt text."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cards.brand import Brand, load_brand
from flows.cards.design import template_names
from flows.cards.lead import lead_rights
from flows.cards.portraits import portrait
from flows.core.resources import resource

if TYPE_CHECKING:
    from flows.cards.verify import Written
    from flows.core.card import Card, CardOrder, Picture

__all__ = [
    "Brand",
    "gallery",
    "lead_rights",
    "load_brand",
    "portrait",
    "read_back",
    "render",
    "sample_brands",
    "stands_in",
    "template_names",
]

# Pillow is not loaded until a card is drawn or read: `import flows.cards` stays cheap.


def render(order: "CardOrder", brand: Brand, *, own: Path | None = None) -> "Card":
    """Return the finished card. `own` is the working folder, whose designs win over ours.

    Raises DoesNotFit, FontMissing, PictureRefused and SettingsError, each with what to do.
    """
    from flows.cards.making import render as drawn

    return drawn(order, brand, own=own)


def sample_brands() -> list[Brand]:
    """Return the brands that come with Pullquote, the default one first."""
    return [load_brand(None), load_brand(resource("assets/brands/tramline"))]


def gallery(
    brands: Sequence[Brand],
    *,
    own: Path | None = None,
    picture: "Picture | None" = None,
    height: int = 420,
) -> bytes:
    """Return one JPEG with every design in every format and brand, each card `height` px high."""
    from flows.cards.sheet import gallery as drawn

    return drawn(brands, own=own, picture=picture, height=height)


def read_back(data: bytes) -> "Written":
    """Return what a card's file says about itself. Raises CardError if it is no card of ours."""
    from flows.cards.verify import read_back as read

    return read(data)


def stands_in(quote: str, text: str) -> bool:
    """Whether a quote's words stand in a text, in their order: what `verify --against` asks."""
    from flows.cards.verify import stands_in as stands

    return stands(quote, text)
