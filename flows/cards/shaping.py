"""Text into runs that one font can draw, in the order the eye meets them, with their widths."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from flows.cards.clusters import clusters, direction, is_emoji, is_rtl, is_shaped
from flows.cards.fonts import REFERENCE_PX, FontFile, Style, covers, emoji_font, font_for, opened

# Set as one unit, so that a font's ligature survives drawing unit by unit.
_LIGATURES = re.compile(r"ffi|ffl|ff|fi|fl|fj|Th")
_FEATURES = ["kern", "liga"]
# A strike's picture is a fifth larger than its em: this makes it about as high as a line's letters.
EMOJI_SCALE = 0.84


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one font and direction. `start` is its first character's index in the text.

    "letters" are drawn unit by unit, "shaped" as a whole by the shaper, "emoji" as pictures.
    """

    text: str
    start: int
    file: FontFile
    kind: Literal["letters", "shaped", "emoji"]
    rtl: bool = False


@lru_cache(maxsize=8192)
def runs(text: str, style: Style, rtl: bool = False) -> tuple[Run, ...]:
    """Return the runs of one line in visual order, left to right; `rtl` is the line's direction.

    Raises FontMissing for a character no installed font has.
    """
    if not text:
        return ()
    if text.isascii():
        file = style.files[0]
        if all(font_for(style, char) is file for char in set(text) - {" "}):
            return (Run(text, 0, file, "letters"),) if not rtl else _ordered(text, style, rtl)
    return _ordered(text, style, rtl)


def _ordered(text: str, style: Style, rtl: bool) -> tuple[Run, ...]:
    cells = clusters(text)
    sides = _directions(cells, rtl)
    grouped: list[Run] = []
    position = 0
    previous: FontFile | None = None
    for cell, right in zip(cells, sides, strict=True):
        run = _run_of(cell, position, style, right, previous)
        last = grouped[-1] if grouped else None
        if last is not None and (last.file, last.rtl) == (run.file, run.rtl) and _joins(last, run):
            kind = "shaped" if "shaped" in (last.kind, run.kind) else last.kind
            grouped[-1] = Run(last.text + run.text, last.start, last.file, kind, last.rtl)
        else:
            grouped.append(run)
        position += len(cell)
        previous = run.file if run.kind != "emoji" else None
    return tuple(_visual(grouped, rtl))


def _joins(last: Run, run: Run) -> bool:
    return (last.kind == "emoji") == (run.kind == "emoji")


def _run_of(cell: str, start: int, style: Style, right: bool, previous: FontFile | None) -> Run:
    if is_emoji(cell):
        file = emoji_font(style, cell)
        return Run(cell, start, file, "emoji" if file.strike else "letters", right)
    # Punctuation and spaces stay in their neighbour's font where that has them.
    if previous is not None and not cell[0].isalnum() and _kept(previous, cell, style):
        file = previous
    else:
        file = font_for(style, cell)
    kind: Literal["letters", "shaped"] = "shaped" if right or is_shaped(cell) else "letters"
    return Run(cell, start, file, kind, right)


def _kept(file: FontFile, cell: str, style: Style) -> bool:
    if file in style.files and not cell.isspace():
        return False
    return covers(file, cell)


def _directions(cells: Sequence[str], rtl: bool) -> list[bool]:
    """Return per cluster whether it runs right to left: UAX 9 for one level of embedding."""
    known = {"R": True, "L": False, "N": False}
    sides = [known.get(direction(cell)) for cell in cells]
    resolved: list[bool] = []
    for index, side in enumerate(sides):
        if side is not None:
            resolved.append(side)
            continue
        before = next((s for s in reversed(sides[:index]) if s is not None), rtl)
        after = next((s for s in sides[index + 1 :] if s is not None), rtl)
        resolved.append(before if before == after else rtl)
    return resolved


def _visual(logical: list[Run], rtl: bool) -> list[Run]:
    """Put runs into visual order: stretches against the line's direction turn round."""
    out: list[Run] = []
    stretch: list[Run] = []
    for run in logical:
        if run.rtl != rtl:
            stretch.append(run)
            continue
        out.extend(reversed(stretch))
        stretch = []
        out.append(run)
    out.extend(reversed(stretch))
    return list(reversed(out)) if rtl else out


@lru_cache(maxsize=8192)
def units(text: str) -> tuple[str, ...]:
    """Return what is drawn at a time: clusters, with ligatures kept whole."""
    if not text.isascii():
        cells = clusters(text)
        if any(len(cell) > 1 for cell in cells):
            return tuple(cells)
    out: list[str] = []
    position = 0
    for match in _LIGATURES.finditer(text):
        out.extend(text[position : match.start()])
        out.append(match.group())
        position = match.end()
    out.extend(text[position:])
    return tuple(out)


def advances(file: FontFile, cells: Sequence[str]) -> list[float]:
    """Return how far the pen moves after each unit of a stretch, in ems, kerning included."""
    known = _pairs(file)
    out = []
    for pair in zip(cells, (*cells[1:], ""), strict=True):
        try:
            out.append(known[pair])
        except KeyError:
            known[pair] = _advance(file, *pair)
            out.append(known[pair])
    return out


@lru_cache(maxsize=64)
def _pairs(_file: FontFile) -> dict[tuple[str, str], float]:
    """Return the pairs measured so far: a few thousand a font at most."""
    return {}


def _advance(file: FontFile, one: str, two: str) -> float:
    both = opened(file, REFERENCE_PX).getlength(one + two, features=_FEATURES)
    return float(both) / REFERENCE_PX - (_alone(file, two) if two else 0.0)


@lru_cache(maxsize=4096)
def _alone(file: FontFile, unit: str) -> float:
    return float(opened(file, REFERENCE_PX).getlength(unit, features=_FEATURES)) / REFERENCE_PX


@lru_cache(maxsize=32768)
def run_width(run_text: str, file: FontFile, kind: str, rtl: bool, language: str) -> float:
    """Return a run's width in ems."""
    if kind == "emoji":
        return sum(emoji_width(cell, file) for cell in clusters(run_text))
    if kind == "shaped":
        font = opened(file, REFERENCE_PX)
        length = font.getlength(run_text, direction="rtl" if rtl else "ltr", language=language)
        return float(length) / REFERENCE_PX
    return sum(advances(file, units(run_text)))


@lru_cache(maxsize=1024)
def emoji_width(cell: str, file: FontFile) -> float:
    """Return an emoji's width in ems: a strike scaled to one em of height."""
    if cell.isspace():
        return 0.25
    size = file.strike or REFERENCE_PX
    return float(opened(file, size).getlength(cell)) / size * EMOJI_SCALE


@lru_cache(maxsize=16384)
def width(text: str, style: Style, rtl: bool = False) -> float:
    """Return the width of a stretch of text in ems."""
    return sum(
        run_width(run.text, run.file, run.kind, run.rtl, style.language)
        for run in runs(text, style, rtl)
    )


def reads_rtl(text: str) -> bool:
    """Whether a card with this quote is mirrored."""
    return is_rtl(text)
