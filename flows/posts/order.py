"""What a person does to the order of a queue: share next, put last, swap, pin, embargo, expiry, now."""

from datetime import datetime
from typing import Any

from flows.core.clock import Clock
from flows.core.errors import WrongState
from flows.core.post import Post, PostState
from flows.core.workspace import Workspace
from flows.posts.change import move
from flows.posts.planning import replan
from flows.posts.replies import has_own_time
from flows.posts.times import ahead, usable
from flows.store import Store, Transaction, log
from flows.store import order as queue_order
from flows.store import posts as queue
from flows.store.posts import Delivery

_QUEUED: tuple[PostState, ...] = ("approved", "queued")


def share_next(store: Store, workspace: Workspace, post_id: str, *, who: str, clock: Clock) -> Post:
    """Put a post at the front of its account's queue. Raises NotFound, WrongState."""
    with store.write() as tx:
        post = _queued(tx, store, post_id).post
        front = queue_order.first_position(tx, post.account) - 1
        _set(tx, post, position=front, pinned=False)
        return _arranged(tx, store, workspace, post, "shared next", who=who, clock=clock)


def put_last(store: Store, workspace: Workspace, post_id: str, *, who: str, clock: Clock) -> Post:
    """Put a post at the end of its account's queue. Raises NotFound, WrongState."""
    with store.write() as tx:
        post = _queued(tx, store, post_id).post
        end = queue_order.last_position(tx, post.account) + 1
        _set(tx, post, position=end, pinned=False)
        return _arranged(tx, store, workspace, post, "put last", who=who, clock=clock)


def swap(
    store: Store, workspace: Workspace, post_id: str, other_id: str, *, who: str, clock: Clock
) -> tuple[Post, Post]:
    """Let two posts of one account change places, times set by hand included.

    Raises NotFound; WrongState if either is not queued or they are of different accounts.
    """
    with store.write() as tx:
        one, other = _queued(tx, store, post_id), _queued(tx, store, other_id)
        if one.post.account != other.post.account:
            raise WrongState(f"Posts {post_id} and {other_id} are of different accounts.")
        for found in (one, other):
            _set(tx, found.post, slot_key=None)
        _take_place(tx, one.post, other)
        _take_place(tx, other.post, one)
        _note(tx, other.post, "swapped", _places(other, one), who=who, clock=clock)
        done = _arranged(
            tx,
            store,
            workspace,
            one.post,
            "swapped",
            who=who,
            clock=clock,
            why=_places(one, other),
        )
        return done, queue.get(tx, other_id, store.media)


def pin(store: Store, post_id: str, *, who: str, clock: Clock) -> Post:
    """Keep a queued post at its time, however the queue is arranged. Raises NotFound, WrongState."""
    with store.write() as tx:
        post = _queued(tx, store, post_id).post
        if post.due_at is None:
            raise WrongState(f"Post {post_id} has no time yet to be pinned to.")
        _set(tx, post, pinned=True)
        _note(tx, post, "pinned", f"to {_short(post.due_at)}", who=who, clock=clock)
        return queue.get(tx, post_id, store.media)


def unpin(store: Store, workspace: Workspace, post_id: str, *, who: str, clock: Clock) -> Post:
    """Let a post take the slot that its turn brings again. Raises NotFound, WrongState."""
    with store.write() as tx:
        post = _queued(tx, store, post_id).post
        _set(tx, post, pinned=False)
        return _arranged(tx, store, workspace, post, "unpinned", who=who, clock=clock)


def embargo(
    store: Store,
    workspace: Workspace,
    post_id: str,
    *,
    until: datetime | None,
    who: str,
    clock: Clock,
) -> Post:
    """Let a post go out not before `until` (aware); None lifts it. Raises NotFound, WrongState."""
    limit = usable(until) if until is not None else None
    with store.write() as tx:
        found = queue.delivery(tx, post_id, store.media)
        post = found.post
        has_own_time(post)
        if not queue.change(tx, post_id, ("draft", *_QUEUED, "held"), not_before=limit):
            raise _wrong(post)
        if limit and found.pinned and post.due_at and post.due_at < limit:
            _set(tx, post, pinned=False)
        why = f"not before {_short(limit)}" if limit else "lifted"
        if limit and queue.keep_fresh(tx, post_id, until=limit):
            why += ", when it would have gone stale"
        return _arranged(tx, store, workspace, post, "embargo", who=who, clock=clock, why=why)


def expire_at(
    store: Store,
    workspace: Workspace,
    post_id: str,
    *,
    at: datetime | None,
    who: str,
    clock: Clock,
) -> Post:
    """Let a post go stale at `at` (aware) unless it is out by then; None: never.

    Raises NotFound; WrongState if it has no place in the queue, if the time has passed, or if its
    embargo or a time set by hand is not over by then.
    """
    limit = ahead(at, clock.now()) if at is not None else None
    with store.write() as tx:
        found = queue.delivery(tx, post_id, store.media)
        post = found.post
        has_own_time(post)
        own_time = post.due_at if found.pinned else None
        for moment, what in ((found.not_before, "under embargo until"), (own_time, "set for")):
            if limit and moment and moment >= limit:
                raise WrongState(
                    f"Post {post_id} is {what} {_short(moment)}.", "Change that first."
                )
        if not queue.change(tx, post_id, ("draft", *_QUEUED, "held"), expires_at=limit):
            raise _wrong(post)
        why = f"at {_short(limit)}" if limit else "never"
        return _arranged(tx, store, workspace, post, "goes stale", who=who, clock=clock, why=why)


def post_now(store: Store, workspace: Workspace, post_id: str, *, who: str, clock: Clock) -> Post:
    """Let an approved post go out with the next look at the queue. Raises NotFound, WrongState."""
    return move(store, workspace, post_id, at=clock.now(), who=who, clock=clock)


def _queued(tx: Transaction, store: Store, post_id: str) -> Delivery:
    found = queue.delivery(tx, post_id, store.media)
    has_own_time(found.post)
    if found.post.state not in _QUEUED:
        raise _wrong(found.post)
    return found


def _wrong(post: Post) -> WrongState:
    return WrongState(f"Post {post.id} is {post.state} and has no place in the queue.")


def _set(tx: Transaction, post: Post, **values: Any) -> None:
    queue.change(tx, post.id, ("draft", *_QUEUED, "held"), **values)


def _take_place(tx: Transaction, post: Post, place: Delivery) -> None:
    _set(
        tx,
        post,
        position=place.position,
        pinned=place.pinned,
        state=place.post.state,
        due_at=place.post.due_at,
        slot_key=place.post.slot_key,
    )


def _arranged(
    tx: Transaction,
    store: Store,
    workspace: Workspace,
    post: Post,
    what: str,
    *,
    who: str,
    clock: Clock,
    why: str = "",
) -> Post:
    _note(tx, post, what, why, who=who, clock=clock)
    account = workspace.settings.account_named(post.account)
    replan(tx, workspace, account, now=clock.now(), who=who)
    return queue.get(tx, post.id, store.media)


def _note(tx: Transaction, post: Post, what: str, why: str, *, who: str, clock: Clock) -> None:
    ids = {"draft_id": post.draft_id, "post_id": post.id}
    log.write(tx, at=clock.now(), who=who, what=what, why=why, **ids)


def _places(left: Delivery, taken: Delivery) -> str:
    old, new = (_short(at) if at else "no time" for at in (left.post.due_at, taken.post.due_at))
    return f"with {taken.post.id}: from {old} to {new}"


def _short(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
