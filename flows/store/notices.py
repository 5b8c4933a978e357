"""What people are told of: lines of the log that still need somebody, and the messages about them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from flows.store import schema

State = Literal["unsent", "sent", "given-up"]
_NOTICE = schema.notice.c


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log, with what it is about as that stands now."""

    id: int
    who: str
    what: str
    why: str
    draft_id: str | None
    post_id: str | None
    account: str | None
    hold_reason: str | None
    words: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to one destination; `upto` is the last line of the log that it tells of."""

    id: int
    destination: str
    upto: int
    title: str
    body: str
    made_at: datetime
    send_at: datetime
    tries: int
    state: State


def events(tx: sa.Connection, after: int) -> list[Event]:
    """Return the lines behind `after` of which a person is needed still, oldest first."""
    log, person = schema.decision.c, schema.person.c
    draft, post, quote = schema.draft.c, schema.post.c, schema.quote.c
    needed = sa.or_(
        sa.and_(log.what == "proposed", draft.state == "waiting"),
        sa.and_(log.what.in_(("held", "laid-ready")), post.state == "held"),
        sa.and_(log.what.in_(("needs-a-person", "paused")), post.state == "unknown"),
        sa.and_(log.what == "failed", post.state == "failed"),
        sa.and_(log.what == "source-changed", post.state == "posted", post.problem == log.why),
        # A draft that nobody said yes to may go stale quietly.
        sa.and_(
            *(log.what == "expired", post.state == "expired"),
            *(post.answers.is_(None), draft.state == "approved"),
        ),
        sa.and_(log.what == "not-removed", post.state == "posted", post.remove_at.is_(None)),
    )
    query = (
        sa.select(
            log.id,
            person.name,
            log.what,
            log.why,
            log.draft_id,
            log.post_id,
            post.account,
            post.hold_reason,
            quote.body,
        )
        .select_from(
            schema.decision.join(schema.person, person.id == log.person_id)
            .join(schema.draft, draft.id == log.draft_id)
            .join(schema.quote, quote.id == draft.quote_id)
            .outerjoin(schema.post, post.id == log.post_id)
        )
        .where(log.id > after, needed)
        .order_by(log.id)
    )
    return [_event(row) for row in tx.execute(query)]


def newest_line(tx: sa.Connection) -> int:
    """Return the id of the last line of the log, 0 if there is none."""
    return tx.scalar(sa.select(sa.func.max(schema.decision.c.id))) or 0


def last(tx: sa.Connection, destination: str) -> Notice | None:
    """Return the newest message to a destination."""
    query = sa.select(schema.notice).where(_NOTICE.destination == destination)
    row = tx.execute(query.order_by(_NOTICE.id.desc()).limit(1)).first()
    return None if row is None else Notice(**row._mapping)  # noqa: SLF001 - public in SQLAlchemy's documentation


def add(tx: sa.Connection, **values: Any) -> None:
    """Write a message that is not sent yet."""
    tx.execute(sa.insert(schema.notice).values(**values, tries=0, state="unsent"))


def change(tx: sa.Connection, notice_id: int, was: Sequence[State], **values: Any) -> bool:
    """Set columns of a message that is in one of the states `was`; False if it is in none."""
    where = sa.and_(_NOTICE.id == notice_id, _NOTICE.state.in_(was))
    return tx.execute(sa.update(schema.notice).where(where).values(**values)).rowcount == 1


def _event(row: sa.Row[Any]) -> Event:
    quote = json.loads(row.body)
    return Event(
        id=row.id,
        who=row.name,
        what=row.what,
        why=row.why,
        draft_id=row.draft_id,
        post_id=row.post_id,
        account=row.account,
        hold_reason=row.hold_reason,
        words=quote["text"],
        speaker=quote["speaker"]["name"],
    )
