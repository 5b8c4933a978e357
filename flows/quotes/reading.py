"""One article as the crediting reads it: quoted stretches, the writer's parsed sentences, names."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.core.article import Block
from flows.quotes.language import Grammar, Sentence
from flows.quotes.marks import Stretch, scan
from flows.quotes.masking import Masked, masked
from flows.quotes.mentions import HYPHENS, mentions
from flows.quotes.names import Inventory
from flows.quotes.paragraphs import Paragraph, paragraphs, sentences

MOST_IN_SENTENCE = 30
"""Quotations of one sentence that are looked at; more is no sentence of a person."""
_LONGEST_HEADLINE = 120
_WORDS_IN_TITLE_CASE = 0.6
_UNBROKEN = re.compile(r"\S{300}")
_WORD = re.compile(r"[^\W_]")
_OPENS_WITH_PRONOUN = re.compile(r"(?:\w+ )?(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Tt]hey)\b|[\"“‘]")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the writer with its grammar (empty where nobody needed it)."""

    masked: Masked
    tokens: Sentence


@dataclass(frozen=True, slots=True)
class Page:
    """Everything known about an article before anybody is credited.

    `stretches` are all quoted stretches; `speech` the numbers of those taken for quotations;
    `lines` the writer's sentences of every paragraph that holds or neighbours one.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    stretches: tuple[Stretch, ...]
    speech: frozenset[int]
    lines: tuple[Line, ...]
    inventory: Inventory
    title: str | None
    byline: str | None


def spans(text: str, blocks: Sequence[Block]) -> tuple[list[Paragraph], list[Stretch]]:
    """Return the paragraphs and the quoted stretches of a text."""
    parts = paragraphs(text, blocks)
    return parts, scan(text, parts)


def read(
    text: str,
    parts: Sequence[Paragraph],
    stretches: Sequence[Stretch],
    speech: frozenset[int],
    *,
    narration: frozenset[int],
    grammar: Grammar,
    title: str | None = None,
    byline: str | None = None,
) -> Page:
    """Read the writer's words around `speech`; `narration` are quoted stretches that belong to
    the writer's sentence (nicknames) and stay in it.
    """
    by_paragraph: dict[int, list[tuple[int, Stretch]]] = {}
    for number, stretch in enumerate(stretches):
        if number not in narration and not stretch.stray:
            by_paragraph.setdefault(stretch.paragraph, []).append((number, stretch))
    wanted = _wanted(text, parts, {stretches[n].paragraph for n in speech})
    lines = [
        sentence
        for first, last in _introduced(text, parts, wanted, by_paragraph)
        for sentence in masked(
            text,
            Paragraph(parts[first].start, parts[last].end),
            last,
            [s for n in range(first, last + 1) for s in by_paragraph.get(n, ())],
        )
    ]
    parsed = grammar.read([line.text if _readable(line) else "" for line in lines])
    blank = narrative(text, parts, [s for pairs in by_paragraph.values() for _, s in pairs])
    starts = [s for p in parts for s, _ in sentences(blank, p.start, p.end)]
    lower = frozenset(w for w in _lower_words(blank))
    return Page(
        text,
        tuple(parts),
        tuple(stretches),
        speech,
        tuple(Line(line, tokens) for line, tokens in zip(lines, parsed, strict=True)),
        Inventory(list(mentions(blank, starts)), lower, begins=_after_headline(text, parts)),
        title,
        byline,
    )


def _after_headline(text: str, parts: Sequence[Paragraph]) -> int:
    """Return where an article begins whose first paragraph is a headline."""
    if not parts or parts[0].end - parts[0].start > _LONGEST_HEADLINE:
        return 0
    return 0 if text[parts[0].end - 1] in '.!?:”"' else parts[0].end


def _readable(line: Masked) -> bool:
    """Whether the grammar of a sentence can say anything: the writer has words in it, and it is
    no flood of marks or letters.
    """
    if len(line.masks) > MOST_IN_SENTENCE or _UNBROKEN.search(line.text):
        return False
    borders = [0, *(place for mask in line.masks for place in (mask.start, mask.end))]
    ends = [*borders[1:], len(line.text)]
    gaps = zip(borders[::2], ends[::2], strict=True)
    return any(_WORD.search(line.text, start, end) for start, end in gaps)


def _wanted(text: str, parts: Sequence[Paragraph], quoting: set[int]) -> list[int]:
    """Paragraphs with quotations, the ones before them, and where the article begins."""
    near = set(quoting)
    for index in quoting:
        for back in range(index - 1, max(-1, index - 4), -1):
            near.add(back)
            if not _OPENS_WITH_PRONOUN.match(text, parts[back].start):
                break
    if quoting:
        near |= set(range(min(2, len(parts))))
    return sorted(near)


def _introduced(
    text: str,
    parts: Sequence[Paragraph],
    wanted: Sequence[int],
    quoted: Mapping[int, Sequence[tuple[int, Stretch]]],
) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs to read (first and last index): one that ends in a colon goes with the
    quotation that begins the next.
    """
    held: int | None = None
    for index in wanted:
        opens = index in quoted and quoted[index][0][1].outer[0] == parts[index].start
        if held is not None and not (opens and held == index - 1):
            yield held, held
            held = None
        if held is None and text[parts[index].end - 1] == ":" and index + 1 in quoted:
            held = index
            continue
        yield (index if held is None else held), index
        held = None
    if held is not None:
        yield held, held


def narrative(text: str, parts: Sequence[Paragraph], quoted: Sequence[Stretch]) -> str:
    """Return the text with quoted stretches and title-case lines blanked, offsets unchanged."""
    cut = [s.outer for s in quoted]
    cut += [
        (p.start, p.end) for p in parts if _title_case(text[p.start : min(p.end, p.start + 400)])
    ]
    pieces: list[str] = []
    position = 0
    for start, end in sorted(cut):
        if end <= position:
            continue
        begin = max(start, position)
        pieces += [text[position:begin], "¤" * (end - begin)]
        position = end
    pieces.append(text[position:])
    return "".join(pieces).translate(HYPHENS)


def _title_case(line: str) -> bool:
    words = [w for w in line.split() if w[:1].isalpha()]
    if len(words) < 4 or line.rstrip()[-1:] in ".!?:,":
        return False
    return sum(w[0].isupper() for w in words) >= _WORDS_IN_TITLE_CASE * len(words)


def _lower_words(text: str) -> Sequence[str]:
    return [w for w in text.split() if w.islower()]


def line_at(page: Page, place: int) -> int:
    """Return the number of the last line that begins at or before a place, -1 for none."""
    return bisect_right([line.masked.start for line in page.lines], place) - 1
