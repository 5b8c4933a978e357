"""Who the writer's sentence says is speaking: the words that name the source, and the verb."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flows.quotes.cues import ANY, SPEECH_NOUNS, STRONG, lemma
from flows.quotes.language import Sentence, Token
from flows.quotes.lexicon import CROWD, ROLES
from flows.quotes.masking import Mask
from flows.quotes.reading import Line
from flows.quotes.wordsets import word_set

How = Literal["after", "before", "colon", "embedded", "according", "noun", "dash"]

_DASHES = "-–—―"
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_CLIMB = frozenset(
    {
        "conj",
        "xcomp",
        "advcl",
        "ccomp",
        "acl",
        "pcomp",
        "prep",
        "dep",
        "parataxis",
        "aux",
        "auxpass",
        "ROOT",
    }
)
_NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "DT", "WP", "PRP$", "FW", "JJ"})
_INSIDE_NAMES = frozenset(
    {"NNP", "NNPS", "NN", "NNS", "JJ", "HYPH", "CD", "VBG", "_SP", "``", "''"}
)
_QUOTED_PASSIVE = word_set("quoted heard cited recorded reported overheard")
_MENTAL = word_set("""believe think feel find know hope see wonder want guess fear mean go put read like expect
    agree call""")


@dataclass(frozen=True, slots=True)
class Source:
    """Who the sentence credits: the head word of the source, the reporting word, and the pattern
    (`how`). Places are in the masked sentence. `strong`: the verb reports speech by itself.
    `near`: words between the quotation and its attribution.
    """

    head: Token
    cue: Token | None
    how: How
    strong: bool = False
    near: int = 0
    via: Token | None = None


def source_of(line: Line, mask: Mask) -> Source | None:
    """Return who a sentence credits with one of its quotations, None if it does not say."""
    tokens = line.tokens
    previous = max((m.end for m in line.masked.masks if m.end <= mask.start), default=0)
    following = min((m.start for m in line.masked.masks if m.start >= mask.end), default=1 << 30)
    before = [t for t in tokens if previous <= t.start and t.end <= mask.start]
    after = [t for t in tokens if mask.end <= t.start and t.end <= following]
    lead = _lead(line, before, mask)
    if lead is not None and lead.how == "colon":
        return lead
    tail = _tail(line, after, mask, more=following < 1 << 30)
    ending = line.masked.text[mask.end - 2 : mask.end - 1]
    if tail is not None and (ending in ",?!—–-…" or not mask.embedded or lead is None):
        return tail
    if lead is not None:
        return lead
    return tail or _carried(line, mask, previous)


def _carried(line: Line, mask: Mask, previous: int) -> Source | None:
    """A second quotation in one sentence takes the verb before the first ("called it “a” and “b”")."""
    gap = line.masked.text[previous : mask.start].strip().lower()
    if previous == 0 or len(gap.split()) > 12:
        return None
    earlier = [m for m in line.masked.masks if m.end <= mask.start]
    return source_of(line, earlier[-1]) if earlier else None


def _lead(line: Line, before: Sequence[Token], mask: Mask) -> Source | None:
    gap = line.masked.text[: mask.start].rstrip()
    if not before:
        return None
    colon = gap.endswith(":")
    direct = colon or gap.endswith((",", "—", "–", "-"))
    if not (direct or mask.embedded or _last_word(before) in ANY | {"that", "like"}):
        return None
    how: How = "colon" if colon else "embedded" if mask.embedded else "before"
    for token in reversed(before):
        word = token.text.lower()
        if word == "according":
            source = _according(line.tokens, token)
            if source is not None:
                return source
        if word not in ANY or not _verbal(token):
            continue
        if not colon and not mask.embedded and word not in STRONG and _gap(token, mask, line) > 6:
            continue
        outer = _reporting(line.tokens, token) if lemma(word) in _MENTAL else None
        source = _subject_source(line, outer or token, how, _gap(token, mask, line))
        if source is not None:
            return source
    return _noun_source(line, before, mask) if colon else None


def _beside(line: Line, words: Sequence[Token]) -> Source | None:
    """`“…,” says Early` and `“…,” Early says`: too plain to need the grammar."""
    if len(words) < 2:
        return None
    first, second = words[0], words[1]
    if first.text in STRONG and second.text[0].isupper() and second.text.lower() != "the":
        return Source(_last_name(line.tokens, second), first, "after", strong=True)
    if first.text in STRONG and second.tag == "PRP" and second.dep == "nsubj":
        return Source(second, first, "after", strong=True)
    if second.text in STRONG and (first.tag == "PRP" or _proper(first)):
        return Source(first, second, "after", strong=True)
    return None


def _signed(line: Line, words: Sequence[Token]) -> Source | None:
    """`“…” — Ann Lee`, where nothing but a name, or a name and a description, follows."""
    if not _proper(words[0]) or words[0].tag not in ("NNP", "NNPS") or _verbs(words):
        return None
    return Source(_last_name(line.tokens, words[0]), None, "dash", strong=True)


def _proper(token: Token) -> bool:
    return token.text[0].isupper() and token.tag in ("NNP", "NNPS", "RB", "JJ", "NN", "VB")


def _last_name(tokens: Sentence, first: Token) -> Token:
    """The name at the end of `S.C. Rep. Jim Clyburn` or `campaign manager Jon Kohan`: the last
    capitalised word before the noun phrase ends.
    """
    last = first
    for token in tokens[first.index + 1 : first.index + 16]:
        if token.text[0].isupper() and token.tag in ("NNP", "NNPS", "NN", "JJ", "RB"):
            last = token
        elif token.text in {"'s", "’s"} or token.tag not in _INSIDE_NAMES:
            break
    return last


def _tail(line: Line, after: Sequence[Token], mask: Mask, *, more: bool) -> Source | None:
    words = [t for t in after if t.text not in _DASHES + ","]
    if not words:
        return None
    if after[0].text in _DASHES and (signed := _signed(line, words)) is not None:
        return signed
    plain = _beside(line, words)
    if plain is not None:
        return plain
    for nth, token in enumerate(words[:30]):
        word = token.text.lower()
        if word == "according":
            return _according(line.tokens, token) if nth <= 3 else None
        if word in ANY and _verbal(token):
            if word not in STRONG and nth > 3:
                return None
            source = _after_source(line, words, token, mask, more=more)
            if source is not None:
                return source
        if _clause_ends(token, nth):
            return None
    return None


def _clause_ends(token: Token, nth: int) -> bool:
    """Whether what follows can no longer be the attribution of the quotation before it."""
    return token.text in ".;:" or (nth > 0 and token.text.lower() in ("but", "while", "although"))


def _after_source(
    line: Line, words: Sequence[Token], verb: Token, mask: Mask, *, more: bool
) -> Source | None:
    subject = _subject(line, verb)
    if subject is None:
        subject = _inverted(line.tokens, verb, words)
    if subject is None:
        return None
    if subject.start < mask.start:
        # "adding" after a quotation introduces the next one; at the end it takes up the subject.
        if more or mask.embedded:
            return None
        return Source(subject, verb, "after", verb.text.lower() in STRONG, 9)
    first = min(_phrase_start(line.tokens, subject), verb.index)
    skipped = [
        t for t in words if t.index < first and t.text.lower() not in ("and", "then", "also")
    ]
    if any(t.tag.startswith("VB") or t.tag == "MD" for t in skipped) or len(skipped) > 4:
        return None
    return Source(subject, verb, "after", verb.text.lower() in STRONG, len(skipped))


def _subject_source(line: Line, verb: Token, how: How, near: int) -> Source | None:
    subject = _subject(line, verb)
    if subject is None:
        return None
    strong = verb.text.lower() in STRONG
    return Source(subject, verb, how, strong, near)


def _subject(line: Line, verb: Token) -> Token | None:
    """The subject of a verb, taken over from the verb it hangs on where it has none."""
    tokens = line.tokens
    seen = 0
    current = verb
    while seen < 5:
        own = [
            t for t in tokens if t.head == current.index and t.dep in _SUBJECTS and t is not current
        ]
        own = [t for t in own if not _masked(line, t)]
        if own and own[-1].dep == "nsubjpass" and current.text.lower() not in _QUOTED_PASSIVE:
            return None
        if own:
            return _antecedent(tokens, current, own[-1] if own[-1].index < verb.index else own[0])
        head = tokens[current.head]
        if head is current:
            return None
        if current.dep in ("acl", "relcl") and not head.tag.startswith("V"):
            return head if head.tag in _NOMINAL else None
        if current.dep not in _CLIMB:
            return None
        if (
            current.dep == "ccomp"
            and current is verb
            and current.index < head.index
            and _masked(line, head)
        ):
            return None
        current, seen = head, seen + 1
    return None


def _antecedent(tokens: Sentence, verb: Token, subject: Token) -> Token:
    """A relative pronoun stands for the noun its clause hangs on."""
    if subject.text.lower() in ("who", "that", "which", "whom") and verb.dep == "relcl":
        return tokens[verb.head]
    return subject


def _inverted(tokens: Sentence, verb: Token, words: Sequence[Token]) -> Token | None:
    """`said John Miller`, where the parser took the speaker for an object."""
    if words and words[0] is not verb:
        return None
    for token in tokens:
        if (
            token.head == verb.index
            and token.index > verb.index
            and token.dep
            in (
                "dobj",
                "attr",
                "npadvmod",
                "oprd",
                "dative",
                "appos",
                "ccomp",
                "intj",
                "dep",
                "obj",
            )
        ):
            return token if token.tag in _NOMINAL and token.index - verb.index < 14 else None
    return None


def _according(tokens: Sentence, word: Token) -> Source | None:
    if word.index + 1 >= len(tokens) or tokens[word.index + 1].text.lower() != "to":
        return None
    to = tokens[word.index + 1]
    named = [t for t in tokens if t.head == to.index and t.dep == "pobj"]
    return Source(named[0], word, "according", strong=True) if named else None


def _noun_source(line: Line, before: Sequence[Token], mask: Mask) -> Source | None:
    """`the commenter's observation of …: “…”`: the owner of a noun of speech; else the subject."""
    tokens = line.tokens
    for token in before:
        if token.text.lower() in SPEECH_NOUNS:
            owner = [t for t in tokens if t.head == token.index and t.dep in ("poss", "nmod")]
            if owner:
                return Source(owner[0], token, "noun", near=_gap(token, mask, line))
            by = [
                t
                for p in tokens
                if p.head == token.index and p.text.lower() in ("from", "by", "of")
                for t in tokens
                if t.head == p.index and t.dep == "pobj"
            ]
            if by and token.text.lower() not in ("report", "article"):
                return Source(by[0], token, "noun", near=_gap(token, mask, line))
    if len(before) <= 8 and before[-1].text == ":":
        name = [t for t in before[:-1] if t.dep == "ROOT" or t.head == t.index]
        if name and name[0].tag in ("NNP", "NNPS") and not _verbs(before):
            return Source(name[0], None, "colon")
    owners = [t for t in before if t.dep in ("poss", "nmod") and t.text.lower() in CROWD | ROLES]
    if owners:
        return Source(owners[-1], tokens[owners[-1].head], "noun", near=20)
    root = next((t for t in tokens if t.head == t.index), None)
    if root is None:
        return None
    subject = _subject(line, root)
    if subject is None or subject.end > mask.start:
        return None
    return Source(subject, root, "noun", near=30)


def _reporting(tokens: Sentence, verb: Token) -> Token | None:
    """The verb of saying that a verb of thinking hangs on: "Lee said she thinks …"."""
    current = verb
    for _ in range(4):
        head = tokens[current.head]
        if head is current:
            return None
        if head.text.lower() in STRONG and head.tag.startswith("VB"):
            return head
        current = head
    return None


def _verbs(tokens: Sequence[Token]) -> bool:
    return any(t.tag.startswith("VB") for t in tokens)


def _verbal(token: Token) -> bool:
    if token.tag.startswith("VB"):
        return True
    return token.text.lower() in STRONG and token.dep in (
        "ROOT",
        "ccomp",
        "relcl",
        "advcl",
        "conj",
        "acl",
    )


def _masked(line: Line, token: Token) -> bool:
    return any(m.start <= token.start < m.end for m in line.masked.masks)


def _gap(token: Token, mask: Mask, line: Line) -> int:
    return len(re.findall(r"\w+", line.masked.text[token.end : mask.start]))


def _last_word(tokens: Sequence[Token]) -> str:
    words = [t.text.lower() for t in tokens if t.text[0].isalpha()]
    return words[-1] if words else ""


def _phrase_start(tokens: Sentence, head: Token) -> int:
    """The index of the first word that hangs on `head` from the left."""
    first = head.index
    for token in reversed(tokens[: head.index]):
        if token.head >= first and token.head <= head.index and token.index < first:
            first = token.index
    return first


def phrase(tokens: Sentence, head: Token) -> tuple[int, int]:
    """Return the places (start, end) in the sentence of the noun phrase around `head`: its
    determiners, adjectives and names, without relative clauses.
    """
    last = head
    for token in tokens[head.index + 1 : head.index + 8]:
        if token.head == last.index and token.dep in ("compound", "flat", "nummod", "punct-name"):
            last = token
        elif (
            token.text.lower() in ("for", "of", "from", "with", "at", "in")
            and token.head == head.index
        ):
            inner = [t for t in tokens[token.index + 1 : token.index + 9] if t.head == token.index]
            if inner and inner[0].dep == "pobj":
                last = inner[0]
            break
        else:
            break
    return tokens[_phrase_start(tokens, head)].start, last.end


def cue_lemma(cue: Token | None) -> str | None:
    """Return the reporting verb in its base form, None without one."""
    return lemma(cue.text) if cue is not None else None
