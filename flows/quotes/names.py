"""Who is named in an article: every person's forms, titles and pronouns, and who shares a surname.

Built without a model from capitals and what stands beside them, in one pass over the writer's
words (quotations left out, for people inside them are spoken about).
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flows.quotes.cues import STRONG
from flows.quotes.lexicon import (
    ABBREVIATED,
    CALENDAR,
    FEMALE,
    FUNCTION,
    MALE,
    ORGANISATION,
    PLACES,
    ROLES,
    TITLES,
)

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’](?=[^\W_])|-(?=[^\W_])|\.(?=[^\W\d_]\.))*")
_PARTICLES = frozenset(
    "de van von der den del della di da la le al bin ibn el du dos ten ter bint".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_POSSESSIVE = re.compile(r"['’]s?$")
_NICKNAME = re.compile(r'\s*["“‘\'(][^\W\d_][\w.\'’ -]{0,20}["”’\')]\s+')
_NEXT = re.compile(r"\s([^\W\d_]+)")
_LAST = re.compile(r"([^\W\d_]+)\s$")
_LONGEST = 5
_ALSO_SURNAMES = frozenset(
    """church hall house street court price post bank war day week park bridge tower market book
    christmas easter fund trust bears lions saints albion guardian island lake rivers banks
    college school law state""".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of capitalised words: its bare name `tokens`, where it stands (titles left out),
    the titles or roles right before it, and whether it owns what follows ("Ann Lee's").
    """

    start: int
    end: int
    tokens: tuple[str, ...]
    text: str
    before: tuple[str, ...] = ()
    owns: bool = False
    article: bool = False
    first_in_sentence: bool = False
    speaks: bool = False


@dataclass(slots=True)
class Person:
    """Somebody the article names by more than one word, or by one that no fuller form explains."""

    name: str
    tokens: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    male: int = 0
    female: int = 0
    evidence: int = 0

    @property
    def gender(self) -> str | None:
        """ "he", "she", or None where the article's words do not settle it."""
        if self.male >= 2 * self.female + 1:
            return "he"
        return "she" if self.female >= 2 * self.male + 1 else None

    @property
    def known(self) -> bool:
        """Whether more than capitals says that this is a person."""
        return self.evidence > 0 or self.male + self.female > 0

    @property
    def full(self) -> bool:
        """Whether given name and surname are known (or a single name is all there is)."""
        return len(self.tokens) > 1


class Inventory:
    """The people of one article, found by name and place."""

    def __init__(self, mentions: Sequence[Mention], lower: frozenset[str]) -> None:
        self.mentions = tuple(mentions)
        self._lower = lower
        self._starts = [m.start for m in self.mentions]
        self.people: list[Person] = []
        self._by_tokens: dict[tuple[str, ...], Person] = {}
        self._ending: dict[str, list[Person]] = defaultdict(list)
        self._beginning: dict[str, list[Person]] = defaultdict(list)
        self._first_full: dict[str, int] = {}
        self._relatives: dict[str, Person] = {}
        self._bare_places: dict[str, list[int]] = defaultdict(list)
        self._collect()

    def _collect(self) -> None:
        forms = Counter(m.tokens for m in self.mentions if len(m.tokens) > 1 and _personal(m))
        printed = {m.tokens: m.text for m in reversed(self.mentions)}
        for tokens, _ in sorted(forms.items(), key=lambda f: (-len(f[0]), -f[1])):
            if not self._extends(tokens):
                self._add(tokens, printed[tokens])
        self._learn_full()
        for mention in self.mentions:
            if len(mention.tokens) == 1:
                self._bare_places[mention.tokens[0].lower()].append(mention.start)
        for mention in self.mentions:
            if len(mention.tokens) == 1:
                self._single(mention)
        for mention in self.mentions:
            person = self.person(mention)
            if person is not None:
                person.mentions.append(mention)
                person.evidence += _evidence(person, mention)
                if len(mention.tokens) == 1:
                    _learn_titles(person, mention)

    def _learn_full(self) -> None:
        """Take titles beside full names first: they decide who a titled surname means."""
        for mention in self.mentions:
            person = self._by_tokens.get(_key(mention.tokens))
            if person is not None:
                _learn_titles(person, mention)
                self._first_full.setdefault(person.name, mention.start)

    def _add(self, tokens: tuple[str, ...], name: str) -> Person:
        person = Person(name, tokens)
        self.people.append(person)
        self._by_tokens[_key(tokens)] = person
        bare = _bare(tokens)
        self._ending[bare[-1].lower()].append(person)
        self._beginning[bare[0].lower()].append(person)
        return person

    def _extends(self, tokens: tuple[str, ...]) -> bool:
        """Whether a longer form with the same first and last name is known ("Ann B. Lee")."""
        if _key(tokens) in self._by_tokens:
            return True
        bare = _bare(tokens)
        for person in self._ending.get(bare[-1].lower(), ()):
            longer = _bare(person.tokens)
            if longer[0] == bare[0] or (len(bare) < len(longer) and longer[-len(bare) :] == bare):
                self._by_tokens[_key(tokens)] = person
                return True
        return False

    def _single(self, mention: Mention) -> None:
        word = mention.tokens[0].lower()
        if self._ending.get(word):
            if word not in self._relatives and _addressed(mention) and self._nobody_yet(mention):
                self._relatives[word] = Person(mention.text, mention.tokens)
                self._first_full[mention.text] = mention.start
                self.people.append(self._relatives[word])
        elif not self._beginning.get(word) and _mononym(mention, self._lower):
            self._by_tokens.setdefault(
                _key(mention.tokens), self._add(mention.tokens, mention.text)
            )

    def _nobody_yet(self, mention: Mention) -> bool:
        """Whether no known bearer of a titled surname can be meant: each is of another gender, or
        is named in full only later.
        """
        gender = gender_before(mention)
        return all(
            (gender is not None and p.gender not in (None, gender))
            or self._first_full.get(p.name, 0) > mention.start
            for p in self._ending[mention.tokens[0].lower()]
        )

    def bearers(self, mention: Mention) -> list[Person]:
        """Return everybody a mention may mean, surname before given name."""
        exact = self._by_tokens.get(_key(mention.tokens))
        if exact is not None:
            return [exact]
        words = tuple(t.lower() for t in _bare(mention.tokens))
        named = [p for p in self._ending.get(words[-1], ()) if _suffix(p, words)]
        if len(words) == 1 and words[0] in self._relatives:
            named.append(self._relatives[words[0]])
        if not named and len(words) == 1:
            named = list(self._beginning.get(words[0], ()))
        gender = gender_before(mention)
        if gender is not None and len(named) > 1:
            fitting = [p for p in named if p.gender == gender]
            named = fitting or [p for p in named if p.gender is None] or named
        return named

    def person(self, mention: Mention) -> Person | None:
        """Return whom a mention means, None where two bear the name and nothing decides.

        A bare surname means the bearer who was in full first, if it was used before anybody else
        of that name came up: papers give the others their given names.
        """
        named = self.bearers(mention)
        if len(named) < 2:
            return named[0] if named else None
        if len(mention.tokens) > 1:
            return None
        ordered = sorted(named, key=lambda p: self._first_full.get(p.name, 1 << 60))
        second = self._first_full.get(ordered[1].name, 1 << 60)
        if mention.start < second:
            return ordered[0]
        word = mention.tokens[0].lower()
        early = sum(at < second for at in self._bare_places.get(word, ()))
        return ordered[0] if early >= 2 else None

    def shared(self, mention: Mention) -> bool:
        """Whether others in the article bear the same surname."""
        return len(mention.tokens) == 1 and len(self.bearers(mention)) > 1

    def at(self, start: int, end: int) -> Mention | None:
        """Return the mention that covers or touches the place `start` to `end`."""
        nth = bisect_right(self._starts, start) - 1
        for candidate in (nth, nth + 1):
            if 0 <= candidate < len(self.mentions):
                mention = self.mentions[candidate]
                if mention.start < end and start < mention.end:
                    return mention
        return None

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the mentions that begin between two places."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each person is mentioned, by name."""
        return {p.name: len(p.mentions) for p in self.people}


def mentions(narrative: str, sentence_starts: Iterable[int]) -> Iterable[Mention]:
    """Yield the capitalised runs of the writer's words (`narrative`: the article with quotations
    blanked out, offsets unchanged).
    """
    starts = set(sentence_starts)
    run: list[re.Match[str]] = []
    first = False
    for word in _WORD.finditer(narrative):
        capital = word.group()[0].isupper()
        joins = bool(run) and _joins(narrative, run[-1], word)
        if run and not (joins and (capital or word.group() in _PARTICLES)):
            yield from _mention(narrative, run, first)
            run = []
        if capital and not run:
            first = word.start() in starts
        if capital or run:
            run.append(word)
    if run:
        yield from _mention(narrative, run, first)


def _joins(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    gap = text[left.end() : right.start()]
    if len(gap) > 30 or _POSSESSIVE.search(left.group()):
        return False
    if gap in (" ", "\u00a0"):
        return True
    if gap in (". ", ".\u00a0", "."):
        word = left.group()
        return len(word) == 1 or word.lower() in TITLES or "." in word
    if gap in (", ", " ") and right.group().lower() in _SUFFIXES:
        return True
    return bool(_NICKNAME.fullmatch(gap))


def _mention(text: str, run: list[re.Match[str]], first: bool) -> Iterable[Mention]:
    while run and run[-1].group() in _PARTICLES:
        run = run[:-1]
    article = False
    before: list[str] = []
    for part in _parts(run):
        words = [w.group() for w in part]
        while (
            words and (words[0].lower() in TITLES or words[0].lower() in ROLES) and len(words) > 1
        ):
            before.append(words[0].lower())
            words, part = words[1:], part[1:]
        if not words:
            continue
        if words[0].lower() in FUNCTION:
            article = words[0].lower() == "the"
            continue
        last = words[-1]
        bare = [*words[:-1], _POSSESSIVE.sub("", last)]
        lowered = _words_before(text, part[0].start())
        start, end = part[0].start(), part[-1].end() - (len(last) - len(bare[-1]))
        if bare[-1].lower() in _SUFFIXES and text[end : end + 1] == ".":
            end += 1
        yield Mention(
            start,
            end,
            tuple(bare[:8]),
            " ".join(text[start:end].split()),
            (*lowered, *before),
            owns=bare[-1] != last,
            article=article or bool(lowered) and lowered[-1] == "the",
            first_in_sentence=first and part[0] is run[0],
            speaks=_speaks(text, start, end),
        )
        before, article = [], False


def _speaks(text: str, start: int, end: int) -> bool:
    after = _NEXT.match(text, end)
    if after and after.group(1) in STRONG:
        return True
    before = _LAST.search(text, max(0, start - 16), start)
    return bool(before) and before.group(1) in STRONG and text[end : end + 1] in ".,:"  # type: ignore[union-attr]


def _parts(run: list[re.Match[str]]) -> Iterable[list[re.Match[str]]]:
    """Cut a run at words that are no part of a name ("But", "Monday")."""
    part: list[re.Match[str]] = []
    for word in run:
        low = word.group().lower()
        if low in CALENDAR or (low in FUNCTION and low != "will") or low.startswith(("i’", "i'")):
            if part:
                yield part
            yield [word]
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _words_before(text: str, at: int) -> tuple[str, ...]:
    window = text[max(0, at - 40) : at]
    found = re.search(r"([^\W\d_][\w'’-]*[ -]){0,2}([^\W\d_][\w'’-]*)[ \u00a0]$", window)
    return tuple(w.lower() for w in found.group().split()) if found else ()


def _personal(mention: Mention) -> bool:
    words = [t.lower() for t in mention.tokens]
    titled = bool(mention.before) and mention.before[-1] in ROLES | TITLES
    if len(words) > _LONGEST or any(
        w in ORGANISATION and not (titled and w in _ALSO_SURNAMES) for w in words
    ):
        return False
    if (
        mention.article
        or sum(w in PLACES for w in words) * 2 > len(words) - 1
        and any(w in PLACES for w in words)
    ):
        return bool(set(mention.before[-2:]) & (ROLES | TITLES - {"the"})) and not mention.article
    if all(t.isupper() and len(t) > 2 for t in mention.tokens):
        return False
    return True


def _mononym(mention: Mention, lower: frozenset[str]) -> bool:
    word = mention.tokens[0]
    low = word.lower()
    if low in PLACES or low in ORGANISATION or low in FUNCTION or low in CALENDAR or low in ROLES:
        return False
    if low in TITLES or mention.article or (word.isupper() and len(word) > 1) or low in ABBREVIATED:
        return False
    titled = bool(mention.before) and (mention.before[-1] in ROLES or mention.before[-1] in TITLES)
    return titled or (mention.speaks and low not in lower)


def _learn_titles(person: Person, mention: Mention) -> None:
    gender = gender_before(mention)
    person.male += 3 * (gender == "he")
    person.female += 3 * (gender == "she")


def _evidence(person: Person, mention: Mention) -> int:
    """What says that a mention is a person's: a title or role, the surname alone, "said"."""
    titled = bool(set(mention.before[-1:]) & (ROLES | TITLES))
    short = person.full and len(mention.tokens) == 1
    return 2 * titled + short + mention.speaks


def _addressed(mention: Mention) -> bool:
    return bool(mention.before) and mention.before[-1] in TITLES


def gender_before(mention: Mention) -> str | None:
    """Return the gender a title or role right before the name gives ("Mr", "actress")."""
    near = mention.before[-1:]
    if any(w in MALE for w in near):
        return "he"
    return "she" if any(w in FEMALE for w in near) else None


def _suffix(person: Person, words: tuple[str, ...]) -> bool:
    bare = tuple(t.lower() for t in _bare(person.tokens))
    if bare[-len(words) :] == words:
        return True
    return len(words) > 1 and words[0] == bare[0]


def _bare(tokens: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(t for t in tokens if t.lower().rstrip(".") not in _SUFFIXES)
    return kept or tokens


def _key(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(t.lower() for t in tokens)
