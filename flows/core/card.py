"""A quote set on an image."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Format = Literal["4:5", "1:1", "16:9", "9:16"]
Rights = Literal["own", "licensed", "public-domain", "unknown"]

# Pixels, from the reference cards.
SIZES: dict[Format, tuple[int, int]] = {
    "4:5": (1080, 1350),
    "1:1": (1080, 1080),
    "16:9": (1600, 900),
    "9:16": (1080, 1920),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that may stand on a card: only with rights, and with its credit drawn.

    `focus` is the point (0 to 1, from the left and the top) that every crop keeps.
    """

    path: Path
    rights: Rights
    credit: str
    focus: tuple[float, float] = (0.5, 0.35)


@dataclass(frozen=True, slots=True)
class CardOrder:
    """Everything a card is made from, besides the brand.

    `quote` is the printed text without outer marks. `source_name` and `source_url` say where the
    article stands, `revision` which reading of it the words are from (`Article.revision`). `language` decides the quotation marks. `emphasis` is a phrase of the quote that
    a person chose to set in the accent; `context` a line above or below it. `lossless` asks for a
    lossless PNG, `jpeg` for a JPEG also where the ground is flat, `max_bytes` for a file no longer
    than a network takes.
    """

    quote: str
    speaker: str
    role: str | None = None
    template: str = "paper"
    format: Format = "4:5"
    picture: Picture | None = None
    language: str = "en"
    source_name: str | None = None
    source_url: str | None = None
    revision: str | None = None
    kicker: str | None = None
    emphasis: str | None = None
    context: str | None = None
    context_place: Literal["above", "below"] = "above"
    lossless: bool = False
    jpeg: bool = False
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class LayoutReport:
    """How the quote was set: type size in pixels, its lines, and the least contrast measured (WCAG
    ratio) of the quote and of the labels; `scrim_raised` is what was added to a photo's scrim.
    """

    font_px: int
    lines: tuple[str, ...]
    contrast: float
    label_contrast: float = 0.0
    scrim_raised: float = 0.0


@dataclass(frozen=True, slots=True)
class Card:
    """A finished card. `id` is the hash of everything it is made from."""

    id: str
    data: bytes
    media_type: Literal["image/jpeg", "image/png"]
    width: int
    height: int
    format: Format
    template: str
    alt: str
    report: LayoutReport
    picture: Picture | None = None

    @property
    def suffix(self) -> str:
        """File ending that goes with the media type, with its dot."""
        return ".jpg" if self.media_type == "image/jpeg" else ".png"
