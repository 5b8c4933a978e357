"""Reports within reports: whoever tells what another said, wished or was heard to say."""

from flows.quotes.cues import STRONG, lemma
from flows.quotes.language import Sentence, Token
from flows.quotes.wordsets import word_set

_CLAIMS = word_set(
    """wish wished wishes hope hoped hopes claim claims claimed doubt doubted doubts suspect
    suspected suspects deny denies denied believe believed believes think thought thinks want wanted
    wants expect expected expects fear feared fears swear swore whether hear heard hears"""
)
_ASIDE = word_set("of for from about as into")
_RETOLD = word_set(
    """remember remembered remembers recall recalled recalls quote quoted quotes cite cited cites
    hear heard hears overheard deny denied denies"""
)
_FINITE = word_set("VBD VBZ VBP MD TO")
_ONE = word_set("NNP NN PRP")


def nested(tokens: Sentence, head: Token, cue: Token) -> bool:
    """Whether somebody else says that `head` said it ("Lee said that Marsh had told her: …"), or
    what `head` says is what another told ("…,” Lee said Marsh had told her).
    """
    above = tokens[cue.head]
    reports = STRONG | _CLAIMS
    governed = cue.dep == "ccomp" and above.index < head.index and above.text.lower() in reports
    below = [tokens[n] for n in cue.children if n > cue.index]
    retells = any(
        t.dep in ("ccomp", "xcomp") and t.text.lower() in STRONG and t.tag.startswith("VB")
        for t in below
    )
    return governed or (retells and cue.text.lower() in reports)


def overheard(tokens: Sentence, head: Token, cue: Token) -> bool:
    """Whether a verb of saying is no statement that it happened: "had Lee saying", "nobody heard
    Lee say", "accused Lee of saying".
    """
    word = cue.text.lower()
    if cue.index <= head.index or head.tag not in _ONE:
        return False
    if not (word.endswith("ing") or word == lemma(word)):
        return False
    between = tokens[head.index + 1 : cue.index]
    if any(t.text == "," for t in between):
        return False  # "said Lee, adding: …"
    if not any(t.tag in _FINITE or t.tag == "VBN" for t in between):
        return not (word == lemma(word) and head.index == 0)
    last = between[-1]
    nominal = [t for t in between[:-1] if t.tag.startswith("NN") or t.tag == "PRP"]
    return word.endswith("ing") and last.text.lower() in _ASIDE and bool(nominal)


def retold(tokens: Sentence, cue: Token) -> bool:
    """Whether "saying" follows a verb of memory: "…,” Lee remembered his mother saying."""
    if cue.text.lower() not in _RETOLD:
        return False
    for token in tokens[cue.index + 1 : cue.index + 9]:
        if token.text in ',.;:“”"':
            return False
        if token.text.lower() in ("saying", "telling", "say", "tell", "said", "told"):
            return True
    return False
