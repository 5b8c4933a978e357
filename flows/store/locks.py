"""The lock that makes one process the only one that sends for an account."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from flows.core.identity import digest
from flows.store import refusals


class AccountLock(Protocol):
    """An account that is ours."""

    def still_held(self) -> bool:
        """Say whether it is ours even now."""
        ...


class _FileLock:
    """`flock`: it goes with its process, and with nothing else."""

    def still_held(self) -> bool:
        return True


class _SessionLock:
    """An advisory lock of PostgreSQL: it goes with its session, which a living process may lose."""

    def __init__(self, session: sa.Connection) -> None:
        self._session = session
        self._lost = False

    def still_held(self) -> bool:
        if not self._lost:
            try:
                self._session.execute(sa.text("SELECT 1"))
                self._session.commit()
            except sa.exc.DBAPIError:
                # Once is for good: the connection would quietly come back as another session.
                self._lost = True
        return not self._lost


@contextmanager
def by_file(folder: Path, account: str) -> Iterator[AccountLock | None]:
    """Lock a file of `folder`; None if another process or thread has it. Raises StoreError."""
    with refusals.told_of_disk():
        folder.mkdir(mode=0o700, exist_ok=True)
        file = (folder / f"{account}.lock").open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield _FileLock()


@contextmanager
def by_session(engine: sa.Engine, account: str) -> Iterator[AccountLock | None]:
    """Lock a number in a session of its own; None if another session has it."""
    number = {"key": int(digest("account", account)[:15], 16)}
    with engine.connect() as session:
        held = bool(session.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), number))
        session.commit()
        if not held:
            yield None
            return
        lock = _SessionLock(session)
        try:
            yield lock
        finally:
            # A session that is gone has freed it already; ours may not go back to the pool with it.
            with suppress(sa.exc.DBAPIError):
                if lock.still_held():
                    session.execute(sa.text("SELECT pg_advisory_unlock(:key)"), number)
                    session.commit()
