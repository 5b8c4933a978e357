"""What is new in the desks' feeds: remembered, waited for, handed on until it is made."""

from flows import pipeline, posts, sources
from flows.core.clock import SystemClock
from flows.core.errors import PullquoteError, TryLater
from flows.core.feed import FeedMemory
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.store import Store, errands, feeds


def whats_new(workspace: Workspace) -> dict[str, list[str]]:
    """Ask every desk's feeds for new or changed articles; return addresses to make, by desk.

    An article counts as seen and is noted to be made in one transaction; until `pipeline.settled`
    says that it is made it is offered again, an hour later, a few times.
    """
    clock = SystemClock()
    with pipeline.opened(workspace) as store:
        for feed, desks in _readers(workspace).items():
            _look_at(store, workspace, feed, desks)
        with store.write() as tx:
            lost = errands.given_up(tx, clock.now())
            found = errands.take(tx, clock.now())
        for url in lost:
            posts.note_unread(store, url, "It could not be made after several tries.", clock=clock)
        return found


def _readers(workspace: Workspace) -> dict[str, list[DeskSettings]]:
    """Return every feed with the desks that want it: what is new there is new to all of them."""
    found: dict[str, list[DeskSettings]] = {}
    for desk in workspace.settings.desk:
        for feed in dict.fromkeys(desk.sources):
            found.setdefault(feed, []).append(desk)
    return found


def _look_at(store: Store, workspace: Workspace, feed: str, desks: list[DeskSettings]) -> None:
    clock = SystemClock()
    waits = feeds.waits_until(store, feed)
    if waits and waits > clock.now():
        return
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
        return
    except Exception as error:  # noqa: BLE001 - one bad feed never ends the look at the others
        reason = f"Something unforeseen happened ({type(error).__name__})."
        posts.note_unread(store, feed, reason, clock=clock)
        return
    for look in news.values():
        for item in look.unread:
            posts.note_unread(store, item.name, item.reason, clock=clock)
    feeds.remember(
        store,
        feed,
        _memory([look.memory for look in news.values()]),
        articles={desk.name: news[desk.foreign].urls for desk in desks},
    )


def _memory(looks: list[FeedMemory]) -> FeedMemory:
    """Return what to remember of several looks: a validator only where all of them agree."""
    first, *others = looks
    agreed = all((o.etag, o.last_modified) == (first.etag, first.last_modified) for o in others)
    seen = frozenset().union(*(look.seen for look in looks))
    return FeedMemory(first.etag, first.last_modified, seen) if agreed else FeedMemory(seen=seen)
