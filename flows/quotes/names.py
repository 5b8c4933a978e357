"""Who is named in an article: every person's forms, titles and pronouns, and who shares a surname.

Built without a model from capitals and what stands beside them, in one pass over the writer's
words (quotations left out, for people inside them are spoken about).
"""

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence

from flows.quotes.lexicon import (
    CALENDAR,
    CROWD,
    ORGANISATION,
    PLACES,
    ROLES,
    TITLES,
)
from flows.quotes.mentions import Mention, gender_before
from flows.quotes.namesakes import bare, misspelt, same_person
from flows.quotes.person import (
    ALSO_SURNAMES,
    Person,
    addressed,
    evidence_of,
    learn_titles,
    personal,
    single_name,
)
from flows.quotes.wordsets import word_set

_OPENERS = word_set(
    """top fellow senior junior longtime veteran former many most few pro anti current newly outgoing
    incoming rival ardent loyal even only dear poor young old about hundreds thousands dozens"""
)
_MOST_BEARERS = 40


class Inventory:
    """The people of one article, found by name and place. `begins`: where its text begins, after a
    headline.
    """

    def __init__(
        self, mentions: Sequence[Mention], lower: frozenset[str], *, begins: int = 0
    ) -> None:
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
        self._alike: dict[str, list[Person]] = defaultdict(list)
        self._misspelt: set[str] = set()
        self._couples: set[str] = set()
        self._begins = begins
        self._firms = {m.tokens[0].lower() for m in mentions if m.firm and len(m.tokens) == 1}
        self._begin_firms = {
            m.tokens[0].lower()
            for m in mentions
            if len(m.tokens) > 1 and m.tokens[-1].lower() in ORGANISATION - ALSO_SURNAMES
        }
        self._collect()

    def _collect(self) -> None:
        forms = Counter(
            m.tokens
            for m in self.mentions
            if len(m.tokens) > 1 and personal(m) and not self._only_begins(m)
        )
        printed = {m.tokens: m.text for m in reversed(self.mentions)}
        for tokens, _ in sorted(forms.items(), key=lambda f: (-len(f[0]), -f[1])):
            if not self._extends(tokens):
                self._add(tokens, printed[tokens])
        self._learn_couples()
        self._learn_aliases()
        self._learn_full()
        for mention in self.mentions:
            if len(mention.tokens) == 1:
                self._bare_places[mention.tokens[0].lower()].append(mention.start)
        for mention in self.mentions:
            if len(mention.tokens) == 1:
                self._single(mention)
        self._learn_relatives()
        for mention in self.mentions:
            person = self.person(mention)
            if person is not None:
                person.mentions.append(mention)
                person.evidence += evidence_of(person, mention)
                person.part |= mention.part
                if len(mention.tokens) == 1:
                    learn_titles(person, mention)

    def _only_begins(self, mention: Mention) -> bool:
        """Whether the first word is capital because its sentence begins: "Top Lee aides"."""
        first = mention.tokens[0].lower()
        common = first in self._lower or first in _OPENERS
        return mention.first_in_sentence and len(mention.tokens) == 2 and common

    def _learn_relatives(self) -> None:
        for bearers in self._ending.values():
            for person in bearers:
                person.relatives = len(bearers) > 1

    def _learn_couples(self) -> None:
        """Count "Maria and Tobias Lee" as two bearers of the surname; nobody names the first."""
        for first, second in itertools.pairwise(self.mentions):
            couple = len(first.tokens) == 1 and len(second.tokens) == 2
            if not couple or second.start - first.end != len(" and "):
                continue
            word, surname = first.tokens[0].lower(), second.tokens[1]
            known = self._by_tokens.get(_key(second.tokens))
            other = word in self._ending or word in PLACES or word in ORGANISATION
            if second.before[-1:] != ("and",) or known is None or other:
                continue
            tokens = (first.tokens[0], surname)
            if first.before[-1:] and first.before[-1] in TITLES:
                continue
            if not self._extends(tokens):
                implied = Person(" ".join(tokens), tokens, implied=True)
                self._ending[surname.lower()].append(implied)
                self._by_tokens[_key(tokens)] = implied
                self._first_full[implied.name] = first.start
                forms = (second.tokens, second.tokens[:1], second.tokens[1:])
                if any(m.speaks and m.tokens in forms for m in self.mentions):
                    self._couples.add(word)

    def firm(self, mention: Mention) -> bool:
        """Whether a surname alone is a company's somewhere on the page ("Ford … its factory")."""
        return len(mention.tokens) == 1 and mention.tokens[0].lower() in self._firms

    def _learn_aliases(self) -> None:
        """Make "Bee, real name Ann Lee" one person, known by the first name."""
        for first, second in itertools.pairwise(self.mentions):
            if second.alias and second.start - first.end < 30:
                known = self._by_tokens.get(_key(first.tokens)) or self._add(
                    first.tokens, first.text
                )
                known.evidence += 2
                known.introduced = True
                other = self._by_tokens.get(_key(second.tokens))
                if other is not None and other is not known:
                    self._forget(other)
                self._by_tokens[_key(second.tokens)] = known

    def _forget(self, person: Person) -> None:
        self.people.remove(person)
        for index in (self._ending, self._beginning):
            for bearers in index.values():
                if person in bearers:
                    bearers.remove(person)

    def _learn_full(self) -> None:
        """Take titles beside full names first: they decide who a titled surname means."""
        for mention in self.mentions:
            person = self._by_tokens.get(_key(mention.tokens))
            if person is not None:
                learn_titles(person, mention)
                self._first_full.setdefault(person.name, mention.start)

    def _add(self, tokens: tuple[str, ...], name: str) -> Person:
        person = Person(name, tokens)
        self.people.append(person)
        self._by_tokens[_key(tokens)] = person
        words = bare(tokens)
        for index, word in ((self._ending, words[-1]), (self._beginning, words[0])):
            if len(index[word.lower()]) < _MOST_BEARERS:
                index[word.lower()].append(person)
        if len(tokens) > 1 and len(self._alike[words[-1][:2].lower()]) < _MOST_BEARERS:
            self._alike[words[-1][:2].lower()].append(person)
        return person

    def _extends(self, tokens: tuple[str, ...]) -> bool:
        """Whether a longer form with the same first and last name is known ("Ann B. Lee")."""
        if _key(tokens) in self._by_tokens:
            return True
        known = self._ending.get(bare(tokens)[-1].lower(), ())
        fitting = [p for p in known if same_person(p.tokens, tokens)]
        if len(fitting) == 1:
            self._by_tokens[_key(tokens)] = fitting[0]
        return bool(fitting)

    def _single(self, mention: Mention) -> None:
        word = mention.tokens[0].lower()
        if self._ending.get(word):
            if word not in self._relatives and addressed(mention) and self._nobody_yet(mention):
                self._relatives[word] = Person(mention.text, mention.tokens)
                self._first_full[mention.text] = mention.start
                self.people.append(self._relatives[word])
        elif (
            not self._beginning.get(word)
            and _key(mention.tokens) not in self._by_tokens
            and (word in self._couples or self._mononym(mention))
        ):
            meant = [p for p in self._alike[word[:2]] if misspelt(bare(p.tokens)[-1].lower(), word)]
            if len(meant) == 1:
                self._by_tokens[_key(mention.tokens)] = meant[0]
                self._misspelt.add(word)
            else:
                person = self._add(mention.tokens, mention.text)
                self._by_tokens[_key(mention.tokens)] = person
                person.introduced = word in self._couples
                person.evidence += 2 * person.introduced

    def _mononym(self, mention: Mention) -> bool:
        """Whether one word is somebody's whole name, and no firm's ("Paragon" of Paragon Films)."""
        return single_name(mention, self._lower) and not self.begins_firm(mention)

    def begins_firm(self, mention: Mention) -> bool:
        """Whether one word nobody bears is a firm's name elsewhere with what it is behind it."""
        word = mention.tokens[0].lower()
        return len(mention.tokens) == 1 and word in self._begin_firms and word not in self._ending

    def _nobody_yet(self, mention: Mention) -> bool:
        """Whether no known bearer of a titled surname can be meant: each is of another gender, or
        is named in full only later. A headline says "Captain Lee" of whom it will name in full.
        """
        if mention.start < self._begins:
            return False
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
        words = tuple(t.lower() for t in bare(mention.tokens))
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

    def may_be_somebody(self, mention: Mention) -> bool:
        """Whether one capitalised word that nothing else in the article explains may be a person's
        name; where it only begins a sentence it need not be a name.
        """
        if len(mention.tokens) > 1 or mention.article or mention.owns or mention.firm:
            return False
        word = mention.tokens[0]
        known = PLACES | ORGANISATION | CROWD | ROLES | CALENDAR
        if not word.isalpha() or word.isupper() or word.lower() in known:
            return False
        return any(
            m.tokens == mention.tokens
            and (m.described or not m.first_in_sentence)
            and not m.article
            for m in self.mentions
        )

    def shared(self, mention: Mention) -> bool:
        """Whether others in the article bear the same surname, or it is spelt otherwise there."""
        if len(mention.tokens) > 1:
            return False
        return mention.tokens[0].lower() in self._misspelt or len(self.bearers(mention)) > 1

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


def _suffix(person: Person, words: tuple[str, ...]) -> bool:
    own = tuple(t.lower() for t in bare(person.tokens))
    if own[-len(words) :] == words:
        return True
    return len(words) > 1 and words[0] == own[0]


def _key(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(t.lower() for t in tokens)
