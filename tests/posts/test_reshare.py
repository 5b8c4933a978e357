"""What was posted is shown again as a new variant: months later, once at a time, never unasked."""

from datetime import timedelta

import pytest

from flows import by_hand, posts
from flows.core.errors import WrongState
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import MONDAY, TurnedClock, queued, workspace_of


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    return workspace_of(workspace, desk=DeskSettings(accounts=("folder",), expires_hours=48))


@pytest.fixture
def out(store: Store, workspace: Workspace, clock: TurnedClock) -> str:
    post_id = queued(store, workspace, clock, at=MONDAY)
    send(store, workspace, clock)
    return post_id


def send(store: Store, workspace: Workspace, clock: TurnedClock) -> None:
    posts.publish_due(store, workspace, until=clock.at, clock=clock, sleep=clock.sleep)


def test_a_variant_is_another_card_and_text_and_waits_for_a_yes(
    store: Store, workspace: Workspace, clock: TurnedClock, out: str
) -> None:
    first = posts.post(store, out)
    clock.turn(days=91)
    bold = DeskSettings(accounts=("folder",), auto_approve=True, auto_approve_confidence=0.9)
    workspace = workspace_of(workspace, desk=bold)
    view = by_hand.reshare(workspace, store, out, who="ann", clock=clock)
    [again] = view.posts
    assert (view.draft.state, again.state) == ("waiting", "draft")
    assert again.text == f"From the archive:\n\n{first.text}"
    assert again.key != first.key
    assert again.cards[0].template != first.cards[0].template
    send(store, workspace, clock)
    assert posts.post(store, again.id).state == "draft"
    posts.approve(store, workspace, view.draft.id, who="ann", at=clock.at, clock=clock)
    send(store, workspace, clock)
    assert posts.post(store, again.id).state == "posted"
    assert len((workspace.posted / "posted.jsonl").read_text().splitlines()) == 2
    clock.turn(days=91)
    [third] = by_hand.reshare(workspace, store, again.id, who="ann", clock=clock).posts
    assert third.text.startswith("Once more:")


def test_what_is_taken_down_is_taken_down_with_its_variants(
    store: Store, workspace: Workspace, clock: TurnedClock, out: str
) -> None:
    clock.turn(days=91)
    view = by_hand.reshare(workspace, store, out, who="ann", clock=clock)
    draft = posts.post(store, out).draft_id
    posts.takedown(store, workspace, draft, who="ann", why="misheard", clock=clock)
    assert posts.post(store, out).state == "removed"
    assert posts.post(store, view.posts[0].id).state == "rejected"


def test_not_too_soon_and_one_at_a_time(
    store: Store, workspace: Workspace, clock: TurnedClock, out: str
) -> None:
    clock.turn(days=89)
    with pytest.raises(WrongState, match="less than 90 days ago"):
        by_hand.reshare(workspace, store, out, who="ann", clock=clock)
    clock.turn(days=2)
    view = by_hand.reshare(workspace, store, out, who="ann", clock=clock)
    with pytest.raises(WrongState, match="says the same and is draft"):
        by_hand.reshare(workspace, store, out, who="ann", clock=clock)
    posts.reject(store, view.draft.id, who="ann", clock=clock)
    clock.at += timedelta(minutes=1)
    assert by_hand.reshare(workspace, store, out, who="ann", clock=clock).draft.state == "waiting"


def test_only_what_is_out_is_shown_again(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    waiting = queued(store, workspace, clock)
    with pytest.raises(WrongState, match="only what is out"):
        by_hand.reshare(workspace, store, waiting, who="ann", clock=clock)
