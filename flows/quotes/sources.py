"""Who the writer's sentence says is speaking: the words that name the source, and the verb."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flows.quotes.cues import ANY, REPLIES, SPEECH_NOUNS, STRONG, lemma
from flows.quotes.language import Token
from flows.quotes.lexicon import CROWD, ROLES
from flows.quotes.masking import Mask
from flows.quotes.reading import Line
from flows.quotes.subjects import (
    beyond_owner,
    inverted,
    last_name,
    owner_of,
    phrase_start,
    reporting,
    subject_of,
)
from flows.quotes.wordsets import word_set

How = Literal["after", "before", "colon", "embedded", "according", "noun", "dash"]

_DASHES = "-–—―"
_FARTHEST = 30
_MENTAL = word_set(
    """believe think feel find know hope see wonder want guess fear mean go put read like expect
    agree call"""
)
_TURNS = word_set("but while although")
_ASIDE = word_set("when after before while because since if until unless although though")
"""A clause that begins so after a quotation says when it was spoken, not by whom."""
_CAME = word_set("came comes was is went")
_AND = word_set("and but while")
_SENTENCE_ADVERBS = word_set("and then also later")
_PROPER = word_set("NNP NNPS RB JJ NN VB")
_CALLING = word_set("NN JJ HYPH VB")
_VERBAL_ROLES = word_set("ROOT ccomp relcl advcl conj acl")


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


def source_of(line: Line, mask: Mask, before: Source | None = None) -> Source | None:
    """Return who a sentence credits with one of its quotations, None if it does not say.

    `before` is the source of the quotation before it in the same sentence. Whoever only owns the
    one who speaks ("Ann Lee's lawyer") is never it.
    """
    found = _nearest(line, mask, before)
    if found is None or found.how == "noun":
        return found
    return replace(found, head=beyond_owner(line.tokens, found.head))


def indirect(line: Line) -> Source | None:
    """Return whom a sentence without quotations reports: the subject of its one verb of saying,
    which is what the sentence says and which nothing denies.
    """
    tokens = line.tokens
    if line.masked.masks:
        return None
    verbs = [t for t in tokens if t.text.lower() in STRONG and t.tag.startswith("VB")]
    if len(verbs) != 1 or (verbs[0].head != verbs[0].index) or verbs[0].tag not in ("VBD", "VBZ"):
        return None
    below = [tokens[n] for n in verbs[0].children]
    subjects = [t for t in below if t.dep == "nsubj" and t.index < verbs[0].index]
    told = any(
        t.dep == "ccomp" and (t.index > verbs[0].index or _ends(tokens, verbs[0])) for t in below
    )
    if len(subjects) != 1 or not told or any(t.dep in ("neg", "conj", "aux") for t in below):
        return None
    return Source(beyond_owner(tokens, subjects[0]), verbs[0], "before", strong=True, near=4)


def _ends(tokens: Sequence[Token], verb: Token) -> bool:
    """Whether a sentence ends with its attribution: "The fans were kind, Lee said."."""
    after = tokens[verb.index + 1 : verb.index + 2]
    return bool(after) and after[0].text == "." and after[0].index == len(tokens) - 1


def _nearest(line: Line, mask: Mask, before: Source | None) -> Source | None:
    masks = line.masked.masks
    previous = max((m.end for m in masks if m.end <= mask.start), default=0)
    following = min((m.start for m in masks if m.start >= mask.end), default=None)
    ahead = [t for t in line.tokens if previous <= t.start and t.end <= mask.start]
    after = [
        t for t in line.tokens if mask.end <= t.start and (following is None or t.end <= following)
    ]
    lead = _lead(line, ahead, mask)
    turns = bool(after) and after[0].text in _AND and following is not None
    tail = None if turns else _tail(line, after, mask, more=following is not None)
    if before is not None and before.how == "after" and _second_half(line, mask, previous, before):
        return before
    if lead is not None and tail is not None and _clause_before(lead):
        return lead
    ending = line.masked.text[mask.end - 2 : mask.end - 1]
    if lead is not None and lead.how in ("colon", "noun"):
        plain = tail is not None and tail.strong and ending == "," and lead.near > 2
        return tail if plain else lead
    if tail is not None and (ending in ",?!—–-…" or not mask.embedded or lead is None):
        return tail
    return lead or _carried(line, mask, previous, before)


def _clause_before(lead: Source) -> bool:
    """`When one user wrote, “…,” Lee replied`: the words belong to the clause they end."""
    cue = lead.cue
    return lead.strong and lead.near == 0 and cue is not None and cue.dep == "advcl"


def _second_half(line: Line, mask: Mask, previous: int, before: Source) -> bool:
    """Whether a quotation goes on, in lower case, with the one before its attribution's commas,
    and nobody else began to speak between.
    """
    text = line.masked.text
    first = text[mask.start + 1 : mask.start + 2]
    commas = text[previous - 2 : previous - 1] == "," and text[: mask.start].rstrip().endswith(",")
    cue = before.cue
    if not (first.islower() and commas) or cue is None or cue.start < previous:
        return False
    between = (t for t in line.tokens[cue.index + 1 :] if t.end <= mask.start)
    return not any(t.text.lower() in STRONG and t.tag.startswith("VB") for t in between)


def _carried(line: Line, mask: Mask, previous: int, before: Source | None) -> Source | None:
    """A second quotation in a sentence takes the verb before the first ("called it “a” and “b”")."""
    near = len(line.masked.text[previous : mask.start].split()) <= 12
    return before if previous and near else None


def _lead(line: Line, before: Sequence[Token], mask: Mask) -> Source | None:
    """The source before a quotation."""
    gap = line.masked.text[: mask.start].rstrip()
    if not before:
        return None
    colon = gap.endswith(":")
    direct = colon or gap.endswith((",", "—", "–", "-"))
    if not (direct or mask.embedded or _last_word(before) in ANY | {"that", "like"}):
        return None
    how: How = "colon" if colon else "embedded" if mask.embedded else "before"
    for token in before[: -_FARTHEST - 1 : -1]:
        word = token.text.lower()
        if word == "according":
            return _according(line, token)
        near = _gap(token, mask, line)
        loose = how == "before" and word not in STRONG and near > 6
        if word not in ANY or not _verbal(token) or loose:
            continue
        outer = reporting(line.tokens, token) if lemma(word) in _MENTAL else None
        source = colon and (_other_subject(line, token, mask) or _opening_verb(line, token))
        source = source or _with_subject(line, outer or token, how, near)
        if source is not None:
            return source
    return _introduced(line, before, mask) if colon else None


def _other_subject(line: Line, verb: Token, mask: Mask) -> Source | None:
    """`Lee said, and Marsh shook his head: “…”`: whoever does something after "said"."""
    for token in line.tokens[verb.index + 1 :]:
        if token.end > mask.start:
            return None
        clause = line.tokens[token.head]
        if token.dep == "nsubj" and clause.dep in ("conj", "ROOT") and clause.index != verb.index:
            return Source(token, clause, "noun", near=_gap(clause, mask, line))
    return None


def _opening_verb(line: Line, verb: Token) -> Source | None:
    """`Said Ellis: “…”`."""
    following = line.tokens[verb.index + 1 : verb.index + 2]
    if verb.index > 1 or not verb.text.istitle() or not following:
        return None
    if following[0].tag not in ("NNP", "NNPS"):
        return None
    return Source(last_name(line.tokens, following[0]), verb, "colon", strong=True)


def _tail(line: Line, after: Sequence[Token], mask: Mask, *, more: bool) -> Source | None:
    """The source after a quotation."""
    words = [t for t in after if t.text not in _DASHES + ","]
    if not words or words[0].text in _ASIDE:
        return None
    plain = _signed(line, after, words) or _beside(line, words) or _came(line, words)
    if plain is not None:
        return plain
    for nth, token in enumerate(words[:_FARTHEST]):
        word = token.text.lower()
        apart = _set_apart(line, token) if token.text in STRONG else None
        if apart is not None:
            return apart
        if word == "according" and nth <= 3:
            return _according(line, token)
        if word in ANY and _verbal(token) and (word in STRONG or nth <= 3):
            source = _after_source(line, words, token, mask, more=more)
            if source is not None:
                return source
        if token.text in ".;:" or (nth > 0 and word in _TURNS):
            break
    return None


def _came(line: Line, words: Sequence[Token]) -> Source | None:
    """`“…,” came the reply`, `“…” was Ann Lee's answer`: whose it is, or the reply itself."""
    if words[0].text not in _CAME:
        return None
    noun = next((t for t in words[1:7] if t.text.lower() in REPLIES), None)
    if noun is None:
        return None
    owner = owner_of(line.tokens, noun)
    return Source(owner or noun, words[0], "noun", strong=True, near=1)


def _signed(line: Line, after: Sequence[Token], words: Sequence[Token]) -> Source | None:
    """`“…” — Ann Lee`, where nothing but a name, or a name and a description, follows."""
    first = words[0]
    if after[0].text not in _DASHES or first.tag not in ("NNP", "NNPS"):
        return None
    if any(t.tag.startswith("VB") for t in words):
        return None
    return Source(last_name(line.tokens, first), None, "dash", strong=True)


def _beside(line: Line, words: Sequence[Token]) -> Source | None:
    """`“…,” says Early` and `“…,” Early says`: too plain to need the grammar."""
    if len(words) < 2:
        return None
    first, second = words[0], words[1]
    if first.text in STRONG and second.text[0].isupper() and second.text.lower() != "the":
        return Source(last_name(line.tokens, second), first, "after", strong=True)
    if first.text in STRONG and second.tag == "PRP" and second.dep == "nsubj":
        return Source(second, first, "after", strong=True)
    called = _called(words[1:]) if first.text in STRONG else None
    if called is not None:
        return Source(last_name(line.tokens, called), first, "after", strong=True)
    name = first.text[0].isupper() and first.tag in _PROPER
    if second.text in STRONG and (first.tag == "PRP" or name):
        return Source(first, second, "after", strong=True)
    return None


def _called(words: Sequence[Token]) -> Token | None:
    """The first word of the name in `says roboticist Ann Lee`, None where no calling leads to one."""
    callings = list(
        itertools.takewhile(lambda t: t.text.islower() and t.tag in _CALLING, words[:4])
    )
    name = words[len(callings) : len(callings) + 2]
    proper = len(name) == 2 and all(t.tag == "NNP" and t.text[0].isupper() for t in name)
    return name[0] if proper and callings and callings[-1].tag in ("NN", "VB") else None


def _set_apart(line: Line, verb: Token) -> Source | None:
    """`“…” about the strike, said Ann Lee.` and `“…” in her view, Lee added.`: an attribution
    between commas, however far from the quotation.
    """
    tokens, at = line.tokens, verb.index
    before, after = tokens[max(0, at - 2) : at], tokens[at + 1 : at + 2]
    if not before or not after:
        return None
    if before[-1].text == "," and after[0].tag in ("NNP", "NNPS") and verb.tag.startswith("VB"):
        return Source(last_name(tokens, after[0]), verb, "after", strong=True, near=3)
    named = len(before) == 2 and before[0].text == "," and before[1].tag in ("NNP", "NNPS")
    if named and after[0].text in ".;":
        return Source(before[1], verb, "after", strong=True, near=3)
    return None


def _after_source(
    line: Line, words: Sequence[Token], verb: Token, mask: Mask, *, more: bool
) -> Source | None:
    subject = subject_of(line.tokens, verb, lambda t: _masked(line, t))
    if subject is None and words[0] is verb:
        subject = inverted(line.tokens, verb)
    if subject is None:
        return None
    strong = verb.text.lower() in STRONG
    if subject.start > mask.start and mask.embedded and _clause_of_its_own(line, mask, verb):
        return None
    if subject.start < mask.start:
        # "adding" after a quotation introduces the next one; at the end it takes up the subject.
        return None if more or mask.embedded else Source(subject, verb, "after", strong, 9)
    first = min(phrase_start(line.tokens, subject), verb.index)
    skipped = [t for t in words if t.index < first and t.text.lower() not in _SENTENCE_ADVERBS]
    if len(skipped) > 4 or any(t.tag.startswith("VB") or t.tag == "MD" for t in skipped):
        return None
    return Source(subject, verb, "after", strong, len(skipped))


def _clause_of_its_own(line: Line, mask: Mask, verb: Token) -> bool:
    """`As Marsh went on about “…,” Lee said yes`: the words belong to what Marsh does."""
    inside = [t for t in line.tokens if mask.start <= t.start < mask.end and t.text.isalnum()]
    current = inside[0] if inside else verb
    for _ in range(_FARTHEST):
        head = line.tokens[current.head]
        if head is current or current is verb:
            return False
        below = [line.tokens[n] for n in current.children]
        subjects = [t for t in below if t.dep in ("nsubj", "nsubjpass") and t.end <= mask.start]
        if current.dep == "advcl" and subjects:
            return True
        current = head
    return False


def _with_subject(line: Line, verb: Token, how: How, near: int) -> Source | None:
    subject = subject_of(line.tokens, verb, lambda t: _masked(line, t))
    if subject is None:
        return None
    return Source(subject, verb, how, verb.text.lower() in STRONG, near)


def _according(line: Line, word: Token) -> Source | None:
    to = line.tokens[word.index + 1 : word.index + 2]
    if not to or to[0].text.lower() != "to":
        return None
    named = [t for n in to[0].children if (t := line.tokens[n]).dep == "pobj"]
    return Source(named[0], word, "according", strong=True) if named else None


def _introduced(line: Line, before: Sequence[Token], mask: Mask) -> Source | None:
    """The source of a quotation after a colon without a verb of saying: a bare name, the owner of
    a noun of speech or of anything human, else the subject of the sentence.
    """
    tokens = line.tokens
    bare = len(before) <= 8 and not any(t.tag.startswith("VB") for t in before)
    if bare and before[0].tag in ("NNP", "NNPS"):
        return Source(last_name(tokens, before[0]), None, "colon", strong=True)
    for token in before:
        owner = owner_of(tokens, token) if token.text.lower() in SPEECH_NOUNS else None
        if owner is not None:
            return Source(owner, token, "noun", near=_gap(token, mask, line))
    owners = [t for t in before if t.dep in ("poss", "nmod") and t.text.lower() in CROWD | ROLES]
    if owners:
        return Source(owners[-1], tokens[owners[-1].head], "noun", near=20)
    root = next((t for t in tokens if t.head == t.index), None)
    subject = root and subject_of(tokens, root, lambda t: _masked(line, t))
    if root is None or subject is None or subject.end > mask.start:
        return None
    return Source(subject, root, "noun", near=_gap(root, mask, line))


def _verbal(token: Token) -> bool:
    if token.tag.startswith("VB"):
        return True
    return token.text.lower() in STRONG and token.dep in _VERBAL_ROLES


def _masked(line: Line, token: Token) -> bool:
    return any(m.start <= token.start < m.end for m in line.masked.masks)


def _gap(token: Token, mask: Mask, line: Line) -> int:
    return len(re.findall(r"\w+", line.masked.text[token.end : mask.start]))


def _last_word(tokens: Sequence[Token]) -> str:
    words = [t.text.lower() for t in tokens if t.text[0].isalpha()]
    return words[-1] if words else ""
