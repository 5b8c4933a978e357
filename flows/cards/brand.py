"""A house's own look: `brand.toml` with palette, type, logo, handle and kicker."""

import json
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

from flows.cards.schema import Limits, Table, checked, table
from flows.core.errors import SettingsError
from flows.core.identity import digest
from flows.core.resources import resource

FILE_NAME = "brand.toml"
Hex = Annotated[str, Limits(pattern=r"^#[0-9a-fA-F]{6}$")]


@table
class Scheme(Table):
    """The colours of one kind of ground: ground + ink + muted ink + one accent.

    `ground_end` is where a gradient ends (the ground itself if empty); `line` colours hairlines.
    """

    ground: Hex
    ink: Hex
    muted: Hex
    accent: Hex
    ground_end: Hex | None = None
    line: Hex | None = None

    def colour(self, role: str) -> str:
        """Return the colour of a role (see `design.Role`) as #rrggbb."""
        found = getattr(self, role)
        if found is None:
            found = self.ground if role == "ground_end" else self.muted
        return str(found)


@table
class Logo(Table):
    """Logo files in the brand folder: PNG with transparency, at least 200 px high.

    `light` is for dark grounds, `dark` for light ones.
    """

    light: str = ""
    dark: str = ""


@table
class BrandFile(Table):
    """The schema of brand.toml."""

    name: Annotated[str, Limits(min_length=1, max_length=80)]
    handle: str = ""
    kicker: str = ""
    fonts: dict[str, str] = field(default_factory=dict)
    weights: dict[str, Annotated[int, Limits(ge=100, le=900)]] = field(default_factory=dict)
    logo: Logo = Logo()
    scheme: dict[str, Scheme] = field(default_factory=dict)


@dataclass(frozen=True)
class Brand:
    """A brand, ready to use. `key` is the hash of all it is made of, files included."""

    name: str
    handle: str
    kicker: str
    folder: Path
    key: str
    logo_light: Path | None = None
    logo_dark: Path | None = None
    fonts: dict[str, str] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)
    schemes: dict[str, Scheme] = field(default_factory=dict)

    def scheme(self, name: str) -> Scheme:
        """Return the colours of a scheme. Raises SettingsError if neither brand nor we have it."""
        found = self.schemes.get(name)
        if found is None:
            raise SettingsError(
                f"The brand {self.name!r} has no colours for {name!r}.",
                f"Add [scheme.{name}] to its {FILE_NAME}.",
            )
        return found

    def font(self, design_font: str, use: str, design: str = "") -> str:
        """Return the family for a use ("quote", "labels"): the brand's choice, else the design's.

        The brand may choose for one design (`fonts.paper = …`) or for all (`fonts.quote = …`).
        """
        if use == "quote" and design in self.fonts:
            return self.fonts[design]
        return self.fonts.get(use, design_font)

    def quote_weight(self, design_weight: int, design: str) -> int:
        """Return the quote's weight: the brand's for this design or for all, else the design's."""
        return self.weights.get(design, self.weights.get("quote", design_weight))


def load_brand(folder: Path | None = None) -> Brand:
    """Load the brand in `folder`; the sample brand for None. Schemes the file leaves out are the
    sample brand's. Raises SettingsError in one sentence.
    """
    sample = resource("assets/brand")
    home = folder or sample
    read = _read(home / FILE_NAME)
    schemes = read.scheme
    if home != sample:
        schemes = {**_read(sample / FILE_NAME).scheme, **schemes}
    light, dark = (_logo(home, name) for name in (read.logo.light, read.logo.dark))
    parts = [_json(read), *(f"{k}{_json(v)}" for k, v in schemes.items())]
    files = [path.read_bytes() for path in (light, dark) if path is not None]
    return Brand(
        name=read.name,
        handle=read.handle,
        kicker=read.kicker,
        folder=home,
        key=digest(*parts, *files),
        logo_light=light,
        logo_dark=dark,
        fonts=read.fonts,
        weights=read.weights,
        schemes=schemes,
    )


def _json(table: BrandFile | Scheme) -> str:
    return json.dumps(asdict(table), ensure_ascii=False, separators=(",", ":"))


def _read(path: Path) -> BrandFile:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}.") from error
    return checked(BrandFile, found, path, path.name, "Correct it.")


def _logo(folder: Path, name: str) -> Path | None:
    if not name:
        return None
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise SettingsError(f"The logo {name!r} is not in the brand's folder.", "Put it there.")
    return path
