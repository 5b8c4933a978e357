"""What is new in the desks' feeds: remembered, waited for, handed on until it is made."""

from dataclasses import dataclass

from flows import pipeline, posts, sources
from flows.core.clock import SystemClock
from flows.core.errors import PullquoteError, TryLater
from flows.core.feed import FeedMemory
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.store import Store, errands, feeds


@dataclass(frozen=True, slots=True)
class News:
    """Addresses to make, by desk; and how many feeds and articles could not be used."""

    articles: dict[str, list[str]]
    left_out: int

    @property
    def told(self) -> str:
        """What a run says that found this."""
        new = "; ".join(f"{desk}: {len(urls)} new" for desk, urls in self.articles.items())
        told = f"{new or 'Nothing new in the feeds'}."
        if self.left_out:
            told += f" {self.left_out} could not be used: the page lists what and why."
        return told


def whats_new(workspace: Workspace) -> News:
    """Ask every desk's feeds for new or changed articles.

    An article counts as seen and is noted to be made in one transaction; until `pipeline.settled`
    says that it is made it is offered again, an hour later, a few times.
    """
    clock = SystemClock()
    with pipeline.opened(workspace) as store:
        left_out = sum(
            _look_at(store, workspace, feed, desks) for feed, desks in _readers(workspace).items()
        )
        with store.write() as tx:
            lost = errands.given_up(tx, clock.now())
            found = errands.take(tx, clock.now())
        for url in lost:
            posts.note_unread(store, url, "It could not be made after several tries.", clock=clock)
        return News(found, left_out + len(lost))


def _readers(workspace: Workspace) -> dict[str, list[DeskSettings]]:
    """Return every feed with the desks that want it: what is new there is new to all of them."""
    found: dict[str, list[DeskSettings]] = {}
    for desk in workspace.settings.desk:
        for feed in dict.fromkeys(desk.sources):
            found.setdefault(feed, []).append(desk)
    return found


def _look_at(store: Store, workspace: Workspace, feed: str, desks: list[DeskSettings]) -> int:
    """Look at one feed; return how much of it could not be used."""
    clock = SystemClock()
    waits = feeds.waits_until(store, feed)
    if waits and waits > clock.now():
        return 0
    try:
        known = feeds.memory(store, feed)
        news = {
            foreign: sources.feed_items(feed, workspace, known, foreign=foreign)
            for foreign in sorted({desk.foreign for desk in desks})
        }
    except PullquoteError as error:
        if isinstance(error, TryLater):
            feeds.wait(store, feed, error.until)
        posts.note_unread(store, feed, str(error), clock=clock)
        return 1
    except Exception as error:  # noqa: BLE001 - one bad feed never ends the look at the others
        reason = f"Something unforeseen happened ({type(error).__name__})."
        posts.note_unread(store, feed, reason, clock=clock)
        return 1
    unread = {(item.name, item.reason) for look in news.values() for item in look.unread}
    for name, reason in sorted(unread):
        posts.note_unread(store, name, reason, clock=clock)
    feeds.remember(
        store,
        feed,
        _memory([look.memory for look in news.values()]),
        articles={desk.name: news[desk.foreign].urls for desk in desks},
    )
    return len({name for name, _ in unread})


def _memory(looks: list[FeedMemory]) -> FeedMemory:
    """Return what to remember of several looks: a validator only where all of them agree."""
    first, *others = looks
    agreed = all((o.etag, o.last_modified) == (first.etag, first.last_modified) for o in others)
    seen = frozenset().union(*(look.seen for look in looks))
    return FeedMemory(first.etag, first.last_modified, seen) if agreed else FeedMemory(seen=seen)
