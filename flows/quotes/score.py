"""How good a card a quotation makes, from 0 to 1, and the flags a reviewer should see.

What makes readers stop is known from pull quotes (Bohn & Ling 2020): words in the first or second
person, short and easy words, whole clauses that need nothing around them. The weights were set by hand
near a ridge regression over pairs of quotations of one article that a person marked as card-worthy
or not; `python -m benchmarks.quotes.weights` says what they are worth on articles not learnt from.
"""

import math
import re

from flows.core.quote import Flag
from flows.quotes.appeal import FIRST, JOINING, POINTING, THIRD, Looks, features
from flows.quotes.refusals import FEW_WORDS, words_of
from flows.quotes.wordsets import word_set

_OUTSIDE = word_set("it him her them they he she")
_DETERMINERS = word_set(
    """the a an my your his our their its no every some any each all two three four five this that
    these those what who how when where why nothing something anything everything somebody someone
    nobody anybody anyone people kids men women"""
)
_RUNS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# "It is raining", "it takes years": points at nothing.
_EMPTY_IT = re.compile(r"(?:['’]s| is| was| will be| would be| takes| took| seems| turns)\b")
_LONG = 60
"""Words of a quotation that most designs cannot set large; it is judged by its best part."""
WEIGHTS = {
    "few words": -2.7,
    "rather few words": -0.5,
    "many words": -0.5,
    "first person": 0.7,
    "second person": 0.45,
    "opens with a pronoun": -0.15,
    "third person": -0.4,
    "pointing": -0.4,
    "opens with a joining word": -0.5,
    "opens with who speaks": 0.25,
    "filler": -0.5,
    "feeling": 0.2,
    "wish": 0.3,
    "anybody": 0.3,
    "many sentences": -0.3,
    "contrast": 0.28,
    "question": 0.2,
    "dots": -0.6,
    "dull": -0.12,
    "digits": -0.1,
    "long words": -0.15,
    "past": -0.22,
    "late": -0.1,
    "embedded": -1.6,
    "lower case": -1.6,
    "nobody named": -0.8,
    "sure who": 0.2,
}

_BASE = 1.75
"""Set so that what a reader would not object to on a card comes out above one half."""


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


def flags(looks: Looks, *, uncertain_bounds: bool) -> tuple[Flag, ...]:
    """Return what a reviewer should know about the words alone."""
    words = [w.lower().replace("’", "'") for w in words_of(looks.words)]
    found: list[Flag] = []
    if is_fragment(looks.words, embedded=looks.embedded):
        found.append("fragment")
    if looks.embedded:
        found.append("embedded")
    if words and (words[0] in THIRD | POINTING | JOINING or _points_outside(looks.words)):
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
        if low in _DETERMINERS or (nth > 0 and match.group()[0].isupper() and low not in FIRST):
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
