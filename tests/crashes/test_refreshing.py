"""Tokens that work once, refreshed by processes that are killed or come at the same time."""

import os
import time
from multiprocessing.context import ForkServerContext

import pytest

from flows import posts
from flows.core.workspace import Workspace
from flows.store import Store
from tests.crashes.forks import struck_at
from tests.networks.consenting import KEY, Connected
from tests.posts.newsdesk import MONDAY, TurnedClock, queued
from tests.servers.x_emulator import XEmulator

pytestmark = pytest.mark.proof


@pytest.fixture
def there(x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Connected:
    made = Connected.to(x, workspace, monkeypatch)
    made.aged()
    return made


def killed(there: Connected, forks: ForkServerContext, point: str) -> tuple[str, TurnedClock]:
    """Queue a post and kill who publishes it at a point of its refresh; return its id."""
    clock = TurnedClock()
    with Store.open(there.desk.database_url, there.desk.media) as store:
        post_id = queued(store, there.desk, clock, at=clock.at)
    assert struck_at(forks, there.desk, MONDAY, point, secrets={KEY: os.environ[KEY]})
    # X may still be at it when who asked is dead.
    until = time.monotonic() + 30
    while not there.refreshes() and time.monotonic() < until:
        time.sleep(0.01)
    clock.turn(minutes=30)
    return post_id, clock


@pytest.mark.parametrize("point", ["asked", "token-answered"])
def test_a_pair_that_died_with_its_process_holds_the_account_until_it_is_connected_again(
    there: Connected, forks: ForkServerContext, point: str
) -> None:
    post_id, clock = killed(there, forks, point)
    state, story = there.run(post_id, clock)
    assert state == "held"
    assert "an answer was lost" in story[-1]
    assert "pullquote accounts connect a" in story[-1]
    assert there.reconnected(post_id, clock) == "posted"
    assert len(there.x.posts()) == 1


def test_a_pair_that_was_kept_serves_whoever_comes_next(
    there: Connected, forks: ForkServerContext
) -> None:
    post_id, clock = killed(there, forks, "token-kept")
    assert there.run(post_id, clock)[0] == "posted"
    assert len(there.x.posts()) == 1
    assert there.refreshes() == [200]


def test_of_processes_that_refresh_at_once_one_does(
    there: Connected, forks: ForkServerContext
) -> None:
    there.x.fault("slow_after", path="/2/oauth2/token", seconds=0.5)
    children = [forks.Process(target=_check, args=(there.desk, os.environ[KEY])) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert there.refreshes() == [200]


def _check(desk: Workspace, key: str) -> None:
    os.environ[KEY] = key
    [found] = posts.check(desk, ["a"])
    assert not found.problem, found.problem
