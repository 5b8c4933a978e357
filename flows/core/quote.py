"""A quotation found in an article, who said it, and how sure we are."""

from dataclasses import dataclass
from typing import Any, Literal

from flows.core.identity import digest
from flows.core.verbatim import normalised_words

SpeakerKind = Literal["named", "org", "anonymous", "none"]
QuoteKind = Literal["direct", "block", "interview"]
Flag = Literal[
    "fragment",  # not a whole clause
    "embedded",  # runs on inside the writer's sentence
    "needs-context",  # a dangling pronoun or reference
    "sensitive",  # abuse, death, minors, health, accusations: a person must look
    "edited",  # an editor changed it, in brackets
    "long",  # too long for most designs
    "uncertain-bounds",  # an opening or closing mark was missing
    "by-hand",  # chosen by a person from the article
    "duplicate",  # the same words stand elsewhere on the page
    "shortened",  # whole sentences of a longer quotation that is proposed too
    "credited-otherwise",  # another draft credits the same words to somebody else
    "speaker-by-hand",  # a person said who speaks, or that no name shall stand there
]


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` (inclusive) to `end` (exclusive) of a revision's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it. `name` is the fullest form the article gives; for `anonymous` it is the
    article's own words ("one user"); for `none` it is None. `role` only if the article states it.
    `evidence` is where the article says so.
    """

    name: str | None = None
    kind: SpeakerKind = "none"
    role: str | None = None
    evidence: Span | None = None


NOBODY = Speaker()
FAIRLY_SURE = 0.7
"""Confidence below which nobody is credited without a person saying so."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation as it would be printed.

    `spans` lie inside the quotation marks, one per stretch between marks, and prove `text`.
    `cue` is the article's own reporting word ("said"). `confidence` (0 to 1): words and speaker
    are right. `score` (0 to 1): how good a card it makes. `signals` say in words why the speaker
    was credited and why the quote was or was not picked. `context` is a line of our own that a
    person wrote to stand beside the words.
    """

    text: str
    spans: tuple[Span, ...]
    speaker: Speaker = NOBODY
    cue: str | None = None
    confidence: float = 0.0
    score: float = 0.0
    picked: bool = False
    kind: QuoteKind = "direct"
    flags: tuple[Flag, ...] = ()
    signals: tuple[str, ...] = ()
    context: str | None = None

    @property
    def speaker_open(self) -> bool:
        """Whether a person must say who speaks before the words may go out: nobody is named, or
        it is not sure enough who.
        """
        if "speaker-by-hand" in self.flags:
            return False
        return not self.speaker.name or self.confidence < FAIRLY_SURE

    @property
    def key(self) -> str:
        """Identity of what is said by whom: "already done" compares this, not hashes of cards."""
        return digest(
            "quote", normalised_words(self.text), normalised_words(self.speaker.name or "")
        )

    def to_json(self) -> dict[str, Any]:
        """Return the documented shape of one entry of `pullquote quotes --json`."""
        return {
            "text": self.text,
            "spans": [[s.start, s.end] for s in self.spans],
            "speaker": self.speaker.name,
            "speaker_kind": self.speaker.kind,
            "role": self.speaker.role,
            "cue": self.cue,
            "confidence": round(self.confidence, 4),
            "score": round(self.score, 4),
            "picked": self.picked,
            "kind": self.kind,
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class RefusedSpan:
    """A span between marks that is no quotation (title, scare quotes, nickname), and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class QuoteReport:
    """Every quotation of an article, best card first, and every span that was refused."""

    quotes: tuple[Quote, ...] = ()
    refused: tuple[RefusedSpan, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the documented shape of `pullquote quotes --json`."""
        return {
            "quotes": [quote.to_json() for quote in self.quotes],
            "refused": [{"start": r.start, "end": r.end, "reason": r.reason} for r in self.refused],
        }
