"""Articles that a feed named and that are not made yet: offered again until they are."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.store import schema
from flows.store.inserting import insert_new

# A run that makes cards is over by then, or dead.
AGAIN_AFTER = timedelta(hours=1)
MOST_TRIES = 5


def add(tx: sa.Connection, desk: str, urls: Iterable[str]) -> None:
    """Note articles to be made for a desk; one that is noted already stays as it is."""
    for url in urls:
        insert_new(tx, schema.errand, desk=desk, url=url, tries=0)


def take(tx: sa.Connection, now: datetime) -> dict[str, list[str]]:
    """Return by desk what is to be made now, and count the try.

    That is what was never offered, or was offered an hour ago and is still not made.
    """
    errand = schema.errand.c
    open_now = sa.and_(
        errand.tries < MOST_TRIES,
        sa.or_(errand.offered_at.is_(None), errand.offered_at <= now - AGAIN_AFTER),
    )
    found = tx.execute(
        sa.select(errand.desk, errand.url).where(open_now).order_by(errand.desk, errand.url)
    ).all()
    tx.execute(
        sa.update(schema.errand).where(open_now).values(offered_at=now, tries=errand.tries + 1)
    )
    by_desk: dict[str, list[str]] = {}
    for desk, url in found:
        by_desk.setdefault(desk, []).append(url)
    return by_desk


def done(tx: sa.Connection, url: str, desk: str | None = None) -> None:
    """Forget an article that is made for a desk, or for all of them."""
    errand = schema.errand.c
    made = sa.delete(schema.errand).where(errand.url == url)
    tx.execute(made if desk is None else made.where(errand.desk == desk))


def given_up(tx: sa.Connection, now: datetime) -> list[str]:
    """Take out and return the articles that were offered as often as is sensible."""
    errand = schema.errand.c
    spent = sa.and_(errand.tries >= MOST_TRIES, errand.offered_at <= now - AGAIN_AFTER)
    urls = list(tx.scalars(sa.select(errand.url).where(spent).distinct()))
    tx.execute(sa.delete(schema.errand).where(spent))
    return urls
