"""Who said it: the sources of every quotation, resolved to a person, an organisation, somebody
unnamed, or nobody. Never a guess: what the article does not settle stays open.
"""

from dataclasses import dataclass, field, replace

from flows.core.quote import NOBODY, Span, Speaker
from flows.quotes.cues import SPEECH_NOUNS
from flows.quotes.language import Token
from flows.quotes.lexicon import CROWD, ORGANISATION, PLACES, ROLES
from flows.quotes.masking import Mask
from flows.quotes.names import Mention, Person
from flows.quotes.pronouns import (
    antecedent,
    gender_of,
    learn_genders,
    main_person,
    main_subject,
    people_in,
)
from flows.quotes.reading import Line, Page
from flows.quotes.roles import role_of
from flows.quotes.sources import Source, phrase, source_of

_INDEFINITE = frozenset(
    "a an one another some many several two three few other any every most".split()
)
_INSTITUTIONS = frozenset(
    """company firm website site paper newspaper magazine report statement letter document filing
    organisation organization group agency department government campaign team band label studio
    network channel committee council court administration office police ministry union charity
    club league federation association university school study survey poll book song lyrics script
    headline sign caption ad advert advertisement email memo transcript text account tweet post
    message complaint lawsuit editorial article invitation card banner slogan placard""".split()
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a credit rests on; `confidence.py` weighs it.

    `form`: how the source is named (full, surname, given, pronoun, description, continued, none).
    `how`: the pattern that found it. `support` and `against` are the agreeing and disagreeing
    signals of a pronoun. `base` is what a continuation goes on from.
    """

    form: str
    how: str = "none"
    strong: bool = False
    near: int = 0
    support: float = 0.0
    against: float = 0.0
    steps: int = 0
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """The speaker of one quoted stretch and why."""

    speaker: Speaker = NOBODY
    person: Person | None = None
    cue: str | None = None
    grounds: Grounds = Grounds("none")
    signals: tuple[str, ...] = ()


@dataclass(slots=True)
class _Discourse:
    """What has been read so far: who was subject, who spoke, who was named."""

    subject: Person | None = None
    speaker: Person | None = None
    named: Person | None = None
    main: Person | None = None
    last: Credit | None = None
    last_paragraph: int = -9
    credits: dict[int, Credit] = field(default_factory=dict)


def credit(page: Page) -> dict[int, Credit]:
    """Return the credit of every stretch in `page.speech`."""
    learn_genders(page)
    discourse = _Discourse(main=main_person(page))
    paragraph = -1
    for line in page.lines:
        if line.masked.paragraph != paragraph:
            if line.masked.paragraph > paragraph + 1:
                discourse.subject = discourse.named = None
            paragraph = line.masked.paragraph
        _read_line(page, line, discourse)
    _spread(page, discourse.credits)
    return discourse.credits


def _read_line(page: Page, line: Line, discourse: _Discourse) -> None:
    direct: list[int] = []
    for mask in line.masked.masks:
        if mask.stretch not in page.speech:
            continue
        source = source_of(line, mask)
        found = _resolved(page, line, source, mask, discourse) if source is not None else None
        if found is None:
            found = _continued(page, line, mask, discourse)
        discourse.credits[mask.stretch] = found
        if found.grounds.form != "none":
            discourse.last = found
            discourse.last_paragraph = line.masked.paragraph
            direct.append(mask.stretch)
        if found.person is not None:
            discourse.speaker = found.person
    _move_on(page, line, discourse)


def _move_on(page: Page, line: Line, discourse: _Discourse) -> None:
    """Take up the sentence's subject and names after its quotations are credited."""
    head = main_subject(line.tokens)
    if head is not None:
        token = line.tokens[head]
        mention = _mention(page, line, token)
        person = page.inventory.person(mention) if mention is not None else None
        if person is not None:
            discourse.subject = person
        elif gender_of(token.text) and token.tag == "PRP":
            meant = antecedent(gender_of(token.text), _votes(discourse, None))
            discourse.subject = meant.person if meant is not None else None
    people = people_in(page.inventory, line)
    if people:
        discourse.named = people[-1]


def _votes(discourse: _Discourse, inside: Person | None) -> dict[str, Person | None]:
    return {
        "inside": inside,
        "subject": discourse.subject,
        "speaker": discourse.speaker,
        "main": discourse.main,
        "named": discourse.named,
    }


def _mention(page: Page, line: Line, token: Token) -> Mention | None:
    place = line.masked.original(token.start)
    return page.inventory.at(place, place + len(token.text))


def _resolved(
    page: Page, line: Line, source: Source, mask: Mask, discourse: _Discourse
) -> Credit | None:
    cue = source.cue.text if source.cue is not None else None
    start, end = phrase(line.tokens, source.head)
    evidence = Span(line.masked.original(start), line.masked.original(end - 1) + 1)
    grounds = Grounds("none", source.how, source.strong, source.near)
    frame = Credit(cue=cue, grounds=grounds)
    mention = _named(page, line, source.head)
    if mention is not None:
        return _by_name(page, line, source, mention, frame, discourse)
    word = source.head.text.lower()
    if source.head.tag in ("PRP", "PRP$", "WP") or gender_of(word) and source.head.tag == "PRP":
        return _by_pronoun(page, line, source, mask, frame, evidence, discourse)
    return _by_description(page, line, source, frame, evidence, (start, end), discourse)


def _named(page: Page, line: Line, head: Token) -> Mention | None:
    """The mention a source's head lies in, or one in apposition to it ("his wife, Ann Lee,")."""
    mention = _mention(page, line, head)
    if mention is not None:
        return mention
    for token in line.tokens[head.index + 1 :]:
        if token.head == head.index and token.dep in ("appos", "flat"):
            near = _mention(page, line, token)
            if near is not None and page.inventory.person(near) is not None:
                return near
    following = line.tokens[head.index + 1 : head.index + 2]
    if following and head.text.lower() in ROLES:
        near = _mention(page, line, following[0])
        if near is not None and not near.article:
            return near
    return None


def _by_name(
    page: Page, line: Line, source: Source, mention: Mention, frame: Credit, discourse: _Discourse
) -> Credit | None:
    evidence = Span(mention.start, mention.end)
    if any(
        t.head == source.head.index and t.dep == "conj" and t.tag.startswith("NN")
        for t in line.tokens
    ):
        words = page.text[mention.start : mention.end]
        return replace(
            frame,
            grounds=replace(frame.grounds, form="joint"),
            signals=(f"{words} did not speak alone",),
        )
    bearers = page.inventory.bearers(mention)
    person = page.inventory.person(mention)
    if person is None and len(bearers) > 1:
        recent = [p for p in (discourse.speaker, discourse.subject, discourse.main) if p in bearers]
        if not recent or any(p is not recent[0] for p in recent):
            return replace(
                frame,
                grounds=replace(frame.grounds, form="shared"),
                signals=(f"{len(bearers)} people are called {mention.text}",),
            )
        person = recent[0]
    if person is None or not (
        person.full or person.male + person.female > 1 or person.evidence > 1
    ):
        return _unknown_name(page, mention, frame, source)
    if page.inventory.shared(mention):
        frame = replace(frame, grounds=replace(frame.grounds, doubtful=True))
    if source.strong:
        person.evidence += 1
    form = "full" if len(mention.tokens) > 1 or not person.full else "surname"
    return replace(
        frame,
        speaker=Speaker(person.name, "named", role_of(page.text, person), evidence),
        person=person,
        grounds=replace(frame.grounds, form=form),
        signals=(_pattern(source, page.text[mention.start : mention.end]),),
    )


def _unknown_name(page: Page, mention: Mention, frame: Credit, source: Source) -> Credit:
    evidence = Span(mention.start, mention.end)
    low = [t.lower() for t in mention.tokens]
    if low[-1] in CROWD:
        speaker = Speaker(mention.text.lower(), "anonymous", None, evidence)
        return replace(frame, speaker=speaker, grounds=replace(frame.grounds, form="anonymous"))
    if source.head.tag == "NNS" and mention.first_in_sentence:
        words = mention.text[0].lower() + mention.text[1:]
        speaker = Speaker(words, "anonymous", None, evidence)
        return replace(frame, speaker=speaker, grounds=replace(frame.grounds, form="anonymous"))
    speaker = Speaker(mention.text, "org", None, evidence)
    return replace(
        frame,
        speaker=speaker,
        grounds=replace(frame.grounds, form="org"),
        signals=(f"{mention.text} is not known to be a person",),
    )


def _by_pronoun(
    page: Page,
    line: Line,
    source: Source,
    mask: Mask,
    frame: Credit,
    evidence: Span,
    discourse: _Discourse,
) -> Credit:
    gender = gender_of(source.head.text)
    if gender is None:
        form = "other-pronoun"
        return replace(
            frame,
            grounds=replace(frame.grounds, form=form),
            signals=(f"“{source.head.text}” names nobody",),
        )
    inside = _inside(page, line, source)
    found = antecedent(gender, _votes(discourse, inside))
    if found is None:
        return replace(
            frame,
            grounds=replace(frame.grounds, form="open-pronoun"),
            signals=(f"“{source.head.text}”: no signal says who",),
        )
    person = found.person
    return replace(
        frame,
        speaker=Speaker(person.name, "named", role_of(page.text, person), evidence),
        person=person,
        grounds=replace(
            frame.grounds, form="pronoun", support=found.support, against=found.against
        ),
        signals=(_pattern(source, source.head.text), *found.signals),
    )


def _inside(page: Page, line: Line, source: Source) -> Person | None:
    """The subject of an earlier clause of the same sentence: "As Lee left, she said"."""
    for token in line.tokens[: source.head.index]:
        if token.dep in ("nsubj", "nsubjpass"):
            mention = _mention(page, line, token)
            person = page.inventory.person(mention) if mention is not None else None
            if person is not None:
                return person
    return None


def _by_description(
    page: Page,
    line: Line,
    source: Source,
    frame: Credit,
    evidence: Span,
    place: tuple[int, int],
    discourse: _Discourse,
) -> Credit | None:
    words = line.masked.text[place[0] : place[1]]
    low = words.lower().split()
    head = source.head.text.lower()
    if head in _INSTITUTIONS or head in ORGANISATION or head in SPEECH_NOUNS:
        speaker = Speaker(_as_words(words), "org", None, evidence)
        return replace(frame, speaker=speaker, grounds=replace(frame.grounds, form="org"))
    definite = bool(low) and low[0] in ("the", "this", "that")
    plural = source.head.tag in ("NNS", "NNPS")
    if definite and not plural and (head in ROLES or _age(low)):
        found = antecedent(gender_of(head), _votes(discourse, None))
        if found is not None and found.support > 1.5 and (_age(low) or head not in CROWD):
            return replace(
                frame,
                speaker=Speaker(
                    found.person.name, "named", role_of(page.text, found.person), evidence
                ),
                person=found.person,
                grounds=replace(
                    frame.grounds, form="description", support=found.support, against=found.against
                ),
                signals=(_pattern(source, words), *found.signals),
            )
    if head in CROWD or head in ROLES or plural or (low and low[0] in _INDEFINITE):
        if head in PLACES:
            return replace(
                frame,
                speaker=Speaker(_as_words(words), "org", None, evidence),
                grounds=replace(frame.grounds, form="org"),
            )
        speaker = Speaker(_as_words(words), "anonymous", None, evidence)
        return replace(
            frame,
            speaker=speaker,
            grounds=replace(frame.grounds, form="anonymous"),
            signals=(_pattern(source, words),),
        )
    return replace(
        frame, grounds=replace(frame.grounds, form="unclear"), signals=(f"“{words}” is not clear",)
    )


def _age(words: list[str]) -> bool:
    return any(w.endswith("-year-old") for w in words)


def _as_words(words: str) -> str:
    first, _, rest = words.partition(" ")
    return f"{first.lower()} {rest}" if rest and first.istitle() else words


def _pattern(source: Source, words: str) -> str:
    cue = source.cue.text if source.cue is not None else ":"
    return {
        "after": f"followed by “{words} … {cue}”",
        "colon": f"introduced by “{words} … {cue}:”",
        "before": f"introduced by “{words} … {cue}”",
        "embedded": f"inside “{words} … {cue}”",
        "according": f"according to {words}",
        "noun": f"introduced by “{words}” and a colon",
    }.get(source.how, words)


def _continued(page: Page, line: Line, mask: Mask, discourse: _Discourse) -> Credit:
    """A quotation that names no source goes on with the last one of its paragraph."""
    last = discourse.last
    stretch = page.stretches[mask.stretch]
    same = discourse.last_paragraph == line.masked.paragraph
    next_one = discourse.last_paragraph == line.masked.paragraph - 1
    nobody = Credit(grounds=Grounds("none"), signals=("no words of the writer say who speaks",))
    if (
        last is None
        or mask.embedded
        or not (same or (next_one and (stretch.goes_on or _alone(page, line))))
    ):
        return nobody
    steps = last.grounds.steps + (1 if same else 2)
    between = page.text[_previous_end(page, mask.stretch) : stretch.outer[0]]
    steps += 2 * (same and not stretch.goes_on and _narration(line, mask, between))
    return replace(
        last,
        grounds=replace(last.grounds, steps=0 if stretch.goes_on else steps),
        signals=(*last.signals, "goes on from the quotation before"),
    )


def _narration(line: Line, mask: Mask, between: str) -> bool:
    """Whether the writer says more than the attribution between two quotations."""
    return mask.start > 1 or between.count(". ") > 0


def _previous_end(page: Page, number: int) -> int:
    return page.stretches[number - 1].outer[1] if number else 0


def _alone(page: Page, line: Line) -> bool:
    return (
        line.masked.masks[0].start <= 1
        and page.stretches[line.masked.masks[0].stretch].end > line.masked.start
    )


def _spread(page: Page, credits: dict[int, Credit]) -> None:
    """A speech of several pieces (`"One. "Two. "Three," he said`) has one speaker."""
    for number in sorted(credits, reverse=True):
        stretch = page.stretches[number]
        if not stretch.goes_on or number - 1 not in credits:
            continue
        if credits[number - 1].grounds.form == "none" and credits[number].grounds.form != "none":
            credits[number - 1] = credits[number]
