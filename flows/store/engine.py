"""One engine per database: durable SQLite in WAL mode, or PostgreSQL by URL."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from flows.core.errors import SettingsError

# How long a writer waits for another one; a transaction of ours takes milliseconds.
BUSY_SECONDS = 20

# FULL: a commit is on the disk before the first byte of a post leaves.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
)

# One number in the database says "a writer is at work"; transactions are short, so writers
# simply queue, as they do in SQLite, and one set of rules holds on both.
_WRITER_LOCK = "SELECT pg_advisory_xact_lock(5057110001)"


def create(url: str) -> sa.Engine:
    """Return an engine for a SQLAlchemy URL. Raises SettingsError for one that cannot be used."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise SettingsError(
            "store.url is not a database URL.",
            "Use sqlite:///path or postgresql://user@host/name.",
        ) from error
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed)
    raise SettingsError(
        f"store.url names {parsed.get_backend_name()}, which is not supported.",
        "Use SQLite or PostgreSQL.",
    )


def _sqlite(url: sa.URL) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise SettingsError("store.url must name a file: a queue in memory would be lost.")
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by guesswork; `begin` below does it instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgres(url: sa.URL) -> sa.Engine:
    # Keepalives: a worker that is cut off must not keep its account's lock for hours.
    keepalive: dict[str, Any] = {"keepalives_idle": 20, "keepalives_interval": 5}
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": 10, "keepalives_count": 3, **keepalive},
        pool_pre_ping=True,
        # An account that sends keeps a session for its lock beside the one it works with.
        pool_size=10,
        max_overflow=20,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("write", False):
            connection.exec_driver_sql(_WRITER_LOCK)

    return engine
