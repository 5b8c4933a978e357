"""Any words a person selects in the article: still verbatim, and recorded as chosen by hand."""

from flows.core.errors import NotVerbatim
from flows.core.quote import NOBODY, Quote, Span, Speaker
from flows.quotes.joining import printed
from flows.quotes.paragraphs import trimmed
from flows.quotes.score import Looks, flags, score
from flows.quotes.sensitive import topics


def by_hand(
    text: str,
    start: int,
    end: int,
    *,
    speaker: Speaker = NOBODY,
    cue: str | None = None,
    why: str = "chosen by hand",
) -> Quote:
    """Return the words from `start` to `end` (code points of `text`) as a quote.

    They may be anybody's, also the author's own lines; `speaker` is whom the person says. The
    confidence is 1, because a person decided. Raises NotVerbatim if nothing but space stands there
    or the places lie outside the text.
    """
    if not 0 <= start < end <= len(text):
        raise NotVerbatim("The selected words do not lie in the article.", "Select them again.")
    start, end = trimmed(text, start, end)
    if start >= end:
        raise NotVerbatim("Nothing is selected.", "Select some words.")
    places = (Span(start, end),)
    words = printed(text, places)
    looks = Looks(words, (words,), place=start / len(text))
    touched = ("sensitive",) if topics(words) else ()
    return Quote(
        text=words,
        spans=places,
        speaker=speaker,
        cue=cue,
        confidence=1.0,
        score=score(looks),
        picked=True,
        flags=("by-hand", *flags(looks, uncertain_bounds=False), *touched),
        signals=(why,),
    )
