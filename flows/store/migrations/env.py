"""Alembic's entry: runs on the connection that `flows.store.migrate` hands in."""

from alembic import context

from flows.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can roll DDL back if it is told to begin first, which ours does.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
