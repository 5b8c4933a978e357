"""What is out is compared with its article for a week: a correction there is told here."""

from datetime import timedelta
from typing import Any

from flows.core.clock import Clock
from flows.core.post import Post
from flows.posts.notes import ITSELF
from flows.posts.recheck import difference, source_of
from flows.posts.rereading import Read, SourceNow, safely
from flows.store import Store, Transaction, log, rereads
from flows.store import posts as queue

# Most corrections to a news story are made in its first days.
FOR = timedelta(days=7)
# Once a day, whenever in the day the house is put in order.
_APART = timedelta(hours=20)
CHANGED = "source-changed"


def recheck_posted(store: Store, read: Read, *, clock: Clock) -> list[Post]:
    """Read the sources of last week's posts again; return the posts whose words are gone there now.

    Each is told of once for one difference, and stays out: taking it down is a person's decision.
    A page that does not answer tells nothing, and is read again the next day.
    """
    now = clock.now()
    with store.read() as tx:
        due = rereads.after_posting(tx, since=now - FOR, not_after=now - _APART)
    pages: dict[str, SourceNow] = {}
    found: list[Post] = []
    for post_id, url in due:
        page = pages.get(url) or pages.setdefault(url, safely(read, url))
        if page.trouble:
            continue
        with store.write() as tx:
            if _compared(tx, store, post_id, page.text, clock):
                found.append(queue.get(tx, post_id, store.media))
    return found


def _compared(tx: Transaction, store: Store, post_id: str, text: str | None, clock: Clock) -> bool:
    """Note how a post stands to its article; True if there is something new to tell."""
    delivery = queue.delivery(tx, post_id, store.media)
    post = delivery.post
    problem = difference(*source_of(tx, post), text)
    problem = None if problem == delivery.accepted else problem
    told = [line.why for line in log.of_post(tx, post.draft_id, post.id) if line.what == CHANGED]
    values: dict[str, Any] = {"reread_at": clock.now()}
    # What else stands there, as that it could not be taken down, is not ours to wipe out.
    if problem or post.problem in told:
        values |= {"problem": problem}
    if not queue.change(tx, post_id, ("posted",), **values) or not problem or problem in told[-1:]:
        return False
    ids = {"draft_id": post.draft_id, "post_id": post.id}
    log.write(tx, at=clock.now(), who=ITSELF, what=CHANGED, why=problem, **ids)
    return True
