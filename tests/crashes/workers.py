"""What child processes do until they are struck: publish as one run does. No test framework here.

The parent forks them from a process that has imported everything (see forks.py).
"""

import os
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType

import psycopg  # noqa: F401 - imported before the fork
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite  # noqa: F401

from flows import networks, posts
from flows.core import points
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import TurnedClock

PLUGGED_IN = str(Path(__file__).parents[1] / "posts" / "plugged_in")
NO_SECRETS: Mapping[str, str] = MappingProxyType({})
networks.names()  # imports every network


def plug_in() -> None:
    """Make the network `ledger` known to this process."""
    if PLUGGED_IN not in networks.__path__:
        networks.__path__.append(PLUGGED_IN)


def at_point(name: str, number: int) -> Callable[[str], None]:
    """Return a listener that sends this process a signal when it reaches `name`.

    "2:sending" is the second time that it reaches "sending".
    """
    time, _, point = name.rpartition(":")
    left = [int(time or 1)]

    def listener(reached: str) -> None:
        if reached == point:
            left[0] -= 1
            if left[0] == 0:
                # To the thread that is there: a signal to the process may reach another thread
                # first, and this one would go on past the point.
                signal.pthread_kill(threading.get_ident(), number)

    return listener


def publish(workspace: Workspace, now: datetime, minutes: float = 0) -> list[posts.Outcome]:
    """Publish what is due at `now`, or within `minutes` of it, as one run does."""
    plug_in()
    clock = TurnedClock(now)
    until = now + timedelta(minutes=minutes, milliseconds=1)
    with Store.open(workspace.database_url, workspace.media) as store:
        return posts.publish_due(store, workspace, until=until, clock=clock, sleep=clock.sleep)


def publish_until(
    workspace: Workspace,
    now: datetime,
    point: str,
    *,
    number: int = signal.SIGKILL,
    secrets: Mapping[str, str] = NO_SECRETS,
    minutes: float = 0,
) -> None:
    """Publish, but be struck by a signal at a point."""
    os.environ.update(secrets)
    with points.listening(at_point(point, number)):
        publish(workspace, now, minutes)


def publish_slowly(
    workspace: Workspace,
    now: datetime,
    minutes: float,
    secrets: Mapping[str, str] = NO_SECRETS,
    told: Connection | None = None,
) -> None:
    """Publish over a stretch of pretended time, until somebody kills us; tell `told` when work
    begins and when it ends.
    """
    os.environ.update(secrets)
    if told is not None:
        told.send("begun")
    publish(workspace, now, minutes)
    if told is not None:
        told.send("done")


def checkpoint(workspace: Workspace, told: Connection) -> None:
    """Fold the database's log into its file over and over, with a change before each time."""
    with Store.open(workspace.database_url, workspace.media) as store:
        told.send("begun")
        while True:
            with store.write() as tx:
                tx.exec_driver_sql("UPDATE account SET pause_reason = pause_reason || '.'")
            store.tidy()
