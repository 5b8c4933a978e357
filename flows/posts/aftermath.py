"""What a person says of a post whose end we do not know, and what the network shows to go by."""

from dataclasses import dataclass

from flows import networks
from flows.core.clock import Clock
from flows.core.errors import WrongState
from flows.core.post import Post
from flows.core.workspace import Workspace
from flows.networks import Candidate
from flows.posts.deliver import KNOWN
from flows.posts.replies import let_follow
from flows.posts.settle import MOST_ATTEMPTS
from flows.posts.worker import parcel_of
from flows.store import Store, Transaction, accounts, log
from flows.store import posts as queue


@dataclass(frozen=True, slots=True)
class Likely:
    """Something that stands on the network, and whether it says what the post says.

    `same`: the same words with as many images. More than one may be: a person decides.
    """

    found: Candidate
    same: bool


def candidates(store: Store, workspace: Workspace, post_id: str, *, clock: Clock) -> list[Likely]:
    """Return what an unknown post may be on its network, what says the same first.

    Other posts of ours are left out. Asks the network, and changes nothing. Raises NotFound,
    WrongState for a post that is not unknown, SettingsError, NetworkError.
    """
    with store.read() as tx:
        delivery = queue.delivery(tx, post_id, store.media)
        post = delivery.post
        if post.state != "unknown":
            raise WrongState(f"Post {post_id} is {post.state}: there is nothing to settle.")
        known = queue.remote_ids(tx, post.account, clock.now() - KNOWN)
    account = workspace.settings.account_named(post.account)
    parcel = parcel_of(delivery)
    shown = networks.connect(account, workspace).recent(parcel)
    likely = [
        Likely(one, networks.same_words(parcel.text, one.text) and one.images == len(parcel.images))
        for one in shown
        if one.remote_id not in known
    ]
    return sorted(likely, key=lambda one: not one.same)


def mark_posted(
    store: Store,
    post_id: str,
    *,
    who: str,
    remote_id: str | None = None,
    url: str | None = None,
    why: str = "",
    clock: Clock,
) -> Post:
    """Settle by a person's word that a post is out: an unknown one, or one handed to a person.

    With `remote_id`, what the network calls it, it can be taken down later.

    Raises NotFound, WrongState.
    """
    now = clock.now()
    with store.write() as tx:
        post = _unsettled(tx, store, post_id)
        values = {"state": "posted", "posted_at": now, "problem": None, "hold_reason": None}
        place = {"remote_id": remote_id or post.remote_id, "remote_url": url or post.remote_url}
        queue.change(tx, post_id, (post.state,), **values, **place, look_at=None)
        if post.answers is None:
            accounts.put(tx, post.account, last_sent_at=now)
        told = ". ".join(part for part in (why or "said so", url or remote_id or "") if part)
        _note(tx, post, "posted", told, who=who, clock=clock)
        let_follow(tx, now=now, account=post.account)
        return queue.get(tx, post_id, store.media)


def send_again(store: Store, post_id: str, *, who: str, why: str = "", clock: Clock) -> Post:
    """Let an unknown post be looked for once more and, if it is not there, be sent once more.

    Raises NotFound, WrongState.
    """
    with store.write() as tx:
        post = queue.get(tx, post_id, store.media)
        if post.state != "unknown":
            raise WrongState(f"Post {post_id} is {post.state}; only an unknown one is sent again.")
        attempts = min(post.attempts, MOST_ATTEMPTS - 1)
        values = {"look_at": clock.now(), "looks": 0, "attempts": attempts}
        queue.change(tx, post_id, ("unknown",), **values)
        _note(tx, post, "send-again", why, who=who, clock=clock)
        return queue.get(tx, post_id, store.media)


def _unsettled(tx: Transaction, store: Store, post_id: str) -> Post:
    post = queue.get(tx, post_id, store.media)
    # A held post that has an address was laid ready for a person.
    handed = post.state == "held" and post.remote_id is not None
    if post.state != "unknown" and not handed:
        raise WrongState(f"Post {post_id} is {post.state}: there is nothing to settle.")
    return post


def _note(tx: Transaction, post: Post, what: str, why: str, *, who: str, clock: Clock) -> None:
    ids = {"draft_id": post.draft_id, "post_id": post.id}
    log.write(tx, at=clock.now(), who=who, what=what, why=why, **ids)
