"""Quote + brand + design + format → card: layout, paint, encode, alt text."""

from pathlib import Path
from typing import TYPE_CHECKING

from flows.cards.brand import Brand, load_brand
from flows.cards.design import template_names
from flows.cards.portraits import portrait

if TYPE_CHECKING:
    from flows.core.card import Card, CardOrder

__all__ = ["Brand", "load_brand", "portrait", "render", "template_names"]


def render(order: "CardOrder", brand: Brand, *, own: Path | None = None) -> "Card":
    """Return the finished card. `own` is the working folder, whose designs win over ours.

    Raises DoesNotFit, FontMissing, PictureRefused and SettingsError, each with what to do.
    """
    # Pillow and numpy are not loaded until a card is drawn.
    from flows.cards.making import render as drawn

    return drawn(order, brand, own=own)
