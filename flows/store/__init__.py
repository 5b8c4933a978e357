"""The only SQL: schema, migrations and queries; media files by content hash.

Queries live in modules by subject (`articles`, `cards`, `drafts`, `posts`, `feeds`, `log`,
`accounts`) and take the connection of a transaction that a Store began.
"""

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from flows.core.card import Card
from flows.core.errors import StoreError
from flows.core.identity import digest
from flows.core.post import CardRef
from flows.store import cards, engine, media, migrate, refusals

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
    def account_lock(self, account: str) -> Iterator[bool]:
        """Try to be the one process (and thread) that sends for `account`; yield whether it is.

        Held by the process, not by a clock: a dead one frees it, a frozen one keeps it.
        """
        if self._engine.dialect.name == "sqlite":
            with self._file_lock(account) as held:
                yield held
            return
        number = {"key": int(digest("account", account)[:15], 16)}
        with self._engine.connect() as connection:
            held = bool(connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), number))
            connection.commit()
            try:
                yield held
            finally:
                if held:
                    connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), number)

    @contextmanager
    def _file_lock(self, account: str) -> Iterator[bool]:
        folder = Path(str(self._engine.url.database)).parent / "locks"
        with refusals.told_of_disk():
            folder.mkdir(mode=0o700, exist_ok=True)
            file = (folder / f"{account}.lock").open("w")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

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


__all__ = ["Store", "Transaction"]
