"""Which quotes are proposed: settings, repeats, and why a quote is not picked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from flows.core.quote import Quote
from flows.core.settings import QuoteSettings
from flows.core.verbatim import normalised_words

_NEVER = ("fragment", "embedded", "uncertain-bounds", "duplicate")
"""Flags that keep a quote off cards until a person says otherwise. A sensitive topic is none."""


def without_repeats(quotes: Iterable[Quote]) -> list[Quote]:
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


def chosen(quotes: Sequence[Quote], settings: QuoteSettings) -> list[Quote]:
    """Return the quotes with `picked` set, and the reason among the signals where it is not."""
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
    return next(_objections(quote, settings), None)


def _objections(quote: Quote, settings: QuoteSettings) -> Iterator[str]:
    speaker = (quote.speaker.name or "").casefold()
    allowed = {name.casefold() for name in settings.allowed_speakers}
    if quote.speaker.kind != "named":
        yield "no named person speaks"
    yield from (flag for flag in _NEVER if flag in quote.flags)
    if quote.confidence < settings.min_confidence:
        yield "not sure enough who speaks"
    if quote.score < settings.min_score:
        yield "not strong enough as a card"
    if allowed and speaker not in allowed:
        yield "speaker not among the allowed ones"
    if speaker in {name.casefold() for name in settings.blocked_speakers}:
        yield "speaker is blocked"
    words = quote.text.casefold()
    if any(word.casefold() in words for word in settings.blocked_words):
        yield "has a blocked word"
