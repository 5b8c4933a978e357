"""The order of an account's queue: who waits for a slot, who has a time that stays."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from flows.store import schema

_COLUMNS = schema.post.c
# In hand, out, or coming back at the network's word: their time is not ours to change.
_SETTLED = ("deferred", "claimed", "prepared", "sending", "unknown", "posted")


@dataclass(frozen=True, slots=True)
class Flexible:
    """A post that takes the slot that its turn brings, in the order of the queue."""

    post_id: str
    draft_id: str
    article_id: str
    speaker: str
    due_at: datetime | None
    slot_key: str | None
    not_before: datetime | None
    expires_at: datetime | None


def flexible(tx: sa.Connection, account: str, now: datetime) -> list[Flexible]:
    """Return the posts of an account that wait for a slot or may get another, in order."""
    rows = tx.execute(
        sa.select(
            _COLUMNS.id,
            _COLUMNS.draft_id,
            _COLUMNS.article_id,
            _COLUMNS.speaker,
            _COLUMNS.due_at,
            _COLUMNS.slot_key,
            _COLUMNS.not_before,
            _COLUMNS.expires_at,
        )
        .where(_COLUMNS.account == account, _is_flexible(now))
        .order_by(_COLUMNS.position, _COLUMNS.id)
    )
    return [Flexible(*row) for row in rows]


def fixed(
    tx: sa.Connection, account: str, now: datetime, since: datetime
) -> list[tuple[datetime, str, str]]:
    """Return (time, article, speaker) of posts whose time stays, from `since` on."""
    moment = sa.func.coalesce(_COLUMNS.posted_at, _COLUMNS.due_at)
    rows = tx.execute(
        sa.select(moment, _COLUMNS.article_id, _COLUMNS.speaker).where(
            _COLUMNS.account == account,
            _COLUMNS.answers.is_(None),
            _is_fixed(now),
            moment > sa.bindparam(None, since, schema.Moment),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def fixed_slots(tx: sa.Connection, account: str, now: datetime) -> set[str]:
    """Return the slots of an account that are taken for good, whatever is arranged."""
    keys = tx.scalars(
        sa.select(_COLUMNS.slot_key).where(
            _COLUMNS.account == account,
            _COLUMNS.slot_key.is_not(None),
            sa.not_(_is_flexible(now)),
        )
    )
    return {str(key) for key in keys}


def accounts_to_arrange(tx: sa.Connection) -> set[str]:
    """Return the accounts of which a post waits for a slot."""
    waiting = sa.and_(
        sa.text(schema.APPROVED), _COLUMNS.pinned.is_(False), _COLUMNS.answers.is_(None)
    )
    return set(tx.scalars(sa.select(_COLUMNS.account).where(waiting).distinct()))


def last_position(tx: sa.Connection, account: str) -> int:
    """Return the position of the last post of an account's queue."""
    highest = sa.select(sa.func.max(_COLUMNS.position)).where(_COLUMNS.account == account)
    return tx.scalar(highest) or 0


def first_position(tx: sa.Connection, account: str) -> int:
    """Return the lowest position that an account's queue has used."""
    lowest = sa.select(sa.func.min(_COLUMNS.position)).where(_COLUMNS.account == account)
    return tx.scalar(lowest) or 0


class Changes:
    """New times, written so that no slot belongs to two posts at any moment."""

    def __init__(self, tx: sa.Connection) -> None:
        self._tx = tx
        self._times: dict[str, tuple[datetime, str] | None] = {}

    def place(self, post_id: str, at: datetime, key: str) -> None:
        """Give a post a slot."""
        self._times[post_id] = (at, key)

    def unplace(self, post_id: str) -> None:
        """Take a post's slot away; it waits for another."""
        self._times[post_id] = None

    def write(self) -> None:
        """Free all slots that change hands, then give them away."""
        post = schema.post
        by_id = sa.update(post).where(_COLUMNS.id == sa.bindparam("the_id"))
        if not self._times:
            return
        self._tx.execute(
            by_id.values(slot_key=None, state="approved", due_at=None),
            [{"the_id": post_id} for post_id in self._times],
        )
        given = [
            {"the_id": post_id, "the_due": time[0], "the_slot": time[1]}
            for post_id, time in self._times.items()
            if time is not None
        ]
        if given:
            self._tx.execute(
                by_id.values(
                    state="queued",
                    due_at=sa.bindparam("the_due", type_=schema.Moment),
                    slot_key=sa.bindparam("the_slot"),
                    problem=None,
                ),
                given,
            )


def _is_flexible(now: datetime) -> sa.ColumnElement[bool]:
    # One that is due already is the sender's; it is moved, if at all, when it is found late.
    # A reply takes no slot: it follows its post.
    return sa.and_(
        _COLUMNS.answers.is_(None),
        _COLUMNS.pinned.is_(False),
        sa.or_(
            _COLUMNS.state == "approved",
            sa.and_(_COLUMNS.state == "queued", _COLUMNS.due_at > now),
        ),
    )


def _is_fixed(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        _COLUMNS.state.in_(_SETTLED),
        sa.and_(
            _COLUMNS.state == "queued",
            sa.or_(_COLUMNS.pinned.is_(True), _COLUMNS.due_at <= now),
        ),
    )
