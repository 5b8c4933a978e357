"""People who decide while a worker has the post in hand: until the first byte, they are heard."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from flows import posts
from flows.core import points
from flows.core.errors import WrongState
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import TurnedClock, account, proposed, queued, workspace_of
from tests.posts.plugged_in.ledger import Ledger

pytestmark = pytest.mark.usefixtures("_ledger")


@pytest.fixture
def desk(anywhere: Workspace) -> Workspace:
    ledger = account("ledger").model_copy(update={"network": "ledger"})
    made = workspace_of(anywhere, accounts=[ledger])
    kept = made.settings.model_copy(update={"store": anywhere.settings.store})
    return Workspace(anywhere.root, kept)


def publish_while(
    store: Store, desk: Workspace, clock: TurnedClock, point: str, act: Callable[[], object]
) -> None:
    """Publish, and let somebody act when a point is reached for the first time."""
    left = [point]

    def listener(reached: str) -> None:
        if left == [reached]:
            left.clear()
            act()

    with points.listening(listener):
        posts.publish_due(store, desk, until=clock.at + timedelta(seconds=1), clock=clock)
    assert left == []


@pytest.mark.parametrize("point", ["before-claim", "claimed", "uploaded", "prepared"])
@pytest.mark.parametrize("word", ["hold", "strike"])
def test_a_post_that_is_stopped_before_its_first_byte_does_not_go_out(
    desk: Workspace, clock: TurnedClock, point: str, word: str
) -> None:
    with Store.open(desk.database_url, desk.media) as store:
        post_id = queued(store, desk, clock, at=clock.at)

        def stop() -> None:
            if word == "hold":
                posts.hold(store, post_id, who="ann", clock=clock)
            else:
                posts.strike(store, desk, post_id, who="ann", clock=clock)

        publish_while(store, desk, clock, point, stop)
        assert posts.post(store, post_id).state in {"held", "rejected"}
    assert Ledger(desk.root / "ledger", 0).public() == []


@pytest.mark.parametrize("point", ["sending", "accepted", "answered"])
def test_a_post_that_may_have_left_is_not_stopped_and_says_so(
    desk: Workspace, clock: TurnedClock, point: str
) -> None:
    with Store.open(desk.database_url, desk.media) as store:
        post_id = queued(store, desk, clock, at=clock.at)

        def hold() -> None:
            with pytest.raises(WrongState, match="is sending"):
                posts.hold(store, post_id, who="ann", clock=clock)

        publish_while(store, desk, clock, point, hold)
        assert posts.post(store, post_id).state == "posted"
    assert len(Ledger(desk.root / "ledger", 0).public()) == 1


def test_a_draft_that_many_approve_at_once_is_approved_by_one(
    desk: Workspace, clock: TurnedClock
) -> None:
    with Store.open(desk.database_url, desk.media) as store:
        draft = proposed(store, desk, clock).draft.id

        def approve(who: int) -> bool:
            try:
                posts.approve(store, desk, draft, who=f"p{who}", at=clock.at, clock=clock)
            except WrongState:
                return False
            return True

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(approve, range(6))) == [False] * 5 + [True]
        posts.publish_due(store, desk, until=clock.at + timedelta(seconds=1), clock=clock)
    assert len(Ledger(desk.root / "ledger", 0).public()) == 1
