"""What networks of our own have in common: they take a post whole and know it by its key."""

from typing import Protocol

from flows.networks.protocol import Candidate, Limits, Parcel, Prepared, Sent, beyond_limits


class Keyed(Protocol):
    """A network that needs no upload and finds a post by our key alone."""

    limits: Limits

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Look the key up."""
        ...

    def length(self, text: str) -> int:
        """Count characters."""
        return len(text)

    def validate(self, parcel: Parcel) -> list[str]:
        """Say what is too long or too many."""
        return beyond_limits(self.limits, self.length(parcel.text), parcel)

    def prepare(self, parcel: Parcel) -> Prepared:
        """Do nothing: the images go with the post."""
        del parcel
        return Prepared()

    def recent(self, parcel: Parcel) -> list[Candidate]:
        """Return the post of our key, if it is there; nothing else can be ours."""
        found = self.find(parcel, known=frozenset())
        if found is None:
            return []
        count = len(parcel.images)
        return [Candidate(found.remote_id, parcel.text, count, remote_url=found.remote_url)]
