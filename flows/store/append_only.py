"""The log is append-only in the database itself, not only by custom.

The first migration and a new database use this alike: what is to change goes into a new migration.
"""

import sqlalchemy as sa

_SQLITE = tuple(
    f"""
    CREATE TRIGGER decision_no_{verb} BEFORE {verb.upper()} ON decision
    BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END
    """
    for verb in ("update", "delete")
)
_POSTGRES = (
    """
    CREATE OR REPLACE FUNCTION decisions_stay() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'decisions are append-only'; END $$
    """,
    """
    CREATE TRIGGER decision_no_change BEFORE UPDATE OR DELETE ON decision
    FOR EACH ROW EXECUTE FUNCTION decisions_stay()
    """,
    """
    CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON decision
    FOR EACH STATEMENT EXECUTE FUNCTION decisions_stay()
    """,
)

TRIGGERS = {"sqlite": _SQLITE, "postgresql": _POSTGRES}


def guard(log: sa.Table) -> None:
    """Let the triggers be made whenever the table is."""
    for dialect, triggers in TRIGGERS.items():
        for trigger in triggers:
            made = sa.DDL(trigger).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves DDL untyped
            sa.event.listen(log, "after_create", made)
