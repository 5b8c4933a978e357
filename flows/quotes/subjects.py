"""Who does what in a parsed sentence: subjects, noun phrases, verbs that hang on verbs."""

from collections.abc import Callable, Sequence

from flows.quotes.cues import STRONG
from flows.quotes.language import Sentence, Token
from flows.quotes.wordsets import word_set

_SUBJECTS = word_set("nsubj nsubjpass csubj expl")
_CLIMB = word_set("conj xcomp advcl ccomp acl pcomp prep dep parataxis aux auxpass ROOT")
_NOMINAL = word_set("NN NNS NNP NNPS PRP CD DT WP PRP$ FW JJ")
_OBJECTS = word_set("dobj attr npadvmod oprd dative appos ccomp intj dep obj")
_INSIDE_NAMES = word_set("NNP NNPS NN NNS JJ HYPH CD VBG _SP `` ''")
_NAME_TAGS = word_set("NNP NNPS NN JJ RB")
_QUOTED_PASSIVE = word_set("quoted heard cited recorded reported overheard")
_RELATIVE = word_set("who that which whom")
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_HIGHEST_CLIMB = 5
_LONGEST_PHRASE = 40


def subject_of(tokens: Sentence, verb: Token, masked: Callable[[Token], bool]) -> Token | None:
    """Return the subject of a verb, taken over from the verb it hangs on where it has none.

    `masked` says which words stand in for a quotation: they are nobody's subject.
    """
    current = verb
    for _ in range(_HIGHEST_CLIMB):
        below = (tokens[n] for n in current.children)
        own = [t for t in below if t.dep in _SUBJECTS and not masked(t)]
        if own:
            return _usable(tokens, verb, current, own)
        head = tokens[current.head]
        if current.dep in ("acl", "relcl") and not head.tag.startswith("V"):
            return head if head.tag in _NOMINAL else None
        inside = current is verb and current.dep == "ccomp" and current.index < head.index
        if head is current or current.dep not in _CLIMB or (inside and masked(head)):
            return None
        current = head
    return None


def _usable(tokens: Sentence, verb: Token, holder: Token, own: Sequence[Token]) -> Token | None:
    if own[-1].dep == "nsubjpass" and holder.text.lower() not in _QUOTED_PASSIVE:
        return None
    subject = own[-1] if own[-1].index < verb.index else own[0]
    # A relative pronoun stands for the noun its clause hangs on.
    if subject.text.lower() in _RELATIVE and holder.dep == "relcl":
        return tokens[holder.head]
    return subject


def inverted(tokens: Sentence, verb: Token) -> Token | None:
    """Return the speaker after a verb (`said John Miller`) that the parser took for an object."""
    for token in (tokens[n] for n in verb.children if verb.index < n < verb.index + 14):
        if token.dep in _OBJECTS:
            return token if token.tag in _NOMINAL else None
    return None


def last_name(tokens: Sentence, first: Token) -> Token:
    """Return the name at the end of `S.C. Rep. Jim Clyburn` or `campaign manager Jon Kohan`: the
    last capitalised word before the noun phrase that begins with `first` ends.
    """
    last = first
    for token in tokens[first.index + 1 : first.index + 16]:
        if token.text[0].isupper() and token.tag in _NAME_TAGS:
            last = token
        elif token.text in {"'s", "’s"} or token.tag not in _INSIDE_NAMES:
            break
    return last


def beyond_owner(tokens: Sentence, head: Token) -> Token:
    """Return who is meant where `head` only owns: the name in `Ann Lee's lawyer, Sam Ford,` or
    `Ann Lee's lawyer Sam Ford`, else the noun owned (`Ann Lee's lawyer`); else `head` itself.
    """
    end = head.index + 1
    while end < len(tokens) and (_proper(tokens, end) or _inside_name(tokens, end)):
        end += 1
    if end >= len(tokens) or not _owns(tokens, end):
        return head
    noun: Token | None = None
    for token in tokens[end + 1 : end + 9]:
        if noun is not None and token.tag in ("NNP", "NNPS"):
            return last_name(tokens, token)
        if token.text == "," and noun is not None:
            name = tokens[token.index + 1 : token.index + 2]
            proper = bool(name) and name[0].tag in ("NNP", "NNPS")
            return last_name(tokens, name[0]) if proper else noun
        if token.tag.startswith("NN") and token.text.isalpha():
            noun = token
        elif token.tag not in _INSIDE_NAMES:
            break
    return beyond_owner(tokens, noun) if noun is not None else head


def _proper(tokens: Sentence, at: int) -> bool:
    return tokens[at : at + 1] != () and tokens[at].tag in ("NNP", "NNPS")


def _inside_name(tokens: Sentence, at: int) -> bool:
    """Whether a small word joins two parts of a name: "College of Nursing"."""
    return tokens[at].text in ("of", "for", "and") and _proper(tokens, at + 1)


def _owns(tokens: Sentence, at: int) -> bool:
    return tokens[at].tag == "POS" or tokens[at].text in _POSSESSIVE


def reporting(tokens: Sentence, verb: Token) -> Token | None:
    """Return the verb of saying that a verb of thinking hangs on: "Lee said she thinks …"."""
    current = verb
    for _ in range(4):
        head = tokens[current.head]
        if head is current or current.dep in ("conj", "advcl"):
            return None
        if head.text.lower() in STRONG and head.tag.startswith("VB"):
            return head
        current = head
    return None


def phrase_start(tokens: Sentence, head: Token) -> int:
    """Return the index of the first word that hangs on `head` from the left."""
    first = head.index
    for token in reversed(tokens[max(0, head.index - _LONGEST_PHRASE) : head.index]):
        if first <= token.head <= head.index:
            first = token.index
    return first


def phrase(tokens: Sentence, head: Token) -> tuple[int, int]:
    """Return the places (start, end) in the sentence of the noun phrase around `head`: its
    determiners, adjectives and names, without relative clauses.
    """
    last = head
    for token in tokens[head.index + 1 : head.index + 8]:
        if token.head == last.index and token.dep in ("compound", "flat", "nummod"):
            last = token
            continue
        if token.text.lower() in ("for", "of", "from", "with", "at", "in"):
            inner = [t for t in tokens[token.index + 1 : token.index + 9] if t.head == token.index]
            if token.head == head.index and inner and inner[0].dep == "pobj":
                last = inner[0]
        break
    return tokens[phrase_start(tokens, head)].start, last.end


def owner_of(tokens: Sentence, noun: Token) -> Token | None:
    """Return whose a noun is: "the commenter's verdict", "a statement from the company"."""
    below = [tokens[n] for n in noun.children]
    for token in below:
        if token.dep in ("poss", "nmod"):
            return token
    for token in below:
        if token.text.lower() in ("from", "by", "of"):
            inner = (tokens[n] for n in token.children)
            return next((t for t in inner if t.dep == "pobj"), None)
    return None
