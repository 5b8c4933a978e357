"""Where paragraphs and sentences begin and end, in code points, by rules that take linear time."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.core.article import Block, BlockKind

_BLANK_LINE = re.compile(r"(?:\r?\n|\r|\u2029)[^\S\r\n]*(?:\r?\n|\r|\u2029)\s*")
_LINE_END = re.compile(r"\r?\n|\r|\u2028|\u2029")
_BORDER = re.compile(r"(?<![.!?…])[.!?…]+[\"”’'»\])]*\s+(?=[\"“‘'«(\[—–-]*[^\W_])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"‘'])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Hon|St|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Capt|Maj|Cmdr|"
    r"Adm|Pres|Supt|Det|Insp|Jr|Sr|vs|v|No|Nos|Inc|Corp|Co|Ltd|Bros|Mt|Ft|Ave|Blvd|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept|Sep|Oct|Nov|Dec|a\.m|p\.m|e\.g|i\.e|etc|al|approx|[A-Z]|(?:[A-Z]\.)+[A-Z]|"
    r"Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|"
    r"Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\.$"
)
_HARD_WRAP_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Code points `start` to `end` of the text, without surrounding white space."""

    start: int
    end: int
    kind: BlockKind = "paragraph"


def paragraphs(text: str, blocks: Sequence[Block] = ()) -> list[Paragraph]:
    """Return the text's paragraphs: by its blocks if given, else by blank lines and line ends.

    A line end alone divides, unless the lines are hard-wrapped (most are short and do not end in
    the end of a sentence); then only blank lines do.
    """
    whole: list[tuple[int, int, BlockKind]] = [(0, len(text), "paragraph")]
    kinds = _kinds(text, blocks) if blocks else whole
    found: list[Paragraph] = []
    for start, end, kind in kinds:
        divider = _BLANK_LINE if _hard_wrapped(text, start, end) else _LINE_END
        position = start
        for border in divider.finditer(text, start, end):
            _add(found, text, position, border.start(), kind)
            position = border.end()
        _add(found, text, position, end, kind)
    return found


def _kinds(text: str, blocks: Sequence[Block]) -> list[tuple[int, int, BlockKind]]:
    pieces: list[tuple[int, int, BlockKind]] = []
    position = 0
    for block in sorted(blocks, key=lambda b: b.start):
        start, end = max(position, block.start), min(block.end, len(text))
        if start >= end:
            continue
        pieces += [(position, start, "paragraph"), (start, end, block.kind)]
        position = end
    pieces.append((position, len(text), "paragraph"))
    return pieces


def _add(found: list[Paragraph], text: str, start: int, end: int, kind: BlockKind) -> None:
    start, end = trimmed(text, start, end)
    if start < end:
        found.append(Paragraph(start, end, kind))


def _hard_wrapped(text: str, start: int, end: int) -> bool:
    lines = [line.strip() for line in _LINE_END.split(text[start:end])]
    followed = [a for a, b in itertools.pairwise(lines) if a and b]
    if len(followed) < 4:
        return False
    inside = sum(a[-1] not in ".!?…\"”’'»:)" for a in followed)
    return inside > 0.6 * len(followed) and max(map(len, followed)) <= _HARD_WRAP_LONGEST


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return `start`, `end` moved inwards past white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the sentences between `start` and `end` as (start, end) pairs."""
    end = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    position = start
    for border in _BORDER.finditer(text, start, end):
        if not _ends_here(text, position, border):
            continue
        found.append((position, border.start() + len(border.group().rstrip())))
        position = border.end()
    if position < end:
        found.append((position, end))
    return found


def _ends_here(text: str, start: int, border: re.Match[str]) -> bool:
    after = border.end()
    while after < len(text) and not text[after].isalnum():
        after += 1
    if after < len(text) and text[after].islower():
        return False
    if border.group()[0] != "." or border.group()[1:2] == ".":
        return True
    return not _ABBREVIATION.search(text, max(start, border.start() - 12), border.start() + 1)
