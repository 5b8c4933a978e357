"""The whole way of one text: marks, refusals, credits, joined quotations, scores, the choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flows.core.article import Block
from flows.core.errors import QuoteError
from flows.core.quote import Quote, QuoteReport, RefusedSpan, Span
from flows.core.settings import QuoteSettings
from flows.core.verbatim import normalised_words
from flows.quotes.confidence import confidence
from flows.quotes.credit import credit
from flows.quotes.grounds import GOES_ON, Credit
from flows.quotes.joining import joins, printed
from flows.quotes.language import grammar
from flows.quotes.marks import Stretch
from flows.quotes.paragraphs import sentences
from flows.quotes.reading import Page, read, spans
from flows.quotes.refusals import FEW_WORDS, refusal, words_of
from flows.quotes.score import Looks, flags, score
from flows.quotes.sensitive import topics

DEFAULTS = QuoteSettings()
LONGEST_TEXT = 1_000_000
"""Code points of the longest text read: a long novel. Longer ones are refused."""


@dataclass(frozen=True, slots=True)
class _Group:
    """The stretches of one quotation, with the credit that speaks for all."""

    numbers: tuple[int, ...]
    credit: Credit


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
    than English quotations are found and speakers left open. Raises QuoteError for a text longer
    than `LONGEST_TEXT`, ModelMissing if the pipeline named in the settings is not installed.
    """
    if len(text) > LONGEST_TEXT:
        raise QuoteError(
            f"The text is too long to read for quotes: {len(text):,} characters, at most "
            f"{LONGEST_TEXT:,}.",
            "Split it into parts.",
        )
    parts, stretches = spans(text, blocks)
    reasons = {
        n: why for n, s in enumerate(stretches) if (why := refusal(text, parts[s.paragraph], s))
    }
    speech = frozenset(range(len(stretches))) - reasons.keys()
    given: dict[int, Credit] = {}
    if speech and language.lower().startswith("en"):
        narration = frozenset(n for n, why in reasons.items() if why == "a nickname")
        page = read(
            text,
            parts,
            stretches,
            speech,
            narration,
            grammar(settings.model),
            title=title,
            byline=byline,
        )
        given = credit(page)
        for number in speech:
            why = _unspoken(text, stretches[number], given.get(number, Credit()), page)
            if why:
                reasons[number] = why
        speech -= reasons.keys()
    quotes = [_quote(text, stretches, g) for g in _groups(text, stretches, sorted(speech), given)]
    chosen = _chosen(_without_repeats(quotes), settings)
    refused = tuple(
        RefusedSpan(stretches[n].start, stretches[n].end, why) for n, why in sorted(reasons.items())
    )
    return QuoteReport(tuple(sorted(chosen, key=lambda q: (-q.score, q.spans[0].start))), refused)


def _unspoken(text: str, stretch: Stretch, credit: Credit, page: Page) -> str | None:
    """Why a stretch that nobody is said to have spoken is no quotation, None if it may be."""
    inside = text[stretch.start : stretch.end]
    if credit.grounds.form not in ("none", "unclear"):
        return None
    few = len(words_of(inside)) < FEW_WORDS
    if few and inside[-1:] not in ".,!?…":
        return "scare quotes: few words that nobody is said to have spoken"
    before = text[
        max(page.paragraphs[stretch.paragraph].start, stretch.outer[0] - 2) : stretch.outer[0]
    ]
    if few and before.strip() and before.strip()[-1] not in ".:!?,":
        return "scare quotes: few words that nobody is said to have spoken"
    return None


def _groups(
    text: str, stretches: Sequence[Stretch], numbers: Sequence[int], given: dict[int, Credit]
) -> list[_Group]:
    groups: list[_Group] = []
    for number in numbers:
        found = given.get(number, Credit())
        if groups and _belongs(text, stretches, groups[-1], number, found):
            kept = groups[-1].credit
            groups[-1] = _Group((*groups[-1].numbers, number), kept)
        else:
            groups.append(_Group((number,), found))
    return groups


def _belongs(
    text: str, stretches: Sequence[Stretch], group: _Group, number: int, found: Credit
) -> bool:
    last = group.numbers[-1]
    if last != number - 1:
        return False
    if stretches[number].goes_on:
        return found.speaker.name == group.credit.speaker.name
    if found.grounds.form == "none" or found.speaker.name != group.credit.speaker.name:
        return False
    if found.signals[-1:] != (GOES_ON,) and not _one_sentence(
        text, stretches[last], stretches[number]
    ):
        return False
    first, second = stretches[last], stretches[number]
    if first.paragraph != second.paragraph:
        return False
    if text[first.start : first.start + 1].islower() or group.credit.grounds.how != "after":
        return False
    gap = text[first.outer[1] : second.outer[0]]
    return joins(
        text,
        Span(first.start, first.end),
        Span(second.start, second.end),
        sentence_ends=len(sentences(gap)) if gap.strip() else 0,
    )


def _one_sentence(text: str, first: Stretch, second: Stretch) -> bool:
    gap = text[first.outer[1] : second.outer[0]].strip()
    return gap.endswith(",") and first.paragraph == second.paragraph


def _quote(text: str, stretches: Sequence[Stretch], group: _Group) -> Quote:
    parts = [stretches[n] for n in group.numbers]
    places = tuple(Span(p.start, p.end) for p in parts)
    words = printed(text, places)
    uncertain = any(not p.closed and not p.continues for p in parts[-1:]) or any(
        not p.closed and not p.continues and not n.goes_on
        for p, n in zip(parts, parts[1:], strict=False)
    )
    looks = Looks(words, places[0].start / max(1, len(text)), _embedded(text, parts[0]), len(parts))
    marks = flags(looks, uncertain_bounds=uncertain)
    touched = topics(words)
    if touched:
        marks = (*marks, "sensitive")
    found = group.credit
    return Quote(
        text=words,
        spans=places,
        speaker=found.speaker,
        cue=found.cue,
        confidence=confidence(found, uncertain_bounds=uncertain),
        score=score(looks),
        flags=marks,
        signals=(*found.signals, *(f"touches {topic}" for topic in touched)),
    )


def _embedded(text: str, stretch: Stretch) -> bool:
    before = text[max(0, stretch.outer[0] - 3) : stretch.outer[0]].rstrip(" ")
    if not before or before[-1] in '.!?:…\n"”' or stretch.goes_on:
        return text[stretch.start].islower() and bool(before) and before[-1] not in "\n"
    return text[stretch.start].islower() or before[-1] not in ",—–-"


def _without_repeats(quotes: Iterable[Quote]) -> list[Quote]:
    """Mark the later ones of quotes with the same words as duplicates; the first one that names a
    speaker stays.
    """
    quotes = list(quotes)
    best: dict[str, int] = {}
    for nth, quote in enumerate(quotes):
        key = normalised_words(quote.text)
        if key not in best or quote.confidence > quotes[best[key]].confidence:
            best[key] = nth
    return [
        quote
        if best[normalised_words(quote.text)] == nth
        else replace(quote, flags=(*quote.flags, "duplicate"))
        for nth, quote in enumerate(quotes)
    ]


def _chosen(quotes: Sequence[Quote], settings: QuoteSettings) -> list[Quote]:
    fit = sorted(
        (q for q in quotes if _why_not(q, settings) is None),
        key=lambda q: (-q.score, q.spans[0].start),
    )
    taken = {id(q) for q in fit[: settings.most]}
    done: list[Quote] = []
    for quote in quotes:
        why = _why_not(quote, settings)
        if id(quote) in taken:
            done.append(replace(quote, picked=True))
        else:
            reason = why or "more quotes than the settings ask for"
            done.append(replace(quote, signals=(*quote.signals, f"not picked: {reason}")))
    return done


def _why_not(quote: Quote, settings: QuoteSettings) -> str | None:
    speaker = (quote.speaker.name or "").casefold()
    if quote.speaker.kind != "named":
        return "no named person speaks"
    for flag in ("fragment", "embedded", "uncertain-bounds", "duplicate"):
        if flag in quote.flags:
            return flag
    if quote.confidence < settings.min_confidence:
        return "not sure enough who speaks"
    if quote.score < settings.min_score:
        return "not strong enough as a card"
    if settings.allowed_speakers and speaker not in {
        s.casefold() for s in settings.allowed_speakers
    }:
        return "speaker not among the allowed ones"
    if speaker in {s.casefold() for s in settings.blocked_speakers}:
        return "speaker is blocked"
    if any(w.casefold() in quote.text.casefold() for w in settings.blocked_words):
        return "has a blocked word"
    return None
