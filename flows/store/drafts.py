"""Drafts: one quote with its cards, waiting for or after a person's word."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from flows.core.article import Article
from flows.core.errors import NotFound
from flows.core.post import Draft, DraftState
from flows.core.quote import Quote
from flows.store import records, schema

_FIELDS = (
    schema.draft.c.id,
    schema.draft.c.article_id,
    schema.draft.c.quote_id,
    schema.draft.c.desk,
    schema.draft.c.state,
    schema.draft.c.created_at,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A quote that a draft of the same article was made of, and in which revision."""

    draft: Draft
    key: str
    words: str
    revision: str
    quote: Quote


def insert(tx: sa.Connection, draft: Draft, card_ids: Sequence[str]) -> None:
    """Write a new draft with its cards in order."""
    tx.execute(
        sa.insert(schema.draft).values(
            id=draft.id,
            article_id=draft.article_id,
            quote_id=draft.quote_id,
            desk=draft.desk,
            state=draft.state,
            created_at=draft.created_at,
        )
    )
    for position, card_id in enumerate(card_ids):
        tx.execute(
            sa.insert(schema.draft_card).values(
                draft_id=draft.id, position=position, card_id=card_id
            )
        )


def get(tx: sa.Connection, draft_id: str) -> Draft:
    """Return a draft. Raises NotFound."""
    row = tx.execute(sa.select(*_FIELDS).where(schema.draft.c.id == draft_id)).first()
    if row is None:
        raise NotFound(f"There is no draft {draft_id!r}.", "See: pullquote posts list")
    return Draft(*row)


def of_the_same(tx: sa.Connection, draft_id: str) -> list[str]:
    """Return the drafts of one desk that say what one of them says, the one given first: the same
    words of an article by the same speaker, whatever else a person changed in them.
    """
    one = get(tx, draft_id)
    draft, quote = schema.draft.c, schema.quote.c
    key = sa.select(quote.key).where(quote.id == one.quote_id).scalar_subquery()
    same = sa.and_(
        draft.article_id == one.article_id,
        draft.desk == one.desk,
        draft.id != one.id,
        quote.key == key,
    )
    others = sa.select(draft.id).join(schema.quote, quote.id == draft.quote_id).where(same)
    return [one.id, *tx.scalars(others.order_by(draft.created_at))]


def change(tx: sa.Connection, draft_id: str, *, was: DraftState, state: DraftState) -> bool:
    """Move a draft from one state to another; False if it was not in the first."""
    table = schema.draft
    moved = sa.update(table).where(table.c.id == draft_id, table.c.state == was)
    return tx.execute(moved.values(state=state)).rowcount == 1


def requote(tx: sa.Connection, draft: Draft, quote_id: str, card_ids: Sequence[str]) -> bool:
    """Give a waiting draft another quote and its cards; False if it is no longer as it was."""
    table = schema.draft
    same = sa.and_(
        table.c.id == draft.id, table.c.state == "waiting", table.c.quote_id == draft.quote_id
    )
    if tx.execute(sa.update(table).where(same).values(quote_id=quote_id)).rowcount != 1:
        return False
    shown = schema.draft_card
    tx.execute(sa.delete(shown).where(shown.c.draft_id == draft.id))
    for position, card_id in enumerate(card_ids):
        tx.execute(sa.insert(shown).values(draft_id=draft.id, position=position, card_id=card_id))
    return True


def waiting(tx: sa.Connection, desk: str | None) -> list[Draft]:
    """Return drafts that wait: newest article first, best quote first."""
    query = (
        sa.select(*_FIELDS)
        .join(schema.article, schema.article.c.id == schema.draft.c.article_id)
        .join(schema.quote, schema.quote.c.id == schema.draft.c.quote_id)
        .where(schema.draft.c.state == "waiting")
        .order_by(
            schema.article.c.first_seen.desc(),
            schema.article.c.id,
            schema.quote.c.score.desc(),
            schema.draft.c.id,
        )
    )
    if desk is not None:
        query = query.where(schema.draft.c.desk == desk)
    return [Draft(*row) for row in tx.execute(query)]


def sources(tx: sa.Connection, drafts: Sequence[Draft]) -> dict[str, tuple[Article, Quote]]:
    """Return, for each draft's id, its quote and the article revision the quote points into."""
    quote, revision = schema.quote.c, schema.revision.c
    rows = tx.execute(
        sa.select(quote.id, quote.body, revision.article_id, revision.revision)
        .join(
            schema.revision,
            sa.and_(revision.article_id == quote.article_id, revision.revision == quote.revision),
        )
        .where(quote.id.in_({draft.quote_id for draft in drafts}))
    ).all()
    # An article's text is read and parsed once however many quotes point into it.
    wanted = {(row.article_id, row.revision) for row in rows}
    bodies = tx.execute(
        sa.select(revision.article_id, revision.revision, revision.body).where(
            sa.tuple_(revision.article_id, revision.revision).in_(wanted)
        )
    )
    articles = {(b.article_id, b.revision): records.article_from_text(b.body) for b in bodies}
    quotes = {
        row.id: (articles[row.article_id, row.revision], records.quote_from_text(row.body))
        for row in rows
    }
    return {draft.id: quotes[draft.quote_id] for draft in drafts}


def told(tx: sa.Connection, article_id: str) -> list[Told]:
    """Return every quote of an article that a draft was made of, oldest first."""
    quote = schema.quote.c
    rows = tx.execute(
        sa.select(*_FIELDS, quote.key, quote.words, quote.revision, quote.body)
        .join(schema.quote, quote.id == schema.draft.c.quote_id)
        .where(schema.draft.c.article_id == article_id)
        .order_by(schema.draft.c.created_at, schema.draft.c.id)
    )
    return [
        Told(
            Draft(*row[:6]),
            row.key,
            row.words,
            row.revision,
            records.quote_from_text(row.body),
        )
        for row in rows
    ]
