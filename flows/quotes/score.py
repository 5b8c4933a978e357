"""How good a card a quotation makes, from 0 to 1, and the flags a reviewer should see.

What makes readers stop is known from pull quotes (Bohn & Ling 2020): words in the first or second
person, short and easy words, whole clauses that need nothing around them. The weights were set by hand
near a ridge regression over pairs of quotations of one article that a person marked as card-worthy
or not; `python -m benchmarks.quotes.weights` says what they are worth on articles not learnt from.
"""

import math
import re
from dataclasses import dataclass

from flows.core.quote import Flag, SpeakerKind
from flows.quotes.refusals import FEW_WORDS, words_of
from flows.quotes.wordsets import word_set

_FIRST = word_set("i i'm i've i'd i'll me my mine myself we we're we've we'd we'll our ours us")
_SECOND = word_set("you you're you've you'd you'll your yours yourself yourselves")
_THIRD = word_set(
    "he she they him her them his their its it he's she's they're it's he'd she'd they'd it'd"
)
_LOOSE = frozenset({"it", "it's"})
_POINTING = word_set("this that these those that's")
_JOINING = word_set("but and so because or then which who also such there")
_CONTRAST = word_set("but not never only because if nothing no without until unless instead")
_PAST = word_set("was were had did went came got said took made told saw thought knew found")
_DULL = word_set(
    """statement pursuant regarding commitment committed stakeholders proceedings ongoing
    investigation cooperate cooperating applicable officials legislation amendment percent million
    billion spokesman announcement announced launch launching quarter fiscal provide provides
    services customers pleased delighted partnership details scheduled schedule department
    administration policy procedure committee appropriate accordance comment"""
)
_OUTSIDE = word_set("it him her them they he she")
_DETERMINERS = word_set(
    """the a an my your his our their its no every some any each all two three four five this that
    these those what who how when where why nothing something anything everything somebody someone
    nobody anybody anyone people kids men women"""
)
_RUNS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# "It is raining", "it takes years": points at nothing.
_EMPTY_IT = re.compile(r"(?:['’]s| is| was| will be| would be| takes| took| seems| turns)\b")
_CLOSING = "\"”’'» "
_LONG = 60
"""Words of a quotation that most designs cannot set large; it is judged by its best part."""
WEIGHTS = {
    "few words": -2.6,
    "rather few words": -0.4,
    "many words": -0.35,
    "first person": 0.65,
    "second person": 0.45,
    "opens with a pronoun": -0.25,
    "third person": -0.33,
    "pointing": -0.4,
    "opens with a joining word": -0.45,
    "contrast": 0.25,
    "question": 0.2,
    "dots": -0.6,
    "dull": -0.12,
    "digits": -0.2,
    "long words": -0.15,
    "past": -0.22,
    "late": -0.1,
    "embedded": -1.6,
    "lower case": -1.6,
    "nobody named": -0.9,
    "sure who": 0.2,
}

_BASE = 1.75
"""Set so that what a reader would not object to on a card comes out above one half."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What scoring sees of a quotation: its printed words, its stretches one by one, its place
    from 0 to 1 in the article, whether it runs on in the writer's sentence, who speaks and how
    sure that is.
    """

    words: str
    pieces: tuple[str, ...]
    place: float = 0.0
    embedded: bool = False
    speaker: SpeakerKind = "named"
    sure: float = 1.0


def score(looks: Looks) -> float:
    """Return how good a card the words make, 0 to 1; a long quotation counts by its best part."""
    if not words_of(looks.words):
        return 0.0
    options = [looks.words]
    if len(words_of(looks.words)) > _LONG:
        options += [p for p in looks.pieces if words_of(p)]
    best = max(_sum(words, looks) for words in options)
    return round(1 / (1 + math.exp(-best)), 4)


def _sum(words: str, looks: Looks) -> float:
    return _BASE + sum(WEIGHTS[name] * value for name, value in features(words, looks).items())


def features(text: str, looks: Looks) -> dict[str, float]:
    """Return what speaks for and against some words as a card, by the names of the weights."""
    words = [w.lower().replace("’", "'") for w in words_of(text)]
    count = len(words)
    known = set(words)
    return {
        "few words": max(0, 10 - count) / 10,
        "rather few words": max(0, 15 - count) / 15,
        "many words": min(2.0, max(0, count - 38) / 30),
        "first person": bool(known & _FIRST),
        "second person": bool(known & _SECOND),
        "opens with a pronoun": (words[0] in _THIRD | _POINTING) - (words[0] in _LOOSE) / 2,
        "third person": 15 * min(4, sum(w in _THIRD for w in words)) / count,
        "pointing": 15 * min(3, sum(w in _POINTING for w in words)) / count,
        "opens with a joining word": words[0] in _JOINING,
        "contrast": min(2, sum(w in _CONTRAST for w in words)),
        "question": text.rstrip(_CLOSING).endswith("?"),
        "dots": "…" in text or "..." in text,
        "dull": min(3, sum(w in _DULL for w in words)),
        "digits": any(c.isdigit() for c in text),
        "long words": min(8.0, sum(map(len, words)) / count) - 4.3,
        "past": 10 * min(3, sum(w in _PAST or w.endswith("ed") for w in words)) / count,
        "late": looks.place,
        "embedded": looks.embedded,
        "lower case": text[:1].islower(),
        "nobody named": looks.speaker != "named",
        "sure who": looks.sure,
    }


def flags(looks: Looks, *, uncertain_bounds: bool) -> tuple[Flag, ...]:
    """Return what a reviewer should know about the words alone."""
    words = [w.lower().replace("’", "'") for w in words_of(looks.words)]
    found: list[Flag] = []
    if is_fragment(looks.words, embedded=looks.embedded):
        found.append("fragment")
    if looks.embedded:
        found.append("embedded")
    if words and (words[0] in _THIRD | _POINTING | _JOINING or _points_outside(looks.words)):
        found.append("needs-context")
    if len(words) > 60:
        found.append("long")
    if uncertain_bounds:
        found.append("uncertain-bounds")
    return tuple(found)


def _points_outside(words: str) -> bool:
    """Whether "it", "him", "them" stands before anything in the words that it could mean: no
    article, owner, number, name or longer word for a thing ("I could never do it").
    """
    for nth, match in enumerate(_RUNS.finditer(words)):
        low = match.group().lower().replace("’", "'")
        if low in _OUTSIDE:
            return not _EMPTY_IT.match(words, match.end())
        if low in _DETERMINERS or (nth > 0 and match.group()[0].isupper() and low not in _FIRST):
            return False
    return False


def is_fragment(words: str, *, embedded: bool) -> bool:
    """Whether the words are no whole clause: too few, or running on in the writer's sentence."""
    count = len(words_of(words))
    if words[-1:] in (",", "，"):
        return True  # its other half is missing
    if embedded:
        return count < FEW_WORDS or words[:1].islower()
    return count < 3 or (count < FEW_WORDS and words[-1] not in ".!?…")
