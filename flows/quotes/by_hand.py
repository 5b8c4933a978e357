"""Any words a person selects in the article: still verbatim, and recorded as chosen by hand."""

import re
from dataclasses import replace

from flows.core.errors import NotVerbatim
from flows.core.quote import NOBODY, Flag, Quote, Span, Speaker
from flows.core.verbatim import normalised
from flows.quotes.appeal import Looks
from flows.quotes.joining import printed
from flows.quotes.paragraphs import trimmed
from flows.quotes.score import flags, score
from flows.quotes.sensitive import topics

_LONGEST = 2_000
"""Code points of the longest selection: several times what any design can set."""
_OPENING, _CLOSING = '“„«‟"', '”“»"'
_MARK = r"[\"“”„‟«»″]"
_APOSTROPHE = r"['‘’‚‛′`´]"


def selected(text: str, words: str, near: int = 0) -> Span:
    """Return where words stand in a text as a person selected, copied or typed them.

    They must stand there one after the other under the changes that count as verbatim (white space,
    kinds of quotation marks). Of several places the first at or after `near` counts, else the
    first of all. Raises NotVerbatim if they stand nowhere or are too many.
    """
    wanted = normalised(words)
    if not wanted:
        raise NotVerbatim("Nothing is selected.", "Select some words of the article.")
    if len(wanted) > _LONGEST:
        raise NotVerbatim("These are too many words for a card.", "Select fewer.")
    pattern = re.compile(r"\s+".join(map(_spelled, wanted.split(" "))))
    found = pattern.search(text, max(0, near)) or pattern.search(text)
    if found is None:
        raise NotVerbatim(
            "These words do not stand in the article like that.",
            "Select them in the article, or copy them from it.",
        )
    return Span(found.start(), found.end())


def _spelled(word: str) -> str:
    escaped = re.escape(word).replace('"', _MARK).replace("'", _APOSTROPHE)
    return escaped.replace("…", r"(?:…|\.\.\.)")


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
    confidence is 1, because a person decided. Quotation marks around all of them are not theirs.
    Raises NotVerbatim if nothing but space stands there or the places lie outside the text.
    """
    if not 0 <= start < end <= len(text):
        raise NotVerbatim("The selected words do not lie in the article.", "Select them again.")
    start, end = _inside_marks(text, *trimmed(text, start, end))
    if start >= end:
        raise NotVerbatim("Nothing is selected.", "Select some words.")
    places = (Span(start, end),)
    words = printed(text, places)
    looks = Looks(words, (words,), place=start / len(text))
    touched: tuple[Flag, ...] = ("sensitive",) if topics(words) else ()
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


def _inside_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out a mark that opens before all the words, and one that closes after them."""
    inner = text[start + 1 : end - 1]
    if any(mark in inner for mark in _OPENING + _CLOSING):
        return start, end
    if start < end and text[start] in _OPENING:
        start += 1
    if start < end and text[end - 1] in _CLOSING:
        end -= 1
    return trimmed(text, start, end)


def adopted(quote: Quote, speaker: Speaker) -> Quote:
    """Return a quote that was left out, now chosen by a person who says who speaks."""
    kept = tuple(f for f in quote.flags if f not in ("by-hand", "speaker-by-hand", "duplicate"))
    reasons = tuple(s for s in quote.signals if not s.startswith("not picked"))
    return replace(
        quote,
        speaker=speaker,
        confidence=1.0,
        picked=True,
        flags=("by-hand", *kept),
        signals=(*reasons, "chosen by hand"),
    )
