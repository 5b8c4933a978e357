import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine.interfaces import ReflectedIndex

from flows.core.errors import SettingsError, StoreError
from flows.core.workspace import Workspace
from flows.store import Store, engine, migrate, schema

Shape = dict[str, dict[str, object]]


def shape(database: sa.Engine) -> Shape:
    """All that a database says of its tables but the order of their columns."""
    found = sa.inspect(database)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(table)
            },
            "keys": found.get_pk_constraint(table),
            "references": sorted(str(key) for key in found.get_foreign_keys(table)),
            "indexes": sorted(
                (str(index["name"]), index["column_names"], index["unique"], _where(index))
                for index in found.get_indexes(table)
            ),
            "unique": sorted(str(one) for one in found.get_unique_constraints(table)),
        }
        for table in found.get_table_names()
    }


def triggers(database: sa.Engine) -> set[tuple[str, str]]:
    """The name and the words of each."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    if database.dialect.name == "postgresql":
        query = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    with database.connect() as connection:
        return {(row[0], row[1]) for row in connection.execute(sa.text(query))}


def _where(index: ReflectedIndex) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_the_migrations_lead_exactly_to_the_tables_of_a_new_database(
    url: str, workspace: Workspace
) -> None:
    workspace.prepare()
    database = engine.create(url)
    migrate.upgrade(database)
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
    led_to = shape(database), triggers(database)
    assert led_to[1]
    with database.connect().execution_options(write=True) as connection, connection.begin():
        for table in [*reversed(schema.metadata.sorted_tables)]:
            table.drop(connection)
        connection.execute(sa.text("DROP TABLE alembic_version"))
    migrate.to_head(database)
    assert (shape(database), triggers(database)) == led_to
    database.dispose()


def test_the_newest_migration_is_the_head_that_opening_checks(store: Store) -> None:
    with store.read() as tx:
        assert tx.scalar(sa.text("SELECT version_num FROM alembic_version")) == schema.HEAD


def test_a_commit_is_on_the_disk_and_references_hold(workspace: Workspace) -> None:
    with Store.open(workspace.database_url, workspace.media) as store, store.read() as tx:
        found = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


OPEN = """
import sys
from pathlib import Path
from flows.store import Store
Store.open(sys.argv[1], Path(sys.argv[2])).close()
print("alembic" in sys.modules)
"""


def opening(url: str, workspace: Workspace) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", OPEN, url, str(workspace.media)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_processes_that_start_at_once_make_the_tables_once(url: str, workspace: Workspace) -> None:
    children = [opening(url, workspace) for _ in range(3)]
    assert [child.communicate()[1] for child in children] == [None] * 3
    assert [child.returncode for child in children] == [0] * 3


def test_a_new_and_an_up_to_date_database_open_without_the_migration_library(
    url: str, workspace: Workspace
) -> None:
    assert opening(url, workspace).communicate()[0].strip() == "False"
    assert opening(url, workspace).communicate()[0].strip() == "False"


def older(workspace: Workspace) -> Path:
    """A database as an older version left it: the same, but one column and one revision less."""
    path = Path(workspace.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("CREATE TABLE kept (words TEXT)")
        database.execute("INSERT INTO kept VALUES ('from before')")
    return path


def test_a_file_is_backed_up_before_it_is_migrated(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(workspace.database_url, workspace.media).close()
    path = Path(workspace.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO person (name) VALUES ('ann')")
    # Pretend that this program knows one revision more than the file has.
    monkeypatch.setattr("flows.store.migrate.HEAD", "9999")
    Store.open(workspace.database_url, workspace.media).close()
    [backup] = (path.parent / "backups").glob("*.db")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT name FROM person").fetchall() == [("ann",)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_failed_migration_leaves_the_file_as_it_was(workspace: Workspace) -> None:
    path = older(workspace)
    with closing(sqlite3.connect(path)) as database, database:
        # In the way of the first migration: it must fail half-way and undo its first half.
        database.execute("CREATE TABLE post (id TEXT)")
    with pytest.raises(StoreError):
        Store.open(workspace.database_url, workspace.media)
    with closing(sqlite3.connect(path)) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        assert tables == {"alembic_version", "kept", "post"}


def test_a_database_of_a_newer_version_is_left_alone(url: str, workspace: Workspace) -> None:
    with Store.open(url, workspace.media) as store, store.write() as tx:
        tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        Store.open(url, workspace.media)


def test_a_file_that_is_no_database_is_an_error_in_one_sentence(workspace: Workspace) -> None:
    Path(workspace.database_url.removeprefix("sqlite:///")).write_text("this is a diary" * 100)
    with pytest.raises(StoreError, match="database"):
        Store.open(workspace.database_url, workspace.media)


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://localhost/x", "sqlite:///:memory:", "sqlite://"]
)
def test_a_url_that_cannot_be_used_is_a_settings_error(url: str, workspace: Workspace) -> None:
    with pytest.raises(SettingsError):
        Store.open(url, workspace.media)
