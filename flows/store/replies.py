"""First replies: posts that stand below another one and go out once that one is posted."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from flows.core.post import Post, PostState
from flows.store import posts as queue
from flows.store import schema

_COLUMNS = schema.post.c


def of(
    tx: sa.Connection, post_id: str, media: Path, *, states: tuple[PostState, ...] = ()
) -> list[Post]:
    """Return the replies to a post, those in `states` only if any are named."""
    ids = sa.select(_COLUMNS.id).where(_COLUMNS.answers == post_id)
    found = queue.some(tx, list(tx.scalars(ids)), media)
    return [post for post in found.values() if not states or post.state in states]


def ripe(tx: sa.Connection, account: str | None = None) -> list[tuple[str, str, str | None]]:
    """Return (post, draft, remote id of the post above) of replies whose turn has come.

    They are approved and what they answer is out.
    """
    above = schema.post.alias("above")
    query = (
        sa.select(_COLUMNS.id, _COLUMNS.draft_id, above.c.remote_id)
        .join(above, above.c.id == _COLUMNS.answers)
        .where(_COLUMNS.state == "approved", above.c.state == "posted")
    )
    if account is not None:
        query = query.where(_COLUMNS.account == account)
    return [(row[0], row[1], row[2]) for row in tx.execute(query.order_by(_COLUMNS.id))]


def release(tx: sa.Connection, post_id: str, due_at: datetime) -> bool:
    """Let an approved reply be sent from `due_at` on, beside the account's slots."""
    values = {"due_at": due_at, "pinned": True, "problem": None}
    return queue.change(tx, post_id, ("approved",), state="queued", **values)


def waiting(tx: sa.Connection, account: str, media: Path) -> dict[str, Post]:
    """Return an account's approved replies that wait for their post, by that post's id."""
    ids = sa.select(_COLUMNS.id).where(
        _COLUMNS.account == account,
        _COLUMNS.state == "approved",
        _COLUMNS.answers.is_not(None),
    )
    found = queue.some(tx, list(tx.scalars(ids)), media)
    return {str(post.answers): post for post in found.values()}


def turn(tx: sa.Connection, account: str, article_id: str) -> int:
    """Return how many posts of an article an account has had, first replies apart."""
    query = sa.select(sa.func.count()).where(
        _COLUMNS.account == account,
        _COLUMNS.article_id == article_id,
        _COLUMNS.answers.is_(None),
    )
    return int(tx.scalar(query) or 0)
