"""What speaks for and against some words as a card, each from 0 or its sign: who they are about,
how long, how whole, how plain, how vivid.
"""

import re
from dataclasses import dataclass

from flows.core.quote import SpeakerKind
from flows.quotes.lexicon import CROWD, FEMALE, MALE, ROLES
from flows.quotes.refusals import words_of
from flows.quotes.wordsets import word_set

FIRST = word_set("i i'm i've i'd i'll me my mine myself we we're we've we'd we'll our ours us")
_SECOND = word_set("you you're you've you'd you'll your yours yourself yourselves")
THIRD = word_set(
    "he she they him her them his their its it he's she's they're it's he'd she'd they'd it'd"
)
_LOOSE = frozenset({"it", "it's"})
POINTING = word_set("this that these those that's")
JOINING = word_set("but and so because or then which who also such there")
_CONTRAST = word_set("but not never only because if nothing no without until unless instead")
_PAST = word_set("was were had did went came got said took made told saw thought knew found")
_DULL = word_set(
    """statement pursuant regarding commitment committed stakeholders proceedings ongoing
    investigation cooperate cooperating applicable officials legislation amendment percent million
    billion spokesman announcement announced launch launching quarter fiscal provide provides
    services customers pleased delighted partnership details scheduled schedule department
    administration policy procedure committee appropriate accordance comment"""
)
_FEELING = word_set(
    """love loved loves hate hated fear afraid scared scary dream dreams dreamed heart hearts cry cried
    tears proud pride miss missed joy happy happiness angry anger crazy insane mad stunned amazing
    incredible unbelievable beautiful terrible awful horrible hell god die died dying dead death
    alive kill kills hope hopes lonely alone shame pain painful freedom free belonging belong home
    passion passionate excited exciting thrilled secret secrets faith soul life lives brave fight
    fighting desperate nightmare laugh laughing smile wonderful brilliant unreal honest truth trust"""
)
_WISH = word_set("want wanted need needed hope wish try trying")
_OPENERS = word_set(
    "i i'm i've i'd i'll my we we're we've we'd we'll our you you're you've you'll your"
)
_FILLER = re.compile(
    r"\b(?:kind of|sort of|a bit|a little|you know|quite|pretty|"
    r"(?!(?:family|only|early|reply|apply|rely|ugly|july|daily|italy|supply|holy|lonely|friendly)\b)"
    r"\w{3,}ly)\b",
    re.IGNORECASE,
)
"""What one says while one looks for words, and adverbs, which are mostly that."""
_ANYBODY = re.compile(
    r"\b(?:if|when|because|how) you\b|\byou (?:can|have|need|want|must|are)\b", re.IGNORECASE
)
"""A "you" that stands for everybody: a general truth."""
_NEXT_SENTENCE = re.compile(r"[.!?…](?=\s)")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_DETERMINERS = word_set("a an the this that my our your every some any no")
_HUMAN = MALE | FEMALE | CROWD | ROLES | word_set("guys girls boys mothers fathers director teams")
_FAR = 3
"""Words between "this" and "man" that end the phrase."""
_KNOWN = 0.25
"""Share of a "he" that counts where the words themselves say whom it may mean."""
_CLOSING = "\"”’'» "


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


def features(text: str, looks: Looks) -> dict[str, float]:
    """Return what speaks for and against some words as a card, by the names of the weights."""
    words = [w.lower().replace("’", "'") for w in words_of(text)]
    count = len(words)
    known = set(words)
    return {
        "few words": max(0, 10 - count) / 10,
        "rather few words": max(0, 15 - count) / 15,
        "many words": min(2.0, max(0, count - 38) / 30),
        "first person": bool(known & FIRST),
        "second person": bool(known & _SECOND),
        "opens with a pronoun": (words[0] in THIRD | POINTING) - (words[0] in _LOOSE) / 2,
        "third person": 15 * min(4, _dangling(text)) / count,
        "pointing": 15 * min(3, sum(w in POINTING for w in words)) / count,
        "opens with a joining word": words[0] in JOINING,
        "opens with who speaks": words[0] in _OPENERS,
        "filler": 10 * min(3, len(_FILLER.findall(text))) / max(10, count),
        "feeling": min(2, sum(w in _FEELING for w in words)),
        "wish": bool(known & _WISH),
        "anybody": _ANYBODY.search(text) is not None,
        "many sentences": min(3, max(0, len(_NEXT_SENTENCE.findall(text)) - 1)) / 3,
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


def _dangling(text: str) -> float:
    """Count the pronouns of the third person; those after somebody named or described in the same
    words ("this man … he") hardly.
    """
    found = 0.0
    somebody, opens, since = False, True, _FAR
    for match in _WORD.finditer(text):
        word = match.group()
        low = word.lower().replace("’", "'")
        since = 0 if low in _DETERMINERS else since + 1
        if low in THIRD:
            found += _KNOWN if somebody else 1
        elif (low in _HUMAN and since < _FAR) or (
            word[0].isupper() and not opens and low not in FIRST
        ):
            somebody = True
        opens = text[match.end() : match.end() + 1] in ".!?…"
    return found
