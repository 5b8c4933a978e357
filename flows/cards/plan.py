"""Where everything on a card stands: a list of things to draw, worked out without drawing."""

from dataclasses import dataclass, field

from flows.cards.brand import Brand, Scheme
from flows.cards.contrast import RGB, rgb
from flows.cards.design import Design, Layout
from flows.cards.fonts import Style, style
from flows.cards.glyphs import Stroke
from flows.cards.shaping import width
from flows.core.card import CardOrder

Box = tuple[float, float, float, float]
# The least type size on any card, as a fraction of a 1080 px card's width: 24 px.
LEAST_LABEL = 24 / 1080
# And the least of the speaker's name: 33 px.
LEAST_SPEAKER = 33 / 1080


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, its pen at (x, y): left end and baseline, pixels."""

    text: str
    x: float
    y: float
    style: Style
    px: float
    colour: RGB
    tracking: float = 0.0
    rtl: bool = False
    strokes: tuple[Stroke, ...] = ()
    # What contrast is measured for: "quote" or "label".
    use: str = "label"

    @property
    def wide(self) -> float:
        """Its width in pixels."""
        own = width(self.text, self.style, self.rtl)
        return (own + self.tracking * len(self.text)) * self.px

    @property
    def box(self) -> Box:
        """Where its ink is, roughly: a cap height above the baseline, a descender below."""
        return (self.x, self.y - 0.75 * self.px, self.x + self.wide, self.y + 0.25 * self.px)


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle, pixels."""

    box: Box
    colour: RGB


@dataclass(frozen=True, slots=True)
class MarkInk:
    """The big decorative mark: its ink's left (or, mirrored, right) edge, top and height."""

    text: str
    x: float
    top: float
    height: float
    style: Style
    colour: RGB
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class LogoSpot:
    """Where the logo may stand: `edge` is its right end, or its left one if `left`."""

    edge: float
    middle: float
    height: float
    width: float
    left: bool


@dataclass
class Plan:
    """Everything to be drawn over the ground."""

    lines: list[Line] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    mark: MarkInk | None = None
    logo: LogoSpot | None = None
    quote_px: int = 0
    quote_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What planning needs to know: the order, its design, brand, colours and size in pixels."""

    order: CardOrder
    design: Design
    layout: Layout
    brand: Brand
    scheme: Scheme
    width: int
    height: int
    rtl: bool

    @property
    def margin(self) -> float:
        """The one margin, pixels."""
        return self.layout.margin * self.width

    @property
    def credit(self) -> str:
        """The credit of the picture that is drawn, if one is drawn and has one."""
        picture = self.order.picture if self.design.picture else None
        return picture.credit.strip() if picture else ""

    def colour(self, role: str) -> RGB:
        """Return a colour of the design's scheme."""
        return rgb(self.scheme.colour(role))

    def label(self, weight: int) -> Style:
        """Return the labels' face at a weight."""
        family = self.brand.font(self.design.labels.font, "labels")
        return style(family, weight, self.order.language, self.brand.folder)

    def quote_style(self) -> Style:
        """Return the quote's face."""
        kind = self.design.quote
        family = self.brand.font(kind.font, "quote", self.order.template)
        weight = self.brand.quote_weight(kind.weight, self.order.template)
        return style(family, weight, self.order.language, self.brand.folder)

    def start(self, wide: float, inset: float = 0.0) -> float:
        """Return the pen's x for something `wide` that begins at the margin (mirrored for RTL)."""
        if self.rtl:
            return self.width - self.margin - inset - wide
        return self.margin + inset

    def end(self, wide: float) -> float:
        """Return the pen's x for something `wide` that ends at the far margin."""
        return self.margin if self.rtl else self.width - self.margin - wide
