"""Which posts stand on a page that it is time to read again, before they go out and after."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.store import schema
from flows.store.posts import PENDING, may_send

_POST = schema.post.c
_ARTICLE = schema.article.c


def before_slot(
    tx: sa.Connection, now: datetime, *, within: timedelta, stale: timedelta
) -> list[tuple[str, str]]:
    """Return (post id, address) of what is due within `within` and whose source was not read since
    so long before its time, or not in the last `stale`; the next due first.

    First replies are left out, and what is due on an account that waits.
    """
    rows = tx.execute(
        sa.select(_POST.id, _ARTICLE.url, _POST.due_at, _POST.reread_at)
        .join(schema.article, _ARTICLE.id == _POST.article_id)
        .where(
            _POST.state.in_(PENDING),
            _POST.due_at < sa.bindparam(None, now + within, schema.Moment),
            _POST.answers.is_(None),
            _from_the_web(),
            may_send(now),
        )
        .order_by(_POST.due_at, _POST.id)
    )
    return [
        (row.id, row.url)
        for row in rows
        if row.reread_at is None or row.reread_at < max(row.due_at - within, now - stale)
    ]


def of_older_readings(tx: sa.Connection, article_id: str, revision: str) -> list[str]:
    """Return what waits to go out of an article and was taken from another revision of it."""
    quote, draft = schema.quote.c, schema.draft.c
    found = tx.scalars(
        sa.select(_POST.id)
        .join(schema.draft, draft.id == _POST.draft_id)
        .join(schema.quote, quote.id == draft.quote_id)
        .where(
            quote.article_id == article_id,
            quote.revision != revision,
            _POST.state.in_(("approved", *PENDING)),
            _POST.answers.is_(None),
        )
        .order_by(_POST.id)
    )
    return list(found)


def after_posting(
    tx: sa.Connection, *, since: datetime, not_after: datetime
) -> list[tuple[str, str]]:
    """Return (post id, address) of what was posted `since` and whose source was last read before
    `not_after`, or never; the latest first. First replies are left out.
    """
    rows = tx.execute(
        sa.select(_POST.id, _ARTICLE.url)
        .join(schema.article, _ARTICLE.id == _POST.article_id)
        .where(
            _POST.state == "posted",
            _POST.remove_at.is_(None),
            _POST.answers.is_(None),
            _POST.posted_at >= sa.bindparam(None, since, schema.Moment),
            sa.or_(
                _POST.reread_at.is_(None),
                _POST.reread_at < sa.bindparam(None, not_after, schema.Moment),
            ),
            _from_the_web(),
        )
        .order_by(_POST.posted_at.desc(), _POST.id)
    )
    return [(row.id, row.url) for row in rows]


def _from_the_web() -> sa.ColumnElement[bool]:
    return sa.or_(_ARTICLE.url.startswith("http://"), _ARTICLE.url.startswith("https://"))
