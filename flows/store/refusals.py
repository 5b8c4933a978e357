"""What a database or a disk refuses, as a sentence and what to do about it."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from flows.core.errors import StoreError

_FULL = "The disk is full or fails: what was to be kept could not be written."
_MAKE_ROOM = "Make room on it and try again; what was kept before is as it was."
# By what the message holds, in lower case: SQLite's result codes and PostgreSQL's class 53.
_MEANINGS = (
    (("disk is full", "disk i/o error", "no space left", "disk full"), _FULL, _MAKE_ROOM),
    (
        ("is locked", "is busy", "lock timeout"),
        "Another program keeps the database busy.",
        "Try again; if it stays so, see which one has the file open.",
    ),
    (
        ("readonly", "read-only", "unable to open"),
        "The database may not be written to.",
        "Check who owns its file and folder, and that the disk is mounted for writing.",
    ),
)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def told() -> Iterator[None]:
    """Turn what goes wrong between us and the database into StoreError; the rest passes."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InternalError) as error:
        raise _of_database(str(error.orig)) from error
    except sqlite3.OperationalError as error:
        raise _of_database(str(error)) from error


@contextmanager
def told_of_disk() -> Iterator[None]:
    """Turn what the file system refuses into StoreError; the rest passes."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StoreError(_FULL, _MAKE_ROOM) from error
        place = error.filename or "The disk"
        raise StoreError(f"{place} cannot be used: {error.strerror or error}.") from error


def _of_database(said: str) -> StoreError:
    for marks, problem, todo in _MEANINGS:
        if any(mark in said.lower() for mark in marks):
            return StoreError(problem, todo)
    first = said.strip().partition("\n")[0].rstrip(".")
    return StoreError(f"The database refused: {first}.", "Check that it runs and is whole.")
