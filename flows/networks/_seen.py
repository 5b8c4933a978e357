"""What a network shows of an account: when a post was made, from when on ours may be among them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.networks.protocol import Parcel

# Clocks differ by this much at most, or no signature of anything would hold.
SKEW = timedelta(minutes=5)


def earliest(parcel: Parcel) -> datetime:
    """Return the earliest moment at which a network may say that a parcel came to it."""
    return (parcel.intent_at or parcel.created_at) - SKEW


def sought_from(parcel: Parcel) -> datetime:
    """Return the moment from which on a parcel is looked for among what is shown.

    A day earlier: our clock, by which we know when it may have left, may have been set back since.
    """
    return earliest(parcel) - timedelta(days=1)


def moment(shown: Mapping[str, Any], name: str = "created_at") -> datetime | None:
    """Return a field of an answer as an instant in UTC, None if it is none."""
    try:
        found = datetime.fromisoformat(str(shown.get(name)))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
