"""Which quotes are proposed: settings, repeats, and why a quote is not picked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from flows.core.quote import Flag, Quote
from flows.core.settings import QuoteSettings
from flows.core.verbatim import normalised_words

_RUN, _NEARLY = 4, 0.8
_SAID = "not picked: "
_NEVER: dict[Flag, str] = {
    "fragment": "not a whole sentence",
    "embedded": "runs on inside the writer’s sentence",
    "uncertain-bounds": "a quotation mark is missing",
    "duplicate": "the same words stand elsewhere in the article",
}
"""Flags that keep a quote off cards until a person says otherwise. A sensitive topic is none."""


def without_repeats(quotes: Iterable[Quote]) -> list[Quote]:
    """Mark as duplicates the quotes whose words stand in another one on the page, word for word
    or nearly (a pull quote); the one that is surest of its speaker stays.
    """
    quotes = list(quotes)
    ranked = sorted(
        range(len(quotes)), key=lambda n: (-quotes[n].confidence, -len(quotes[n].text), n)
    )
    seen: set[str] = set()
    repeated: set[int] = set()
    for nth in ranked:
        runs = _runs(quotes[nth].text)
        if sum(run in seen for run in runs) >= _NEARLY * len(runs):
            repeated.add(nth)
        seen |= runs
    return [
        replace(quote, flags=(*quote.flags, "duplicate")) if nth in repeated else quote
        for nth, quote in enumerate(quotes)
    ]


def _runs(text: str) -> set[str]:
    """Every run of four words; all the words if there are fewer."""
    words = normalised_words(text).split()
    return {" ".join(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1))}


def chosen(
    quotes: Sequence[Quote], settings: QuoteSettings, *, credited: bool = True
) -> list[Quote]:
    """Return the quotes with `picked` set, and the reason among the signals where it is not.

    `credited` is False where nobody was looked for (other languages): then the speaker is the
    reviewer's to name, and being unsure of it is no objection.
    """
    fit = sorted(
        (q for q in quotes if _why_not(q, settings, credited=credited) is None),
        key=lambda q: (-q.score, q.spans[0].start),
    )
    taken = {id(q) for q in fit[: settings.most]}
    done: list[Quote] = []
    for quote in quotes:
        why = _why_not(quote, settings, credited=credited)
        if id(quote) in taken:
            done.append(replace(quote, picked=True))
        else:
            reason = why or "more quotes than the settings ask for"
            done.append(replace(quote, signals=(*quote.signals, f"{_SAID}{reason}")))
    return done


def why_not(quote: Quote) -> str:
    """Return in words why a quote was not picked."""
    reasons = [s.removeprefix(_SAID) for s in quote.signals if s.startswith(_SAID)]
    return "; ".join(reasons) or "not good enough as a card"


def _why_not(quote: Quote, settings: QuoteSettings, *, credited: bool) -> str | None:
    return next(_objections(quote, settings, credited=credited), None)


def _objections(quote: Quote, settings: QuoteSettings, *, credited: bool) -> Iterator[str]:
    speaker = quote.speaker.name or ""
    if credited and quote.speaker.kind != "named":
        yield "no named person speaks"
    yield from (why for flag, why in _NEVER.items() if flag in quote.flags)
    if credited and quote.confidence < settings.min_confidence:
        yield "not sure enough who speaks"
    if quote.score < settings.min_score:
        yield "not strong enough as a card"
    if settings.allowed_speakers and not _holds(speaker, settings.allowed_speakers):
        yield "speaker not among the allowed ones"
    if _holds(speaker, settings.blocked_speakers):
        yield "speaker is blocked"
    if settings.allowed_words and not _holds(quote.text, settings.allowed_words):
        yield "has none of the allowed words"
    if _holds(quote.text, settings.blocked_words):
        yield "has a blocked word"


def _holds(text: str, phrases: Sequence[str]) -> bool:
    """Whether one of the phrases stands in a text as whole words, however they are written; a
    phrase that ends in * also as the beginning of a longer word.
    """
    words = f" {normalised_words(text)} "
    for phrase in phrases:
        wanted = normalised_words(phrase)
        end = "" if phrase.rstrip().endswith("*") else " "
        if wanted and f" {wanted}{end}" in words:
            return True
    return False
