"""Time, handed in rather than taken, and always aware and UTC."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC)


def as_utc(moment: datetime) -> datetime:
    """Return `moment` in UTC. Raises ValueError for a naive datetime: it has no instant."""
    if moment.tzinfo is None:
        msg = f"a time without a zone cannot be used: {moment.isoformat()}"
        raise ValueError(msg)
    return moment.astimezone(UTC)
