"""What is remembered of an account: paused or not, when it last sent, whether it must wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from flows.store import schema
from flows.store.inserting import insert_new

# The longest rate-limit window of any network here is a day. A wait that ends later was written
# while this machine's clock ran ahead: it is not believed.
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as the sender sees it. `wait_until`: the network is not to be asked before."""

    name: str
    paused_at: datetime | None = None
    pause_reason: str = ""
    last_sent_at: datetime | None = None
    wait_until: datetime | None = None
    troubles: int = 0
    planned_by: str | None = None

    def waits(self, now: datetime) -> bool:
        """Say whether its network is not to be asked at `now`."""
        until = self.wait_until
        return until is not None and now < until <= now + LONGEST_WAIT

    def stopped(self, now: datetime) -> str | None:
        """Say in a sentence why it posts nothing at `now`; None if it may."""
        if self.paused_at is not None:
            return f"Account {self.name} is paused. {self.pause_reason}".rstrip()
        if self.waits(now):
            return f"Account {self.name} waits until {self.wait_until:%Y-%m-%d %H:%M:%S} UTC."
        return None


def get(tx: sa.Connection, name: str) -> AccountState:
    """Return an account's state; a fresh one if nothing is remembered."""
    row = tx.execute(sa.select(schema.account).where(schema.account.c.name == name)).first()
    return AccountState(**row._mapping) if row else AccountState(name)  # noqa: SLF001 - public in SQLAlchemy's documentation


def plans(tx: sa.Connection) -> dict[str, str | None]:
    """Return by which rules each account's queue was last arranged."""
    rows = tx.execute(sa.select(schema.account.c.name, schema.account.c.planned_by))
    return {row.name: row.planned_by for row in rows}


def may_send(tx: sa.Connection, name: str, now: datetime) -> bool:
    """Say whether an account is neither paused nor asked by its network to wait."""
    return get(tx, name).stopped(now) is None


def waiting(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition on the table of accounts that says what `AccountState.waits` says."""
    until = schema.account.c.wait_until
    return sa.and_(until > now, until <= now + LONGEST_WAIT)


def put(tx: sa.Connection, name: str, **values: Any) -> None:
    """Remember `values` (columns of the table) of an account."""
    insert_new(tx, schema.account, name=name)
    tx.execute(sa.update(schema.account).where(schema.account.c.name == name).values(**values))
