"""Give a post its time: the account's next free slot, or a gap between others."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.posts.slots import SlotTime, upcoming
from flows.store import Transaction
from flows.store import posts as queue

# Far enough for a queue of thousands; a post that finds no slot within it waits as `approved`.
_HORIZON_DAYS = 3 * 366


def next_slot(
    tx: Transaction, workspace: Workspace, account: AccountSettings, *, after: datetime
) -> SlotTime | None:
    """Return the first slot after a moment that is free and keeps the gap to other posts."""
    gap = timedelta(minutes=workspace.settings.publish.min_gap_minutes)
    used = queue.slot_keys(tx, account.name)
    taken = queue.taken(tx, account.name, after - gap)
    slots = upcoming(
        account.name,
        account.slots,
        workspace.zone_of(account),
        after=after,
        days=_HORIZON_DAYS if account.slots else 0,
    )
    for slot in slots:
        if slot.key not in used and _blocking(taken, slot.at, gap) is None:
            return slot
    return None


def spaced(
    tx: Transaction, workspace: Workspace, account: AccountSettings, *, earliest: datetime
) -> datetime:
    """Return the first moment from `earliest` on that keeps the gap to the account's posts."""
    gap = timedelta(minutes=workspace.settings.publish.min_gap_minutes)
    taken = queue.taken(tx, account.name, earliest - gap)
    moment = earliest
    while (other := _blocking(taken, moment, gap)) is not None:
        moment = other + gap
    return moment


def _blocking(taken: Sequence[datetime], moment: datetime, gap: timedelta) -> datetime | None:
    """Return the last of the ascending `taken` that lies closer to `moment` than `gap`."""
    place = bisect_left(taken, moment + gap)
    last = taken[place - 1] if place else None
    return last if last is not None and abs(last - moment) < gap else None
