"""What was read out of documents before: articles and their quotes, by key."""

import json
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from flows.core.article import Article
from flows.core.quote import QuoteReport, RefusedSpan
from flows.store import records, schema
from flows.store.inserting import insert_new


def keep(tx: sa.Connection, key: str, article: Article, report: QuoteReport, now: datetime) -> None:
    """Write what was read; what is there already stays as it is."""
    body = {
        "article": records.article_to_text(article),
        "quotes": [records.quote_to_text(quote) for quote in report.quotes],
        "refused": [asdict(refused) for refused in report.refused],
    }
    insert_new(tx, schema.reading, key=key, body=json.dumps(body, ensure_ascii=False), read_at=now)


def get(tx: sa.Connection, key: str) -> tuple[Article, QuoteReport] | None:
    """Return what was read, None if nothing is kept under `key`."""
    body = tx.scalar(sa.select(schema.reading.c.body).where(schema.reading.c.key == key))
    if body is None:
        return None
    data = json.loads(body)
    report = QuoteReport(
        quotes=tuple(records.quote_from_text(quote) for quote in data["quotes"]),
        refused=tuple(RefusedSpan(**refused) for refused in data["refused"]),
    )
    return records.article_from_text(data["article"]), report


def forget(tx: sa.Connection, before: datetime) -> None:
    """Remove what was read before a moment: it can be read again."""
    tx.execute(sa.delete(schema.reading).where(schema.reading.c.read_at < before))
