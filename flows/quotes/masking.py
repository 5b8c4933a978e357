"""The writer's own sentences with each quotation replaced by one quoted word.

A parser reads `“Yes,” she said.` far better, and far faster, than the speech itself. Places in the
masked text lead back to the article.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.quotes.cues import ANY, GESTURES, STRONG
from flows.quotes.marks import Stretch
from flows.quotes.mentions import HYPHENS
from flows.quotes.paragraphs import Paragraph, sentences

_SHORT = 7
_LONGEST_SENTENCE = 1500
_TAIL = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PLAIN = {**HYPHENS, ord("\n"): " ", ord("\r"): " "}
_INTRODUCED = re.compile(
    rf"\b(?:{'|'.join(sorted(STRONG))})(?: [^\W\d_]+){{0,4}}[,:]\s*$", re.IGNORECASE
)
_NEW_SUBJECTS = frozenset({"He", "She", "They", "It", "We", "I"})
"""In capitals they begin a sentence of their own, after `…?”` as well."""
_TERMINAL = re.compile(r"[.!?…,;—–-]+$")


@dataclass(frozen=True, slots=True)
class Mask:
    """Where a quotation's stand-in lies in the masked sentence (marks included)."""

    stretch: int
    start: int
    end: int
    embedded: bool


@dataclass(frozen=True, slots=True)
class Masked:
    """One sentence of the writer: its words with quotations masked.

    `pieces` are (place in `text`, place in the article) of each run copied word for word.
    """

    paragraph: int
    text: str
    masks: tuple[Mask, ...]
    pieces: tuple[tuple[int, int], ...]
    start: int
    end: int

    def original(self, at: int) -> int:
        """Return the article's code point for a place in the masked sentence."""
        nth = max(0, bisect_right(self.pieces, (at, 1 << 60)) - 1)
        place, article = self.pieces[nth]
        return article + at - place


@dataclass(slots=True)
class _Strip:
    """A paragraph under construction."""

    text: str = ""
    masks: tuple[Mask, ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()


def masked(
    text: str, paragraph: Paragraph, index: int, stretches: Sequence[tuple[int, Stretch]]
) -> list[Masked]:
    """Return a paragraph's sentences with `stretches` (their numbers and places) masked."""
    strip = _strip(text, paragraph, stretches)
    borders = _borders(strip)
    return [
        _cut(strip, index, start, end) for start, end in borders if strip.text[start:end].strip()
    ]


def _strip(text: str, paragraph: Paragraph, stretches: Sequence[tuple[int, Stretch]]) -> _Strip:
    words: list[str] = []
    pieces: list[tuple[int, int]] = []
    masks: list[Mask] = []
    length = 0
    position = paragraph.start
    for number, stretch in stretches:
        outer_start, outer_end = stretch.outer
        gap = text[position:outer_start]
        pieces.append((length, position))
        words.append(gap)
        length += len(gap)
        embedded = _embedded(text, paragraph, stretch)
        stand_in = _stand_in(text, stretch, embedded)
        masks.append(Mask(number, length, length + len(stand_in), embedded))
        pieces.append((length, outer_start))
        words.append(stand_in)
        length += len(stand_in)
        position = outer_end
        if not stretch.closed and position < paragraph.end and not text[position - 1].isspace():
            words.append(" ")
            pieces.append((length, position))
            length += 1
    pieces.append((length, position))
    words.append(text[position : paragraph.end])
    joined = "".join(words).translate(_PLAIN)
    return _Strip(joined, tuple(masks), tuple(pieces))


def _embedded(text: str, paragraph: Paragraph, stretch: Stretch) -> bool:
    """Whether the words run on inside the writer's sentence."""
    before = text[max(paragraph.start, stretch.outer[0] - 40) : stretch.outer[0]].rstrip()
    if not before or before[-1] in ".!?:…" or stretch.goes_on:
        return False
    first = text[stretch.start]
    if before[-1] == "," and not first.islower():
        return False
    if first.islower() or before[-1] not in "\"”’',;—–-)":
        last = _TAIL.findall(before)[-1:]
        reported = bool(last) and last[0].lower() in STRONG
        return first.islower() or not reported
    return False


def _stand_in(text: str, stretch: Stretch, embedded: bool) -> str:
    words = text[stretch.start : stretch.end]
    tail = _TERMINAL.search(words[-4:])
    ending = tail.group()[-1] if tail else ""
    if ending in "—–-;…":
        ending = "," if ending else ""
    if embedded:
        few = words[:400].split()
        if len(few) > _SHORT or len(words) > 60:
            shown = "".join(c if c.isalnum() or c in "'’- " else " " for c in " ".join(few[:5]))
            return f"“{shown.strip() or 'so'}{ending}”"
        return f"“{''.join(c if c not in '.!?' else ',' for c in words[:-1])}{words[-1]}”"
    return f"“Yes{ending}”"


def _borders(strip: _Strip) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    starts = [m.start for m in strip.masks]
    for start, end in sentences(strip.text):
        if found and _belongs_to_quotation(strip, starts, found[-1], start, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [piece for border in found for piece in _bounded(strip.text, border)]


def _bounded(text: str, border: tuple[int, int]) -> list[tuple[int, int]]:
    start, end = border
    pieces = []
    while end - start > _LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + _LONGEST_SENTENCE)
        cut = cut if cut > start else start + _LONGEST_SENTENCE
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def _belongs_to_quotation(
    strip: _Strip, starts: list[int], previous: tuple[int, int], start: int, end: int
) -> bool:
    """Whether the sentence after a quotation is its attribution ("Really?" Ann Lee asked)."""
    nth = bisect_right(starts, previous[1] - 1) - 1
    if nth < 0:
        return False
    mask = strip.masks[nth]
    if mask.end != previous[1] or mask.start < previous[0]:
        return False
    begins = strip.text[start : min(end, start + 120)]
    words = _TAIL.findall(begins)
    ending = strip.text[mask.end - 2]
    nearest = next((n for n, w in enumerate(words[:6]) if w.lower() in STRONG), None)
    introduced = _INTRODUCED.search(strip.text, max(previous[0], mask.start - 60), mask.start)
    if introduced or begins[:1] in '“"' or (words and words[0] in _NEW_SUBJECTS):
        return False
    if nearest is None:
        # "…?” Lee demanded."
        return ending in "?!" and len(words) == 2 and words[1] in ANY
    if ending in "?!":
        return True
    after = begins[begins.find(words[nearest]) + len(words[nearest]) :].lstrip()
    said = words[nearest].lower() not in GESTURES
    return said and ending == "." and nearest <= 3 and after[:1] in ".,;"


def _cut(strip: _Strip, index: int, start: int, end: int) -> Masked:
    first = bisect_left(strip.masks, start, key=lambda m: m.start)
    last = bisect_left(strip.masks, end, key=lambda m: m.start)
    masks = tuple(
        Mask(m.stretch, m.start - start, m.end - start, m.embedded) for m in strip.masks[first:last]
    )
    low = bisect_right(strip.pieces, start, key=lambda p: p[0])
    high = bisect_left(strip.pieces, end, key=lambda p: p[0])
    before = strip.pieces[low - 1] if low else (0, 0)
    pieces = (
        (0, before[1] + start - before[0]),
        *((place - start, article) for place, article in strip.pieces[low:high]),
    )
    sentence = Masked(index, strip.text[start:end], masks, pieces, 0, 0)
    return replace(sentence, start=sentence.original(0), end=sentence.original(end - start - 1) + 1)
