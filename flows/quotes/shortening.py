"""Shorter cards from a long quotation: cut at sentence borders only, […] for what is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.core.quote import Quote, Span
from flows.quotes.appeal import Looks
from flows.quotes.joining import printed
from flows.quotes.paragraphs import sentences
from flows.quotes.refusals import words_of
from flows.quotes.score import flags, score
from flows.quotes.sensitive import topics

OMISSION = " […] "
_FEWEST_WORDS, _MOST_WORDS = 6, 40
_MOST_SENTENCES = 16


def shortened(text: str, quote: Quote, *, most: int = 3) -> list[Quote]:
    """Return up to `most` shorter forms of a quotation of several sentences, best card first.

    Each is a run of its sentences, or two runs with […] between, which is flagged `edited`. The
    spans prove the words; `text` is the article the quotation comes from.
    """
    places = _sentence_places(text, quote)[:_MOST_SENTENCES]
    forms: dict[str, Quote] = {}
    for first in range(len(places)):
        for last in range(first, len(places)):
            if (first, last) == (0, len(places) - 1):
                continue
            _keep(forms, _form(text, quote, places[first : last + 1]))
    for left in range(len(places)):
        for right in range(left + 2, len(places)):
            _keep(forms, _form(text, quote, (places[left], places[right]), omits=True))
    fit = [f for f in forms.values() if not {"fragment", "needs-context"} & set(f.flags)]
    return sorted(fit, key=lambda f: (-f.score, f.spans[0].start))[:most]


def with_shorter(text: str, picked: Sequence[Quote]) -> Iterator[Quote]:
    """Yield each picked quote, and after a long one the best of its shorter forms."""
    for quote in picked:
        yield quote
        if len(words_of(quote.text)) > _MOST_WORDS:
            yield from shortened(text, quote, most=1)


def _sentence_places(text: str, quote: Quote) -> list[Span]:
    return [
        Span(start, end)
        for span in quote.spans
        for start, end in sentences(text, span.start, span.end)
    ]


def _keep(forms: dict[str, Quote], form: Quote) -> None:
    if _FEWEST_WORDS <= len(words_of(form.text)) <= _MOST_WORDS:
        forms.setdefault(form.text, form)


def _form(text: str, quote: Quote, places: Sequence[Span], *, omits: bool = False) -> Quote:
    if omits:
        words = OMISSION.join(printed(text, (place,)) for place in places)
    else:
        words = printed(text, places)
    looks = Looks(
        words,
        (words,),
        place=places[0].start / len(text),
        speaker=quote.speaker.kind,
        sure=quote.confidence,
    )
    marks = flags(looks, uncertain_bounds="uncertain-bounds" in quote.flags)
    edited = ("edited",) if omits else ()
    sensitive = ("sensitive",) if topics(words) else ()
    return replace(
        quote,
        text=words,
        spans=tuple(places),
        score=score(looks),
        picked=False,
        flags=("shortened", *marks, *sensitive, *edited),
        signals=(*quote.signals, "shortened at sentence borders"),
    )
