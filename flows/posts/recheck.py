"""Before a post goes out its source is read again: words that are gone there are not posted.

Reading is the caller's: here stands which posts it is time for, and what an answer means. It is
done in the minutes before a slot, never inside a send; a source that cannot be reached just now
holds nothing up.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from flows.core.article import Article
from flows.core.clock import Clock
from flows.core.post import Post
from flows.core.quote import Quote
from flows.core.verbatim import normalised
from flows.posts.notes import ITSELF
from flows.store import Store, Transaction, accounts, articles, drafts, log, rereads
from flows.store import posts as queue

# Twice the time between two looks at the queue, so that every post is seen once at least.
BEFORE_SLOT = timedelta(minutes=10)
# A post that is late is not sent on the strength of an older reading than this.
_STALE = timedelta(minutes=20)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# So much of a quotation must still stand in a row for its place to be told.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class ToReread:
    """A post that is about to go out, and the address its article came from."""

    post: Post
    url: str


def unread(tx: Transaction, now: datetime) -> list[tuple[str, str]]:
    """Return (post id, address) of what is about to go out and was not looked up where it stands."""
    return rereads.before_slot(tx, now, within=BEFORE_SLOT, stale=_STALE)


def to_reread(store: Store, *, clock: Clock) -> list[ToReread]:
    """Return the posts due within ten minutes whose source was not read in the time before.

    Only those whose article came from an address; those of an account that waits are left out.
    """
    with store.read() as tx:
        found = unread(tx, clock.now())
        known = queue.some(tx, [post_id for post_id, _ in found], store.media)
    return [ToReread(known[post_id], url) for post_id, url in found if post_id in known]


def reread(store: Store, post_id: str, text: str | None, *, clock: Clock) -> Post | None:
    """Hold a post if the article, as it reads now, no longer has its words.

    `text` is the article's clean text now, None if it is gone (404, 410). Returns the held post,
    None if all is well, the editor has let this very difference pass, or the post is not waiting
    any more. Raises NotFound.
    """
    with store.write() as tx:
        found = queue.delivery(tx, post_id, store.media)
        article, quote = source_of(tx, found.post)
        problem = difference(article, quote, text)
        if problem is None or problem == found.accepted:
            said = "the article still says it" if problem is None else "an editor let this pass"
            _note_read(tx, found.post, said, clock)
            return None
        values = {"state": "held", "hold_reason": "source-changed", "problem": problem}
        states = ("approved", *queue.PENDING)
        if not queue.change(tx, post_id, states, slot_key=None, reread_at=clock.now(), **values):
            return None
        accounts.put(tx, found.post.account, planned_by=None)
        _log(tx, found.post, "held", problem, clock)
        return queue.get(tx, post_id, store.media)


def hold_changed(store: Store, article: Article, *, clock: Clock) -> list[Post]:
    """Hold what waits to go out of an article that was read anew and no longer has its words.

    As `reread` would in the minutes before, which files and pages that are down never see.
    """
    text = standing(article)
    with store.read() as tx:
        found = rereads.of_older_readings(tx, article.id, article.revision)
        posts = queue.some(tx, found, store.media).values()
        changed = [post.id for post in posts if difference(*source_of(tx, post), text)]
    held = [reread(store, post_id, text, clock=clock) for post_id in changed]
    return [post for post in held if post is not None]


def standing(article: Article) -> str:
    """Return all that stands on an article's page: what the cleaner dropped is not gone there."""
    return "\n\n".join((article.text, *(dropped.line for dropped in article.removed)))


def not_reread(store: Store, post_id: str, why: str, *, clock: Clock) -> None:
    """Note that a post's source could not be read just now, which holds nothing up."""
    with store.write() as tx:
        said = f"the source could not be read again, sent all the same: {why}"
        _note_read(tx, queue.get(tx, post_id, store.media), said, clock)


def changed_since(store: Store, article: Article, quote: Quote) -> str | None:
    """Say what became of a quote's words in the newest reading of its article; None if they stand."""
    with store.read() as tx:
        newest = articles.get(tx, article.id)
    return (
        None
        if newest.revision == article.revision
        else difference(article, quote, standing(newest))
    )


def difference(article: Article, quote: Quote, text: str | None) -> str | None:
    """Say in a sentence or two what became of a quote's words in an article; None if they stand.

    Each stretch between quotation marks must stand there, in order, under the closed list of
    changes that still count as verbatim.
    """
    if text is None:
        return "The article is no longer there."
    now, position = normalised(text), 0
    for span in quote.spans:
        words = normalised(article.text[span.start : span.end])
        end = _whole(words, now, position)
        if end < 0:
            return f"The article no longer says “{words}”.{_instead(words, now)}"
        position = end
    return None


def _instead(words: str, now: str) -> str:
    """Return what the article says in the place of `words`, if something like it is there.

    Word by word: “belongs to everyone who [works → lives] in it”; the bare text where only marks
    have changed.
    """
    was = _WORD.findall(words)
    places = list(_WORD.finditer(now))
    there = [place[0] for place in places]
    match = SequenceMatcher(None, there, was, autojunk=False).find_longest_match()
    if not match.size or match.size < min(_ENOUGH, len(was)):
        return ""
    start = max(0, match.a - match.b)
    window = there[start : start + len(was) + _ENOUGH]
    steps = SequenceMatcher(None, was, window, autojunk=False).get_opcodes()
    steps = steps[:-1] if steps[-1][0] == "insert" else steps
    if all(kind == "equal" for kind, *_ in steps):
        first, last = places[start], places[min(start + len(was), len(places)) - 1]
        return f" It says: “{now[first.start() : last.end() + 1].strip()}”."
    # What follows the last changed word is no longer the quotation.
    kind, a, b, c, d = steps[-1]
    steps = [*steps[:-1], (kind, a, b, c, min(d, c + b - a))]
    shown = (
        " ".join(was[a:b]) if kind == "equal" else _changed(was[a:b], window[c:d])
        for kind, a, b, c, d in steps
    )
    return f" It says: “{' '.join(shown)}”."


def _changed(was: list[str], now: list[str]) -> str:
    return f"[{' '.join(was) or '…'} → {' '.join(now) or '…'}]"


def _whole(words: str, now: str, start: int) -> int:
    """Return where `words` end in `now` from `start` on, whole at both ends; -1 if nowhere."""
    found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)" if words else "$^")
    match = found.search(now, start)
    # Words that begin or end in a mark have no border of their own there.
    if match is None and not (words[:1].isalnum() and words[-1:].isalnum()):
        at = now.find(words, start)
        return at + len(words) if at >= 0 else -1
    return match.end() if match else -1


def _note_read(tx: Transaction, post: Post, said: str, clock: Clock) -> None:
    if queue.change(tx, post.id, ("approved", *queue.PENDING), reread_at=clock.now()):
        _log(tx, post, "source-read", said, clock)


def _log(tx: Transaction, post: Post, what: str, why: str, clock: Clock) -> None:
    ids = {"draft_id": post.draft_id, "post_id": post.id}
    log.write(tx, at=clock.now(), who=ITSELF, what=what, why=why, **ids)


def source_of(tx: Transaction, post: Post) -> tuple[Article, Quote]:
    """Return the article and the quote that a post was made from."""
    return drafts.sources(tx, [drafts.get(tx, post.draft_id)])[post.draft_id]
