"""A moment between others, for a post that is caught up with after its time."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.posts.arrange import Rules
from flows.store import Transaction
from flows.store import posts as queue

_STEP = timedelta(minutes=5)
# Quiet hours and blackout dates are over by then, or the post is better off with a slot.
_PATIENCE = timedelta(days=1)


def spaced(tx: Transaction, rules: Rules, *, earliest: datetime) -> datetime | None:
    """Return the first moment from `earliest` on that keeps the gap and is not closed.

    None if there is none within a day.
    """
    taken = queue.taken(tx, rules.account.name, earliest - rules.gap)
    moment = earliest
    while moment < earliest + _PATIENCE:
        other = _blocking(taken, moment, rules.gap)
        if other is not None:
            moment = other + rules.gap
        elif rules.closed(moment):
            moment += _STEP
        else:
            return moment
    return None


def _blocking(taken: Sequence[datetime], moment: datetime, gap: timedelta) -> datetime | None:
    """Return the last of the ascending `taken` that lies closer to `moment` than `gap`."""
    place = bisect_left(taken, moment + gap)
    last = taken[place - 1] if place else None
    return last if last is not None and abs(last - moment) < gap else None
