"""Font files, opened once; which file has a glyph for which character."""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from flows.cards.clusters import invisible
from flows.core.errors import FontMissing, SettingsError
from flows.core.identity import digest
from flows.core.resources import resource

# Advances are taken once at this size and scaled: they are linear in all faces we ship.
REFERENCE_PX = 1000
# Printable ASCII, and what English sets besides.
LATIN = frozenset({*map(chr, range(0x20, 0x7F)), *"“”‘’–—…·"})
_AXES = {"Weight": "wght", "Optical Size": "opsz", "Width": "wdth", "Italic": "ital"}


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file with its variation axes fixed. `strike`: the only pixel size it has; `leading`:
    the least distance of lines its script wants, in ems; `sample`: the letter its height is from;
    `latin`: it is known to have every character of `LATIN`.

    Its hash is asked for with every run of letters, so it is taken once.
    """

    path: str
    axes: tuple[tuple[str, float], ...] = ()
    index: int = 0
    strike: int | None = None
    leading: float = 0.0
    sample: str = "H"
    latin: bool = field(default=False, compare=False)
    hashed: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = (self.path, self.axes, self.index, self.strike, self.leading, self.sample)
        object.__setattr__(self, "hashed", hash(parts))

    def __hash__(self) -> int:
        return self.hashed


@dataclass(frozen=True, slots=True)
class Style:
    """A family at a weight, as the chain of files that serve it; `language` picks CJK faces."""

    files: tuple[FontFile, ...]
    language: str = "en"
    extra: Path | None = None
    hashed: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashed", hash((self.files, self.language, self.extra)))

    def __hash__(self) -> int:
        return self.hashed


@dataclass(frozen=True, slots=True)
class Metrics:
    """Heights by ink, in ems: capitals above the baseline, and what reaches under it."""

    cap: float
    descent: float


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    path = resource("assets/fonts/fonts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def style(family: str, weight: int, language: str = "en", brand: Path | None = None) -> Style:
    """Return a family at a weight. `family` is one of fonts.toml, or a file of the brand folder.

    Raises SettingsError if there is none of that name.
    """
    if brand is not None and family.lower().endswith((".ttf", ".otf", ".woff2", ".ttc")):
        own = (brand / family).resolve()
        if not own.is_relative_to(brand.resolve()) or not own.is_file():
            raise SettingsError(
                f"The font {family!r} is not in the brand's folder.", "Put it there."
            )
        files = [FontFile(str(own), (("wght", float(weight)),)), *_family("source-serif-4", weight)]
    else:
        files = list(_family(family, weight))
    return Style(tuple(files), language, brand)


def _family(name: str, weight: int) -> Iterator[FontFile]:
    families = _catalogue()["family"]
    if name not in families:
        raise SettingsError(
            f"There is no font family named {name!r}.", f"Choose one of {', '.join(families)}."
        )
    folder = resource("assets/fonts")
    entries = families[name]["files"]
    variable = [entry for entry in entries if "axes" in entry]
    fixed = sorted(
        (entry for entry in entries if "axes" not in entry),
        key=lambda entry: abs(entry["weight"] - weight),
    )
    for entry in variable:
        axes = {"wght": float(weight), **entry["axes"]}
        set_ = tuple(sorted(axes.items()))
        yield FontFile(str(folder / entry["path"]), set_, latin=entry.get("latin", False))
    for entry in fixed[:1]:
        yield FontFile(str(folder / entry["path"]), latin=entry.get("latin", False))
    for other in families[name].get("fallback", ()):
        yield from _family(other, weight)


@lru_cache(maxsize=192)
def opened(file: FontFile, px: float) -> FreeTypeFont:
    """Return the font at a size, its axes set (a size change would lose them)."""
    try:
        font = ImageFont.truetype(
            file.path, file.strike or px, index=file.index, layout_engine=ImageFont.Layout.RAQM
        )
    except OSError as error:
        raise FontMissing(
            f"The font file {Path(file.path).name} cannot be opened: {error}.", "Install it again."
        ) from error
    if file.axes:
        _set_axes(font, dict(file.axes))
    return font


def _set_axes(font: FreeTypeFont, wanted: dict[str, float]) -> None:
    try:
        axes = font.get_variation_axes()
    except OSError:
        return  # a font without axes has its one weight
    values = []
    for axis in axes:
        raw = axis["name"]
        name = raw.decode() if isinstance(raw, bytes) else str(raw)
        value = wanted.get(_AXES.get(name, name), axis["default"] or 0)
        values.append(min(max(value, axis["minimum"] or 0), axis["maximum"] or 0))
    font.set_variation_by_axes(values)


@lru_cache(maxsize=64)
def metrics(file: FontFile) -> Metrics:
    """Return the heights of a file's letters by their ink."""
    font = opened(file, file.strike or REFERENCE_PX)

    def ink(letter: str) -> tuple[float, float]:
        # Black and white: greys cost ten times as much at such a size.
        mask, offset = font.getmask2(letter, mode="1", anchor="ls")
        box = mask.getbbox() or (0, 0, 0, 0)
        return (box[1] + offset[1]) / font.size, (box[3] + offset[1]) / font.size

    top, bottom = ink(file.sample)
    # Every other script has something that reaches about as far down as a Latin p.
    return Metrics(-top, ink("p")[1] if file.sample == "H" else max(bottom, 0.22))


@lru_cache(maxsize=16384)
def covers(file: FontFile, cluster: str) -> bool:
    """Whether shaping the cluster draws no empty box: each of its characters has a glyph.

    Pillow shows no glyph numbers, so a glyph is compared with the box itself. Shaping and not the
    character map decides, since the shaper may draw a character from others.
    """
    if file.latin and LATIN.issuperset(cluster):
        return True
    return all(_has(file, char) for char in cluster if not invisible(char))


@lru_cache(maxsize=32768)
def _has(file: FontFile, char: str) -> bool:
    font = opened(file, 32)
    missing = _box(file)
    found = _drawn(font, char)
    return found is not None and found != missing


@lru_cache(maxsize=256)
def _box(file: FontFile) -> bytes | None:
    # A noncharacter: no font may give it a glyph.
    return _drawn(opened(file, 32), "\U0010fffe")


def _drawn(font: FreeTypeFont, char: str) -> bytes | None:
    """Return the ink of a character as bytes with its size; None if nothing is drawn."""
    mask, _ = font.getmask2(char, mode="L", anchor="ls")
    box = mask.getbbox()
    if box is None:
        return None
    return repr((mask.size, box)).encode() + bytes(mask)


@lru_cache(maxsize=8192)
def font_for(style_: Style, cluster: str) -> FontFile:
    """Return the first file that has the cluster. Raises FontMissing, naming what to install."""
    for file in style_.files:
        if covers(file, cluster):
            return file
    script = _script_of(cluster)
    if script is not None:
        for file in _script_files(script, style_):
            if covers(file, cluster):
                return file
    for other in _catalogue()["script"]:
        for file in _script_files(other, style_):
            if covers(file, cluster):
                return file
    shown = cluster if cluster.isprintable() else "?"
    names = " ".join(f"U+{ord(char):04X}" for char in cluster)
    todo = f"Install {script['install']}." if script else "Take the character out of the quote."
    raise FontMissing(f"No installed font can draw “{shown}” ({names}).", todo)


def emoji_font(style_: Style, cluster: str) -> FontFile:
    """Return the colour font for an emoji. Raises FontMissing if none is installed."""
    script = next(s for s in _catalogue()["script"] if s["name"] == "emoji")
    for file in _script_files(script, style_):
        if covers(file, cluster):
            return file
    return font_for(style_, cluster)


def _script_of(cluster: str) -> dict[str, Any] | None:
    point = ord(cluster[0])
    for script in _catalogue()["script"]:
        if any(low <= point <= high for low, high in script["ranges"]):
            found: dict[str, Any] = script
            return found
    return None


def _script_files(script: dict[str, Any], style_: Style) -> Iterator[FontFile]:
    tag = style_.language.casefold()
    faces = script.get("faces", {})
    index = faces.get(tag, faces.get(tag.split("-", maxsplit=1)[0], 0))
    for name in script["files"]:
        path = _installed(name, style_.extra)
        if path is not None:
            yield FontFile(
                str(path),
                index=index if path.suffix == ".ttc" else 0,
                strike=script.get("strike"),
                leading=script.get("leading", 0.0),
                sample=script.get("sample", "H"),
            )


def _folders(extra: Path | None) -> Iterator[Path]:
    if extra is not None:
        yield extra
    if own := os.environ.get("PULLQUOTE_FONTS"):
        yield Path(own)
    yield resource("assets/fonts")
    home = Path.home()
    yield from (home / ".local/share/fonts", home / ".fonts", home / "Library/Fonts")
    yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))


@lru_cache(maxsize=256)
def _installed(name: str, extra: Path | None) -> Path | None:
    for folder in _folders(extra):
        found = _listed(folder).get(name)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=32)
def _listed(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted(folder.rglob("*.[to]t[fc]"))}


@lru_cache(maxsize=256)
def file_key(file: FontFile) -> str:
    """Return the hash of a font file with its axes: part of a card's identity."""
    return digest(_content(file.path), repr((file.axes, file.index, file.strike)))


@lru_cache(maxsize=64)
def _content(path: str) -> str:
    return digest(Path(path).read_bytes())
