"""The whole way of one text: marks, refusals, credits, joined quotations, scores, the choice."""

import re
from collections.abc import Sequence
from dataclasses import replace

from flows.core.article import Block
from flows.core.errors import QuoteError
from flows.core.quote import Quote, QuoteReport, RefusedSpan
from flows.core.settings import QuoteSettings
from flows.quotes.appeal import Looks
from flows.quotes.choosing import chosen, without_repeats
from flows.quotes.credit import credit
from flows.quotes.grounds import Credit
from flows.quotes.grouping import groups, quote_of
from flows.quotes.interviews import Turn, spoken, turns
from flows.quotes.joining import printed
from flows.quotes.language import grammar
from flows.quotes.marks import Stretch
from flows.quotes.paragraphs import Paragraph
from flows.quotes.reading import Page, read, spans
from flows.quotes.refusals import FEW_WORDS, NICKNAME, refusal, words_of
from flows.quotes.score import score

DEFAULTS = QuoteSettings()
_PLACED = re.compile(r"\b(?:into|in|at|on|from|onto|through|inside|near) $")
LONGEST_TEXT = 500_000
"""Code points of the longest text read: a book. Longer ones would take more than a minute."""


def pick(
    text: str,
    *,
    blocks: Sequence[Block] = (),
    title: str | None = None,
    byline: str | None = None,
    language: str = "en",
    settings: QuoteSettings = DEFAULTS,
) -> QuoteReport:
    """Return every quotation of a text, best card first, and every quoted span refused.

    Offsets are code points into `text`. `blocks` say what its paragraphs are. In languages other
    than English quotations are found and picked, and speakers left to a person. Raises QuoteError for a text longer
    than `LONGEST_TEXT`, ModelMissing if the pipeline named in the settings is not installed.
    """
    if len(text) > LONGEST_TEXT:
        raise QuoteError(
            f"The text is too long to read for quotes: {len(text):,} characters, at most "
            f"{LONGEST_TEXT:,}.",
            "Split it into parts.",
        )
    parts, found = spans(text, blocks)
    told = turns(text, parts)
    stretches = with_blocks(parts, outside(found, told))
    reasons = {
        n: why for n, s in enumerate(stretches) if (why := refusal(text, parts[s.paragraph], s))
    }
    speech = frozenset(range(len(stretches))) - reasons.keys()
    given: dict[int, Credit] = {}
    names: list[str] = []
    english = language.lower().startswith("en")
    if (speech or told) and english:
        narration = frozenset(n for n, why in reasons.items() if why == NICKNAME)
        page = read(
            text,
            parts,
            stretches,
            speech,
            narration=narration,
            grammar=grammar(settings.model),
            title=title,
            byline=byline,
        )
        given = credit(page)
        names = [p.name for p in page.inventory.people if p.full]
        for number in speech:
            why = _unspoken(text, stretches[number], given.get(number, Credit()), page)
            if why:
                reasons[number] = why
        speech -= reasons.keys()
    quotes = [quote_of(text, stretches, g) for g in groups(text, stretches, sorted(speech), given)]
    if not english:
        quotes = [_left_open(text, quote) for quote in quotes]
    answers, questions = spoken(text, told, names, byline=byline)
    picked = chosen(without_repeats([*quotes, *answers]), settings, credited=english)
    refused = tuple(
        RefusedSpan(stretches[n].start, stretches[n].end, why) for n, why in sorted(reasons.items())
    )
    best_first = sorted(picked, key=lambda q: (-q.score, q.spans[0].start))
    return QuoteReport(tuple(best_first), (*refused, *questions))


def _left_open(text: str, quote: Quote) -> Quote:
    """Return a quote of another language: judged as if somebody were named, since a person will,
    and without topics, which are English words.
    """
    pieces = tuple(printed(text, (span,)) for span in quote.spans)
    place, embedded = quote.spans[0].start / len(text), "embedded" in quote.flags
    return replace(
        quote,
        score=score(Looks(quote.text, pieces, place=place, embedded=embedded)),
        flags=tuple(flag for flag in quote.flags if flag != "sensitive"),
        signals=("not in English: who speaks, and how delicate it is, is left to a person",),
    )


def outside(stretches: Sequence[Stretch], told: Sequence[Turn]) -> list[Stretch]:
    """Leave out what an interviewee quotes: it belongs to the turn."""
    taken = {turn.paragraph for turn in told}
    return [s for s in stretches if s.paragraph not in taken]


def with_blocks(parts: Sequence[Paragraph], stretches: Sequence[Stretch]) -> list[Stretch]:
    """Add block quotations set without marks of their own."""
    marked = {s.paragraph for s in stretches if not s.stray}
    blocks = [
        Stretch(p.start, p.end, (p.start, p.end), n, block=True)
        for n, p in enumerate(parts)
        if p.kind == "blockquote" and n not in marked
    ]
    return sorted([*stretches, *blocks], key=lambda s: s.outer)


def _unspoken(text: str, stretch: Stretch, credit: Credit, page: Page) -> str | None:
    """Why a stretch that nobody is said to have spoken is no quotation, None if it may be."""
    inside = text[stretch.start : stretch.end]
    if credit.grounds.form not in ("none", "unclear") or stretch.block:
        return None
    few = len(words_of(inside)) < FEW_WORDS
    if few and inside[-1:] not in ".,!?…":
        return "scare quotes: few words that nobody is said to have spoken"
    before = text[
        max(page.paragraphs[stretch.paragraph].start, stretch.outer[0] - 2) : stretch.outer[0]
    ]
    if few and before.strip() and before.strip()[-1] not in ".:!?,":
        return "scare quotes: few words that nobody is said to have spoken"
    opening = text[max(0, stretch.outer[0] - 12) : stretch.outer[0]]
    if _PLACED.search(opening) and inside[:1].islower() and inside[-1].isalnum():
        return "a phrase in the writer's own sentence that nobody is said to have spoken"
    return None
