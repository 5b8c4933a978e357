"""What each answer of a network means for the post, on a network that has no keys."""

from datetime import timedelta

import pytest

from flows import posts
from flows.core.workspace import Workspace
from flows.store import Store
from flows.store import posts as queue
from tests.posts.newsdesk import MONDAY, TurnedClock, account, queued, workspace_of
from tests.posts.plugged_in.ledger import Ledger, later

pytestmark = pytest.mark.usefixtures("_ledger")


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    ledger = account("ledger", settle="120").model_copy(update={"network": "ledger"})
    return workspace_of(workspace, accounts=[ledger])


def happens(
    store: Store, desk: Workspace, clock: TurnedClock, *faults: str, minutes: float = 30
) -> str:
    """Publish one post while the network answers with `faults` in turn; return the post's id."""
    folder = desk.root / "ledger"
    folder.mkdir(exist_ok=True)
    (folder / "faults").write_text("\n".join(faults))
    post_id = queued(store, desk, clock, at=clock.at)
    run(store, desk, clock, minutes)
    return post_id


def run(store: Store, desk: Workspace, clock: TurnedClock, minutes: float = 30) -> None:
    until = clock.at + timedelta(minutes=minutes)
    posts.publish_due(store, desk, until=until, clock=clock, sleep=clock.sleep, reread_seconds=600)


def public(desk: Workspace) -> int:
    return len(Ledger(desk.root / "ledger", 0).public())


def said(store: Store, post_id: str) -> list[str]:
    return [line.what for line in posts.story(store, post_id)][3:]


def test_a_lost_answer_is_looked_up_and_never_resent(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, "lose")
    post = posts.post(store, post_id)
    assert (post.state, post.attempts, post.remote_id) == ("posted", 1, "1")
    assert said(store, post_id) == ["sending", "unknown", "posted"]
    assert public(desk) == 1


def test_a_post_that_shows_up_late_is_not_resent_before_the_settle_time(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, "lose", "hide", "hide", "hide")
    assert posts.post(store, post_id).attempts == 1
    assert public(desk) == 1
    assert clock.at < MONDAY + timedelta(seconds=120)


def test_a_post_that_is_not_out_is_resent_after_the_settle_time(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, "drop")
    post = posts.post(store, post_id)
    assert (post.state, post.attempts) == ("posted", 2)
    assert public(desk) == 1
    [line] = Ledger(desk.root / "ledger", 0).public()
    # The same post as before: it carries the time that was fixed first.
    assert line["created_at"] == MONDAY.isoformat()
    assert MONDAY + timedelta(seconds=120) <= clock.at <= MONDAY + timedelta(seconds=200)


def test_after_three_unknown_attempts_a_person_decides(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, "drop", "drop", "drop")
    post = posts.post(store, post_id)
    assert (post.state, post.attempts) == ("unknown", 3)
    assert post.problem is not None
    assert "See on the network" in post.problem
    assert said(store, post_id)[-1] == "needs-a-person"
    run(store, desk, clock)
    assert public(desk) == 0


def test_a_bug_while_sending_counts_as_unknown(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, "break")
    assert posts.post(store, post_id).attempts == 2
    assert public(desk) == 1


def test_no_is_no_and_a_person_can_try_again(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, "refuse")
    failed = posts.post(store, post_id)
    assert (failed.state, failed.problem) == ("failed", "The network said no.")
    run(store, desk, clock)
    assert public(desk) == 0
    again = posts.retry(store, desk, post_id, who="ann", clock=clock)
    assert (again.state, again.due_at) == ("queued", MONDAY.replace(hour=9))
    assert again.key == failed.key
    run(store, desk, clock, minutes=90)
    assert public(desk) == 1


def test_a_rate_limit_is_no_attempt_and_nothing_is_asked_before_its_end(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    second = queued(store, desk, clock, "A second post behind the first", at=clock.at)
    first = happens(store, desk, clock, later(clock.at, 300), minutes=1)
    assert {posts.post(store, p).state for p in (first, second)} == {"deferred", "queued"}
    assert {posts.post(store, p).attempts for p in (first, second)} == {0}
    run(store, desk, clock, minutes=60)
    lines = Ledger(desk.root / "ledger", 0).public()
    sent = sorted(p.posted_at for p in posts.listing(store, state="posted") if p.posted_at)
    assert len(lines) == 2
    assert sent[0] == MONDAY + timedelta(seconds=300)


def test_a_limit_is_waited_for_a_day_at_most(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, later(clock.at, 30 * 86_400), minutes=1)
    assert posts.post(store, post_id).state == "deferred"
    clock.turn(hours=23)
    run(store, desk, clock, minutes=59)
    assert public(desk) == 0
    # By then it is too late for its time: it takes the next slot.
    run(store, desk, clock, minutes=150)
    assert public(desk) == 1


def test_a_wait_is_told_by_a_run_and_by_a_dry_run_alike(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    happens(store, desk, clock, later(clock.at, 7200), minutes=1)
    clock.turn(minutes=5)
    told = [
        [
            (outcome.what, outcome.detail)
            for outcome in posts.publish_due(
                store, desk, until=clock.at, clock=clock, sleep=clock.sleep, dry_run=dry_run
            )
        ]
        for dry_run in (True, False)
    ]
    assert told[0] == told[1] == [("waits", "Account ledger waits until 2026-01-05 10:00:00 UTC.")]
    posts.pause(store, ["ledger"], who="ann", why="A quiet week.", clock=clock)
    [outcome] = posts.publish_due(store, desk, until=clock.at, clock=clock, dry_run=True)
    assert outcome.detail == "Account ledger is paused. A quiet week."


@pytest.mark.parametrize("fault", ["unreachable", "drop", "lose"])
def test_a_clock_that_once_ran_ahead_parks_nothing(
    store: Store, desk: Workspace, clock: TurnedClock, fault: str
) -> None:
    post_id = queued(store, desk, clock, at=clock.at)
    clock.turn(days=30)
    (desk.root / "ledger").mkdir(exist_ok=True)
    (desk.root / "ledger" / "faults").write_text(f"{fault}\nhide")
    with store.write() as tx:
        queue.change(tx, post_id, ("queued",), due_at=clock.at)
    posts.publish_due(store, desk, until=clock.at, clock=clock)
    assert posts.post(store, post_id).state != "posted"
    clock.turn(days=-30)
    with store.write() as tx:
        queue.change(tx, post_id, ("queued",), due_at=clock.at)
    run(store, desk, clock)
    assert posts.post(store, post_id).state == "posted"
    assert public(desk) == 1


def test_what_was_not_reached_is_tried_again_later_and_later(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = happens(store, desk, clock, "unreachable", "unreachable", "unreachable")
    post = posts.post(store, post_id)
    assert (post.state, post.attempts) == ("posted", 1)
    assert post.posted_at == MONDAY + timedelta(seconds=30 + 60 + 120)
    assert public(desk) == 1


def test_a_lost_login_holds_the_post_and_stops_the_account(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    behind = queued(
        store, desk, clock, "A second post behind the first", at=MONDAY + timedelta(minutes=5)
    )
    post_id = happens(store, desk, clock, "logout")
    held = posts.post(store, post_id)
    assert (held.state, held.hold_reason) == ("held", "auth")
    assert posts.post(store, behind).state == "queued"
    assert public(desk) == 0
