"""Insert a row unless it is there, on both databases; ask for many ids in parts."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa


def insert_new(tx: sa.Connection, table: sa.Table, **values: Any) -> bool:
    """Insert `values` unless a unique rule says that it is there; return whether it is new."""
    written: Any
    if tx.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        written = sqlite.insert(table).values(**values).on_conflict_do_nothing()
    else:
        from sqlalchemy.dialects import postgresql

        written = postgresql.insert(table).values(**values).on_conflict_do_nothing()
    # Counting rows would not do: PostgreSQL's driver does not always tell.
    return tx.execute(written.returning(sa.literal_column("1"))).first() is not None


def batched(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Yield `ids` in parts that fit into one statement of either database."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
