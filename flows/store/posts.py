"""Posts: the queue itself. Every change of state is a compare-and-set."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from flows.core.errors import NotFound
from flows.core.post import Post, PostState
from flows.store import accounts, cards, records, schema
from flows.store.inserting import batched, insert_new

_COLUMNS = schema.post.c
_MODEL = (
    "id",
    "draft_id",
    "account",
    "state",
    "text",
    "key",
    "due_at",
    "slot_key",
    "hold_reason",
    "attempts",
    "remote_id",
    "remote_url",
    "posted_at",
    "problem",
    "answers",
)
_SENDERS = (
    "said",
    "prepared",
    "fixed_at",
    "intent_at",
    "left_at",
    "looks",
    "look_at",
    "lease_until",
    "not_before",
    "expires_at",
    "pinned",
    "position",
    "accepted",
    "remove_at",
)
# A look farther ahead was set while the clock ran ahead; ours lie a minute ahead at most.
_LONGEST_LOOK = timedelta(hours=1)
# What a worker may still send, and what it holds while it does.
PENDING: tuple[PostState, ...] = ("queued", "deferred")
IN_HAND: tuple[PostState, ...] = ("claimed", "prepared", "sending")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A post with what only its sender needs; the columns are explained in the schema.

    `answered` is the post that this one answers, as it stands.
    """

    post: Post
    said: str
    prepared: str | None
    fixed_at: datetime | None
    intent_at: datetime | None
    left_at: datetime | None
    looks: int
    look_at: datetime | None
    lease_until: datetime | None
    not_before: datetime | None
    expires_at: datetime | None
    pinned: bool
    position: int
    remove_at: datetime | None = None
    accepted: str | None = None
    answered: Post | None = None


def insert(tx: sa.Connection, post: Post, said: str, **more: Any) -> bool:
    """Write a new post; False if its account has, or had, a post of the same words.

    `more` are other columns: article_id, speaker, expires_at.
    """
    values = {name: getattr(post, name) for name in _MODEL}
    values["marks"] = records.marks_to_text(post.marks)
    if not insert_new(tx, schema.post, **values, said=said, looks=0, pinned=False, **more):
        return False
    for position, card in enumerate(post.cards):
        tx.execute(
            sa.insert(schema.post_card).values(post_id=post.id, position=position, card_id=card.id)
        )
    return True


def remove(tx: sa.Connection, post_id: str) -> bool:
    """Take out a post of which nothing was ever tried, with what stands below it, so that it can
    be written anew; False if there is none such.
    """
    untried = sa.and_(
        _COLUMNS.attempts == 0,
        _COLUMNS.intent_at.is_(None),
        _COLUMNS.state.in_(("draft", "held", "rejected")),
    )
    if tx.scalar(sa.select(_COLUMNS.id).where(_COLUMNS.id == post_id, untried)) is None:
        return False
    ids = [*tx.scalars(sa.select(_COLUMNS.id).where(_COLUMNS.answers == post_id)), post_id]
    for each in ids:
        tx.execute(sa.delete(schema.post_card).where(schema.post_card.c.post_id == each))
        tx.execute(sa.delete(schema.post).where(_COLUMNS.id == each))
    return True


def give_cards(tx: sa.Connection, post_id: str, card_ids: Sequence[str]) -> None:
    """Let a post go out with other cards."""
    shown = schema.post_card
    tx.execute(sa.delete(shown).where(shown.c.post_id == post_id))
    for position, card_id in enumerate(card_ids):
        tx.execute(sa.insert(shown).values(post_id=post_id, position=position, card_id=card_id))


def embargo(tx: sa.Connection, post_id: str) -> datetime | None:
    """Return the moment before which a post may not go out, None if there is none."""
    found: datetime | None = tx.scalar(sa.select(_COLUMNS.not_before).where(_COLUMNS.id == post_id))
    return found


def has_said(tx: sa.Connection, account: str, said: str) -> str | None:
    """Return the draft in which an account has, or had, a post of these words; None if none."""
    query = sa.select(_COLUMNS.draft_id).where(_COLUMNS.account == account, _COLUMNS.said == said)
    found: str | None = tx.scalar(query)
    return found


def saying(tx: sa.Connection, post_id: str, media: Path) -> list[Post]:
    """Return all posts of an account that say what one of them says, itself included."""
    one = tx.execute(
        sa.select(_COLUMNS.account, _COLUMNS.said).where(_COLUMNS.id == post_id)
    ).first()
    if one is None:
        return []
    words = one.said.partition(" ")[0]
    same = sa.or_(
        _COLUMNS.said == words, _COLUMNS.said.startswith(f"{words} again ", autoescape=True)
    )
    query = sa.select(_COLUMNS.id).where(_COLUMNS.account == one.account, same)
    return list(some(tx, list(tx.scalars(query)), media).values())


def get(tx: sa.Connection, post_id: str, media: Path) -> Post:
    """Return a post with its cards. Raises NotFound."""
    return delivery(tx, post_id, media).post


def delivery(tx: sa.Connection, post_id: str, media: Path) -> Delivery:
    """Return a post with what its sender needs. Raises NotFound."""
    row = tx.execute(sa.select(schema.post).where(_COLUMNS.id == post_id)).first()
    if row is None:
        raise NotFound(f"There is no post {post_id!r}.", "See: pullquote posts list")
    above = get(tx, row.answers, media) if row.answers else None
    return _delivery(row, _post(row, cards.of_posts(tx, [post_id], media)), above)


def some(tx: sa.Connection, post_ids: Collection[str], media: Path) -> dict[str, Post]:
    """Return the posts of these ids, by id; ids that are not there are left out."""
    rows = [
        row
        for part in batched(sorted(post_ids))
        for row in tx.execute(sa.select(schema.post).where(_COLUMNS.id.in_(part)))
    ]
    shown = cards.of_posts(tx, [row.id for row in rows], media)
    return {row.id: _post(row, shown) for row in rows}


def listing(
    tx: sa.Connection,
    media: Path,
    *,
    states: Collection[str] = (),
    account: str | None = None,
    draft_ids: Collection[str] | None = None,
    due_before: datetime | None = None,
) -> list[Post]:
    """Return posts, the next due first, those without a time last.

    Narrowed to states, an account, drafts, or those that are due before a moment.
    """
    query = sa.select(schema.post).order_by(
        _COLUMNS.due_at.is_(None), _COLUMNS.due_at, _COLUMNS.account, _COLUMNS.id
    )
    if states:
        query = query.where(_COLUMNS.state.in_(states))
    if account is not None:
        query = query.where(_COLUMNS.account == account)
    if draft_ids is not None:
        query = query.where(_COLUMNS.draft_id.in_(draft_ids))
    if due_before is not None:
        query = query.where(_COLUMNS.due_at < due_before)
    rows = tx.execute(query).all()
    shown = cards.of_posts(tx, [row.id for row in rows], media)
    return [_post(row, shown) for row in rows]


def change(tx: sa.Connection, post_id: str, was: Sequence[PostState], **values: Any) -> bool:
    """Set columns of a post that is in one of the states `was`; False if it is in none."""
    where = sa.and_(_COLUMNS.id == post_id, _COLUMNS.state.in_(was))
    return tx.execute(sa.update(schema.post).where(where).values(**values)).rowcount == 1


def claim(tx: sa.Connection, post_id: str, owner: str, now: datetime, lease: datetime) -> bool:
    """Take a pending post that is due; False if it is no longer pending, due or of this world,
    or answers a post that is not out.
    """
    above = schema.post.alias("above")
    out = sa.exists().where(above.c.id == _COLUMNS.answers, above.c.state == "posted")
    where = sa.and_(
        _COLUMNS.id == post_id,
        _COLUMNS.state.in_(PENDING),
        _COLUMNS.due_at <= now,
        sa.or_(_COLUMNS.answers.is_(None), out),
        _COLUMNS.remove_at.is_(None),
    )
    values = {
        "state": "claimed",
        "owner": owner,
        "lease_until": lease,
        # Fixed once: a post sent again carries the same time as before.
        "fixed_at": sa.func.coalesce(_COLUMNS.fixed_at, sa.bindparam(None, now, schema.Moment)),
    }
    return tx.execute(sa.update(schema.post).where(where).values(**values)).rowcount == 1


def step(tx: sa.Connection, post_id: str, holder: str, was: PostState, **values: Any) -> bool:
    """Change a post that `holder` has in state `was`; False if it was taken out of its hands."""
    where = sa.and_(_COLUMNS.id == post_id, _COLUMNS.state == was, _COLUMNS.owner == holder)
    return tx.execute(sa.update(schema.post).where(where).values(**values)).rowcount == 1


def due(tx: sa.Connection, now: datetime, most: int = 200) -> list[tuple[str, str]]:
    """Return (account, post id) of what may be sent at `now`, the longest due first.

    Accounts that are paused, or asked by their network to wait, are left out.
    """
    query = (
        sa.select(_COLUMNS.account, _COLUMNS.id)
        .where(_COLUMNS.state.in_(PENDING), _COLUMNS.due_at <= now, may_send(now))
        .order_by(_COLUMNS.due_at, _COLUMNS.id)
    )
    return [(row.account, row.id) for row in tx.execute(query.limit(most))]


def to_look_up(tx: sa.Connection, now: datetime) -> list[tuple[str, str]]:
    """Return (account, post id) of unknown outcomes whose next look is due."""
    query = sa.select(_COLUMNS.account, _COLUMNS.id).where(
        sa.text(schema.UNKNOWN),
        sa.or_(_COLUMNS.look_at <= now, _COLUMNS.look_at > now + _LONGEST_LOOK),
        may_send(now),
    )
    return [(row.account, row.id) for row in tx.execute(query.order_by(_COLUMNS.look_at))]


def to_remove(tx: sa.Connection, now: datetime) -> list[tuple[str, str]]:
    """Return (account, post id) of what is to be taken down and whose next try is due.

    What may still be on its way is left out: what became of it has to be known first.
    """
    query = sa.select(_COLUMNS.account, _COLUMNS.id).where(
        _COLUMNS.remove_at <= now, _COLUMNS.state.not_in((*IN_HAND, "unknown"))
    )
    return [(row.account, row.id) for row in tx.execute(query.order_by(_COLUMNS.remove_at))]


def in_hand(tx: sa.Connection, account: str | None = None) -> list[tuple[str, str]]:
    """Return (account, post id) of every post that some worker holds or held when it died."""
    query = sa.select(_COLUMNS.account, _COLUMNS.id).where(sa.text(schema.IN_HAND))
    if account is not None:
        query = query.where(_COLUMNS.account == account)
    return [
        (row.account, row.id) for row in tx.execute(query.order_by(_COLUMNS.account, _COLUMNS.id))
    ]


def next_moment(tx: sa.Connection, now: datetime) -> datetime | None:
    """Return the earliest moment at which there may be something to send or to look up.

    It is not after the first such moment, and may be before it; None if there is nothing.
    """
    account = schema.account.c
    has_some = sa.exists().where(
        _COLUMNS.account == account.name, _COLUMNS.state.in_((*PENDING, "unknown"))
    )
    unknown = sa.text(schema.UNKNOWN)
    moments = (
        # By state, in the order of the index: the first row of each ends the search.
        *(
            tx.scalar(
                sa.select(_COLUMNS.due_at)
                .where(_COLUMNS.state == state, may_send(now))
                .order_by(_COLUMNS.due_at)
                .limit(1)
            )
            for state in PENDING
        ),
        tx.scalar(
            sa.select(sa.func.min(account.wait_until)).where(
                accounts.waiting(now), account.paused_at.is_(None), has_some
            )
        ),
        tx.scalar(sa.select(sa.func.min(_COLUMNS.look_at)).where(unknown, may_send(now))),
        tx.scalar(
            sa.select(_COLUMNS.remove_at)
            .where(_COLUMNS.remove_at.is_not(None), _COLUMNS.state.not_in((*IN_HAND, "unknown")))
            .order_by(_COLUMNS.remove_at)
            .limit(1)
        ),
    )
    return min((moment for moment in moments if moment is not None), default=None)


def next_due(tx: sa.Connection) -> datetime | None:
    """Return the earliest time of any pending post."""
    found: datetime | None = tx.scalar(sa.select(sa.func.min(_COLUMNS.due_at)).where(_is_pending()))
    return found


def taken(tx: sa.Connection, account: str, after: datetime) -> list[datetime]:
    """Return when an account posts, or posted, after a moment, ascending."""
    moment = sa.func.coalesce(_COLUMNS.posted_at, _COLUMNS.due_at)
    occupied = ("queued", "deferred", "claimed", "prepared", "sending", "unknown", "posted")
    query = sa.select(moment).where(
        _COLUMNS.account == account,
        _COLUMNS.answers.is_(None),
        _COLUMNS.state.in_(occupied),
        moment > sa.bindparam(None, after, schema.Moment),
    )
    return list(tx.scalars(query.order_by(moment)))


def keep_fresh(tx: sa.Connection, post_id: str, *, until: datetime) -> bool:
    """Let a post that would be stale at `until` never become so; False if it would not be."""
    stale_then = sa.and_(_COLUMNS.id == post_id, _COLUMNS.expires_at <= until)
    done = tx.execute(sa.update(schema.post).where(stale_then).values(expires_at=None))
    return done.rowcount == 1


def stale(tx: sa.Connection, now: datetime) -> list[str]:
    """Return posts that nobody sent before they expired, and that are not on their way.

    What lies ready for a person (held, with an address) may be out: it is theirs to say.
    """
    still = ("draft", "approved", "queued", "deferred", "held")
    query = sa.select(_COLUMNS.id).where(
        _COLUMNS.expires_at <= now, _COLUMNS.state.in_(still), _COLUMNS.remote_id.is_(None)
    )
    return list(tx.scalars(query.order_by(_COLUMNS.expires_at, _COLUMNS.id)))


def remote_ids(tx: sa.Connection, account: str, after: datetime) -> frozenset[str]:
    """Return what an account's network calls the posts that we know it published since."""
    query = sa.select(_COLUMNS.remote_id).where(
        _COLUMNS.account == account, _COLUMNS.remote_id.is_not(None), _COLUMNS.posted_at > after
    )
    return frozenset(str(remote) for remote in tx.scalars(query))


def _is_pending() -> sa.ColumnElement[bool]:
    return _COLUMNS.state.in_(PENDING)


def may_send(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a post's account is neither paused nor asked to wait."""
    account = schema.account.c
    stopped = sa.or_(account.paused_at.is_not(None), accounts.waiting(now))
    return _COLUMNS.account.not_in(sa.select(account.name).where(stopped))


def _post(row: sa.Row[Any], shown: dict[str, Any]) -> Post:
    values = {name: getattr(row, name) for name in _MODEL}
    marks = records.marks_from_text(row.marks)
    return Post(**values, cards=shown.get(row.id, ()), marks=marks)


def _delivery(row: sa.Row[Any], post: Post, answered: Post | None) -> Delivery:
    values = {name: getattr(row, name) for name in _SENDERS}
    return Delivery(post=post, **values, answered=answered)
