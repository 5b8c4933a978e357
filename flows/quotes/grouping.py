"""From credited stretches to quotes: what was said in one breath is one quotation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.core.quote import Quote, Span
from flows.quotes.appeal import Looks
from flows.quotes.confidence import confidence
from flows.quotes.grounds import GOES_ON, Credit
from flows.quotes.joining import joins, printed
from flows.quotes.marks import Stretch
from flows.quotes.paragraphs import sentences
from flows.quotes.score import flags, score
from flows.quotes.sensitive import topics

_LONGEST_SPEECH = 40
"""Words of a speech in several pieces that is still one quotation."""


@dataclass(frozen=True, slots=True)
class Group:
    """The stretches of one quotation, with the credit that speaks for all."""

    numbers: tuple[int, ...]
    credit: Credit


def groups(
    text: str, stretches: Sequence[Stretch], numbers: Sequence[int], given: Mapping[int, Credit]
) -> list[Group]:
    """Return the quotations the stretches `numbers` make up, in the order of the text."""
    made: list[Group] = []
    for number in numbers:
        found = given.get(number, Credit())
        if made and _belongs(text, stretches, made[-1], number, found):
            kept = made[-1].credit
            made[-1] = Group((*made[-1].numbers, number), kept)
        else:
            made.append(Group((number,), found))
    return made


def _belongs(
    text: str, stretches: Sequence[Stretch], group: Group, number: int, found: Credit
) -> bool:
    first, second = stretches[group.numbers[-1]], stretches[number]
    if group.numbers[-1] != number - 1 or found.speaker.name != group.credit.speaker.name:
        return False
    if second.goes_on:
        # Each piece of a long speech is a card of its own.
        whole = stretches[group.numbers[0]].start
        return len(text[whole : second.end].split()) <= _LONGEST_SPEECH
    said_once = found.signals[-1:] == (GOES_ON,) or _one_sentence(text, first, second)
    halves = found.sourced and said_once and first.paragraph == second.paragraph
    if not halves or text[first.start].islower() or group.credit.grounds.how != "after":
        return False
    gap = text[first.outer[1] : second.outer[0]]
    places = Span(first.start, first.end), Span(second.start, second.end)
    return joins(text, *places, sentence_ends=len(sentences(gap)) if gap.strip() else 0)


def _one_sentence(text: str, first: Stretch, second: Stretch) -> bool:
    gap = text[first.outer[1] : second.outer[0]].strip()
    return gap.endswith(",") and first.paragraph == second.paragraph


def quote_of(text: str, stretches: Sequence[Stretch], group: Group) -> Quote:
    """Return a quotation with its printed words, confidence, score and flags."""
    parts = [stretches[n] for n in group.numbers]
    places = tuple(Span(p.start, p.end) for p in parts)
    words = printed(text, places)
    uncertain = any(_open_ended(stretches, n) for n in group.numbers)
    looks = Looks(
        words,
        tuple(printed(text, (place,)) for place in places),
        place=places[0].start / max(1, len(text)),
        embedded=_embedded(text, parts[0]),
        speaker=group.credit.speaker.kind,
        sure=confidence(group.credit, uncertain_bounds=uncertain),
    )
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
        kind="block" if parts[0].block else "direct",
        confidence=looks.sure,
        score=score(looks),
        flags=marks,
        signals=(*found.signals, *(f"touches {topic}" for topic in touched)),
    )


def _open_ended(stretches: Sequence[Stretch], number: int) -> bool:
    """Whether nothing shows where a stretch ends: no closing mark, and no next piece that opens."""
    stretch = stretches[number]
    following = stretches[number + 1 : number + 2]
    goes_on = bool(following) and following[0].goes_on
    return not (stretch.closed or stretch.continues or goes_on)


def _embedded(text: str, stretch: Stretch) -> bool:
    before = text[max(0, stretch.outer[0] - 3) : stretch.outer[0]].rstrip(" ")
    if stretch.block:
        return False
    if not before or before[-1] in '.!?:…\n"”' or stretch.goes_on:
        return text[stretch.start].islower() and bool(before) and before[-1] != "\n"
    return text[stretch.start].islower() or before[-1] not in ",—–-"
