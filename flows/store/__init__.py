"""The only SQL: schema, migrations and queries; media files by content hash.

Queries live in modules by subject (`articles`, `cards`, `drafts`, `posts`, `feeds`, `log`,
`accounts`) and take the connection of a transaction that a Store began.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from flows.core.card import Card
from flows.core.errors import StoreError
from flows.core.post import CardRef
from flows.store import cards, engine, locks, media, migrate, refusals
from flows.store.locks import AccountLock

Transaction = sa.Connection


class Store:
    """The database and the media folder. One object serves all threads of a process."""

    def __init__(self, database: sa.Engine, media_folder: Path) -> None:
        self._engine = database
        self.media = media_folder

    @classmethod
    def open(cls, url: str, media_folder: Path) -> Self:
        """Open, and where needed create or migrate, the database at a SQLAlchemy URL.

        A SQLite file is backed up before a migration. Raises SettingsError for a URL that cannot
        be used, StoreError if the database cannot be opened or is newer than this program.
        """
        database = engine.create(url)
        try:
            with refusals.told_of_disk(), refusals.told():
                if database.dialect.name == "sqlite":
                    folder = Path(str(database.url.database)).parent
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                migrate.to_head(database)
        except sa.exc.DBAPIError as error:
            database.dispose()
            raise StoreError(f"The database cannot be opened: {error.orig}.") from error
        except BaseException:
            database.dispose()
            raise
        return cls(database, media_folder)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Begin a transaction that may change things: one writer at a time, all or nothing.

        Raises StoreError if the database or its disk refuses; nothing is changed then.
        """
        with (
            refusals.told(),
            self._engine.connect().execution_options(write=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Begin a transaction that sees one state of things and changes none. Raises StoreError."""
        with refusals.told(), self._engine.connect() as connection:
            yield connection

    @property
    def locks_outlive_sessions(self) -> bool:
        """Whether an account's lock is freed by nothing but the death of its process."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def account_lock(self, account: str) -> Iterator[AccountLock | None]:
        """Try to be the one process (and thread) that sends for `account`; None if another is.

        Held by the process, not by a clock: a dead one frees it, a frozen one keeps it. Raises
        StoreError if the database or its disk refuses.
        """
        if self._engine.dialect.name == "sqlite":
            folder = Path(str(self._engine.url.database)).parent / "locks"
            with locks.by_file(folder, account) as held:
                yield held
            return
        with refusals.told(), locks.by_session(self._engine, account) as held:
            yield held

    def keep_card(self, card: Card) -> CardRef:
        """Keep a card's bytes and description; the same card again changes nothing.

        Raises StoreError if the disk or the database refuses.
        """
        with refusals.told_of_disk():
            name = media.keep(self.media, card.data, card.media_type)
        with self.write() as tx:
            cards.save(tx, card, name)
            return cards.get(tx, card.id, self.media)

    def tidy(self) -> list[str]:
        """Fold SQLite's log into its file, drop half-written media; return what was done."""
        done = [f"Removed {name}, left half-written." for name in media.sweep(self.media)]
        if self._engine.dialect.name == "sqlite":
            # Outside any transaction: a checkpoint inside one does nothing.
            with refusals.told(), closing(self._engine.raw_connection()) as connection:
                for pragma in ("PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    connection.cursor().execute(pragma)
        return done

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


__all__ = ["AccountLock", "Store", "Transaction"]
