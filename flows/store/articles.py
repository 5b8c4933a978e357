"""Articles and their revisions, and the quotes that point into a revision."""

from collections import Counter
from datetime import datetime

import sqlalchemy as sa

from flows.core.article import Article
from flows.core.errors import NotFound
from flows.core.identity import digest
from flows.core.quote import Quote, Speaker
from flows.core.verbatim import normalised_words
from flows.store import records, schema
from flows.store.inserting import insert_new


def save(tx: sa.Connection, article: Article, now: datetime) -> None:
    """Write an article and its revision; what is there already stays as it is."""
    know(tx, article, now)
    insert_new(
        tx,
        schema.revision,
        article_id=article.id,
        revision=article.revision,
        body=records.article_to_text(article),
        read_at=now,
    )


def know(tx: sa.Connection, article: Article, now: datetime) -> None:
    """Write what an article is called, so that what is noted of it can name it."""
    insert_new(
        tx,
        schema.article,
        id=article.id,
        url=article.url,
        name=article.name,
        title=article.title,
        first_seen=now,
    )


def save_quote(tx: sa.Connection, article: Article, quote: Quote) -> str:
    """Write a quote of a stored revision and return its id."""
    body = records.quote_to_text(quote)
    quote_id = digest("quote-row", article.id, article.revision, body)
    insert_new(
        tx,
        schema.quote,
        id=quote_id,
        article_id=article.id,
        revision=article.revision,
        key=quote.key,
        words=normalised_words(quote.text),
        score=quote.score,
        body=body,
    )
    return quote_id


def credited_elsewhere(tx: sa.Connection, article: Article, told: Quote) -> list[Speaker]:
    """Return whom other drafts credit with the words of a quote, where it is another: drafts of
    other articles, and those of this one in which a person said who speaks.
    """
    quote, draft = schema.quote.c, schema.draft
    rows = tx.execute(
        sa.select(quote.article_id, quote.body)
        .join(draft, draft.c.quote_id == quote.id)
        .where(quote.words == normalised_words(told.text), quote.key != told.key)
        .order_by(draft.c.created_at)
    )
    others = [(row.article_id, records.quote_from_text(row.body)) for row in rows]
    return [
        other.speaker
        for where, other in others
        if where != article.id or "speaker-by-hand" in other.flags
    ]


def left_out(tx: sa.Connection, article: Article) -> dict[str, Quote]:
    """Return, by their ids, the quotes of a revision that no draft is made of, best first; of
    several readings of the same words, one.
    """
    quote, draft = schema.quote.c, schema.draft
    drafted = (
        sa.select(quote.words)
        .join(draft, draft.c.quote_id == quote.id)
        .where(quote.article_id == article.id)
    )
    rows = tx.execute(
        sa.select(quote.id, quote.words, quote.body)
        .where(quote.article_id == article.id, quote.revision == article.revision)
        .where(quote.words.not_in(drafted))
        .order_by(quote.score.desc(), quote.id)
    )
    by_words = {row.words: row for row in rows}
    return {row.id: records.quote_from_text(row.body) for row in by_words.values()}


def speakers(tx: sa.Connection, article: Article) -> list[Speaker]:
    """Return whom the stored quotes of a revision are credited to, each once, the most often
    credited first.
    """
    quote = schema.quote.c
    bodies = tx.scalars(
        sa.select(quote.body)
        .where(quote.article_id == article.id, quote.revision == article.revision)
        .order_by(quote.id)
    )
    found = [records.quote_from_text(body).speaker for body in bodies]
    times = Counter(speaker.name for speaker in found)
    first = {speaker.name: speaker for speaker in found if speaker.name}
    return sorted(first.values(), key=lambda speaker: -times[speaker.name])


def get(tx: sa.Connection, article_id: str, revision: str | None = None) -> Article:
    """Return an article, its newest revision unless one is named. Raises NotFound."""
    query = sa.select(schema.revision.c.body).where(schema.revision.c.article_id == article_id)
    if revision is not None:
        query = query.where(schema.revision.c.revision == revision)
    body = tx.scalar(query.order_by(schema.revision.c.read_at.desc()).limit(1))
    if body is None:
        raise NotFound(f"There is no article {article_id!r}.")
    return records.article_from_text(body)
