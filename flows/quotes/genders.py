"""Which pronouns an article uses of whom: only where they can mean nobody else."""

import re
from collections.abc import Sequence

from flows.quotes.cues import STRONG
from flows.quotes.language import Sentence, Token
from flows.quotes.lexicon import FEMALE, MALE, ROLES
from flows.quotes.mentions import NAME_OF_THING, gender_before
from flows.quotes.names import Inventory
from flows.quotes.naming import naming
from flows.quotes.person import Person
from flows.quotes.pronouns import HE, SHE, gender_of, main_subject, people_in, subject_person
from flows.quotes.reading import Line, Page
from flows.quotes.wordsets import word_set

_AND_OWN = re.compile(r",? and (his|her) [a-z]")
_ASKS = word_set("asked asks inquired enquired wondered quizzed pressed")
_WHETHER = word_set("whether if why how what when where who which")
_PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)


def learn_genders(page: Page) -> None:
    """Count the pronouns that can only mean one person: a sentence with one person in it, and a
    sentence that begins with a pronoun right after such a one.
    """
    alone: Person | None = None
    reporter: Person | None = None
    before: Line | None = None
    paragraph = -1
    here: list[Person] = []
    earlier: list[Person] = []
    for line in page.lines:
        _learn_subjects(page.inventory, line)
        text = line.masked.text
        people = people_in(page.inventory, line)
        if line.masked.paragraph != paragraph:
            reporter, paragraph = None, line.masked.paragraph
            alone = alone if all(p is alone for p in here) else None
            here = []
        here += people
        _learn_couple(page, line)
        first = _PRONOUN.match(text)
        _learn_told(page.inventory, line)
        if reporter is not None and not people:
            _learn_attribution(line, reporter, before)
        if first and alone is not None and (not people or alone not in people):
            if not _taken(before, alone, first.group()):
                _vote(alone, first.group())
            alone.evidence += 1
        if len(people) == 1:
            _learn_own(page.inventory, line, people[0], earlier)
        before = line
        told = subject_person(page.inventory, line)
        plain = people == [told] and not line.masked.masks
        reporter = (
            people[0] if plain or (len(people) == 1 and _reports(page.inventory, line)) else None
        )
        if NAME_OF_THING.search(text):
            alone = None
            continue
        alone = told or (people[0] if len(people) == 1 else alone if first and not people else None)
        earlier = _told_about(page.inventory, line) or earlier


def _taken(before: Line | None, person: Person, pronoun: str) -> bool:
    """Whether the sentence before used the pronoun of somebody else, or told about somebody of that
    gender: after "Lee brought her copies" or "Lee lives with his sister" "she" need not be Lee.
    """
    gender = gender_of(pronoun)
    if before is None or person.gender == gender:
        return False
    told = ("PRP", "PRP$", "NN")
    return any(t.tag in told and gender_of(t.text) == gender for t in before.tokens)


def _learn_told(inventory: Inventory, line: Line) -> None:
    """Count what somebody is said to be: "a spokeswoman for Lee, Ann Marsh,"."""
    for token in line.tokens:
        noun = line.tokens[token.head]
        told = noun.text.lower() in ROLES or gender_of(noun.text) is not None
        if token.dep != "appos" or noun.tag != "NN" or not told:
            continue
        place = line.masked.original(token.start)
        mention = inventory.at(place, place + len(token.text))
        person = inventory.person(mention) if mention is not None else None
        if person is not None:
            person.evidence += 1
            person.male += 3 * (gender_of(noun.text) == "he")
            person.female += 3 * (gender_of(noun.text) == "she")


def _reports(inventory: Inventory, line: Line) -> bool:
    """Whether the subject of a sentence is named and says something: "Lee, a judge, said that"."""
    head = main_subject(line.tokens)
    said = head is not None and line.tokens[line.tokens[head].head].text.lower() in STRONG
    if head is None or not said or line.masked.masks:
        return False
    return naming(inventory, line, line.tokens[head]) is not None


def _learn_attribution(line: Line, reporter: Person, before: Line | None) -> None:
    """Count the pronoun of `“…,” she said` right after a sentence that tells what one person said."""
    for token in line.tokens:
        says = line.tokens[token.head].text.lower() in STRONG
        if token.tag == "PRP" and token.dep == "nsubj" and says and gender_of(token.text):
            opens = bool(line.masked.masks) and line.masked.masks[0].start == 0
            if opens and not _taken(before, reporter, token.text):
                _vote(reporter, token.text)
            return


def _learn_own(inventory: Inventory, line: Line, person: Person, earlier: Sequence[Person]) -> None:
    """Count the pronouns of a sentence that names one person and tells of nobody else they may
    mean.
    """
    named = inventory.between(line.masked.start, line.masked.end)
    start = min(m.start for m in named if inventory.person(m) is person)
    own = [t for t in line.tokens if may_mean_subject(t) and not _quoted(line, t)]
    if any(line.masked.original(t.start) <= start for t in own):
        return
    titled = {g for m in named if inventory.person(m) is person and (g := gender_before(m))}
    for token in own:
        other = bool(titled) and gender_of(token.text) not in titled
        if not other and not _others_may_be(line, token, person, earlier):
            _vote(person, token.text)


def _others_may_be(line: Line, token: Token, person: Person, earlier: Sequence[Person]) -> bool:
    """Whether a pronoun may be somebody else's: a person of the sentences before ("Lee, who
    called for her resignation", "Lee brought her copies"), or a relative told about before it ("Lee, whose son came on his
    birthday").
    """
    gender = gender_of(token.text)
    relatives = MALE if gender == "he" else FEMALE
    if token.tag == "PRP" and asks(line.tokens):
        return True
    if any(t.text in relatives and t.tag == "NN" for t in line.tokens[: token.index]):
        return True
    noun = _who(line.tokens, token)
    if noun is not None and not any(
        m.start <= line.masked.original(noun.start) < m.end for m in person.mentions
    ):
        return True
    if token.tag != "PRP$":
        return False
    before = line.tokens[: token.index]
    object_too = before[-1].tag in ("VBD", "VBZ", "VBP")
    return (object_too or _relative_clause(before)) and any(
        p is not person and p.gender in (None, gender) for p in earlier
    )


def asks(tokens: Sentence) -> bool:
    """Whether somebody asks in a sentence: "Lee asked whether he knew", where he is another."""
    for token in tokens:
        if token.text.lower() not in _ASKS or token.tag not in ("VBD", "VBZ", "VBP"):
            continue
        low = {t.text.lower() for t in tokens[token.index + 1 :][:4]}
        if low & _WHETHER and any(tokens[n].dep == "nsubj" for n in token.children):
            return True
    return False


def _told_about(inventory: Inventory, line: Line) -> list[Person]:
    """Return everybody the names in a sentence may mean."""
    named = inventory.between(line.masked.start, line.masked.end)
    return [p for m in named for p in inventory.bearers(m) if p.full or p.known]


def _who(tokens: Sentence, token: Token) -> Token | None:
    """Return the noun a pronoun's clause tells about: "the nominee" in "Lee saw the nominee, who
    began his speech".
    """
    current = token
    for _ in range(6):
        below = [tokens[n].text for n in current.children]
        if current.dep == "relcl" and {"who", "whose"} & set(below):
            return tokens[current.head]
        current = tokens[current.head]
    return None


def _relative_clause(before: Sequence[Token]) -> bool:
    """Whether the words before a place end inside a clause that began with "who"."""
    last = next((t.index for t in reversed(before) if t.text in ("who", "whose")), None)
    return last is not None and not any(t.text == "," for t in before[last:])


def _learn_couple(page: Page, line: Line) -> None:
    """`Ann Lee and her brother`: what stands after the first name is hers."""
    for mention in page.inventory.between(line.masked.start, line.masked.end):
        own = _AND_OWN.match(page.text, mention.end)
        person = page.inventory.person(mention) if own else None
        if own and person is not None:
            _vote(person, own[1])


def _quoted(line: Line, token: Token) -> bool:
    return any(m.start <= token.start < m.end for m in line.masked.masks)


def may_mean_subject(token: Token) -> bool:
    """Whether a pronoun can mean the subject of its own sentence: "her" as an object cannot."""
    low = token.text.lower()
    if low not in HE | SHE:
        return False
    return token.tag == "PRP$" or low.endswith("self") or token.dep in ("nsubj", "nsubjpass")


def _learn_subjects(inventory: Inventory, line: Line) -> None:
    """Whoever is the subject of a reporting verb is a person, or speaks for one."""
    for token in line.tokens:
        if token.dep == "nsubj" and line.tokens[token.head].text.lower() in STRONG:
            mention = naming(inventory, line, token)
            person = inventory.person(mention) if mention is not None else None
            if person is not None:
                person.evidence += 1


def _vote(person: Person, pronoun: str) -> None:
    if pronoun.lower() in HE:
        person.male += 1
        person.he += 1
    else:
        person.female += 1
        person.she += 1
