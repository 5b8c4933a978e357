"""One post on its way: claimed → prepared → sending → posted.

What each answer means follows the table of outcomes: only what certainly did not leave is tried
again; whatever may have been accepted is `unknown` and is looked up first (see settle).
"""

from datetime import datetime, timedelta

from flows import networks
from flows.core.errors import (
    AuthLost,
    Deferred,
    NetworkError,
    NotSent,
    OutcomeUnknown,
    PullquoteError,
    Refused,
    unforeseen,
)
from flows.core.points import reached
from flows.core.post import Post, PostState
from flows.networks import Network, Parcel, Prepared
from flows.posts.late import moved_if_late
from flows.posts.replies import NO_PLACE
from flows.posts.views import Outcome
from flows.posts.worker import (
    Worker,
    parcel_of,
    prepared_from_text,
    prepared_to_text,
    record_sent,
)
from flows.store import accounts
from flows.store import posts as queue
from flows.store.posts import Delivery

# Doubles with every failure in a row, up to a quarter of an hour.
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
# How far back other posts of ours are known by name when a post is looked for among them.
KNOWN = timedelta(days=90)
# Whoever took a post out of our hands may have brought it to any of these. If it is out, it is out.
_ANYWHERE: tuple[PostState, ...] = (*queue.IN_HAND, *queue.PENDING, "unknown", "failed", "held")


def deliver(worker: Worker, network: Network, post_id: str) -> Outcome | None:
    """Send one due post; None if it is no longer due or pending. The account must be locked."""
    reached("before-claim")
    now = worker.clock.now()
    with worker.store.write() as tx:
        delivery = queue.delivery(tx, post_id, worker.store.media)
        # An answer to the post before this one, or a person, may just have stopped the account.
        if not accounts.may_send(tx, delivery.post.account, now):
            return None
        moved = moved_if_late(tx, worker, delivery, now)
        lease = worker.lease(network, calls=1 + len(delivery.post.cards))
        claimed = not moved and queue.claim(tx, post_id, worker.name, now, lease)
    if moved:
        return worker.outcome(delivery.post, *moved)
    if not claimed:
        return None
    reached("claimed")
    with worker.store.read() as tx:
        delivery = queue.delivery(tx, post_id, worker.store.media)
    if delivery.post.attempts:
        return _look_first(worker, network, delivery)
    return make_ready(worker, network, delivery)


def _look_first(worker: Worker, network: Network, delivery: Delivery) -> Outcome | None:
    """Send a post that may have left before, however it came back to the queue, unless it is out."""
    post = delivery.post
    try:
        found = network.find(parcel_of(delivery), known=others(worker, post))
    except (AuthLost, Deferred) as error:
        return not_sent(worker, post, "claimed", error)
    except Exception as error:  # noqa: BLE001 - without a look nothing is resent
        return not_sent(
            worker, post, "claimed", NotSent(f"It cannot be looked for: {unforeseen(error)}")
        )
    if found is None:
        return make_ready(worker, network, delivery)
    record_sent(worker, post, ("claimed",), found, "found on the network: it was out already")
    return worker.outcome(post, "held" if found.by_hand else "posted", "It was out already.")


def others(worker: Worker, post: Post) -> frozenset[str]:
    """Return what the network calls our other posts, so that none of them is taken for this."""
    with worker.store.read() as tx:
        return queue.remote_ids(tx, post.account, worker.clock.now() - KNOWN)


def make_ready(worker: Worker, network: Network, delivery: Delivery) -> Outcome | None:
    """Upload a claimed post's media, then send it. Nothing is public before that."""
    post = delivery.post
    try:
        parcel = parcel_of(delivery)
        _check(network, parcel, delivery)
        prepared = prepared_from_text(delivery.prepared, worker.clock.now())
        if prepared is None:
            prepared = network.prepare(parcel)
        reached("uploaded")
    except NetworkError as error:
        return not_sent(worker, post, "claimed", error)
    except PullquoteError as error:
        return not_sent(worker, post, "claimed", Refused(error.problem, error.todo))
    except Exception as error:  # noqa: BLE001 - a bug in one network must not stop the others
        return not_sent(worker, post, "claimed", _unforeseen(error))
    kept = prepared_to_text(prepared)
    if not worker.step(post, "claimed", None, state="prepared", prepared=kept):
        return None
    reached("prepared")
    return transmit(worker, network, delivery, parcel, prepared)


def _check(network: Network, parcel: Parcel, delivery: Delivery) -> None:
    if delivery.answered is not None:
        if parcel.reply_to is None:
            raise Refused(NO_PLACE)
    elif not parcel.images:
        raise Refused("The post has no card.", "Make a card for its quote and propose it again.")
    if problems := network.validate(parcel):
        raise Refused(" ".join(problems))


def transmit(
    worker: Worker, network: Network, delivery: Delivery, parcel: Parcel, prepared: Prepared
) -> Outcome | None:
    """Commit that the first byte may leave, let it leave, and write down what came of it."""
    post = delivery.post
    attempt = post.attempts + 1
    begun = worker.step(
        post,
        "prepared",
        ("sending", f"attempt {attempt}"),
        state="sending",
        attempts=attempt,
        intent_at=_earliest(delivery.intent_at, worker.clock.now()),
        lease_until=worker.lease(network),
    )
    if not begun:
        return None
    reached("sending")
    if not worker.still_holds:
        error = NotSent("Another worker has the account.")
        return not_sent(worker, post, "sending", error)
    try:
        sent = networks.send(network, parcel, prepared)
    except OutcomeUnknown as error:
        return _unknown(worker, post, error)
    except NetworkError as error:
        return not_sent(worker, post, "sending", error)
    reached("answered")
    record_sent(worker, post, _ANYWHERE, sent, sent.remote_url or sent.remote_id)
    reached("posted")
    if sent.by_hand:
        return worker.outcome(post, "held", f"Laid ready for a person to post: {sent.remote_url}")
    return worker.outcome(post, "posted", f"Posted to {post.account}.")


def not_sent(worker: Worker, post: Post, was: PostState, error: NetworkError) -> Outcome | None:
    """Write down why a post certainly did not go out, and what happens to it next.

    Such a try is no attempt: `attempts` counts what may have left.
    """
    if isinstance(error, AuthLost):
        return _auth_lost(worker, post, was, error)
    if isinstance(error, Refused):
        values = {"state": "failed", "problem": str(error), "slot_key": None}
        done = worker.step(post, was, ("failed", str(error)), **values, **_free(post))
        return worker.outcome(post, "failed", str(error)) if done else None
    until = error.until if isinstance(error, Deferred) else None
    return _try_later(worker, post, was, error, until)


def _try_later(
    worker: Worker, post: Post, was: PostState, error: NetworkError, until: datetime | None
) -> Outcome | None:
    with worker.store.write() as tx:
        troubles = accounts.get(tx, post.account).troubles + 1
        wait = min(_FIRST_WAIT * 2 ** min(troubles - 1, 10), _LONGEST_WAIT)
        now = worker.clock.now()
        later = min(until, now + accounts.LONGEST_WAIT) if until else now + wait
        values = {"state": "deferred" if until else "queued", "problem": str(error)}
        if not queue.step(tx, post.id, worker.name, was, **values, **_free(post)):
            return None
        accounts.put(tx, post.account, wait_until=later, troubles=troubles)
        what = "deferred" if until else "not-sent"
        worker.note(tx, post, what, f"{error} Again from {later.isoformat(timespec='seconds')}.")
    return worker.outcome(post, "deferred" if until else "retry", str(error))


def _auth_lost(worker: Worker, post: Post, was: PostState, error: AuthLost) -> Outcome | None:
    with worker.store.write() as tx:
        values = {"state": "held", "hold_reason": "auth", "problem": str(error)}
        if not queue.step(tx, post.id, worker.name, was, **values, **_free(post)):
            return None
        accounts.put(tx, post.account, paused_at=worker.clock.now(), pause_reason=str(error))
        worker.note(tx, post, "held", f"{error} The account is paused.")
    return worker.outcome(post, "held", str(error))


def _unknown(worker: Worker, post: Post, error: OutcomeUnknown) -> Outcome | None:
    now = worker.clock.now()
    done = worker.step(
        post,
        "sending",
        ("unknown", str(error)),
        state="unknown",
        problem=str(error),
        left_at=now,
        look_at=now,
        looks=0,
        owner=None,
        lease_until=None,
    )
    return worker.outcome(post, "unknown", str(error)) if done else None


def _free(post: Post) -> dict[str, object]:
    return {"owner": None, "lease_until": None, "attempts": post.attempts}


def _earliest(one: datetime | None, other: datetime) -> datetime:
    # A later one was written by a clock that ran ahead: what left cannot have left before now.
    return other if one is None else min(one, other)


def _unforeseen(error: Exception) -> Refused:
    return Refused(f"The post could not be prepared: {unforeseen(error)}.")
