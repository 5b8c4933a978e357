"""Real processes, killed with SIGKILL at each named point; counted on the network's side."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import psycopg
import pytest

from flows import posts
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.store import Store
from tests.crashes.forks import struck_at
from tests.crashes.workers import publish, publish_until
from tests.posts.newsdesk import MONDAY, TurnedClock, account, queued, workspace_of

pytestmark = pytest.mark.usefixtures("_ledger")
NINE = MONDAY.replace(hour=9)
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


def on(workspace: Workspace, *accounts: AccountSettings) -> Workspace:
    made = workspace_of(workspace, accounts=accounts)
    settings = made.settings.model_copy(update={"store": workspace.settings.store})
    return Workspace(workspace.root, settings)


def ledger(name: str = "ledger", **options: str) -> AccountSettings:
    return account(name, **options).model_copy(update={"network": "ledger"})


def with_posts(workspace: Workspace, count: int) -> list[str]:
    with Store.open(workspace.database_url, workspace.media) as store:
        return [
            queued(store, workspace, TurnedClock(), f"Number {n} of what we said", at=NINE)
            for n in range(count)
        ]


def public(workspace: Workspace) -> list[str]:
    """The text of all that the network published, as often as it did."""
    paths = [workspace.root / "ledger" / "ledger.jsonl", workspace.posted / "posted.jsonl"]
    lines = [line for path in paths if path.exists() for line in path.read_text().splitlines()]
    return [json.loads(line)["text"] for line in lines]


def states(workspace: Workspace) -> list[str]:
    with Store.open(workspace.database_url, workspace.media) as store:
        return [post.state for post in posts.listing(store)]


def finish(workspace: Workspace, now: datetime) -> None:
    """Do what the following runs do."""
    for minute in range(10):
        publish(workspace, now + timedelta(minutes=minute))


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_any_point_neither_loses_nor_doubles(
    workspace: Workspace, forks: ForkServerContext, point: str
) -> None:
    assert_posted_once_after_a_kill(on(workspace, ledger()), forks, point)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "point",
    [
        point if point in {"prepared", "accepted"} else pytest.param(point, marks=pytest.mark.proof)
        for point in POINTS
    ],
)
def test_nor_does_it_on_postgresql(
    on_postgres: Workspace, forks: ForkServerContext, point: str
) -> None:
    assert_posted_once_after_a_kill(on(on_postgres, ledger()), forks, point)


def assert_posted_once_after_a_kill(
    workspace: Workspace, forks: ForkServerContext, point: str
) -> None:
    with_posts(workspace, 1)
    assert struck_at(forks, workspace, NINE, point)
    finish(workspace, NINE)
    assert len(public(workspace)) == 1
    assert states(workspace) == ["posted"]


@pytest.mark.parametrize("point", FOLDER_POINTS)
def test_the_folder_network_survives_a_kill_between_its_files(
    workspace: Workspace, forks: ForkServerContext, point: str
) -> None:
    workspace = on(workspace, account())
    [post_id] = with_posts(workspace, 1)
    assert struck_at(forks, workspace, NINE, point)
    finish(workspace, NINE)
    assert len(public(workspace)) == 1
    assert states(workspace) == ["posted"]
    folders = [path.name for path in workspace.posted.iterdir() if path.is_dir()]
    assert folders == [f"20260105T090000Z-{post_id}"]


@pytest.mark.parametrize("second", SETTLING)
@pytest.mark.parametrize("first", ["sending", "accepted"])
def test_a_worker_killed_while_it_settles_neither_loses_nor_doubles(
    workspace: Workspace, forks: ForkServerContext, first: str, second: str
) -> None:
    workspace = on(workspace, ledger())
    with_posts(workspace, 1)
    assert struck_at(forks, workspace, NINE, first)
    assert struck_at(forks, workspace, NINE, second)
    finish(workspace, NINE)
    assert len(public(workspace)) == 1
    assert states(workspace) == ["posted"]


def test_a_frozen_worker_keeps_its_account_however_long_it_sleeps(
    workspace: Workspace, forks: ForkServerContext
) -> None:
    workspace = on(workspace, ledger())
    with_posts(workspace, 1)
    child = forks.Process(
        target=publish_until, args=(workspace, NINE, "sending"), kwargs={"number": signal.SIGSTOP}
    )
    child.start()
    wait_for(lambda: states(workspace) == ["sending"])
    # Long after every lease: another worker must still leave the account alone.
    assert publish(workspace, NINE + timedelta(days=1)) == []
    assert child.pid is not None
    os.kill(child.pid, signal.SIGCONT)
    child.join(60)
    assert child.exitcode == 0
    finish(workspace, NINE + timedelta(days=1))
    assert len(public(workspace)) == 1
    assert states(workspace) == ["posted"]


@pytest.mark.postgres
def test_a_frozen_worker_that_lost_its_session_sends_nothing_when_it_wakes(
    on_postgres: Workspace, forks: ForkServerContext
) -> None:
    workspace = on(on_postgres, ledger())
    with_posts(workspace, 1)
    with frozen(forks, workspace, "sending"):
        end_sessions(workspace)
        # Its lease has run out and its lock is free: another worker takes over and sends.
        publish(workspace, NINE + timedelta(days=1))
        assert states(workspace) == ["posted"]
    finish(workspace, NINE + timedelta(days=1))
    assert len(public(workspace)) == 1


@pytest.mark.postgres
def test_a_worker_that_has_an_answer_says_so_whoever_took_its_post_meanwhile(
    on_postgres: Workspace, forks: ForkServerContext
) -> None:
    workspace = on(on_postgres, ledger(settle="120"))
    with_posts(workspace, 1)
    with frozen(forks, workspace, "answered"):
        end_sessions(workspace)
        (workspace.root / "ledger" / "faults").write_text("hide")
        publish(workspace, NINE + timedelta(days=1))
        assert states(workspace) == ["unknown"]
    assert states(workspace) == ["posted"]
    finish(workspace, NINE + timedelta(days=1))
    assert len(public(workspace)) == 1


@contextmanager
def frozen(forks: ForkServerContext, workspace: Workspace, point: str) -> Iterator[None]:
    """Freeze a worker at a point, and thaw it at the end."""
    child = forks.Process(
        target=publish_until, args=(workspace, NINE, point), kwargs={"number": signal.SIGSTOP}
    )
    child.start()
    wait_for(lambda: Path(f"/proc/{child.pid}/stat").read_text().rpartition(") ")[2][0] == "T")
    yield
    assert child.pid is not None
    os.kill(child.pid, signal.SIGCONT)
    child.join(60)
    assert child.exitcode == 0


def end_sessions(workspace: Workspace) -> None:
    """Cut every worker off from the database, as a restart of its server does."""
    url = str(workspace.settings.store.url).replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_several_workers_at_once_send_each_post_once(
    anywhere: Workspace, forks: ForkServerContext
) -> None:
    workspace = on(anywhere, ledger("north"), ledger("south"))
    with_posts(workspace, 4)
    children = [forks.Process(target=publish, args=(workspace, NINE)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0, 0]
    finish(workspace, NINE)
    sent = public(workspace)
    assert len(sent) == 8
    assert {sent.count(text) for text in sent} == {2}


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
