"""The first reply with the link: a post of its own that follows another one, or falls with it."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import posts
from flows.core.errors import WrongState
from flows.core.post import Post
from flows.core.settings import AccountSettings, PublishSettings
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import MONDAY, TurnedClock, account, proposed, workspace_of

LINK = "https://harbour.example/harbour.txt"


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    return workspace_of(workspace, accounts=[replying(account())])


def replying(settings: AccountSettings) -> AccountSettings:
    return settings.model_copy(update={"link": "reply"})


def pair(view: posts.DraftView) -> tuple[Post, Post]:
    [first] = [post for post in view.posts if post.answers is None]
    [below] = [post for post in view.posts if post.answers == first.id]
    return first, below


def approved(
    store: Store, workspace: Workspace, clock: TurnedClock, **given: Any
) -> tuple[Post, Post]:
    view = proposed(store, workspace, clock)
    return pair(posts.approve(store, workspace, view.draft.id, who="ann", clock=clock, **given))


def publish(store: Store, workspace: Workspace, clock: TurnedClock) -> list[tuple[str, str]]:
    until = clock.at + timedelta(milliseconds=1)
    done = posts.publish_due(store, workspace, until=until, clock=clock, sleep=clock.sleep)
    return [(outcome.post.id, outcome.what) for outcome in done]


def lines(place: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in place.read_text().splitlines()]


def test_the_link_stands_in_a_reply_with_a_key_of_its_own(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first, below = pair(proposed(store, workspace, clock))
    assert LINK not in first.text
    assert below.text == f"Read it in full: Who owns the harbour\n\n{LINK}"
    assert below.key != first.key
    assert below.cards == ()
    assert first.cards


def test_a_reply_goes_out_right_after_its_post_and_takes_no_slot(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first, below = approved(store, workspace, clock)
    assert (first.state, below.state, below.due_at) == ("queued", "approved", None)
    second = proposed(store, workspace, clock, "Another thing that was said", name="other.txt")
    other, _ = pair(posts.approve(store, workspace, second.draft.id, who="ann", clock=clock))
    assert other.due_at == MONDAY.replace(hour=12, minute=30)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(first.id, "posted"), (below.id, "posted")]
    one, two = lines(workspace.posted / "posted.jsonl")
    assert (one["id"], two["id"], two["in_reply_to"]) == (first.id, below.id, first.id)
    assert two["text"].endswith(LINK)
    assert publish(store, workspace, clock) == []


class Ticking(TurnedClock):
    """A clock that moves with every look at it, as real ones do."""

    def now(self) -> datetime:
        return self.turn(milliseconds=5)


def test_one_look_at_the_queue_sends_post_and_reply(store: Store, workspace: Workspace) -> None:
    clock = Ticking()
    first, below = approved(store, workspace, clock)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(first.id, "posted"), (below.id, "posted")]


def test_the_plan_shows_a_reply_behind_its_post(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first, below = approved(store, workspace, clock)
    plan = posts.plan(store, workspace, days=2, clock=clock)
    assert [(line.post.id, line.at) for line in plan] == [
        (first.id, first.due_at),
        (below.id, first.due_at),
    ]
    assert "first reply" in plan[1].why


def test_a_reply_waits_while_its_post_is_held_and_falls_with_it(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first, below = approved(store, workspace, clock)
    posts.hold(store, first.id, who="ann", clock=clock)
    clock.turn(days=1)
    assert publish(store, workspace, clock) == []
    assert posts.post(store, below.id).state == "approved"
    posts.strike(store, workspace, first.id, who="ann", clock=clock)
    assert posts.post(store, below.id).state == "rejected"


def test_replies_to_what_was_refused_or_went_stale_end_with_it(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    refused = pair(proposed(store, workspace, clock, "Said and refused by somebody", name="no.txt"))
    view = posts.reject(store, refused[0].draft_id, who="ann", clock=clock)
    assert {post.state for post in view.posts} == {"rejected"}
    desk = workspace.settings.desk[0].model_copy(update={"expires_hours": 1})
    hasty = Workspace(workspace.root, workspace.settings.model_copy(update={"desk": (desk,)}))
    stale = proposed(store, hasty, clock)
    clock.turn(hours=2)
    assert len(posts.expire(store, clock=clock)) == 2
    view = posts.view(store, stale.draft.id)
    assert {post.state for post in view.posts} == {"expired"}
    assert view.draft.state == "expired"


def test_a_missed_post_that_is_skipped_takes_its_reply_along(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    publishing = PublishSettings(missed="skip")
    workspace = workspace_of(workspace, accounts=[replying(account())], publish=publishing)
    first, below = approved(store, workspace, clock)
    clock.turn(days=1)
    assert publish(store, workspace, clock) == [(first.id, "skipped")]
    assert posts.post(store, below.id).state == "expired"
    assert "missed" in str(posts.post(store, first.id).problem)


@pytest.mark.parametrize("action", ["share_next", "put_last", "post_now", "unpin"])
def test_a_reply_has_no_place_in_the_queue(
    store: Store, workspace: Workspace, clock: TurnedClock, action: str
) -> None:
    _, below = approved(store, workspace, clock)
    with pytest.raises(WrongState, match="first reply"):
        getattr(posts, action)(store, workspace, below.id, who="ann", clock=clock)


def test_a_reply_alone_can_be_struck_held_and_released(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first, below = approved(store, workspace, clock)
    posts.hold(store, below.id, who="ann", clock=clock)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(first.id, "posted")]
    released = posts.release(store, workspace, below.id, who="ann", clock=clock)
    assert released.state == "queued"
    assert publish(store, workspace, clock) == [(below.id, "posted")]


def test_taking_a_draft_down_takes_its_reply_down_first(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first, below = approved(store, workspace, clock)
    clock.at = MONDAY.replace(hour=9)
    publish(store, workspace, clock)
    done = posts.takedown(store, workspace, first.draft_id, who="ann", clock=clock)
    assert [(o.post.id, o.what) for o in done] == [(below.id, "removed"), (first.id, "removed")]
    assert lines(workspace.posted / "posted.jsonl") == []


def test_a_post_that_a_person_put_out_is_answered_once_they_say_so(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    by_hand = replying(account()).model_copy(update={"network": "handoff"})
    workspace = workspace_of(workspace, accounts=[by_hand])
    first, below = approved(store, workspace, clock)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(first.id, "held")]
    assert posts.post(store, below.id).state == "approved"
    posts.mark_posted(store, first.id, who="ann", clock=clock)
    assert publish(store, workspace, clock) == [(below.id, "held")]


def on_ledger(workspace: Workspace) -> Workspace:
    settings = replying(account("ledger", time(9))).model_copy(update={"network": "ledger"})
    return workspace_of(workspace, accounts=[settings])


def public(workspace: Workspace) -> list[tuple[str, str]]:
    return [(line["id"], line["answers"]) for line in lines(workspace.root / "ledger/ledger.jsonl")]


@pytest.mark.usefixtures("_ledger")
@pytest.mark.parametrize("fault", ["lose", "drop"])
@pytest.mark.parametrize("which", [0, 1])
def test_a_lost_answer_to_either_doubles_and_loses_nothing(
    store: Store, workspace: Workspace, clock: TurnedClock, fault: str, which: int
) -> None:
    workspace = on_ledger(workspace)
    first, below = approved(store, workspace, clock)
    clock.at = MONDAY.replace(hour=9)
    faults = workspace.root / "ledger" / "faults"
    faults.parent.mkdir(exist_ok=True)
    done: list[tuple[str, str]] = []
    if which:
        # The first goes out in peace: only then is there a reply to lose.
        faults.write_text(f"ok\n{fault}\n")
    else:
        faults.write_text(f"{fault}\n")
    for _minute in range(6):
        done += publish(store, workspace, clock)
        clock.turn(minutes=1)
    assert public(workspace) == [("1", ""), ("2", "1")]
    assert [post_id for post_id, what in done if what == "posted"] == [first.id, below.id]


@pytest.mark.usefixtures("_ledger")
def test_a_post_that_failed_keeps_its_reply_waiting_until_it_is_out(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = on_ledger(workspace)
    first, below = approved(store, workspace, clock)
    clock.at = MONDAY.replace(hour=9)
    (workspace.root / "ledger").mkdir(exist_ok=True)
    (workspace.root / "ledger" / "faults").write_text("refuse\n")
    assert publish(store, workspace, clock) == [(first.id, "failed")]
    assert posts.post(store, below.id).state == "approved"
    posts.retry(store, workspace, first.id, who="ann", clock=clock)
    clock.turn(days=1)
    assert publish(store, workspace, clock) == [(first.id, "posted"), (below.id, "posted")]


def test_no_two_replies_to_posts_of_one_article_say_the_same(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    said = [f"Number {number} of what was said on that day" for number in range(12)]
    views = [proposed(store, workspace, clock, words, name="one.txt") for words in said]
    assert len({pair(view)[1].text for view in views}) == len(said)
