"""The printed words of a quotation: its stretches joined by one rule, nothing changed.

Verbatim: one space between stretches; if the attribution ended its sentence, the comma that closed
the first half becomes a full stop; if the second half goes on in lower case, the comma stays; a
quotation that ends in its attribution comma ends in a full stop, unless its other half follows in
the same sentence: then the comma shows that words are missing. Dots or dashes on both sides of an
attribution are one pause and printed once.
"""

import re
from collections.abc import Sequence

from flows.core.quote import Span
from flows.quotes.paragraphs import sentences

_SPACE = re.compile(r"\s+")
_ATTRIBUTION_COMMA = ",，"
_ENDS = ".!?…"
_CLOSERS = "'’\"”)"
_PAUSE = re.compile(r"^(?:…|\.\.\.|[–—-]+)\s*(?=\w)")
_PAUSES = ("…", "...", "–", "—", "-")
_OPENS_CONDITION = re.compile(
    r"[“\"«.!?…]\s*(?:If|When|Unless|Until|Because|Although|Though|While|Since|As|Before|After|Once)\b"
    r"[^,.!?“\"«]*,$"
)
_OTHER_HALF = re.compile(r"[\"”’'»]{1,2}([^\n“\"«]{1,600},)\s*[“\"«][\s….]*([^\W\d_])")
_ADDS = re.compile(r"\b(?:\w+ing|(?:and|then|later) \w+ed),\s*[“\"«‘']$")
_LONGEST_GAP = 17


def printed(text: str, spans: Sequence[Span]) -> str:
    """Return what a card prints for these stretches of an article."""
    pieces = [_SPACE.sub(" ", text[s.start : s.end]).strip() for s in spans]
    pieces = [p for p in pieces if p]
    for nth in range(len(pieces) - 1):
        gap = text[spans[nth].end : spans[nth + 1].start] if len(pieces) == len(spans) else ""
        if _new_sentence(pieces[nth + 1], gap):
            pieces[nth] = _full_stop(pieces[nth])
        if pieces[nth].endswith(_PAUSES):
            pieces[nth + 1] = _PAUSE.sub("", pieces[nth + 1], count=1)
    if pieces and not goes_on(text, spans[-1].end):
        pieces[-1] = _full_stop(pieces[-1])
    return " ".join(pieces)


def _new_sentence(following: str, gap: str) -> bool:
    """Whether the attribution between ended its sentence: a stop stands before the next mark, and
    what follows does not go on in lower case.
    """
    first = next((c for c in following if c.isalnum()), "")
    if first.islower():
        return False
    narration = gap.strip().strip("\"“”‘’'«»„‟").strip()
    return narration[-1:] in _ENDS or not narration


def _full_stop(piece: str) -> str:
    core = piece.rstrip(_CLOSERS)
    if core and core[-1] in _ATTRIBUTION_COMMA:
        return core[:-1] + "." + piece[len(core) :]
    return piece


def goes_on(text: str, end: int) -> bool:
    """Whether the stretch that ends here broke off at its attribution comma and another one goes
    on, in lower case or after a mere "if …", before the writer's sentence ends.
    """
    if text[end - 1 : end] not in (",", "，"):
        return False
    half = _OTHER_HALF.match(text, end)
    if half is None or len(sentences(half[1])) > 1:
        return False
    return half[2].islower() or bool(_OPENS_CONDITION.search(text, max(0, end - 300), end))


def joins(text: str, first: Span, second: Span, *, sentence_ends: int) -> bool:
    """Whether two stretches of one speaker are halves of one quotation: only an attribution, with
    `sentence_ends` of at most one sentence end, stands between; one of more than 16 words only
    where the second half goes on in lower case.
    """
    gap = text[first.end : second.start]
    opening = next((c for c in text[second.start : second.end] if c.isalnum()), "")
    if sentence_ends > 1 or (opening.isupper() and _ADDS.search(gap)):
        return False
    return len(gap.split()) <= _LONGEST_GAP or goes_on(text, first.end)
