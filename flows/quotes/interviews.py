"""Interviews set as turns: `ANN LEE: …`, `AL: …`, `Q: … A: …`, without quotation marks."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flows.core.quote import Quote, RefusedSpan, Span, Speaker
from flows.quotes.appeal import Looks
from flows.quotes.joining import printed
from flows.quotes.lexicon import ORGANISATION
from flows.quotes.paragraphs import Paragraph, trimmed
from flows.quotes.score import flags, score
from flows.quotes.sensitive import topics

_LABEL = re.compile(
    r"(?:[*_]{1,2})?([^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,3})(?:[*_]{1,2})?\s?:\s?(?:[*_]{1,2})?\s*(?=\S)"
)
_FEWEST_TURNS = 4
_QUESTIONS = 0.5
_FULL, _SHORT = 0.95, 0.9
_ASKS = frozenset({"q", "question", "interviewer"})
_ANSWERS = frozenset({"a", "answer"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's turn: its paragraph, the label before the colon, the words after it."""

    paragraph: int
    label: str
    label_start: int
    start: int
    end: int


def turns(text: str, parts: Sequence[Paragraph]) -> list[Turn]:
    """Return the turns of an interview, none if the text is not set as one: at least four
    labelled paragraphs, two labels, each used twice.
    """
    found: list[Turn] = []
    for index, part in enumerate(parts):
        match = _LABEL.match(text, part.start, min(part.end, part.start + 140))
        if match and _is_label(match.group(1)):
            start, end = trimmed(text, match.end(), part.end)
            if start < end:
                found.append(Turn(index, match.group(1), match.start(1), start, end))
    used = Counter(t.label for t in found)
    kept = [t for t in found if used[t.label] >= 2]
    return kept if len(kept) >= _FEWEST_TURNS and len({t.label for t in kept}) >= 2 else []


def _is_label(label: str) -> bool:
    words = label.split()
    if any(w.lower() in ORGANISATION for w in words) and len(words) > 1:
        return label.isupper()
    return all(w[0].isupper() for w in words) and "http" not in label.lower()


def spoken(
    text: str, found: Sequence[Turn], names: Sequence[str], *, byline: str | None = None
) -> tuple[list[Quote], list[RefusedSpan]]:
    """Return the answers as quotes and the questions as refused spans.

    `names` are the full names the article gives. Whoever mostly asks, or wrote the article, is the
    interviewer.
    """
    asking = _askers(text, found, byline)
    quotes: list[Quote] = []
    refused: list[RefusedSpan] = []
    for turn in found:
        if turn.label in asking:
            refused.append(RefusedSpan(turn.start, turn.end, "a question of the interviewer"))
            continue
        quotes.append(_quote(text, turn, _full_name(turn.label, names)))
    return quotes, refused


def _askers(text: str, found: Sequence[Turn], byline: str | None) -> set[str]:
    asked: dict[str, list[bool]] = defaultdict(list)
    for turn in found:
        asked[turn.label].append("?" in text[max(turn.start, turn.end - 200) : turn.end])
    asking = {
        label
        for label, marks in asked.items()
        if label.lower() in _ASKS
        or (byline and set(label.lower().split()) <= set(byline.lower().split()))
        or (sum(marks) > _QUESTIONS * len(marks) and label.lower() not in _ANSWERS)
    }
    return asking if len(asking) < len(asked) else {x for x in asking if x.lower() in _ASKS}


def _full_name(label: str, names: Sequence[str]) -> tuple[str | None, float]:
    """Return whom a label names and how sure that is; None where nobody or several fit."""
    words = label.lower().rstrip(".").split()
    if len(words) > 1:
        same = [n for n in names if n.lower() == label.lower()]
        return (same[0] if same else label.title() if label.isupper() else label), _FULL
    initials = [n for n in names if _initials(n) == label.replace(".", "").upper()]
    ends = [n for n in names if n.lower().split()[-1] == words[0]]
    starts = [n for n in names if n.lower().split()[0] == words[0]]
    fitting = ends or starts or (initials if label.isupper() else [])
    return (fitting[0], _SHORT) if len(fitting) == 1 else (None, 0.3)


def _initials(name: str) -> str:
    return "".join(w[0] for w in name.split() if w[:1].isalpha()).upper()


def _quote(text: str, turn: Turn, who: tuple[str | None, float]) -> Quote:
    places = (Span(turn.start, turn.end),)
    words = printed(text, places)
    name, sure = who
    looks = Looks(words, (words,), place=turn.start / len(text), sure=sure)
    touched = topics(words)
    marks = flags(looks, uncertain_bounds=False)
    evidence = Span(turn.label_start, turn.label_start + len(turn.label))
    return Quote(
        text=words,
        spans=places,
        speaker=Speaker(name, "named", None, evidence) if name else Speaker(),
        confidence=sure,
        score=score(looks),
        kind="interview",
        flags=(*marks, "sensitive") if touched else marks,
        signals=(f"a turn of “{turn.label}”", *(f"touches {topic}" for topic in touched)),
    )
