"""The append-only log: who did what, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from flows.core.post import Decision
from flows.store import schema
from flows.store.inserting import insert_new


def write(
    tx: sa.Connection,
    *,
    at: datetime,
    who: str,
    what: str,
    why: str = "",
    article_id: str | None = None,
    draft_id: str | None = None,
    post_id: str | None = None,
) -> None:
    """Add one line to the log."""
    line = Decision(at, who, what, why, draft_id, post_id)
    write_all(tx, [line], article_id=article_id)


def write_all(
    tx: sa.Connection, lines: Sequence[Decision], *, article_id: str | None = None
) -> None:
    """Add lines to the log, in their order."""
    names = {line.who for line in lines}
    for name in names:
        insert_new(tx, schema.person, name=name)
    person = schema.person.c
    known = tx.execute(sa.select(person.name, person.id).where(person.name.in_(names)))
    ids = {row.name: row.id for row in known}
    rows = [
        {
            "at": line.at,
            "person_id": ids[line.who],
            "what": line.what,
            "why": line.why,
            "article_id": article_id,
            "draft_id": line.draft_id,
            "post_id": line.post_id,
        }
        for line in lines
    ]
    if rows:
        tx.execute(sa.insert(schema.decision), rows)


def has(tx: sa.Connection, *, what: str, why: str, article_id: str | None = None) -> bool:
    """Say whether the same thing was noted of the same article before."""
    log = schema.decision.c
    query = sa.select(log.id).where(log.what == what, log.why == why, log.article_id == article_id)
    return tx.execute(query.limit(1)).first() is not None


def of_drafts(tx: sa.Connection, draft_ids: Sequence[str]) -> dict[str, tuple[Decision, ...]]:
    """Return each draft's log, oldest first, its posts' lines included."""
    found: dict[str, tuple[Decision, ...]] = {}
    for decision in _read(tx, schema.decision.c.draft_id.in_(draft_ids)):
        key = str(decision.draft_id)
        found[key] = (*found.get(key, ()), decision)
    return found


def of_post(tx: sa.Connection, draft_id: str, post_id: str) -> list[Decision]:
    """Return a post's log and what was decided for its whole draft, oldest first."""
    log = schema.decision.c
    mine = sa.or_(log.post_id == post_id, log.post_id.is_(None))
    return _read(tx, sa.and_(log.draft_id == draft_id, mine))


def notes(tx: sa.Connection, what: str, most: int = 200) -> list[Decision]:
    """Return the newest lines of one kind ("unread", "skipped"), newest first."""
    return list(reversed(_read(tx, schema.decision.c.what == what)))[:most]


@dataclass(frozen=True, slots=True)
class Passed:
    """An article of which something was left out: when and why, newest first.

    `title` is its title, else its name, else its address; `drafted` tells whether it has drafts.
    """

    article_id: str
    title: str
    url: str | None
    drafted: bool
    notes: tuple[tuple[datetime, str], ...]


def passed(tx: sa.Connection, most: int = 2000) -> list[Passed]:
    """Return what was left out ("skipped") by article, newest first: the newest `most` lines."""
    log, article, draft = schema.decision.c, schema.article.c, schema.draft.c
    drafted = sa.exists().where(draft.article_id == log.article_id).label("drafted")
    query = (
        sa.select(
            log.at, log.why, log.article_id, article.title, article.name, article.url, drafted
        )
        .select_from(schema.decision.outerjoin(schema.article, article.id == log.article_id))
        .where(log.what == "skipped")
        .order_by(log.at.desc(), log.id)
        .limit(most)
    )
    groups: dict[str, list[sa.Row[Any]]] = {}
    for row in tx.execute(query):
        groups.setdefault(row.article_id or "", []).append(row)
    return [
        Passed(
            article_id=article_id,
            title=rows[0].title or rows[0].name or rows[0].url or "",
            url=rows[0].url,
            drafted=rows[0].drafted,
            notes=tuple((row.at, row.why) for row in rows),
        )
        for article_id, rows in groups.items()
    ]


def pseudonymise(tx: sa.Connection, name: str, instead: str) -> None:
    """Replace a person's name everywhere; what was done, when and why stays as it was."""
    tx.execute(sa.update(schema.person).where(schema.person.c.name == name).values(name=instead))


def _read(tx: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Decision]:
    rows = tx.execute(
        sa.select(schema.decision, schema.person.c.name)
        .join(schema.person, schema.person.c.id == schema.decision.c.person_id)
        .where(condition)
        .order_by(schema.decision.c.id)
    )
    return [Decision(r.at, r.name, r.what, r.why, r.draft_id, r.post_id) for r in rows]
