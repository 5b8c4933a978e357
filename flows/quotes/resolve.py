"""From the words of a source to a speaker: a person, an organisation, somebody unnamed, nobody."""

import re
from dataclasses import dataclass, replace

from flows.core.quote import Span, Speaker, SpeakerKind
from flows.quotes.cues import REPLIES, SPEECH_NOUNS, STRONG
from flows.quotes.discourse import Discourse
from flows.quotes.grounds import Credit, Grounds
from flows.quotes.lexicon import (
    CROWD,
    DEMONYMS,
    FEMALE,
    INSTITUTIONS,
    MALE,
    ORGANISATION,
    PLACES,
    ROLES,
    TITLES,
)
from flows.quotes.mentions import Mention, gender_before
from flows.quotes.naming import mention_of, naming
from flows.quotes.person import Person
from flows.quotes.pronouns import Antecedent, antecedent, gender_of
from flows.quotes.reading import Line, Page
from flows.quotes.roles import role_of, stated
from flows.quotes.sources import Source
from flows.quotes.subjects import phrase
from flows.quotes.wordsets import word_set

_INDEFINITE = word_set(
    "a an one another some many several two three few other any every most no each"
)
_SHORT_TITLES = {
    "sen": "senator",
    "gov": "governor",
    "rep": "representative",
    "gen": "general",
    "lt": "lieutenant",
    "capt": "captain",
    "prof": "professor",
}
_NEAR_COLON = 5
_OURS = re.compile(r"\bwe(?:['’]\w+)?\b", re.IGNORECASE)
_MINE = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself)\b")
_REMEMBERED = 3000
"""Code points back to look for whose a described person is."""
_AGREED = 1.5
"""Support that a description needs: more than one strong or two weak signals."""
_DEFINITE = word_set("the this that")
_OWNERS = word_set("his her their its our my")


@dataclass(frozen=True, slots=True)
class Scene:
    """One source in its sentence, and what the reader has in mind there."""

    page: Page
    line: Line
    source: Source
    discourse: Discourse

    @property
    def frame(self) -> Credit:
        """The credit before anybody is in it: the cue and the pattern."""
        source = self.source
        grounds = Grounds("unclear", source.how, source.strong, source.near)
        return Credit(cue=source.cue.text if source.cue is not None else None, grounds=grounds)

    @property
    def words(self) -> str:
        """The source's own words in the sentence."""
        start, end = phrase(self.line.tokens, self.source.head)
        return self.line.masked.text[start:end]

    @property
    def quoted(self) -> str:
        """What is quoted in the sentence."""
        stretches = [self.page.stretches[m.stretch] for m in self.line.masked.masks]
        return " ".join(self.page.text[s.start : s.end] for s in stretches)

    @property
    def evidence(self) -> Span:
        """Where those words stand in the article."""
        start, end = phrase(self.line.tokens, self.source.head)
        masked = self.line.masked
        return Span(masked.original(start), masked.original(end - 1) + 1)


def resolve(scene: Scene) -> Credit:
    """Return the speaker a source names, or a credit of nobody that says why."""
    mention = naming(scene.page.inventory, scene.line, scene.source.head)
    if (
        scene.source.how == "noun"
        and scene.source.near > _NEAR_COLON
        and _one_person(scene, mention)
    ):
        return nobody(scene, "unclear", "too far from its colon to say who speaks")
    if mention is not None and mention.owns and scene.source.how != "noun":
        return nobody(scene, "unclear", f"{mention.text} owns what speaks")
    if mention is not None and mention.article and mention.tokens[-1].lower() in DEMONYMS:
        return _by_origin(scene, mention)
    if mention is not None:
        return _by_name(scene, mention)
    if scene.source.head.tag in ("PRP", "PRP$", "WP"):
        return _by_pronoun(scene)
    return _by_description(scene)


def _one_person(scene: Scene, mention: Mention | None) -> bool:
    return mention is not None or scene.source.head.tag in ("PRP", "PRP$")


def _by_name(scene: Scene, mention: Mention) -> Credit:
    if _several(scene, mention):
        return nobody(scene, "joint", f"{mention.text} did not speak alone")
    inventory = scene.page.inventory
    bearers = inventory.bearers(mention)
    person = inventory.person(mention)
    if person is None and len(bearers) > 1:
        person = _bearer_in_mind(scene.discourse, bearers)
        if person is not None and gender_before(mention) not in (None, person.gender):
            person = None  # "Mr. Lee" need not be the Lee who spoke last
        if person is None:
            return nobody(scene, "shared", f"{len(bearers)} people are called {mention.text}")
    if person is None or not (person.full or person.proven):
        return _unknown_name(scene, mention)
    why = _not_them(scene, mention, person)
    if why:
        return nobody(scene, "shared", why)
    person.evidence += scene.source.strong
    form = "full" if len(mention.tokens) > 1 else "surname" if person.full else "single"
    found = _credited(scene, person, form, (pattern(scene.source, mention.text),))
    evidence = Span(mention.start, mention.end)
    unsure = scene.source.head.tag == "NNPS" and _only_said(scene.page.text, person)
    return replace(
        found,
        speaker=replace(found.speaker, evidence=evidence),
        grounds=replace(
            found.grounds,
            doubtful=inventory.shared(mention) or unsure,
            rival=inventory.person(mention) is None or unsure,
        ),
    )


def _not_them(scene: Scene, mention: Mention, person: Person) -> str | None:
    """Why a name that fits only one person still need not be theirs."""
    gender = gender_before(mention)
    called = person.he - person.she
    if (gender == "he" and called < 0) or (gender == "she" and called > 0):
        return f"{person.name} is not “{mention.before[-1]}” elsewhere"
    if person.part:
        return f"{person.name} is a part that somebody plays"
    if _as_firm(scene, person):
        return f"nothing says that {person.name} is a person"
    if _always_in_full(scene.page.text, person) and not _MINE.search(scene.quoted):
        return f"{person.name} is always named in full and may be no person"
    if scene.page.inventory.firm(mention):
        return f"{mention.text} is also an “it”"
    return f"nothing but {person.name} is known" if person.implied else None


def _as_firm(scene: Scene, person: Person) -> bool:
    """Whether a single name that only "said" something speaks as firms do: "we", in a statement."""
    if person.full or person.introduced or not _only_said(scene.page.text, person):
        return False
    ours = _OURS.search(scene.quoted) is not None and _MINE.search(scene.quoted) is None
    return ours or "statement" in scene.line.masked.text


def _always_in_full(text: str, person: Person) -> bool:
    """Whether nothing says that a name is a person's, though the article uses it twice.

    People go by their surname after the first time; firms and bands do not, nor do they say "I".
    """
    twice = person.full and len(person.mentions) > 1
    return twice and not person.relatives and _only_said(text, person)


def _only_said(text: str, person: Person) -> bool:
    """Whether nothing but a verb of saying tells that a name is a person's: no title, role, age or
    pronoun, and never the surname alone.
    """
    short = person.full and any(len(m.tokens) < 2 for m in person.mentions)
    if person.male or person.female or short:
        return False
    shown = any(m.described or set(m.before[-1:]) & (ROLES | TITLES) for m in person.mentions)
    return not (shown or role_of(text, person))


def _several(scene: Scene, mention: Mention) -> bool:
    """Whether another person is named beside the source ("Lee and Marsh said")."""
    for token in scene.line.tokens:
        if token.head == scene.source.head.index and token.dep == "conj":
            other = mention_of(scene.page.inventory, scene.line, token)
            if other is not None and other is not mention:
                return scene.page.inventory.person(other) is not None
    return False


def _bearer_in_mind(discourse: Discourse, bearers: list[Person]) -> Person | None:
    """The bearer who spoke last, unless another one has been told about since."""
    recent = [p for p in (discourse.speaker, discourse.subject, discourse.main) if p in bearers]
    same = all(p is recent[0] for p in recent)
    return recent[0] if same and len(recent) > 1 and discourse.speaker in bearers else None


def _unknown_name(scene: Scene, mention: Mention) -> Credit:
    low = [t.lower() for t in mention.tokens]
    if low[-1] in CROWD or (scene.source.head.tag == "NNS" and mention.first_in_sentence):
        return _unnamed(scene, "anonymous", mention.text[0].lower() + mention.text[1:])
    if any(t in STRONG for t in low):  # "FROST SAID", all in capitals
        return nobody(scene, "unknown", f"{mention.text} is no name")
    known = any(t in ORGANISATION or t in PLACES for t in low)
    known = known or scene.page.inventory.begins_firm(mention)
    if known or all(t.isupper() for t in mention.tokens):
        return _unnamed(scene, "org", mention.text)
    return nobody(scene, "unknown", f"{mention.text} is not known to be a person")


def _by_pronoun(scene: Scene) -> Credit:
    word = scene.source.head.text
    gender = gender_of(word)
    if gender is None:
        return nobody(scene, "other-pronoun", f"“{word}” names nobody")
    votes = scene.discourse.votes(scene.page, scene.line, scene.source.head)
    others = [*scene.discourse.others(gender), *_spoken_to(scene)]
    found = antecedent(gender, votes, others)
    if scene.discourse.stranger and votes["inside"] is None and votes["near"] is None:
        return nobody(scene, "open-pronoun", f"“{word}” may be somebody unnamed")
    if scene.discourse.blocked and votes["inside"] is None and found and found.against > 0:
        # The sentence before told of "the 23-year-old": only undivided signals say who that is.
        found = None
    if found is not None and scene.discourse.uncertain(found.person, gender):
        found = None
    if found is None:
        return nobody(scene, "open-pronoun", f"“{word}”: no signal says who")
    credit = _agreed(scene, "pronoun", found, word)
    discourse = scene.discourse
    if discourse.beside_object(gender):
        return nobody(scene, "open-pronoun", f"“{word}” may be the subject before or its object")
    if discourse.passed_over(found.person, gender):
        return nobody(scene, "open-pronoun", f"“{word}” may be whom this paragraph names")
    kin = discourse.kin == gender and found.person is discourse.subject
    rival = (
        kin
        or discourse.overshadowed(found.person, gender)
        or (not found.attested and discourse.rivalled(found.person, gender))
    )
    return replace(credit, grounds=replace(credit.grounds, rival=rival))


def _spoken_to(scene: Scene) -> list[Person]:
    """Return the people a sentence names right after its reporting verb: in "he told Lee" Lee is
    not "he".
    """
    head, cue = scene.source.head, scene.source.cue
    if cue is None or cue.index < head.index:
        return []
    found = (
        naming(scene.page.inventory, scene.line, t) for t in scene.line.tokens[cue.index + 1 :][:4]
    )
    people = (scene.page.inventory.person(m) for m in found if m is not None)
    return [person for person in people if person is not None]


def _by_description(scene: Scene) -> Credit:
    words, head = scene.words, scene.source.head
    low, noun = words.lower().split(), head.text.lower()
    if noun in REPLIES:
        return nobody(scene, "unclear", f"“{words}” does not say whose it is")
    if noun in INSTITUTIONS or noun in ORGANISATION or noun in SPEECH_NOUNS:
        return _unnamed(scene, "org", _as_words(words))
    plural = head.tag in ("NNS", "NNPS")
    if low[:1] and low[0] in _DEFINITE and not plural and (_age(low) or noun in ROLES):
        found = _described(scene, low, noun)
        if found is not None:
            return _agreed(scene, "description", found, words)
    human = noun in CROWD or noun in ROLES or noun in MALE or noun in FEMALE
    if human or (plural and noun not in PLACES) or (low[:1] and low[0] in _INDEFINITE):
        return _unnamed(scene, "anonymous", _as_words(words))
    return nobody(scene, "unclear", f"“{words}” is not clear")


def _described(scene: Scene, low: list[str], noun: str) -> Antecedent | None:
    """Whom "the singer" means: the one person so called, else whom the signals agree on."""
    votes = scene.discourse.votes(scene.page, scene.line, scene.source.head)
    told = votes.get("subject")
    same = {noun, *(short for short, long in _SHORT_TITLES.items() if long == noun)}
    people = scene.page.inventory.people
    placed = any(word[0].isupper() for word in scene.words.split()[1:])  # "the Bath lock"
    called = [p for p in people if same & p.titles or same & stated(scene.page.text, p)]
    called = [] if placed and noun not in TITLES else called
    if called and told is not None and told not in called and noun not in TITLES:
        return None
    if called:
        votes = {signal: p if p in called else None for signal, p in votes.items()}
    elif scene.discourse.stranger or _owned(scene, noun):
        return None
    if len(called) == 1:
        votes["called"] = called[0]
    found = antecedent(gender_of(noun), votes)
    if found is None or (noun in CROWD and not _age(low) and len(called) != 1):
        return None
    return found if found.support > _AGREED else None


def _owned(scene: Scene, noun: str) -> bool:
    """Whether the article told of somebody's: after "his agent" "the agent" is not he."""
    here = scene.line.masked.start
    before = scene.page.text[max(0, here - _REMEMBERED) : here]
    owned = rf"(?:\b(?:his|her|their|its)|['’]s?) (?:[\w-]+ )?{re.escape(noun)}\b"
    return re.search(owned, before, re.IGNORECASE) is not None


def _by_origin(scene: Scene, mention: Mention) -> Credit:
    """Whom "the Swede" means: the person the signals agree on."""
    word = mention.tokens[-1].lower()
    gender = "she" if word.endswith("woman") else "he" if word.endswith("man") else None
    votes = scene.discourse.votes(scene.page, scene.line, scene.source.head)
    found = antecedent(None if word.endswith("german") else gender, votes)
    if found is None or found.support <= _AGREED or scene.discourse.stranger:
        return nobody(scene, "unclear", f"“the {mention.text}” is not clear")
    return _agreed(scene, "description", found, f"the {mention.text}")


def _agreed(scene: Scene, form: str, found: Antecedent, words: str) -> Credit:
    credit = _credited(scene, found.person, form, (pattern(scene.source, words), *found.signals))
    grounds = replace(
        credit.grounds,
        support=found.support,
        against=found.against,
        attested=found.attested,
    )
    return replace(credit, grounds=grounds)


def _credited(scene: Scene, person: Person, form: str, signals: tuple[str, ...]) -> Credit:
    frame = scene.frame
    role = role_of(scene.page.text, person)
    return replace(
        frame,
        speaker=Speaker(person.name, "named", role, scene.evidence),
        person=person,
        grounds=replace(frame.grounds, form=form),
        signals=signals,
    )


def _unnamed(scene: Scene, kind: SpeakerKind, words: str) -> Credit:
    frame = scene.frame
    return replace(
        frame,
        speaker=Speaker(words, kind, None, scene.evidence),
        grounds=replace(frame.grounds, form=kind),
        signals=(pattern(scene.source, words),),
    )


def nobody(scene: Scene, form: str, why: str) -> Credit:
    """Return a credit of nobody that says why."""
    frame = scene.frame
    return replace(frame, grounds=replace(frame.grounds, form=form), signals=(why,))


def _age(words: list[str]) -> bool:
    return any(w.endswith("-year-old") for w in words)


def _as_words(words: str) -> str:
    first, _, rest = words.partition(" ")
    opens = first.lower() in _INDEFINITE | _DEFINITE | _OWNERS
    return f"{first.lower()} {rest}" if rest and opens else words


def pattern(source: Source, words: str) -> str:
    """Return how a source was found, in words a reviewer can check."""
    cue = source.cue.text if source.cue is not None else ""
    return {
        "after": f"followed by “{words} … {cue}”",
        "colon": f"introduced by “{words} {cue}:”",
        "before": f"introduced by “{words} … {cue}”",
        "embedded": f"inside “{words} … {cue}”",
        "according": f"according to {words}",
        "noun": f"introduced by “{words}” and a colon",
        "dash": f"signed “{words}”",
    }[source.how]
