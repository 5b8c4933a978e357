"""Which stored articles may be copies of a text: those that share some of its marks."""

from collections.abc import Collection

import sqlalchemy as sa

from flows.core.article import Article
from flows.store import articles, schema
from flows.store.inserting import insert_new


def remember(tx: sa.Connection, article_id: str, marks: Collection[int]) -> None:
    """Write a stored article's marks; those of its earlier revisions stay."""
    for mark in sorted(marks):
        insert_new(tx, schema.mark, mark=mark, article_id=article_id)


def known(tx: sa.Connection, article_id: str, desk: str) -> bool:
    """Tell whether an article has drafts on `desk`."""
    draft = schema.draft.c
    there = sa.select(draft.id).where(draft.article_id == article_id, draft.desk == desk)
    return tx.scalar(there.limit(1)) is not None


def sharing(
    tx: sa.Connection, marks: Collection[int], desk: str, *, most: int = 5
) -> list[Article]:
    """Return the articles that have drafts on `desk` and share the most of `marks`, best first."""
    mark, draft = schema.mark.c, schema.draft.c
    on_desk = sa.select(draft.article_id).where(draft.desk == desk)
    found = tx.scalars(
        sa.select(mark.article_id)
        .where(mark.mark.in_(marks), mark.article_id.in_(on_desk))
        .group_by(mark.article_id)
        .order_by(sa.func.count().desc(), mark.article_id)
        .limit(most)
    )
    return [articles.get(tx, article_id) for article_id in found]
