"""How good a card a quotation makes, from 0 to 1, and the flags a reviewer should see."""

from dataclasses import dataclass

from flows.core.quote import Flag
from flows.quotes.refusals import FEW_WORDS, words_of
from flows.quotes.wordsets import word_set

_PERSONAL = word_set(
    "i i'm i've i'd i'll me my mine myself we we're we've our us you you're you've your"
)
_DANGLING = word_set(
    "he she they it that this those these him her them his their its so but and because which who such there then"
)
_VIVID = word_set("""never always everything nothing nobody everybody love loved hate hated dream dreams heart soul life
live lives living lived afraid fear fight fighting believe truth lie lies beautiful crazy amazing incredible
greatest best worst worse hardest hard mad joy happy sad pain painful cry cried laugh die dead death hope world forever
proud honest free freedom beautiful wonderful terrible magic perfect impossible power powerful lucky wrong kind
courage brave mirror monster god hell dark light fire broken alive imagine feel feels feeling felt""")
_DULL = word_set("""statement pursuant regarding commitment committed stakeholders proceedings ongoing investigation
cooperate cooperating applicable officials legislation amendment percent million billion spokesman announcement
announced launch launching quarter fiscal provide provides services customers pleased delighted partnership
details scheduled schedule department administration policy procedure committee""")


@dataclass(frozen=True, slots=True)
class Looks:
    """What scoring sees of a quotation: its printed words, its place from 0 to 1 in the article,
    and how it stands in the writer's sentence.
    """

    words: str
    place: float
    embedded: bool
    stretches: int


def score(looks: Looks) -> float:
    """Return how good a card the words make, 0 to 1."""
    words = [w.lower().replace("’", "'") for w in words_of(looks.words)]
    if not words:
        return 0.0
    total = 0.58
    total += _length(len(words))
    total += 0.12 * bool(_PERSONAL & set(words))
    total -= 0.16 * (words[0] in _DANGLING)
    total += min(0.12, 0.05 * sum(w in _VIVID for w in words))
    total -= min(0.2, 0.07 * sum(w in _DULL for w in words))
    total -= (
        0.06
        * min(3, sum(w in ("he", "she", "they", "him", "them", "his", "her") for w in words))
        * (not _PERSONAL & set(words))
    )
    total -= 0.4 * looks.embedded
    total -= 0.3 * (looks.words[0].islower())
    total -= 0.1 * (looks.words[-1] not in ".!?…'’")
    total -= 0.05 * any(c.isdigit() for c in looks.words)
    total += 0.04 * (1 - looks.place)
    return round(min(1.0, max(0.0, total)), 4)


def _length(count: int) -> float:
    if count < FEW_WORDS:
        return -0.4
    if count < 8:
        return -0.1
    if count <= 40:
        return 0.06
    return -0.1 if count <= 60 else -0.3


def flags(looks: Looks, *, uncertain_bounds: bool) -> tuple[Flag, ...]:
    """Return what a reviewer should know about the words alone."""
    words = [w.lower() for w in words_of(looks.words)]
    found: list[Flag] = []
    if is_fragment(looks.words, embedded=looks.embedded):
        found.append("fragment")
    if looks.embedded:
        found.append("embedded")
    if words and words[0] in _DANGLING:
        found.append("needs-context")
    if len(words) > 60:
        found.append("long")
    if uncertain_bounds:
        found.append("uncertain-bounds")
    return tuple(found)


def is_fragment(words: str, *, embedded: bool) -> bool:
    """Whether the words are no whole clause: too few, or running on in the writer's sentence."""
    count = len(words_of(words))
    if embedded:
        return count < FEW_WORDS or words[:1].islower()
    return count < 3 or (count < FEW_WORDS and words[-1] not in ".!?…")
