"""Taking down what is out: everywhere it went, again until it is gone, and what may be out as well."""

from contextlib import suppress
from datetime import datetime, timedelta

from flows import networks
from flows.core.clock import Clock
from flows.core.errors import (
    AuthLost,
    Deferred,
    NetworkError,
    NotSent,
    OutcomeUnknown,
    PullquoteError,
    WrongState,
)
from flows.core.post import Post, PostState
from flows.core.workspace import Workspace
from flows.networks import Network
from flows.posts.change import strike
from flows.posts.notes import ITSELF
from flows.posts.replies import below_first
from flows.posts.views import Outcome
from flows.posts.worker import Worker
from flows.store import Store, Transaction, drafts, log
from flows.store import posts as queue

_ENDED: tuple[PostState, ...] = ("rejected", "expired", "removed")
_MAYBE_OUT: tuple[PostState, ...] = ("sending", "unknown")
# It did not go out after all, so there is nothing to delete.
_NOT_OUT: tuple[PostState, ...] = ("approved", "queued", "deferred", "failed", "held")
# Doubles with every try, up to an hour; after so many, some 20 hours, a person has to do it.
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_TRIES = 24
_LOOKS = 10
# What may be better later; anything else a network says to a deletion is its last word.
_PASSING = (NotSent, Deferred, AuthLost, OutcomeUnknown)


def takedown(
    store: Store, workspace: Workspace, draft_id: str, *, who: str, why: str = "", clock: Clock
) -> list[Outcome]:
    """Delete a draft's posts everywhere they went, and strike those that are not out yet; so with
    what was, or is to be, shown again.

    Returns what became of each. One that a network would not delete stays `posted` and says so;
    one whose network could not be asked is tried again by `publish_due`; one that may be out is
    looked for, taken down if it is, and never sent again. Raises NotFound.
    """
    with store.read() as tx:
        same = drafts.of_the_same(tx, draft_id)
        posts = queue.listing(tx, store.media, draft_ids=same)
    # Replies first: an answer to nothing may not be left standing.
    outcomes = [
        _taken(store, workspace, post.id, who=who, why=why, clock=clock)
        for post in below_first(posts)
    ]
    return [outcome for outcome in outcomes if outcome is not None]


def _taken(
    store: Store, workspace: Workspace, post_id: str, *, who: str, why: str, clock: Clock
) -> Outcome | None:
    """Take one post down, however far a sender brings it meanwhile; None if it has ended."""
    # A sender may move it between our look and our word; it has few ways to go.
    for _look in range(_LOOKS):
        # Striking one post ends its replies too.
        with store.read() as tx:
            post = queue.get(tx, post_id, store.media)
        if post.state in _ENDED:
            return None
        with suppress(WrongState):
            if post.state == "posted":
                return _begin(store, workspace, post, who=who, why=why, clock=clock)
            if post.state in _MAYBE_OUT:
                return _when_known(store, post, who=who, why=why, clock=clock)
            struck = strike(store, workspace, post.id, who=who, why=why, clock=clock)
            return Outcome(struck, "removed", "It was not out yet.")
    raise WrongState(f"Post {post_id} is on its way.", "Take it down again.")


def _begin(
    store: Store, workspace: Workspace, post: Post, *, who: str, why: str, clock: Clock
) -> Outcome:
    """Write down that a post shall come down, then ask its network."""
    with store.write() as tx:
        if not queue.change(tx, post.id, ("posted",), remove_at=clock.now(), looks=0):
            raise WrongState(f"Post {post.id} is no longer out.")
        _note(tx, post, "takedown", why, who=who, at=clock.now())
    try:
        account = workspace.settings.account_named(post.account)
        network = networks.connect(account, workspace)
    except PullquoteError as error:
        return _later(store, post, str(error), tries=0, until=None, now=clock.now())
    return _delete(store, network, post, tries=0, now=clock.now(), who=who, why=why)


def remove(worker: Worker, network: Network, post_id: str) -> Outcome | None:
    """Take down a post whose time for that has come. The account must be locked."""
    now = worker.clock.now()
    with worker.store.write() as tx:
        delivery = queue.delivery(tx, post_id, worker.store.media)
        post = delivery.post
        if delivery.remove_at is None or delivery.remove_at > now:
            return None
        values = {"state": "removed", "remove_at": None, "problem": None, "slot_key": None}
        if queue.change(tx, post_id, _NOT_OUT, **values):
            _note(tx, post, "removed", "it did not go out", who=ITSELF, at=now)
            return Outcome(queue.get(tx, post_id, worker.store.media), "removed", "Not out.")
    if post.state != "posted":
        return None
    return _delete(worker.store, network, post, tries=delivery.looks, now=now)


def _delete(
    store: Store,
    network: Network,
    post: Post,
    *,
    tries: int,
    now: datetime,
    who: str = ITSELF,
    why: str = "deleted on the network",
) -> Outcome:
    if post.remote_id is None:
        return _still_out(store, post, "Nobody knows its address.", now=now)
    try:
        network.delete(post.remote_id)
    except _PASSING as error:
        until = error.until if isinstance(error, Deferred) else None
        return _later(store, post, str(error), tries=tries, until=until, now=now)
    except NetworkError as error:
        return _still_out(store, post, str(error), now=now)
    except Exception as error:  # noqa: BLE001 - a bug in one network must not stop the others
        problem = f"Something unforeseen happened ({type(error).__name__})."
        return _still_out(store, post, problem, now=now)
    with store.write() as tx:
        values = {"state": "removed", "problem": None, "remove_at": None}
        queue.change(tx, post.id, ("posted",), **values)
        _note(tx, post, "removed", why, who=who, at=now)
        return Outcome(queue.get(tx, post.id, store.media), "removed", "Deleted.")


def _later(
    store: Store, post: Post, problem: str, *, tries: int, until: datetime | None, now: datetime
) -> Outcome:
    if tries + 1 >= MOST_TRIES:
        return _still_out(store, post, f"{problem} It was tried {tries + 1} times.", now=now)
    wait = min(_FIRST_WAIT * 2 ** min(tries, 10), _LONGEST_WAIT)
    at = until if until is not None else now + wait
    told = f"Not deleted yet: {problem} Tried again from {at.isoformat(timespec='seconds')}."
    with store.write() as tx:
        queue.change(tx, post.id, ("posted",), problem=told, remove_at=at, looks=tries + 1)
        if tries == 0:
            _note(tx, post, "not-removed-yet", told, who=ITSELF, at=now)
        return Outcome(queue.get(tx, post.id, store.media), "retry", told)


def _still_out(store: Store, post: Post, problem: str, *, now: datetime) -> Outcome:
    with store.write() as tx:
        queue.change(tx, post.id, ("posted",), problem=problem, remove_at=None)
        _note(tx, post, "not-removed", problem, who=ITSELF, at=now)
        return Outcome(queue.get(tx, post.id, store.media), "failed", problem)


def _when_known(store: Store, post: Post, *, who: str, why: str, clock: Clock) -> Outcome:
    now = clock.now()
    with store.write() as tx:
        if not queue.change(tx, post.id, _MAYBE_OUT, remove_at=now):
            raise WrongState(f"What became of post {post.id} is known meanwhile.")
        queue.change(tx, post.id, ("unknown",), look_at=now, looks=0)
        _note(tx, post, "takedown", why, who=who, at=now)
        detail = "It may be out: it is looked for, and taken down if it is."
        return Outcome(queue.get(tx, post.id, store.media), "unknown", detail)


def _note(tx: Transaction, post: Post, what: str, why: str, *, who: str, at: datetime) -> None:
    log.write(tx, at=at, who=who, what=what, why=why, draft_id=post.draft_id, post_id=post.id)
