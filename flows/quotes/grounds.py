"""A credit and what it rests on."""

from dataclasses import dataclass

from flows.core.quote import NOBODY, Speaker
from flows.quotes.person import Person

GOES_ON = "goes on from the quotation before"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a credit rests on; `confidence.py` weighs it.

    `form`: how the source is named (full, surname, pronoun, description, anonymous, org; or why
    nobody is credited). `how`: the pattern that found it. `strong`: the verb reports by itself.
    `near`: words between quotation and attribution. `support` and `against`: the weights of the
    signals that agree and disagree about a pronoun. `steps`: quotations since the last one with a
    source of its own. `doubtful`: others bear the name. `attested`:
    the pronoun is used of the person elsewhere. `rival`: it is not, and another person told about
    just before could be meant as well; or only the context says which bearer of a name it is.
    """

    form: str = "none"
    how: str = "none"
    strong: bool = False
    near: int = 0
    support: float = 0.0
    against: float = 0.0
    steps: int = 0
    doubtful: bool = False
    attested: bool = False
    rival: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """The speaker of one quoted stretch and why."""

    speaker: Speaker = NOBODY
    person: Person | None = None
    cue: str | None = None
    grounds: Grounds = Grounds()
    signals: tuple[str, ...] = ()

    @property
    def sourced(self) -> bool:
        """Whether the writer says anything about who speaks."""
        return self.grounds.form != "none"
