"""What a reader has in mind at any point of the article: who was told about, who spoke."""

from dataclasses import dataclass, field

from flows.quotes.grounds import Credit
from flows.quotes.language import Token
from flows.quotes.mentions import Mention
from flows.quotes.names import Person
from flows.quotes.pronouns import antecedent, gender_of, main_subject, people_in
from flows.quotes.reading import Line, Page


@dataclass(slots=True)
class Discourse:
    """The state between two sentences. `last` is the last credit and `last_paragraph` its place;
    `credits` are those given so far, by stretch.
    """

    main: Person | None = None
    subject: Person | None = None
    speaker: Person | None = None
    fresh: bool = False
    named: Person | None = None
    topic: Person | None = None
    crowd: list[Person] = field(default_factory=list)
    last: Credit | None = None
    last_paragraph: int = -9
    paragraph: int = -1
    line: int = 0
    last_line: int = -9
    credits: dict[int, Credit] = field(default_factory=dict)

    def enter(self, paragraph: int) -> None:
        """Begin a line; where paragraphs were skipped, nobody is the subject any more."""
        if paragraph > self.paragraph + 1:
            self.subject = self.named = self.topic = None
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
            self.speaker = credit.person

    def move_on(self, page: Page, line: Line) -> None:
        """Take up the sentence's subject and names after its quotations are credited."""
        told = self._next_subject(page, line)
        self.fresh = told is not None
        self.subject = told or self.subject
        people = people_in(page.inventory, line)
        if people:
            self.topic, self.named = people[0], people[-1]
            self.crowd = people

    def _next_subject(self, page: Page, line: Line) -> Person | None:
        speaking = speaking_person(page, line) or _opening_person(page, line)
        if speaking is not None:
            return speaking
        head = main_subject(line.tokens)
        if head is None:
            return None
        token = line.tokens[head]
        mention = mention_of(page, line, token)
        if mention is not None:
            return page.inventory.person(mention)
        if token.tag == "PRP" and gender_of(token.text):
            meant = antecedent(gender_of(token.text), self.votes(page, line, token))
            return meant.person if meant is not None else None
        return None

    def votes(self, page: Page, line: Line, source: Token) -> dict[str, Person | None]:
        """Return whom each signal points at for a pronoun or description in a sentence."""
        inside = [
            (token, person)
            for token in line.tokens[: source.index]
            if (mention := mention_of(page, line, token)) is not None
            and (person := page.inventory.person(mention)) is not None
        ]
        subjects = [p for t, p in inside if t.dep in ("nsubj", "nsubjpass")]
        return {
            "inside": subjects[0] if subjects else None,
            "near": inside[-1][1] if inside and not subjects else None,
            "subject" if self.fresh else "earlier": self.subject,
            "speaker": self.speaker,
            "main": self.main,
            "named": self.named,
            "topic": self.topic,
        }


def _opening_person(page: Page, line: Line) -> Person | None:
    """Whoever a sentence begins with, unless the name only owns what follows."""
    for token in line.tokens[:3]:
        mention = mention_of(page, line, token)
        if mention is not None:
            return None if mention.owns else page.inventory.person(mention)
        if not token.text[0].isupper():
            return None
    return None


def mention_of(page: Page, line: Line, token: Token) -> Mention | None:
    """Return the mention a word of a masked sentence belongs to."""
    place = line.masked.original(token.start)
    return page.inventory.at(place, place + len(token.text))


def speaking_person(page: Page, line: Line) -> Person | None:
    """Return whoever "said" something in a sentence by name, the last one if several."""
    spoke = [
        person
        for mention in page.inventory.between(line.masked.start, line.masked.end)
        if mention.speaks and (person := page.inventory.person(mention)) is not None
    ]
    return spoke[-1] if spoke else None
