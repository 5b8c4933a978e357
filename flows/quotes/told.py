"""Whom a sentence of the writer tells about: its subject by name, apposition or description."""

import re

from flows.quotes.cues import STRONG
from flows.quotes.language import Token
from flows.quotes.lexicon import CROWD, FEMALE, MALE, ROLES
from flows.quotes.mentions import Mention
from flows.quotes.naming import mention_of, naming
from flows.quotes.person import Person
from flows.quotes.pronouns import gender_of, main_subject
from flows.quotes.reading import Line, Page
from flows.quotes.wordsets import word_set

_OWNED = re.compile(
    r"(?:[A-Z][a-z]* (?:[A-Z]?[\w-]+,? ){0,2})?([Hh]is|[Hh]er) (?:[a-z][\w-]* ){0,3}[a-z][\w-]*,? (?:(?:the|an?) (?:[a-z-]+ ){1,3})?[A-Z]"
)
_SUBORDINATES = frozenset(
    {
        "When",
        "While",
        "As",
        "After",
        "Before",
        "If",
        "Because",
        "Since",
        "Though",
        "Although",
        "Until",
        "Once",
    }
)
_APPOSITION = re.compile(
    r"(?:His|Her|Its|Their|My|Our|The|One|An?|(?:[A-Z][\w-]*\.? ){0,2}[A-Z][\w-]*(?:['’]s|s['’])) (?:[a-z][\w-]* ){0,3}[a-z][\w-]*, (?:(?:the|an?) (?:[a-z-]+ ){1,3})?[A-Z]"
)
_BEING = word_set("is was are were")


def named_before(page: Page, line: Line, source: Token) -> list[tuple[Token, Person]]:
    """The people named earlier in a sentence, unless it began with the same pronoun: "He hoped
    Lee would come, he said".
    """
    earlier = line.tokens[: source.index]
    first = next((t for t in earlier if t.dep == "nsubj"), None)
    if first is not None and first.tag == "PRP" and first.text.lower() == source.text.lower():
        return []
    return [
        (token, person)
        for token in earlier
        if (mention := mention_of(page.inventory, line, token)) is not None
        and (person := page.inventory.person(mention)) is not None
    ]


def first_subject(page: Page, line: Line) -> Person | None:
    """The first person who does something in a sentence, in whatever clause."""
    for token in line.tokens:
        if token.dep in ("nsubj", "nsubjpass"):
            mention = mention_of(page.inventory, line, token)
            person = page.inventory.person(mention) if mention is not None else None
            if person is not None:
                return person
    return None


def introduced(page: Page, line: Line, people: list[Person]) -> Person | None:
    """The person a sentence names last, for the first time and says what they are: papers let
    people speak whom they have just introduced.
    """
    if not people or not people[-1].mentions:
        return None
    first = people[-1].mentions[0]
    here = line.masked.start <= first.start < line.masked.end
    told = first.described or page.text[first.end : first.end + 2] == ", "
    return people[-1] if here and told and len(first.tokens) > 1 else None


def described(line: Line, subject: Token) -> bool:
    """Whether the subject is somebody described whom nothing names: "The 23-year-old"."""
    words = line.masked.text[: subject.end].lower().split()[-6:]
    human = subject.text.lower() in ROLES or any("-year-old" in word for word in words)
    return human and any(word in ("the", "this") for word in words)


def apposed_name(page: Page, line: Line, subject: Token) -> bool:
    """Whether the subject is given a single name that nothing else explains: "The groom, Hal,"."""
    for token in (line.tokens[n] for n in subject.children if n > subject.index):
        mention = mention_of(page.inventory, line, token) if token.dep == "appos" else None
        if mention is not None and len(mention.tokens) == 1 and not mention.article:
            return page.inventory.person(mention) is None
    return False


def equated(page: Page, line: Line, subject: Token) -> Mention | None:
    """Return the name a description is said to be: "The film's producer is Ann Lee"."""
    verb = line.tokens[subject.head]
    if subject.text.lower() not in ROLES or verb.text.lower() not in _BEING:
        return None
    for token in (line.tokens[n] for n in verb.children if n > verb.index):
        if token.dep == "attr":
            return mention_of(page.inventory, line, token)
    return None


def agent(page: Page, line: Line, subject: Token) -> Mention | None:
    """Return whom a passive sentence is about that nobody is the subject of: "The race was won by
    Ann Lee".
    """
    if subject.dep != "nsubjpass" or subject.text.lower() in ROLES | CROWD or subject.tag == "PRP":
        return None
    verb = line.tokens[subject.head]
    by = [line.tokens[n] for n in verb.children if line.tokens[n].dep == "agent"]
    named = [t for b in by for n in b.children if (t := line.tokens[n]).dep == "pobj"]
    return mention_of(page.inventory, line, named[0]) if named else None


def unnamed(line: Line, subject: Token) -> bool:
    """Whether the subject is a single human whom the article does not name: "a spokesman for Lee",
    "his lawyer".
    """
    if subject.tag != "NN":
        return False
    below = [line.tokens[n] for n in subject.children]
    who = any(t.dep == "relcl" and _opens_with_who(line, t) for t in below)
    if not who and subject.text.lower() not in ROLES | CROWD | MALE | FEMALE:
        return False
    return any(t.dep == "poss" or t.text.lower() in ("a", "an", "one", "another") for t in below)


def _opens_with_who(line: Line, verb: Token) -> bool:
    return any(line.tokens[n].text in ("who", "whose") for n in verb.children)


def relative(line: Line, subject: Token) -> bool:
    """Whether the subject is "his father": in a portrait the next "he" is still its subject."""
    kin = subject.text.lower() in MALE | FEMALE
    return kin and any(line.tokens[n].tag == "PRP$" for n in subject.children)


def opening_person(page: Page, line: Line) -> Person | None:
    """Whoever a sentence begins with, unless the name only owns what follows."""
    if (
        line.tokens
        and line.tokens[0].text in _SUBORDINATES
        and main_subject(line.tokens) is not None
    ):
        return None
    for token in line.tokens[:3]:
        mention = mention_of(page.inventory, line, token)
        if mention is not None:
            last = [t for t in line.tokens[:12] if mention_of(page.inventory, line, t) is mention][
                -1
            ]
            if mention.owns or last.dep in ("compound", "nmod", "poss", "amod"):
                return None
            return page.inventory.person(mention)
        if not token.text[0].isupper():
            return None
    return None


def pronoun_before(line: Line, token: Token) -> bool:
    """Whether a pronoun is the subject of an earlier clause."""
    return any(t.tag == "PRP" and t.dep == "nsubj" for t in line.tokens[: token.index])


def kin_of(page: Page, line: Line, told: Person) -> str | None:
    """The gender of whoever is only known as the owner of the sentence's subject ("Her sister, Ann
    Lee, stayed"): a "she" that follows may be either of the two.
    """
    owner = _OWNED.match(line.masked.text)
    if owner is None or speaking_person(page, line) is told:
        return None
    return gender_of(owner[1])


def apposed(page: Page, line: Line) -> Person | None:
    """Whoever stands in apposition to the words a sentence begins with ("Her dealer, Ann Lee,")."""
    found = _APPOSITION.match(line.masked.text)
    if found is None:
        return None
    place = line.masked.original(found.end() - 1)
    mention = page.inventory.at(place, place + 1)
    if mention is None or mention.owns:
        return None
    return page.inventory.person(mention)


def speaking_person(page: Page, line: Line) -> Person | None:
    """Return whoever "said" something in a sentence by name, the last one if several; else the
    subject of a verb of saying, however much stands between them.
    """
    spoke = [
        person
        for mention in page.inventory.between(line.masked.start, line.masked.end)
        if mention.speaks and (person := page.inventory.person(mention)) is not None
    ]
    if spoke:
        return spoke[-1]
    head = main_subject(line.tokens)
    verb = line.tokens[line.tokens[head].head] if head is not None else None
    if head is None or verb is None or verb.tag == "VBN" or verb.text.lower() not in STRONG:
        return None
    mention = naming(page.inventory, line, line.tokens[head])
    return page.inventory.person(mention) if mention is not None and not mention.owns else None
