"""Posts whose time has passed and that nobody has taken: the sign that nothing is published."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flows import posts
from flows.core.post import Post
from flows.store import Store
from flows.store.posts import PENDING

# A worker looks at the queue every few seconds; later than this, none is there.
LATE = timedelta(minutes=2)


def is_overdue(post: Post, now: datetime, stopped: Collection[str]) -> bool:
    """Tell whether a post should have gone out a while ago and nobody has taken it.

    `stopped` are the accounts that people have paused: theirs wait because they shall.
    """
    due = post.due_at
    waits = post.state in PENDING and post.account not in stopped
    return waits and due is not None and now - due > LATE


def overdue(store: Store, now: datetime, stopped: Collection[str]) -> list[Post]:
    """Return the posts that are overdue, the longest waiting first."""
    first = posts.next_due(store)
    if first is None or now - first <= LATE:
        return []
    pending = [post for state in PENDING for post in posts.listing(store, state=state)]
    late = [post for post in pending if is_overdue(post, now, stopped)]
    return sorted(late, key=lambda post: post.due_at or now)
