"""Posts whose time passed while nothing was running: never a burst, never silently late."""

from datetime import datetime, timedelta

from flows.posts.assign import next_slot, spaced
from flows.posts.views import What
from flows.posts.worker import Worker
from flows.store import Transaction, accounts
from flows.store import posts as queue
from flows.store.posts import PENDING, Delivery

# A post with a time of its own that is this late is caught up with, so it keeps the gap too.
_ON_TIME = timedelta(seconds=60)


def moved_if_late(
    tx: Transaction, worker: Worker, delivery: Delivery, now: datetime
) -> tuple[What, str] | None:
    """Give a pending post that missed its time, or comes too soon after another, a new one.

    Returns what happened and why, None if the post may go out now. Later than the grace
    time: the account's next free slot. Within it, but too soon after the account's last post:
    the first moment that keeps the gap. A time that a person set is kept if we are on time.
    """
    post = delivery.post
    if post.state not in PENDING or post.due_at is None or post.due_at > now:
        return None
    settings = worker.workspace.settings
    account = settings.account_named(post.account)
    late = now - post.due_at
    if late > timedelta(minutes=settings.publish.grace_minutes):
        slot = next_slot(tx, worker.workspace, account, after=now)
        if slot is None:
            return _hold(tx, worker, delivery)
        return _move(tx, worker, delivery, slot.at, slot.key)
    if post.slot_key is None and late <= _ON_TIME:
        return None
    last = accounts.get(tx, post.account).last_sent_at
    gap = timedelta(minutes=settings.publish.min_gap_minutes)
    if last is None or now >= last + gap or last > now:
        return None
    moment = spaced(tx, worker.workspace, account, earliest=last + gap)
    return _move(tx, worker, delivery, moment, post.slot_key)


def _move(
    tx: Transaction, worker: Worker, delivery: Delivery, moment: datetime, slot_key: str | None
) -> tuple[What, str]:
    post = delivery.post
    assert post.due_at is not None, "asked before"
    queue.change(tx, post.id, PENDING, state="queued", due_at=moment, slot_key=slot_key)
    why = (
        f"Its time, {post.due_at.isoformat(timespec='minutes')}, was missed or too close to "
        f"another post; it goes out at {moment.isoformat(timespec='minutes')}."
    )
    worker.note(tx, post, "moved", why)
    return "moved", why


def _hold(tx: Transaction, worker: Worker, delivery: Delivery) -> tuple[What, str]:
    why = "It missed its time and the account has no weekly slots: give it a new time."
    values = {"state": "held", "hold_reason": "editor", "problem": why}
    queue.change(tx, delivery.post.id, PENDING, **values)
    worker.note(tx, delivery.post, "held", why)
    return "held", why
