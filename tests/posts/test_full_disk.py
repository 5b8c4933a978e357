"""A disk that fills up while posts go out: one sentence, nothing lost and nothing twice."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows import posts
from flows.core.errors import StoreError
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import TurnedClock, card, queued, workspace_of

SOON = timedelta(seconds=1)


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let no file of this process grow over `size` bytes, as `ulimit -f` does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def database(workspace: Workspace) -> Path:
    return Path(workspace.database_url.removeprefix("sqlite:///"))


def size_of_log(workspace: Workspace) -> int:
    return Path(f"{database(workspace)}-wal").stat().st_size


def publish_until_it_is_full(store: Store, workspace: Workspace, clock: TurnedClock) -> None:
    for _step in range(200):
        posts.publish_due(store, workspace, until=clock.turn(seconds=1), clock=clock)
        with store.write() as tx:
            tx.execute(sa.text("UPDATE account SET pause_reason = pause_reason || '.'"))


@pytest.mark.parametrize("room", range(0, 60_000, 8_000))
def test_a_disk_that_fills_up_at_any_step_ends_in_a_sentence_and_nothing_is_lost_or_doubled(
    store: Store, workspace: Workspace, clock: TurnedClock, room: int
) -> None:
    workspace = workspace_of(workspace)
    post_id = queued(store, workspace, clock, at=clock.at)
    limit = size_of_log(workspace) + room
    with no_file_over(limit), pytest.raises(StoreError, match="disk is full") as caught:
        publish_until_it_is_full(store, workspace, clock)
    assert "Make room" in caught.value.todo
    with Store.open(workspace.database_url, workspace.media) as again:
        for _round in range(3):
            posts.publish_due(again, workspace, until=clock.turn(minutes=1), clock=clock)
        assert posts.post(again, post_id).state == "posted"
    assert len((workspace.posted / "posted.jsonl").read_bytes().splitlines()) == 1


def test_a_card_for_which_there_is_no_room_is_a_sentence_and_leaves_nothing(
    store: Store, workspace: Workspace
) -> None:
    with no_file_over(10), pytest.raises(StoreError, match="disk is full"):
        store.keep_card(card())
    assert [path for path in workspace.media.rglob("*") if path.is_file()] == []


def test_a_database_that_may_not_be_written_to_is_a_sentence(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    queued(store, workspace, clock, at=clock.at)
    with store.read() as tx:
        tx.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="may not be written"):
        posts.publish_due(store, workspace, until=clock.at + SOON, clock=clock)


def test_a_database_that_somebody_else_keeps_is_a_sentence(workspace: Workspace) -> None:
    with (
        Store.open(workspace.database_url, workspace.media) as one,
        Store.open(workspace.database_url, workspace.media) as other,
        one.write(),
    ):
        with other.read() as tx:
            tx.exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(StoreError, match="keeps the database busy"), other.write():
            pass
