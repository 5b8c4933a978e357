"""What a reader has in mind at any point of the article: who was told about, who spoke."""

from dataclasses import dataclass, field

from flows.quotes.genders import asks
from flows.quotes.grounds import Credit
from flows.quotes.language import Token
from flows.quotes.naming import naming
from flows.quotes.person import Person
from flows.quotes.pronouns import antecedent, barred, gender_of, main_subject, people_in
from flows.quotes.reading import Line, Page
from flows.quotes.roles import one_called
from flows.quotes.told import (
    agent,
    apposed,
    apposed_name,
    described,
    equated,
    first_subject,
    introduced,
    kin_of,
    named_before,
    opening_person,
    pronoun_before,
    relative,
    speaking_person,
    unnamed,
)

_SURE_ENOUGH = 1.4
_MOST_RECENT = 12


@dataclass(slots=True)
class Discourse:
    """The state between two sentences. `last` is the last credit and `last_paragraph` its place;
    `credits` are those given so far, by stretch.
    """

    main: Person | None = None
    alone: bool = False
    subject: Person | None = None
    speaker: Person | None = None
    subject_paragraph: int = -9
    fresh: bool = False
    chained: bool = False
    blocked: bool = False
    stranger: bool = False
    barred: frozenset[str] = frozenset()
    among: tuple[Person, ...] = ()
    asker: Person | None = None
    asked_paragraph: int = -9
    kin: str | None = None
    aside: bool = False
    beside: Person | None = None
    named: Person | None = None
    topic: Person | None = None
    introduced: Person | None = None
    recent: tuple[Person, ...] = ()
    named_paragraph: int = -9
    last: Credit | None = None
    report: Credit | None = None
    last_paragraph: int = -9
    paragraph: int = -1
    line: int = 0
    last_line: int = -9
    last_spoken: int = -9
    credits: dict[int, Credit] = field(default_factory=dict)

    def enter(self, paragraph: int) -> None:
        """Begin a line; where paragraphs were skipped, nobody is the subject any more."""
        if paragraph > self.paragraph + 1:
            self.subject = self.named = self.topic = None
        if paragraph != self.paragraph:
            self.recent = ()
            self.report = None
        self.paragraph = paragraph
        self.line += 1

    def note(self, stretch: int, credit: Credit) -> None:
        """Take up a credit just given."""
        self.credits[stretch] = credit
        if credit.sourced:
            self.last = credit
            self.last_paragraph = self.paragraph
            self.last_line = self.line
        if credit.person is not None:
            self.speaker, self.stranger = credit.person, False
        elif credit.speaker.kind == "anonymous" and credit.grounds.how != "noun":
            self.speaker, self.stranger = None, True

    def move_on(self, page: Page, line: Line) -> None:
        """Take up the sentence's subject and names after its quotations are credited."""
        self.blocked = False
        self.among, self.kin = (), None
        told = self._next_subject(page, line)
        self._note_question(page, line)
        if told is not None and asks(line.tokens):
            self.asker, self.asked_paragraph = told, self.paragraph
        if told is not None:
            self.kin = kin_of(page, line, told)
            self.subject, self.subject_paragraph = told, self.paragraph
            self.stranger = False
        self.fresh = told is not None
        self.barred = barred(line) if told is not None else frozenset()
        people = people_in(page.inventory, line)
        self.beside = people[-1] if people else None
        if people:
            self.named, self.named_paragraph = people[-1], self.paragraph
            self.topic = first_subject(page, line)
        self.introduced = introduced(page, line, people)
        self.aside = self._keeps_to_speaker(line, people)
        self.recent = (*self.recent, *people)[-_MOST_RECENT:]

    def _keeps_to_speaker(self, line: Line, people: list[Person]) -> bool:
        """Whether a sentence right after a quotation only tells on about who spoke: "He smiled."."""
        spoke = self.last.person if self.last is not None else None
        after = self.last_line == self.line - 1 and not line.masked.masks
        nobody_else = all(p is spoke for p in people) and not self.barred and self.kin is None
        return after and self.fresh and spoke is not None and spoke is self.subject and nobody_else

    def _next_subject(self, page: Page, line: Line) -> Person | None:
        self.chained = False
        speaking = speaking_person(page, line)
        if speaking is not None:
            self.speaker, self.last_spoken = speaking, self.paragraph
            return speaking
        last = self.last
        if last is not None and last.person is not None and self.last_line == self.line:
            return last.person
        head = main_subject(line.tokens)
        opening = opening_person(page, line) or apposed(page, line)
        if opening is not None or head is None:
            return opening
        return self._grammatical(page, line, line.tokens[head])

    def _grammatical(self, page: Page, line: Line, token: Token) -> Person | None:
        """Return whom the subject of the main clause means."""
        mention = naming(page.inventory, line, token)
        mention = mention or equated(page, line, token) or agent(page, line, token)
        if mention is not None:
            person = page.inventory.person(mention)
            if person is None and not pronoun_before(line, token):
                self.among = tuple(page.inventory.bearers(mention))
                self.stranger |= not self.among and page.inventory.may_be_somebody(mention)
            return person
        self.stranger |= apposed_name(page, line, token)
        if described(line, token):
            called = one_called(page, token.text.lower())
            if called is not None:
                self.chained = True
                return called
        if token.tag == "PRP" and gender_of(token.text):
            if self.stranger:
                return None
            gender = gender_of(token.text)
            meant = antecedent(gender, self.votes(page, line, token), self.others(gender))
            if meant is not None:
                self.chained = meant.support < 2 * meant.against + _SURE_ENOUGH
                return meant.person
        self.blocked = described(line, token)
        if unnamed(line, token) and not (self.alone and relative(line, token)):
            self.stranger, self.speaker = True, None
        return None

    def _told_here(self) -> bool:
        """Whether the sentence before, of this paragraph, told about its subject by name."""
        here = self.fresh and not self.chained and self.subject_paragraph == self.paragraph
        return here and self.subject in self.recent

    def rivalled(self, person: Person, gender: str) -> bool:
        """Whether the sentence before named somebody else last whom a pronoun may mean as well, or
        the paragraph somebody who is called by it.
        """
        if any(p is not person and p.gender == gender for p in self.recent):
            return True
        last = self.beside
        if last is None or last is person:
            return False
        return last.gender in (None, gender) and (last.full or last.known)

    def passed_over(self, person: Person, gender: str) -> bool:
        """Whether the paragraph so far names others whom a pronoun may mean, and never `person`."""
        sole = self.alone and person is self.main and person.gender == gender
        if sole or person in self.recent:
            return False
        return any(p.gender in (None, gender) and p.full for p in self.recent)

    def overshadowed(self, person: Person, gender: str) -> bool:
        """Whether somebody who has not spoken yet may stand for the main person of the page, who is
        called by the same pronoun.
        """
        main = self.main
        if main is None or main is person or main.gender != gender:
            return False
        return self.speaker is not person

    def others(self, gender: str | None) -> list[Person]:
        """Return who cannot be meant: in "Stone called her a coward" Stone is not "she", and whoever
        asked does not answer.
        """
        subject = [self.subject] if self.subject is not None and gender in self.barred else []
        asked = self.asker is not None and self.paragraph == self.asked_paragraph + 1
        return [*subject, self.asker] if asked and self.asker is not None else subject

    def beside_object(self, gender: str) -> bool:
        """Whether "she" may be the subject of the sentence before or whom it calls "her" ("Stone
        hired her again. “…,” she said").
        """
        told = self.subject if self.fresh and gender in self.barred else None
        return told is not None and told.gender in (None, gender)

    def _note_question(self, page: Page, line: Line) -> None:
        """Remember who has just put a question to somebody."""
        last = line.masked.masks[-1].stretch if line.masked.masks else None
        credit = self.credits.get(last) if last is not None else None
        if last is None or credit is None:
            return
        asks = page.text[page.stretches[last].end - 1] == "?"
        self.asker = credit.person if asks else None
        self.asked_paragraph = self.paragraph

    def uncertain(self, person: Person, gender: str) -> bool:
        """Whether the sentence before is about somebody of a name that several bear whom the
        pronoun may mean as well as `person`.
        """
        fitting = [p for p in self.among if p.gender in (None, gender)]
        return bool(self.among) and fitting != [person]

    def votes(self, page: Page, line: Line, source: Token) -> dict[str, Person | None]:
        """Return whom each signal points at for a pronoun or description in a sentence."""
        inside = named_before(page, line, source)
        subjects = [p for t, p in inside if t.dep in ("nsubj", "nsubjpass")]
        fresh = "subject" if not self.chained else "chained"
        recent = self.paragraph - max(self.last_paragraph, self.last_spoken) <= 1
        named = self.paragraph - self.named_paragraph <= 1
        kept = self.paragraph - self.subject_paragraph <= 1
        return {
            "inside": subjects[0] if subjects else None,
            "near": inside[-1][1] if inside and not subjects else None,
            fresh if self.fresh else "earlier": self.subject if kept else None,
            "here": self.subject if self._told_here() else None,
            "speaker": self.speaker if recent else None,
            "only" if self.alone else "main": self.main,
            "named": self.named if named else None,
            "topic": self.topic if named else None,
            "introduced": self.introduced if named else None,
        }
