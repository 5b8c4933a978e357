"""What was posted is shown again as a new variant: months later, once at a time, never unasked."""

from datetime import timedelta

import pytest

from flows import by_hand, posts
from flows.core.errors import NotSent, WrongState
from flows.core.quote import Speaker
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.networks.folder import Folder
from flows.store import Store
from tests.posts.newsdesk import (
    MONDAY,
    TurnedClock,
    account,
    proposed,
    queued,
    workspace_of,
)


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


def test_two_accounts_show_the_same_again_and_one_yes_lets_the_other_wait(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    both = [account("one", folder="one"), account("two", folder="two")]
    workspace = workspace_of(workspace, accounts=both)
    draft = proposed(store, workspace, clock)
    posts.approve(store, workspace, draft.draft.id, who="ann", at=clock.at, clock=clock)
    send(store, workspace, clock)
    clock.turn(days=91)
    first, second = (
        by_hand.reshare(workspace, store, post.id, who="ann", clock=clock) for post in draft.posts
    )
    posts.approve(store, workspace, first.draft.id, who="ann", clock=clock)
    assert posts.post(store, second.posts[0].id).state == "draft"


@pytest.mark.parametrize("speaker", [None, Speaker("Ilka Brandt", "named", "who ran the ferry")])
def test_a_variant_is_corrected_and_stays_one(
    store: Store, workspace: Workspace, clock: TurnedClock, out: str, speaker: Speaker | None
) -> None:
    clock.turn(days=91)
    draft = by_hand.reshare(workspace, store, out, who="ann", clock=clock).draft
    view = by_hand.correct(
        workspace, store, draft.id, speaker=speaker, context="In 2026", who="ann", clock=clock
    )
    [again] = view.posts
    assert again.text.startswith("From the archive:")
    assert (speaker is None) == ("who runs the ferry" in again.text)
    with pytest.raises(WrongState, match="says the same and is draft"):
        by_hand.reshare(workspace, store, out, who="ann", clock=clock)
    posts.takedown(store, workspace, posts.post(store, out).draft_id, who="ann", clock=clock)
    assert posts.post(store, again.id).state == "rejected"


def test_what_a_person_credits_to_somebody_else_is_not_shown_again_as_it_was(
    store: Store, workspace: Workspace, clock: TurnedClock, out: str
) -> None:
    clock.turn(days=91)
    draft = by_hand.reshare(workspace, store, out, who="ann", clock=clock).draft
    other = Speaker("Nora Tamsin", "named")
    by_hand.correct(workspace, store, draft.id, speaker=other, who="ann", clock=clock)
    with pytest.raises(WrongState, match="credits these words to Nora Tamsin"):
        by_hand.reshare(workspace, store, out, who="ben", clock=clock)
    posts.reject(store, draft.id, who="ann", clock=clock)
    clock.turn(minutes=1)
    view = by_hand.reshare(workspace, store, out, who="ben", clock=clock)
    assert "credited-otherwise" in view.quote.flags


def test_what_is_to_be_taken_down_is_not_shown_again(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    out: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(folder: Folder, remote_id: str) -> None:
        raise NotSent(f"{remote_id} cannot be reached in {folder}.")

    monkeypatch.setattr(Folder, "delete", away)
    clock.turn(days=91)
    posts.takedown(store, workspace, posts.post(store, out).draft_id, who="ann", clock=clock)
    with pytest.raises(WrongState, match="to be taken down"):
        by_hand.reshare(workspace, store, out, who="ben", clock=clock)
