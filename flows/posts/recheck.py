"""Before a post goes out its source is read again: words that are gone there are not posted.

Reading is the caller's: here stands which posts it is time for, and what an answer means. It is
done in the minutes before a slot, never inside a send; a source that cannot be reached just now
holds nothing up.
"""

from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from flows.core.article import Article
from flows.core.clock import Clock
from flows.core.post import Post
from flows.core.quote import Quote
from flows.core.verbatim import normalised
from flows.posts.notes import ITSELF
from flows.store import Store, Transaction, accounts, drafts, log
from flows.store import posts as queue

# Twice the time between two looks at the queue, so that every post is seen once at least.
BEFORE_SLOT = timedelta(minutes=10)
_AROUND = 60


@dataclass(frozen=True, slots=True)
class ToReread:
    """A post that is about to go out, and the address its article came from."""

    post: Post
    url: str


def to_reread(store: Store, *, clock: Clock, within: timedelta = BEFORE_SLOT) -> list[ToReread]:
    """Return the posts due within `within` whose article came from an address."""
    with store.read() as tx:
        before = clock.now() + within
        posts = queue.listing(tx, store.media, states=("queued",), due_before=before)
        return [
            ToReread(post, url)
            for post in posts
            if (url := _source(tx, post)[0].url) and url.startswith(("http://", "https://"))
        ]


def reread(store: Store, post_id: str, text: str | None, *, clock: Clock) -> Post | None:
    """Hold a post if the article, as it reads now, no longer has its words.

    `text` is the article's clean text now, None if it is gone (404, 410). Returns the held post,
    None if all is well or the post is not waiting any more. Raises NotFound.
    """
    with store.write() as tx:
        post = queue.get(tx, post_id, store.media)
        article, quote = _source(tx, post)
        problem = difference(article, quote, text)
        if problem is None:
            return None
        values = {"state": "held", "hold_reason": "source-changed", "problem": problem}
        if not queue.change(tx, post_id, ("approved", "queued"), slot_key=None, **values):
            return None
        accounts.put(tx, post.account, planned_by=None)
        ids = {"draft_id": post.draft_id, "post_id": post_id}
        log.write(tx, at=clock.now(), who=ITSELF, what="held", why=problem, **ids)
        return queue.get(tx, post_id, store.media)


def difference(article: Article, quote: Quote, text: str | None) -> str | None:
    """Say in one sentence what became of a quote's words in an article; None if they stand.

    Each stretch between quotation marks must stand there, in order, under the closed list of
    changes that still count as verbatim.
    """
    if text is None:
        return "The article is no longer there."
    now, position = normalised(text), 0
    for span in quote.spans:
        words = normalised(article.text[span.start : span.end])
        found = now.find(words, position)
        if found < 0:
            return f"The article no longer says “{words}”.{_instead(words, now)}"
        position = found + len(words)
    return None


def _instead(words: str, now: str) -> str:
    """Return what the article says in the place of `words`, if something like it is there."""
    match = SequenceMatcher(None, now, words, autojunk=False).find_longest_match()
    if match.size < min(20, len(words) // 2):
        return ""
    start = max(0, match.a - match.b)
    return f" It says: “{now[start : start + len(words) + _AROUND].strip()}”."


def _source(tx: Transaction, post: Post) -> tuple[Article, Quote]:
    return drafts.sources(tx, [drafts.get(tx, post.draft_id)])[post.draft_id]
