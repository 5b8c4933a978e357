"""Workers killed while they post to the servers that stand for the networks; counted there."""

import os
import random
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from typing import Any

import pytest

from flows import posts
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.crashes import publish, publish_slowly, publish_until
from tests.posts.newsdesk import TurnedClock, account, queued, workspace_of

pytestmark = pytest.mark.proof
POINTS = [
    "before-claim",
    "claimed",
    "uploading",
    "uploaded",
    "prepared",
    "sending",
    "answered",
    "posted",
]
X_KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


@dataclass
class Desk:
    """A working folder whose only account is on a server, and what its processes must know."""

    workspace: Workspace
    server: Any
    secrets: Mapping[str, str]

    def count(self, words: str) -> int:
        """How often the words are public."""
        return sum(words in text for text in self.server.texts())

    def states(self) -> set[str]:
        """The states of all posts."""
        with Store.open(self.workspace.database_url, self.workspace.media) as store:
            return {post.state for post in posts.listing(store)}


def options(name: str, server: Any) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the network, its options and the environment that holds its secrets."""
    if name == "bluesky":
        plain = {"service": server.url, "handle": server.account.handle}
        return "bluesky", plain | {"password_env": "TEST_S"}, {"TEST_S": server.account.password}
    if name == "x_process":
        # Nobody but us may notice a copy.
        server.set(duplicates="off", lag=0.2)
        places = {f"{key}_env": f"TEST_{key}" for key in X_KEYS}
        secrets = {f"TEST_{key}": getattr(server.credentials, key) for key in X_KEYS}
        return "x", {"api": server.url, "settle_seconds": "60"} | places, secrets
    plain = {"service": server.url, "settle_seconds": "60"}
    return "mastodon", plain | {"token_env": "TEST_S"}, {"TEST_S": server.token}


@pytest.fixture(params=["x_process", "bluesky", "mastodon_mock", "snac"])
def desk(
    request: pytest.FixtureRequest, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    server = request.getfixturevalue(request.param)
    network, given, secrets = options(request.param, server)
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    settings: AccountSettings = account("a", **given).model_copy(update={"network": network})
    return Desk(workspace_of(workspace, accounts=[settings]), server, secrets)


def with_posts(desk: Desk, now: datetime, count: int) -> list[str]:
    words = [f"Number {n} of {os.urandom(4).hex()} was said" for n in range(count)]
    with Store.open(desk.workspace.database_url, desk.workspace.media) as store:
        for each in words:
            queued(store, desk.workspace, TurnedClock(now), each, at=now)
    return words


def finish(desk: Desk, now: datetime) -> None:
    """Do what the following runs do, once what was sent can be seen."""
    time.sleep(0.3)
    for minute in range(1, 12):
        publish(desk.workspace, now + timedelta(minutes=minute))


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_any_point_posts_once(
    desk: Desk, forks: ForkServerContext, point: str
) -> None:
    now = datetime.now(UTC)
    [words] = with_posts(desk, now, 1)
    given = (desk.workspace, now, point, signal.SIGKILL, desk.secrets)
    child = forks.Process(target=publish_until, args=given)
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    finish(desk, now)
    assert desk.count(words) == 1
    assert desk.states() == {"posted"}


@pytest.mark.parametrize("number", range(15))
def test_a_worker_killed_at_any_instant_posts_once(
    desk: Desk, forks: ForkServerContext, number: int
) -> None:
    now = datetime.now(UTC)
    words = with_posts(desk, now, 3)
    child = forks.Process(target=publish_slowly, args=(desk.workspace, now, 60, desk.secrets))
    child.start()
    time.sleep(0.1 + random.Random(number).random() * 0.5)
    child.kill()
    child.join()
    finish(desk, now)
    assert [desk.count(each) for each in words] == [1, 1, 1]
    assert desk.states() == {"posted"}
