"""Designs as data: the schema of `templates/cards/*.toml`.

Lengths are fractions. Widths, type sizes and rule thicknesses are fractions of the card's width W;
heights and places down the card are fractions of its height H. A design names colours by the role
they have in the brand's scheme (`ground`, `ground_end`, `ink`, `muted`, `accent`, `line`).
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from flows.cards.schema import Limits, Table, checked, table
from flows.core.card import Format
from flows.core.errors import SettingsError
from flows.core.identity import digest
from flows.core.resources import resource, resources

FOLDER = "templates/cards"
_NAME = re.compile(r"[\w-]{1,64}")
Part = Annotated[float, Limits(ge=0, le=1)]
Factor = Annotated[float, Limits(ge=0.9, le=2)]
Role = Literal["ground", "ground_end", "ink", "muted", "accent", "line"]


@table
class Leading(Table):
    """Distance of baselines in type sizes: `tight` from `tight_at` (W) up, `loose` from `loose_at`
    down, in a straight line between.
    """

    tight: Factor = 1.08
    loose: Factor = 1.22
    tight_at: Part = 0.095
    loose_at: Part = 0.052

    def at(self, size: float) -> float:
        """Return the factor for a type size in W."""
        if size >= self.tight_at:
            return self.tight
        if size <= self.loose_at:
            return self.loose
        share = (size - self.loose_at) / (self.tight_at - self.loose_at)
        return self.loose + share * (self.tight - self.loose)


@table
class QuoteType(Table):
    """The quote's face. `marks`: one big decorative mark, or marks that hang in the margin."""

    font: str
    weight: Annotated[int, Limits(ge=100, le=900)] = 500
    marks: Literal["decorative", "hanging"] = "decorative"
    leading: Leading = Leading()
    mark_colour: Role = "accent"


@table
class LabelType(Table):
    """The face of speaker, role, labels and credit."""

    font: str = "libre-franklin"
    weight: int = 400
    strong: int = 600
    caps: int = 700
    tracking: Annotated[float, Limits(ge=0, le=0.3)] = 0.09


@table
class Ground(Table):
    """What the card stands on. `grain` in 8-bit levels (σ) hides banding; 0 on flat paper."""

    kind: Literal["flat", "vertical", "radial", "photo"] = "flat"
    grain: Annotated[float, Limits(ge=0, le=12)] = 0.0


@table
class QuoteBox(Table):
    """Where mark and quote stand: `top` to `bottom` (H), placed at `place` (0 top … 1 bottom) of
    the free height; `size` is the least and largest type size (W); `small` a lower least size that
    long quotes may use before the card is refused; `mark` the decorative mark's ink height (H).
    """

    top: Part
    bottom: Part
    place: Part = 0.46
    width: Part = 1.0
    size: tuple[Part, Part]
    small: Part | None = None
    mark: Part = 0.064
    mark_gap: Part = 0.046
    context: Part = 0.028

    def __post_init__(self) -> None:
        if not self.top < self.bottom or not self.size[0] <= self.size[1]:
            msg = "top must lie above bottom, and the least size below the largest"
            raise ValueError(msg)


@table
class Header(Table):
    """The line over the card: a rule at `top` (H), labels `gap` (H) under it. `handle`: the
    brand's handle stands at the far end; `credit`: where a photo's credit stands, at the far end of
    the header or of the footer's last line.
    """

    top: Part
    rule: Part = 0
    label: Part = 0.0225
    gap: Part = 0.02
    show: bool = True
    handle: bool = False
    credit: Literal["header", "footer"] = "header"


@table
class Footer(Table):
    """Who said it. `baseline` of the last line (H); `air` (H) is kept between quote and footer."""

    baseline: Part
    speaker: Part = 0.033
    role: Part = 0.026
    step: Part = 0.037
    rule: Literal["hairline", "short", "bar", "none"] = "short"
    rule_gap: Part = 0.03
    air: Part = 0.06


@table
class LogoBox(Table):
    """The logo: its height and greatest width (W), and where it stands."""

    height: Part = 0.033
    width: Part = 0.19
    place: Literal["footer", "top"] = "footer"
    top: Part = 0.0


Stops = tuple[tuple[Part, Part], ...]


@table
class PictureBox(Table):
    """Where the photo stands (left, top, right, bottom in W and H) and how it fades into the
    ground. `down` holds (place from the photo's top, alpha), `across` (place from the side the text
    starts on, alpha); alphas are eased between stops, and the two fades lie over each other.
    `focus` is where the photo's focal point should come to stand in the box.
    """

    left: Part = 0.0
    top: Part = 0.0
    right: Part = 1.0
    bottom: Part = 1.0
    down: Stops = ()
    across: Stops = ()
    focus: tuple[Part, Part] = (0.5, 0.42)


@table
class Layout(Table):
    """One format of a design."""

    margin: Part
    quote: QuoteBox
    header: Header
    footer: Footer
    logo: LogoBox = LogoBox()
    picture: PictureBox | None = None


@table
class Design(Table):
    """A whole design. `scheme` names the brand's colours for it; `picture`: it wants a photo."""

    title: str
    about: str = ""
    scheme: str
    picture: bool = False
    quote: QuoteType
    labels: LabelType = LabelType()
    ground: Ground = Ground()
    format: dict[Format, Layout]
    key: str = ""

    def layout(self, name: str, wanted: Format) -> Layout:
        """Return the layout of a format. Raises SettingsError if the design has none."""
        found = self.format.get(wanted)
        if found is None:
            raise SettingsError(
                f"The design {name!r} has no {wanted} format.",
                f"Choose one of {', '.join(self.format)}.",
            )
        return found


def template_names(own: Path | None = None) -> list[str]:
    """Return the names of all designs; those in `own`'s templates/cards win over ours."""
    return sorted(resources(FOLDER, "*.toml", own))


def load_design(name: str, own: Path | None = None) -> Design:
    """Return a design by name. Raises SettingsError if it is unknown or not well formed."""
    try:
        # A name that could leave the folder is looked for as no name at all.
        safe = name if _NAME.fullmatch(name) else ""
        path = resource(f"{FOLDER}/{safe}.toml", own)
    except SettingsError as error:
        known = ", ".join(template_names(own))
        raise SettingsError(
            f"There is no card design named {name!r}.", f"Choose one of {known}."
        ) from error
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _parsed(path: Path, _changed: int) -> Design:
    try:
        data = path.read_bytes()
        found = {**tomllib.loads(data.decode()), "key": digest(data)}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The card design {path.name} cannot be read: {error}.") from error
    what = f"The card design {path.name} is not well formed"
    return checked(Design, found, path, what, "Compare it with templates/cards/paper.toml.")
