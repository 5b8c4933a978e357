"""News goes stale: what nobody sent in time is let go, and the log says so."""

from flows.core.clock import Clock
from flows.core.post import Post, PostState
from flows.posts.notes import ITSELF
from flows.posts.replies import WITH_IT, fall
from flows.store import Store, accounts, drafts, log
from flows.store import posts as queue

_STILL: tuple[PostState, ...] = ("draft", "approved", "queued", "deferred", "held")


def expire(store: Store, *, clock: Clock) -> list[Post]:
    """Let go of posts whose time is over and that are not on their way; return them.

    A draft of which every post has expired expires with them.
    """
    now = clock.now()
    with store.read() as tx:
        if not queue.stale(tx, now):
            return []
    gone: list[Post] = []
    with store.write() as tx:
        for post_id in queue.stale(tx, now):
            post = queue.get(tx, post_id, store.media)
            queue.change(tx, post_id, _STILL, state="expired", slot_key=None, owner=None)
            accounts.put(tx, post.account, planned_by=None)
            ids = {"draft_id": post.draft_id, "post_id": post_id}
            why = "it was not sent before it went stale"
            log.write(tx, at=now, who=ITSELF, what="expired", why=why, **ids)
            gone.append(queue.get(tx, post_id, store.media))
            gone += fall(tx, store, post, "expired", who=ITSELF, why=WITH_IT, now=now)
            others = queue.listing(tx, store.media, draft_ids=[post.draft_id])
            if all(other.state in {"expired", "rejected"} for other in others):
                drafts.change(tx, post.draft_id, was="waiting", state="expired")
    return gone
