"""Stored cards: a row for the description, a file for the bytes."""

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from flows.core.card import Card
from flows.core.errors import NotFound
from flows.core.post import CardRef
from flows.store import media, schema
from flows.store.inserting import batched, insert_new


def save(tx: sa.Connection, card: Card, name: str) -> None:
    """Write a card's row; `name` is its bytes' hash. An existing card stays as it is."""
    insert_new(
        tx,
        schema.card,
        id=card.id,
        media=name,
        media_type=card.media_type,
        width=card.width,
        height=card.height,
        format=card.format,
        template=card.template,
        alt=card.alt,
        report=json.dumps(asdict(card.report), ensure_ascii=False),
        rights=card.picture.rights if card.picture else None,
        credit=card.picture.credit if card.picture else None,
    )


def get(tx: sa.Connection, card_id: str, folder: Path) -> CardRef:
    """Return a stored card. Raises NotFound."""
    row = tx.execute(sa.select(schema.card).where(schema.card.c.id == card_id)).first()
    if row is None:
        raise NotFound(f"There is no card {card_id!r}.")
    return _card(row, folder)


def all_cleared(tx: sa.Connection, draft_id: str) -> bool:
    """Say whether every picture on a draft's cards comes with rights of use."""
    rights = tx.scalars(
        sa.select(schema.card.c.rights)
        .join(schema.draft_card, schema.draft_card.c.card_id == schema.card.c.id)
        .where(schema.draft_card.c.draft_id == draft_id)
    )
    return "unknown" not in rights.all()


def unsigned(tx: sa.Connection, draft_ids: Collection[str]) -> dict[str, str]:
    """Return the credit ("" if there is none) of each draft's picture whose rights are unknown."""
    found: dict[str, str] = {}
    for some in batched(sorted(draft_ids)):
        rows = tx.execute(
            sa.select(schema.draft_card.c.draft_id, schema.card.c.credit)
            .join(schema.card, schema.draft_card.c.card_id == schema.card.c.id)
            .where(schema.draft_card.c.draft_id.in_(some), schema.card.c.rights == "unknown")
        )
        found.update({row.draft_id: row.credit or "" for row in rows})
    return found


def of_drafts(
    tx: sa.Connection, draft_ids: Collection[str], folder: Path
) -> dict[str, tuple[CardRef, ...]]:
    """Return the cards of each draft in their order; drafts without cards are left out."""
    return _of(tx, schema.draft_card, schema.draft_card.c.draft_id, draft_ids, folder)


def of_posts(
    tx: sa.Connection, post_ids: Collection[str], folder: Path
) -> dict[str, tuple[CardRef, ...]]:
    """Return the cards that go out with each post; posts without cards are left out."""
    return _of(tx, schema.post_card, schema.post_card.c.post_id, post_ids, folder)


def _of(
    tx: sa.Connection,
    table: sa.Table,
    owner: sa.Column[str],
    ids: Collection[str],
    folder: Path,
) -> dict[str, tuple[CardRef, ...]]:
    found: dict[str, tuple[CardRef, ...]] = {}
    # SQLite takes a limited number of values in one statement.
    for some in batched(sorted(ids)):
        rows = tx.execute(
            sa.select(owner.label("owner"), schema.card)
            .join(table, table.c.card_id == schema.card.c.id)
            .where(owner.in_(some))
            .order_by(owner, table.c.position)
        )
        for row in rows:
            found[row.owner] = (*found.get(row.owner, ()), _card(row, folder))
    return found


def _card(row: sa.Row[Any], folder: Path) -> CardRef:
    return CardRef(
        id=row.id,
        media=row.media,
        media_type=row.media_type,
        path=str(media.place(folder, row.media, row.media_type)),
        width=row.width,
        height=row.height,
        format=row.format,
        template=row.template,
        alt=row.alt,
    )
