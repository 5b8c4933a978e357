"""Posts whose time passed while nothing was running: never a burst, never silently late."""

from datetime import datetime, timedelta

from flows.core.post import Post
from flows.posts.assign import spaced
from flows.posts.notes import ITSELF
from flows.posts.planning import replan, rules_of
from flows.posts.replies import WITH_IT, fall
from flows.posts.views import What
from flows.posts.worker import Worker
from flows.store import Transaction, accounts
from flows.store import order as queue_order
from flows.store import posts as queue
from flows.store.posts import PENDING, Delivery

# A post with a time of its own that is this late is caught up with, so it keeps the gap too.
_ON_TIME = timedelta(seconds=60)


def moved_if_late(
    tx: Transaction, worker: Worker, delivery: Delivery, now: datetime
) -> tuple[What, str] | None:
    """Give a pending post that missed its time, or comes too soon after another, a new one.

    Returns what happened and why, None if the post may go out now. Later than the grace time, what
    the settings say: the account's next free slot, skipped, or caught up with. Within it, but too
    soon after the account's last post or in closed hours: the first moment that keeps the gap. A
    time set by hand is kept if we are on time; a reply goes out however late it is.
    """
    post = delivery.post
    if post.state not in PENDING or post.due_at is None or post.due_at > now or post.answers:
        return None
    publish = worker.workspace.settings.publish
    late = now - post.due_at
    if late > timedelta(minutes=publish.grace_minutes) and publish.missed != "publish":
        missed = _skipped if publish.missed == "skip" else _to_next_slot
        return missed(tx, worker, post, now)
    if post.slot_key is None and late <= _ON_TIME:
        return None
    return _caught_up(tx, worker, post, now, late=late)


def _caught_up(
    tx: Transaction, worker: Worker, post: Post, now: datetime, *, late: timedelta
) -> tuple[What, str] | None:
    rules = rules_of(worker.workspace, worker.workspace.settings.account_named(post.account))
    last = accounts.get(tx, post.account).last_sent_at
    too_soon = last is not None and last <= now < last + rules.gap
    if not too_soon and (late <= _ON_TIME or rules.closed(now) is None):
        return None
    earliest = last + rules.gap if too_soon and last is not None else now
    moment = spaced(tx, rules, earliest=earliest)
    if moment is None:
        return _to_next_slot(tx, worker, post, now)
    # Pinned: it is on its way, later posts of the queue do not push it back again.
    values = {"state": "queued", "due_at": moment, "pinned": True}
    queue.change(tx, post.id, PENDING, **values)
    return _moved(tx, worker, post, moment)


def _skipped(tx: Transaction, worker: Worker, post: Post, now: datetime) -> tuple[What, str]:
    assert post.due_at is not None, "asked before"
    why = f"Its time, {post.due_at.isoformat(timespec='minutes')}, was missed and is skipped."
    queue.change(tx, post.id, PENDING, state="expired", slot_key=None, problem=why)
    worker.note(tx, post, "expired", why)
    fall(tx, worker.store, post, "expired", who=ITSELF, why=WITH_IT, now=now)
    return "skipped", why


def _to_next_slot(tx: Transaction, worker: Worker, post: Post, now: datetime) -> tuple[What, str]:
    position = queue_order.last_position(tx, post.account) + 1
    values = {"state": "approved", "due_at": None, "slot_key": None, "pinned": False}
    queue.change(tx, post.id, PENDING, **values, position=position)
    account = worker.workspace.settings.account_named(post.account)
    replan(tx, worker.workspace, account, now=now, who=ITSELF)
    found = queue.get(tx, post.id, worker.store.media).due_at
    return _hold(tx, worker, post) if found is None else _moved(tx, worker, post, found)


def _moved(tx: Transaction, worker: Worker, post: Post, moment: datetime) -> tuple[What, str]:
    assert post.due_at is not None, "asked before"
    why = (
        f"Its time, {post.due_at.isoformat(timespec='minutes')}, was missed or too close to "
        f"another post; it goes out at {moment.isoformat(timespec='minutes')}."
    )
    worker.note(tx, post, "moved", why)
    return "moved", why


def _hold(tx: Transaction, worker: Worker, post: Post) -> tuple[What, str]:
    why = "It missed its time and the account has no free slot: give it a new time."
    values = {"state": "held", "hold_reason": "editor", "problem": why}
    queue.change(tx, post.id, ("approved",), **values)
    worker.note(tx, post, "held", why)
    return "held", why
