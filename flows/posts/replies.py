"""First replies: each waits for the post above it, follows it out, and falls with it."""

from collections.abc import Sequence
from datetime import datetime

from flows.core.errors import WrongState
from flows.core.post import Post, PostState
from flows.posts.notes import ITSELF
from flows.store import Store, Transaction, log, replies
from flows.store import posts as queue

_OPEN: tuple[PostState, ...] = (
    "draft",
    "approved",
    "queued",
    "deferred",
    "claimed",
    "prepared",
    "held",
    "failed",
)
WITH_IT = "with the post that it answers"
NO_PLACE = "Nobody knows the address of the post above it: the reply cannot be put there."


def let_follow(tx: Transaction, *, now: datetime, account: str | None = None) -> None:
    """Queue the replies whose post is out, as part of a larger transaction.

    One whose post has no address known to us is held, and says so.
    """
    for post_id, draft_id, above in replies.ripe(tx, account):
        ids = {"draft_id": draft_id, "post_id": post_id}
        if above is None:
            values = {"state": "held", "hold_reason": "editor", "problem": NO_PLACE}
            queue.change(tx, post_id, ("approved",), **values)
            log.write(tx, at=now, who=ITSELF, what="held", why=NO_PLACE, **ids)
        elif replies.release(tx, post_id, now):
            why = "right after the post that it answers, which is out"
            log.write(tx, at=now, who=ITSELF, what="queued", why=why, **ids)


def fall(
    tx: Transaction,
    store: Store,
    post: Post,
    state: PostState,
    *,
    who: str,
    why: str,
    now: datetime,
) -> list[Post]:
    """End the replies to a post that will not be there, as part of a larger transaction.

    Returns those that ended. What is out, or may be, stays as it is.
    """
    fallen = []
    for reply in replies.of(tx, post.id, store.media, states=_OPEN):
        values = {"state": state, "slot_key": None, "due_at": None, "owner": None}
        if queue.change(tx, reply.id, _OPEN, **values):
            ids = {"draft_id": reply.draft_id, "post_id": reply.id}
            log.write(tx, at=now, who=who, what=state, why=why, **ids)
            fallen.append(queue.get(tx, reply.id, store.media))
    return fallen


def has_own_time(post: Post) -> None:
    """Raise WrongState for a reply: its time is that of the post above it."""
    if post.answers is not None:
        raise WrongState(
            f"Post {post.id} is the first reply to {post.answers} and goes out right after it.",
            "Move that post instead.",
        )


def below_first(posts: Sequence[Post]) -> list[Post]:
    """Return posts with replies before what they answer: the order in which they are taken down."""
    return sorted(posts, key=lambda post: post.answers is None)
