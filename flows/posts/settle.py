"""Unknown outcomes and what dead processes left behind: look first, resend only what is not there."""

from datetime import timedelta

from flows.core.errors import AuthLost, Deferred, NetworkError, PullquoteError, unforeseen
from flows.core.points import reached
from flows.core.post import Post
from flows.networks import Network, Sent
from flows.posts.deliver import make_ready, others
from flows.posts.views import Outcome, What
from flows.posts.worker import Worker, parcel_of, record_sent
from flows.store import accounts
from flows.store import posts as queue
from flows.store.posts import Delivery

# After this many attempts that ended unknown, a person decides.
MOST_ATTEMPTS = 3
# A network that cannot be asked for hours is a matter for a person too.
MOST_LOOKS = 100
_SHORTEST_LOOK = timedelta(seconds=5)
_LONGEST_LOOK = timedelta(seconds=60)
# A lease that ends later was written before the clock was set back.
_LONGEST_LEASE = timedelta(hours=1)


def recover(worker: Worker, account: str) -> None:
    """Take over what a dead process had in hand. The account must be locked.

    The lock is held by the process, so whoever had these is gone; where locks belong to a
    session that a living process may have lost, the lease must have run out as well.
    """
    now = worker.clock.now()
    with worker.store.write() as tx:
        for _account, post_id in queue.in_hand(tx, account):
            delivery = queue.delivery(tx, post_id, worker.store.media)
            lease = delivery.lease_until
            believed = lease is not None and now < lease <= now + _LONGEST_LEASE
            if believed and not worker.store.locks_outlive_sessions:
                continue
            post = delivery.post
            free = {"owner": None, "lease_until": None}
            if post.state == "sending":
                # It may have left as late as just now: that its sender is dead is all we know.
                values = {"state": "unknown", "left_at": now, "look_at": now, "looks": 0, **free}
                why = "the sender died while sending; it may be out"
            else:
                values = {"state": "queued", **free}
                why = "the sender died before anything left"
            queue.change(tx, post_id, (post.state,), **values)
            worker.note(tx, post, "recovered", why)


def settle(worker: Worker, network: Network, post_id: str) -> Outcome | None:
    """Look whether an unknown post is out: then it is posted; if it surely is not, resend it.

    None while that is open. The account must be locked.
    """
    with worker.store.read() as tx:
        delivery = queue.delivery(tx, post_id, worker.store.media)
    if delivery.post.state != "unknown" or delivery.look_at is None:
        return None
    try:
        found = network.find(parcel_of(delivery), known=others(worker, delivery.post))
    except Exception as error:  # noqa: BLE001 - a bug in one network must not stop the others
        return _not_told(worker, delivery, error)
    reached("looked-up")
    if found is not None:
        return _found(worker, delivery.post, found)
    return _not_found(worker, network, delivery)


def _found(worker: Worker, post: Post, sent: Sent) -> Outcome | None:
    done = record_sent(worker, post, ("unknown",), sent, "found on the network: it was out already")
    reached("settled")
    what: What = "held" if sent.by_hand else "posted"
    return worker.outcome(post, what, "It was out already.") if done else None


def _not_found(worker: Worker, network: Network, delivery: Delivery) -> Outcome | None:
    post, now = delivery.post, worker.clock.now()
    # A time ahead was written by a clock that ran ahead: it left now at the latest.
    settled = min(delivery.left_at or now, now) + timedelta(seconds=network.limits.settle_seconds)
    if now < settled:
        _look_again(worker, delivery, "It is not to be seen yet.")
        return None
    if delivery.remove_at is not None:
        return _not_out(worker, post)
    if post.attempts >= MOST_ATTEMPTS:
        return _ask_a_person(worker, post, "It was not found after several attempts.")
    with worker.store.write() as tx:
        lease = worker.lease(network, calls=1 + len(post.cards))
        if not accounts.may_send(tx, post.account, now):
            return None
        values = {"state": "claimed", "owner": worker.name, "lease_until": lease, "look_at": None}
        if not queue.change(tx, post.id, ("unknown",), **values):
            return None
        worker.note(tx, post, "not-found", "it is not out; the same is sent again")
    reached("settled")
    return make_ready(worker, network, delivery)


def _not_out(worker: Worker, post: Post) -> Outcome | None:
    """Bring a post to its end that was to be taken down and is nowhere: it is not sent again."""
    values = {"state": "removed", "remove_at": None, "look_at": None, "problem": None}
    with worker.store.write() as tx:
        if not queue.change(tx, post.id, ("unknown",), **values):
            return None
        worker.note(tx, post, "removed", "it is not out, and is not sent again")
    return worker.outcome(post, "removed", "It is not out, and is not sent again.")


def _look_again(worker: Worker, delivery: Delivery, why: str) -> None:
    if delivery.looks >= MOST_LOOKS:
        _ask_a_person(worker, delivery.post, why)
        return
    wait = min(_SHORTEST_LOOK * 2 ** min(delivery.looks, 6), _LONGEST_LOOK)
    with worker.store.write() as tx:
        now = worker.clock.now()
        values = {"looks": delivery.looks + 1, "look_at": now + wait}
        if delivery.left_at is not None and delivery.left_at > now:
            values["left_at"] = now
        if queue.change(tx, delivery.post.id, ("unknown",), **values) and delivery.looks == 0:
            worker.note(tx, delivery.post, "looked", why)


def _not_told(worker: Worker, delivery: Delivery, error: Exception) -> Outcome | None:
    """Write down that the network could not be asked, and when it is asked again."""
    if isinstance(error, Deferred):
        _wait(worker, delivery.post, error)
    elif isinstance(error, AuthLost):
        return _stop(worker, delivery.post, error)
    elif isinstance(error, PullquoteError) and not isinstance(error, NetworkError):
        return _ask_a_person(worker, delivery.post, str(error))
    else:
        _look_again(worker, delivery, unforeseen(error))
    return None


def _wait(worker: Worker, post: Post, error: Deferred) -> None:
    """Ask nothing more of a network before the moment that it named."""
    with worker.store.write() as tx:
        until = min(error.until, worker.clock.now() + accounts.LONGEST_WAIT)
        accounts.put(tx, post.account, wait_until=until)
        why = f"{error} Looked for again from {until.isoformat(timespec='seconds')}."
        worker.note(tx, post, "deferred", why)


def _stop(worker: Worker, post: Post, error: AuthLost) -> Outcome:
    """Stop an account whose network does not know us: looks go on when it is resumed."""
    with worker.store.write() as tx:
        now = worker.clock.now()
        accounts.put(tx, post.account, paused_at=now, pause_reason=str(error))
        worker.note(tx, post, "paused", f"{error} The account is paused; the post stays unknown.")
    return worker.outcome(post, "unknown", str(error))


def _ask_a_person(worker: Worker, post: Post, why: str) -> Outcome | None:
    sentence = f"{why} See on the network whether it is out, and say so."
    with worker.store.write() as tx:
        if not queue.change(tx, post.id, ("unknown",), look_at=None, problem=sentence):
            return None
        worker.note(tx, post, "needs-a-person", sentence)
    return worker.outcome(post, "unknown", sentence)
