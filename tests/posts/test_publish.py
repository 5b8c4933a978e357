import itertools
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import posts
from flows.core.settings import PublishSettings
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import MONDAY, TurnedClock, account, proposed, queued, workspace_of


def publish(
    store: Store, workspace: Workspace, clock: TurnedClock, **given: Any
) -> list[tuple[str, str]]:
    given.setdefault("reread_seconds", 600)
    given.setdefault("until", clock.at + timedelta(milliseconds=1))
    done = posts.publish_due(store, workspace, clock=clock, sleep=clock.sleep, **given)
    return [(outcome.post.id, outcome.what) for outcome in done]


def lines(workspace: Workspace) -> list[dict[str, Any]]:
    path = workspace.posted / "posted.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_an_approved_post_goes_out_once_at_its_slot(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace)
    clock.turn(minutes=57)
    post_id = queued(store, workspace, clock)
    assert posts.next_due(store) == MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == []
    assert publish(store, workspace, clock, until=clock.at + timedelta(minutes=5)) == [
        (post_id, "posted")
    ]
    assert clock.at == MONDAY.replace(hour=9)
    clock.turn(days=1)
    assert publish(store, workspace, clock) == []
    assert [line["id"] for line in lines(workspace)] == [post_id]
    post = posts.post(store, post_id)
    assert (post.state, post.posted_at, post.attempts) == ("posted", MONDAY.replace(hour=9), 1)
    assert posts.next_due(store) is None
    assert [line.what for line in posts.story(store, post_id)] == [
        "proposed",
        "approved",
        "queued",
        "sending",
        "posted",
    ]


def test_nothing_unapproved_goes_out(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    waiting = proposed(store, workspace, clock, "Nobody has said yes to this")
    rejected = proposed(store, workspace, clock, "Somebody has said no to that")
    posts.reject(store, rejected.draft.id, who="ann", clock=clock)
    clock.turn(days=2)
    assert publish(store, workspace, clock) == []
    assert posts.view(store, waiting.draft.id).draft.state == "waiting"
    assert lines(workspace) == []


def test_a_dry_run_tells_and_changes_nothing(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock)
    clock.turn(hours=13)
    before = posts.post(store, post_id)
    assert publish(store, workspace, clock, dry_run=True) == [(post_id, "would-send")]
    assert posts.post(store, post_id) == before
    assert lines(workspace) == []


def test_an_approval_made_while_it_waits_counts(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace)
    late = MONDAY + timedelta(minutes=2)
    queued(store, workspace, clock, "The first to be said today", at=late)
    second = proposed(store, workspace, clock, "The second, and rather urgent")

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.slept) == 3:
            soon = clock.at + timedelta(seconds=25)
            posts.approve(store, workspace, second.draft.id, who="ann", at=soon, clock=clock)

    done = posts.publish_due(
        store, workspace, until=MONDAY + timedelta(minutes=5), clock=clock, sleep=sleep
    )
    assert [outcome.post.draft_id == second.draft.id for outcome in done] == [True, False]
    assert done[0].post.posted_at == MONDAY + timedelta(seconds=55)
    assert max(clock.slept) <= 10


def test_a_post_held_while_it_waits_does_not_go_out(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace)
    clock.turn(minutes=57)
    post_id = queued(store, workspace, clock)

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.slept) == 2:
            posts.hold(store, post_id, who="ann", why="wrong photo", clock=clock)

    until = MONDAY + timedelta(hours=2)
    assert posts.publish_due(store, workspace, until=until, clock=clock, sleep=sleep) == []
    assert posts.post(store, post_id).state == "held"
    released = posts.release(store, workspace, post_id, who="ann", clock=clock)
    assert (released.state, released.due_at) == ("queued", MONDAY.replace(hour=9))


def test_lines_that_somebody_spoilt_stop_no_post(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock, at=clock.at)
    workspace.posted.mkdir()
    spoilt = b'\xff\n{"key": 1}\n[]\nno end'
    (workspace.posted / "posted.jsonl").write_bytes(spoilt)
    assert publish(store, workspace, clock) == [(post_id, "posted")]
    assert (workspace.posted / "posted.jsonl.torn").read_bytes() == b"no end\n"


def test_a_slot_missed_by_more_than_the_grace_moves_to_the_next_free_one(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace)
    post_id = queued(store, workspace, clock)
    clock.at = MONDAY.replace(hour=11, minute=1)
    assert publish(store, workspace, clock) == [(post_id, "moved")]
    assert posts.post(store, post_id).due_at == MONDAY.replace(hour=12, minute=30)
    assert posts.story(store, post_id)[-1].what == "moved"


def test_after_an_outage_posts_keep_their_gap(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    minute = [MONDAY + timedelta(minutes=m) for m in (30, 50, 70)]
    workspace = workspace_of(workspace, publish=PublishSettings(min_gap_minutes=20))
    for number, at in enumerate(minute):
        queued(store, workspace, clock, f"Thing number {number} to be said", at=at)
    clock.at = MONDAY + timedelta(minutes=90)
    publish(store, workspace, clock, until=MONDAY + timedelta(hours=5))
    sent = sorted(p.posted_at for p in posts.listing(store, state="posted") if p.posted_at)
    assert len(sent) == 3
    assert sent[0] == MONDAY + timedelta(minutes=90)
    assert all(b - a >= timedelta(minutes=20) for a, b in itertools.pairwise(sent))


def test_a_missed_time_without_any_slot_waits_for_a_person(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    slotless = account().model_copy(update={"slots": ()})
    workspace = workspace_of(workspace, accounts=[slotless])
    post_id = queued(store, workspace, clock, at=MONDAY + timedelta(minutes=5))
    clock.turn(hours=5)
    assert publish(store, workspace, clock) == [(post_id, "held")]
    assert posts.post(store, post_id).state == "held"


def test_a_post_without_a_slot_gets_one_when_the_account_does(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    slotless = account().model_copy(update={"slots": ()})
    post_id = queued(store, workspace_of(workspace, accounts=[slotless]), clock)
    assert posts.post(store, post_id).state == "approved"
    publish(store, workspace_of(workspace), clock)
    assert posts.post(store, post_id).due_at == MONDAY.replace(hour=9)


def test_an_account_that_left_the_settings_keeps_its_posts(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace_of(workspace, accounts=[account("gone")]), clock)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace_of(workspace), clock) == [(post_id, "retry")]
    assert posts.post(store, post_id).state == "queued"
    clock.turn(minutes=6)
    back = workspace_of(workspace, accounts=[account("gone")])
    assert publish(store, back, clock) == [(post_id, "posted")]


def test_a_damaged_card_fails_its_post_and_no_other(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, accounts=[account("a"), account("b")])
    view = proposed(store, workspace, clock)
    at = clock.at + timedelta(minutes=1)
    posts.approve(store, workspace, view.draft.id, who="ann", at=at, clock=clock)
    Path(view.cards[0].path).write_bytes(b"something else")
    clock.turn(minutes=1)
    done = posts.publish_due(store, workspace, until=clock.at, clock=clock, sleep=clock.sleep)
    assert {outcome.what for outcome in done} == {"failed"}
    assert all("damaged" in outcome.detail for outcome in done)
    assert lines(workspace) == []


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=30)])
def test_every_account_sends_at_its_own_time(
    store: Store, workspace: Workspace, clock: TurnedClock, late: timedelta
) -> None:
    workspace = workspace_of(workspace, accounts=[account(name) for name in ("a", "b", "c")])
    view = proposed(store, workspace, clock)
    posts.approve(store, workspace, view.draft.id, who="ann", clock=clock)
    clock.at = MONDAY.replace(hour=9) + late
    assert len(publish(store, workspace, clock)) == 3
    assert sorted(line["account"] for line in lines(workspace)) == ["a", "b", "c"]


def test_a_clock_that_is_set_back_posts_nothing_twice(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace)
    sent = queued(store, workspace, clock, "This went out before the clock turned")
    late = queued(store, workspace, clock, "This waits until the clock is right")
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(sent, "posted")]
    clock.turn(hours=-1)
    assert publish(store, workspace, clock, until=clock.at + timedelta(minutes=90)) == []
    clock.at = MONDAY.replace(hour=12, minute=30)
    assert publish(store, workspace, clock) == [(late, "posted")]
    assert [line["id"] for line in lines(workspace)] == [sent, late]


def test_missed_posts_are_caught_up_with_at_once_but_never_in_a_burst(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, publish=PublishSettings(missed="publish"))
    ids = [queued(store, workspace, clock, f"Number {n} was said that day") for n in range(3)]
    clock.turn(days=2)
    until = clock.at + timedelta(hours=2)
    done = publish(store, workspace, clock, until=until, reread_seconds=60)
    assert [post_id for post_id, what in done if what == "posted"] == ids
    times = [posts.post(store, post_id).posted_at for post_id in ids]
    assert all(
        later - earlier >= timedelta(minutes=20)  # type: ignore[operator]
        for earlier, later in itertools.pairwise(times)
    )
    assert times[0] == MONDAY + timedelta(days=2)
