"""Bring a database to the newest tables, once, even if two processes start at the same time."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from flows.core.errors import StoreError
from flows.store.schema import HEAD, metadata

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 5057110002
_BACKUPS_KEPT = 5


def to_head(engine: sa.Engine) -> None:
    """Create or upgrade the tables if they are not at HEAD.

    An empty database gets them as they are, without the way that led there. A SQLite file that holds something is copied to `backups/` beside it first. Raises StoreError
    if the database was made by a newer version. One query if there is nothing to do.
    """
    if _revision(engine) == HEAD:
        return
    with _alone(engine):
        found = _revision(engine)
        if found == HEAD:
            return
        if found is None and not sa.inspect(engine).get_table_names():
            create(engine)
            return
        if found is not None:
            _refuse_newer(found)
            _back_up(engine, found)
        upgrade(engine)


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        try:
            found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            return None if found is None else str(found)
        except (sa.exc.OperationalError, sa.exc.ProgrammingError) as error:
            if "alembic_version" in str(error.orig):
                return None
            raise StoreError(f"The database cannot be read: {error.orig}.") from error


def _refuse_newer(found: str) -> None:
    known = {path.name.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")}
    if found not in known:
        raise StoreError(
            f"The database was made by a newer version (it is at {found}, this one knows {HEAD}).",
            "Install the newer pullquote.",
        )


def create(engine: sa.Engine) -> None:
    """Make the tables in an empty database, in one transaction."""
    # As Alembic makes it.
    number = sa.Column("version_num", sa.String(32), nullable=False)
    key = sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc")
    version = sa.Table("alembic_version", sa.MetaData(), number, key)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        metadata.create_all(connection)
        version.create(connection)
        connection.execute(sa.insert(version).values(version_num=HEAD))


def upgrade(engine: sa.Engine) -> None:
    """Take a database through every migration that it has not had. Raises StoreError."""
    # Alembic takes half a second to import; a new or an up-to-date database never needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # Rebuilding a table would otherwise take its rows' children along; see SQLite's own
            # procedure for schema changes (lang_altertable, section 7).
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        with connection.execution_options(write=True).begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StoreError("The migration would break references; nothing was changed.")
        connection.invalidate()


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[None]:
    if engine.dialect.name == "sqlite":
        with Path(f"{engine.url.database}.migrating").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})


def _back_up(engine: sa.Engine, found: str) -> None:
    if engine.dialect.name != "sqlite":
        return
    source = Path(str(engine.url.database))
    folder = source.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"{source.stem}-{stamp}-{found}.db"
    part = target.with_suffix(".part")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
    part.replace(target)
    for surplus in sorted(folder.glob(f"{source.stem}-*.db"))[:-_BACKUPS_KEPT]:
        surplus.unlink()
