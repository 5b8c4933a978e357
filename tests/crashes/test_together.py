"""Several workers at once, and one that is frozen past every lease."""

import os
import signal
import time
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.crashes.desk import Desk, present
from tests.crashes.workers import publish, publish_slowly, publish_until

pytestmark = pytest.mark.proof


def test_two_workers_at_once_send_each_post_once(desk: Desk, forks: ForkServerContext) -> None:
    assert_once(desk, forks, workers=2)


def test_so_do_six_in_either_database(desk_anywhere: Desk, forks: ForkServerContext) -> None:
    assert_once(desk_anywhere, forks, workers=6)


def assert_once(desk: Desk, forks: ForkServerContext, workers: int) -> None:
    now = present()
    desk.queue(now, 4)
    given = (desk.workspace, now, 1, dict(desk.secrets))
    children = [forks.Process(target=publish_slowly, args=given) for _ in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert {child.exitcode for child in children} == {0}
    desk.finish(now)
    assert desk.count(0).flawless


@pytest.mark.parametrize("point", ["sending", "answered"])
def test_a_worker_that_is_frozen_past_its_lease_posts_nothing_twice(
    desk: Desk, forks: ForkServerContext, point: str
) -> None:
    now = present()
    desk.queue(now, 1)
    more = {"number": signal.SIGSTOP, "secrets": dict(desk.secrets)}
    child = forks.Process(target=publish_until, args=(desk.workspace, now, point), kwargs=more)
    child.start()
    assert child.pid is not None
    assert _stopped(Path(f"/proc/{child.pid}/stat"))
    # Long after every lease a second worker looks at the same account, more than once.
    for hours in (1, 2):
        publish(desk.workspace, now + timedelta(hours=hours))
    os.kill(child.pid, signal.SIGCONT)
    child.join(120)
    assert child.exitcode == 0
    desk.finish(now)
    assert desk.count(0).flawless


def _stopped(stat: Path) -> bool:
    """Wait until a process is stopped (state T, see proc(5)); False if it takes too long."""
    deadline = time.monotonic() + 120
    while stat.read_text().rpartition(") ")[2][0] != "T":
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
