"""Workers that die, freeze or race on purpose. Runs in child processes."""

import os
import signal
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from flows import networks, posts
from flows.core import points
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.conftest import PLUGGED_IN
from tests.posts.newsdesk import TurnedClock

POINTS = [
    "before-claim",
    "claimed",
    "uploading",
    "uploaded",
    "prepared",
    "sending",
    "accepted",
    "answered",
    "posted",
]
FOLDER_POINTS = ["folder-written", "line-written"]
SETTLING = ["looked-up", "settled"]


def plug_in() -> None:
    """Make the network `ledger` known to this process."""
    if PLUGGED_IN not in networks.__path__:
        networks.__path__.append(PLUGGED_IN)


def at_point(name: str, number: int) -> Callable[[str], None]:
    """Return a listener that sends this process a signal when it reaches `name`."""

    def listener(reached: str) -> None:
        if reached == name:
            os.kill(os.getpid(), number)

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
    number: int = signal.SIGKILL,
    secrets: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Publish, but be struck by a signal at a point."""
    os.environ.update(secrets)
    with points.listening(at_point(point, number)):
        publish(workspace, now)


def publish_slowly(
    workspace: Workspace,
    now: datetime,
    minutes: float,
    secrets: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Publish over a stretch of pretended time, until somebody kills us."""
    os.environ.update(secrets)
    publish(workspace, now, minutes)
