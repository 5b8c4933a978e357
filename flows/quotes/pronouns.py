"""Whom "he", "she" or "the singer" means: only what independent signals agree on.

Each signal alone is wrong too often (the person named last is right one time in three), so they
vote: the subject of the last sentence, the last speaker, the person named last, and the main
person of the page.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.quotes.language import Sentence, Token
from flows.quotes.lexicon import FEMALE, MALE
from flows.quotes.names import Inventory
from flows.quotes.person import Person
from flows.quotes.reading import Line, Page
from flows.quotes.wordsets import word_set

_GIVES = word_set(
    """brought brings gave gives sent sends showed shows handed hands lent lends taught teaches offered
    offers bought buys paid pays"""
)
"""After these "her" is who receives something, also where the grammar takes it for "hers"."""
_THINGS = word_set("it this that these those")
HE = frozenset(("he", "him", "his", "himself"))
SHE = frozenset(("she", "her", "hers", "herself"))

_WORDS = re.compile(r"[^\W_](?:[^\W_]|['’-](?=[^\W_]))*(?<!['’]s)")
_WEIGHTS = {
    "inside": 1.6,
    "near": 0.9,
    "subject": 1.8,
    "here": 0.9,
    "chained": 1.1,
    "earlier": 0.9,
    "speaker": 0.9,
    "main": 0.7,
    "only": 1.2,
    "named": 0.5,
    "topic": 0.5,
    "introduced": 0.7,
    "called": 1.5,
}
_LEAST = 1.1
"""One weak signal alone is a guess, and guesses are wrong two times in three; that the person named
last also does something is no second one.
"""
_ALONE = 2.5
"""So many times the next one's score makes a main person the only one the page is about."""
_BESIDE = ("inside", "near", "named", "topic")
_SAYS = {
    "inside": "subject earlier in the sentence",
    "near": "named earlier in the sentence",
    "subject": "subject of the sentence before",
    "here": "in the same paragraph",
    "chained": "probably the subject before",
    "earlier": "told about before",
    "speaker": "spoke last",
    "main": "main person of the page",
    "only": "the one person the page is about",
    "named": "named last",
    "topic": "does something in the sentence before",
    "introduced": "introduced in the sentence before",
    "called": "the one who is called so",
}


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The person a pronoun means, with the signals for and against (their weights summed).

    `attested`: the article calls the person by that pronoun elsewhere, or by a title that fits.
    """

    person: Person
    support: float
    against: float
    signals: tuple[str, ...]
    attested: bool = False


def gender_of(pronoun: str) -> str | None:
    """Return "he" or "she" for any form of the pronouns, None for other words."""
    low = pronoun.lower()
    if low in HE or low in MALE:
        return "he"
    return "she" if low in SHE or low in FEMALE else None


def antecedent(
    gender: str | None, votes: Mapping[str, Person | None], others: Sequence[Person] = ()
) -> Antecedent | None:
    """Return whom the signals agree on, None without any. People whose own pronouns in the
    article disagree with `gender` have no vote; `others` are people who cannot be meant.
    """
    tally: dict[str, float] = {}
    people: dict[str, Person] = {}
    spoken: dict[str, list[str]] = {}
    ruled_out = False
    for signal, person in votes.items():
        if signal == "topic" and person is not None and person is votes.get("subject"):
            continue
        if (
            person is None
            or person.part
            or person in others
            or not (person.known or _told(signal, person))
        ):
            continue
        if gender and person.gender not in (None, gender):
            ruled_out |= signal in ("inside", "subject", "here", "chained")
            continue
        tally[person.name] = tally.get(person.name, 0.0) + _WEIGHTS[signal]
        people[person.name] = person
        spoken.setdefault(person.name, []).append(_SAYS[signal])
    if not tally:
        return None
    if ruled_out:
        # Somebody of the other gender was told about: only who stands beside them can be meant.
        beside = {p.name for s in _BESIDE if (p := votes.get(s)) is not None}
        tally = {name: weight for name, weight in tally.items() if name in beside}
        if not tally:
            return None
    best, support = max(tally.items(), key=lambda item: item[1])
    attested = gender is not None and people[best].gender == gender
    attested = attested or people[best] is votes.get("only")
    if attested:
        spoken[best].append(f"called “{gender}” elsewhere" if gender else "no other is near")
    against = sum(tally.values()) - support
    contested = any(
        told is not None and told.name in tally and told is not people[best]
        for told in (votes.get("here"), votes.get("inside"))
    )
    if support < _LEAST or support <= against or contested:
        return None
    return Antecedent(people[best], support, against, tuple(spoken[best]), attested)


def _told(signal: str, person: Person) -> bool:
    """Whether a full name is taken for a person's because a pronoun follows its sentence."""
    return person.full and signal in ("inside", "subject", "here", "chained")


def barred(line: Line) -> frozenset[str]:
    """Return the genders of object pronouns in a sentence: whoever is its subject is not them."""
    return frozenset(
        gender
        for token in line.tokens
        if (
            (token.tag == "PRP" and token.dep in ("dobj", "pobj", "dative", "iobj", "obj"))
            or (token.tag == "PRP$" and line.tokens[token.index - 1].text in _GIVES)
        )
        and not token.text.lower().endswith("self")
        and (gender := gender_of(token.text))
        and not _of_another(line.tokens, token)
    )


def _of_another(tokens: Sentence, token: Token) -> bool:
    """Whether an object belongs to a clause with a subject of its own that is not the sentence's:
    "Stone said the news had pleased her", "Stone says it took her a year".
    """
    verb = tokens[token.head]
    for _ in range(3):
        if verb.tag.startswith(("VB", "MD")):
            break
        verb = tokens[verb.head]
    own = [tokens[n] for n in verb.children if tokens[n].dep in ("nsubj", "nsubjpass")]
    return verb.dep == "ccomp" and any(
        t.tag in ("NN", "NNS") or t.text.lower() in _THINGS for t in own
    )


def people_in(inventory: Inventory, line: Line) -> list[Person]:
    """Return the people a sentence of the writer names, in order, each once."""
    found: list[Person] = []
    for mention in inventory.between(line.masked.start, line.masked.end):
        person = inventory.person(mention)
        if person is not None and person not in found:
            found.append(person)
    return found


def main_person(page: Page) -> tuple[Person | None, bool]:
    """Return the person the page is about (in the title and first sentence, named most often,
    subject of most verbs), None where nobody stands out; and whether nobody else comes near
    and most of what is said by name is theirs.
    """
    people = [p for p in page.inventory.people if (p.known or p.full) and not p.part]
    if not any(p.known for p in people):
        return None, False
    subjects = Counter(
        person.name
        for line in page.lines
        if (person := subject_person(page.inventory, line)) is not None
    )
    top = " ".join(filter(None, (page.title, page.text[:400].split("\n", 1)[0]))).lower()
    headline = frozenset(_WORDS.findall(top))
    lead = max((line.masked.end for line in page.lines[:3]), default=0)
    scores = {
        p.name: len(p.mentions)
        + 2 * subjects[p.name]
        + 4 * (p.tokens[-1].lower() in headline)
        + 2 * any(m.start < lead for m in p.mentions)
        for p in people
    }
    ranked = sorted(people, key=lambda p: -scores[p.name])
    best = scores[ranked[0].name]
    second = scores[ranked[1].name] if len(ranked) > 1 else 0
    main = ranked[0] if ranked[0].known and best >= 4 and best >= 1.6 * second else None
    alone = main is not None and best >= _ALONE * second
    spoken = Counter(p.name for line in page.lines for p in _speaking(page.inventory, line))
    return main, alone and 2 * spoken[ranked[0].name] >= sum(spoken.values())


def _speaking(inventory: Inventory, line: Line) -> list[Person]:
    """Return who "said" something by name in a sentence."""
    spoke = [m for m in inventory.between(line.masked.start, line.masked.end) if m.speaks]
    return [p for m in spoke if (p := inventory.person(m)) is not None]


def subject_person(inventory: Inventory, line: Line) -> Person | None:
    """Return the person who is the subject of the sentence's main clause, if it names one."""
    head = main_subject(line.tokens)
    if head is None:
        return None
    token = line.tokens[head]
    place = line.masked.original(token.start)
    mention = inventory.at(place, place + len(token.text))
    return inventory.person(mention) if mention is not None else None


def main_subject(tokens: Sentence) -> int | None:
    """Return the index of the subject of the main clause, None without one."""
    root = next((t for t in tokens if t.head == t.index and t.tag.startswith(("V", "M"))), None)
    if root is None:
        return next((t.index for t in tokens if t.dep in ("nsubj", "nsubjpass")), None)
    subjects = [t for t in tokens if t.dep in ("nsubj", "nsubjpass")]
    own = [t for t in subjects if t.head == root.index] or [
        t
        for t in subjects
        if tokens[t.head].head == root.index and tokens[t.head].dep in ("aux", "auxpass")
    ]
    # The parts of a hyphenated noun each count as a subject ("her co-star"): the last is the noun.
    before = [t for t in own if t.index < root.index]
    return (before[-1] if before else own[0]).index if own else None
