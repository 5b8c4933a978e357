"""What is remembered of a feed between two looks at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedMemory:
    """The server's validators for a conditional request, and the ids of items seen before."""

    etag: str | None = None
    last_modified: str | None = None
    seen: frozenset[str] = frozenset()
