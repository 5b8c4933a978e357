"""What is remembered of feeds."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from flows.core.feed import FeedMemory
from flows.store import Store, errands, schema
from flows.store.inserting import insert_new


def memory(store: Store, url: str) -> FeedMemory | None:
    """Return what is remembered of a feed; None for one that was never read."""
    with store.read() as tx:
        row = tx.execute(sa.select(schema.feed).where(schema.feed.c.url == url)).first()
        if row is None:
            return None
        items = tx.scalars(sa.select(schema.feed_item.c.item).where(schema.feed_item.c.url == url))
        return FeedMemory(row.etag, row.last_modified, frozenset(items))


def remember(
    store: Store,
    url: str,
    news: FeedMemory,
    *,
    articles: Mapping[str, Iterable[str]] | None = None,
) -> None:
    """Replace a feed's validators, add to the items seen, note `articles` to be made by desk.

    All in one transaction: what counts as seen is either made or still on the list of errands.
    """
    with store.write() as tx:
        insert_new(tx, schema.feed, url=url)
        tx.execute(
            sa.update(schema.feed)
            .where(schema.feed.c.url == url)
            .values(etag=news.etag, last_modified=news.last_modified, wait_until=None)
        )
        for item in sorted(news.seen):
            insert_new(tx, schema.feed_item, url=url, item=item)
        for desk, urls in (articles or {}).items():
            errands.add(tx, desk, urls)


def wait(store: Store, url: str, until: datetime) -> None:
    """Note that a feed's server asked to be left alone until then."""
    with store.write() as tx:
        insert_new(tx, schema.feed, url=url)
        feed = schema.feed
        tx.execute(sa.update(feed).where(feed.c.url == url).values(wait_until=until))


def waits_until(store: Store, url: str) -> datetime | None:
    """Return until when a feed's server asked to be left alone, None if it did not."""
    with store.read() as tx:
        found: datetime | None = tx.scalar(
            sa.select(schema.feed.c.wait_until).where(schema.feed.c.url == url)
        )
        return found
