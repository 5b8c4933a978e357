"""One person of an article, and what says that a mention is a person's."""

from dataclasses import dataclass, field

from flows.quotes.lexicon import (
    ABBREVIATED,
    CALENDAR,
    CROWD,
    FEMALE,
    FUNCTION,
    MALE,
    ORGANISATION,
    PLACES,
    ROLES,
    TITLES,
)
from flows.quotes.mentions import Mention, gender_before
from flows.quotes.wordsets import word_set

_LONGEST = 5
ALSO_SURNAMES = word_set(
    """church hall house street court price post bank war day week park bridge tower market book
    christmas easter fund trust bears lions saints albion guardian island lake rivers banks
    college school law state"""
)


@dataclass(slots=True)
class Person:
    """Somebody the article names by more than one word, or by one that no fuller form explains.

    `introduced`: a single name of which the article says whose it is. `implied`: only "Maria and
    Tobias Lee" names Maria Lee. `part`: a part that somebody plays.
    """

    name: str
    tokens: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    male: int = 0
    female: int = 0
    evidence: int = 0
    he: int = 0
    she: int = 0
    implied: bool = False
    introduced: bool = False
    relatives: bool = False
    part: bool = False
    titles: set[str] = field(default_factory=set)
    role: str | None = None
    role_read: bool = False

    @property
    def gender(self) -> str | None:
        """Return "he" or "she", None where the article's words do not settle it; pronouns decide
        against titles, which may be those of another bearer of the surname.
        """
        if abs(self.he - self.she) > 1 and not (self.he and self.she):
            return "he" if self.he else "she"
        if self.male >= 2 * self.female + 1:
            return "he"
        return "she" if self.female >= 2 * self.male + 1 else None

    @property
    def known(self) -> bool:
        """Whether more than capitals says that this is a person."""
        return self.evidence > 0 or self.male + self.female > 2

    @property
    def proven(self) -> bool:
        """Whether a single name is surely a person's: titled, or "he" and "she" elsewhere."""
        return self.male + self.female > 1 or self.evidence > 1

    @property
    def full(self) -> bool:
        """Whether given name and surname are known (or a single name is all there is)."""
        return len(self.tokens) > 1


def personal(mention: Mention) -> bool:
    """Whether several words may be a person's name: no organisation, place or headline in capitals."""
    words = [t.lower() for t in mention.tokens]
    titled = bool(mention.before) and mention.before[-1] in ROLES | TITLES
    if len(words) > _LONGEST or any(
        w in ORGANISATION and not (titled and w in ALSO_SURNAMES) for w in words
    ):
        return False
    if mention.article or (
        sum(w in PLACES for w in words) * 2 > len(words) - 1 and any(w in PLACES for w in words)
    ):
        return bool(set(mention.before[-2:]) & (ROLES | TITLES - {"the"})) and not mention.article
    return not all(t.isupper() and len(t) > 2 for t in mention.tokens)


def single_name(mention: Mention, lower: frozenset[str]) -> bool:
    """Whether one word is a name by itself: titled, or whoever "said" something; `lower` are the
    words the article also writes small.
    """
    word = mention.tokens[0]
    low = word.lower()
    if low in PLACES or low in ORGANISATION or low in FUNCTION or low in CALENDAR or low in ROLES:
        return False
    if low in CROWD or (low.endswith("s") and low[:-1] in ROLES and not mention.before):
        return False  # "Prosecutors say"
    if low in TITLES or mention.article or (word.isupper() and len(word) > 1) or low in ABBREVIATED:
        return False
    titled = bool(set(mention.before[-1:]) & (ROLES | TITLES | MALE | FEMALE))
    return titled or (mention.speaks and low not in lower)


def learn_titles(person: Person, mention: Mention) -> None:
    """Count the titles and roles before a mention, and the gender they give."""
    gender = gender_before(mention)
    person.male += 3 * (gender == "he")
    person.female += 3 * (gender == "she")
    person.titles.update(set(mention.before[-2:]) & (ROLES | TITLES))


def evidence_of(person: Person, mention: Mention) -> int:
    """What says that a mention is a person's: a title or role, the surname alone, "said"."""
    titled = bool(set(mention.before[-1:]) & (ROLES | TITLES))
    short = person.full and len(mention.tokens) == 1
    return 2 * titled + short + mention.speaks + mention.described


def addressed(mention: Mention) -> bool:
    """Whether a title stands before a mention."""
    return bool(mention.before) and mention.before[-1] in TITLES
