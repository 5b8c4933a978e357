"""What came of posts whose senders were killed."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Tally:
    """Counted on the server. `kills` struck a worker that had not finished."""

    posts: int = 0
    kills: int = 0
    duplicates: int = 0
    lost: int = 0
    unknown: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        mine, theirs = asdict(self), asdict(other)
        return Tally(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def flawless(self) -> bool:
        """Whether each post is out once and known to be."""
        return not (self.duplicates or self.lost or self.unknown)
