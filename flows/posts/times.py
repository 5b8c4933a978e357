"""A time that a person sets: not one that has passed, and none that no calendar reaches."""

from datetime import datetime, timedelta

from flows.core.clock import as_utc
from flows.core.errors import WrongState

# Between a person's "now" and this line lie a form, a network and perhaps another writer.
_JUST_NOW = timedelta(minutes=1)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def usable(at: datetime) -> datetime:
    """Return `at` in UTC.

    Raises WrongState outside the years 2000 to 2100, ValueError for a naive `at`.
    """
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise WrongState(
            f"The year {at.year} is too far away.",
            f"Choose a time between {_FIRST_YEAR} and {_LAST_YEAR}.",
        )
    return as_utc(at)


def ahead(at: datetime, now: datetime) -> datetime:
    """Return `at` in UTC. Raises as `usable`, and WrongState if it has passed by over a minute."""
    moment = usable(at)
    if moment < now - _JUST_NOW:
        raise WrongState("That time has passed.", "Choose a later one, or post it now.")
    return moment
