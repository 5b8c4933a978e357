"""Insert a row unless it is there, on both databases."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(tx: sa.Connection, table: sa.Table, **values: Any) -> bool:
    """Insert `values` unless a unique rule says that it is there; return whether it is new."""
    maker = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    return tx.execute(maker(table).values(**values).on_conflict_do_nothing()).rowcount == 1
