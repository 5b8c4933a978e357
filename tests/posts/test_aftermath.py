"""What a person says of unknown posts, what is laid ready for a person, and taking down."""

from datetime import timedelta
from pathlib import Path

import pytest

from flows import posts
from flows.core.errors import WrongState
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import TurnedClock, account, proposed, queued, workspace_of
from tests.posts.plugged_in.ledger import Ledger

pytestmark = pytest.mark.usefixtures("_ledger")


def on(workspace: Workspace, *networks: str) -> Workspace:
    accounts = [account(name).model_copy(update={"network": name}) for name in networks]
    return workspace_of(workspace, accounts=accounts)


def run(store: Store, desk: Workspace, clock: TurnedClock) -> list[str]:
    until = clock.at + timedelta(minutes=10)
    done = posts.publish_due(store, desk, until=until, clock=clock, sleep=clock.sleep)
    return [outcome.what for outcome in done]


def unknown(store: Store, desk: Workspace, clock: TurnedClock) -> str:
    """A post that three attempts left unknown."""
    folder = desk.root / "ledger"
    folder.mkdir()
    (folder / "faults").write_text("drop\ndrop\ndrop")
    post_id = queued(store, desk, clock, at=clock.at)
    run(store, desk, clock)
    assert posts.post(store, post_id).state == "unknown"
    return post_id


def test_a_person_can_say_that_an_unknown_post_is_out(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "ledger")
    post_id = unknown(store, desk, clock)
    done = posts.mark_posted(store, post_id, who="ann", url="https://ledger.example/9", clock=clock)
    assert (done.state, done.remote_url) == ("posted", "https://ledger.example/9")
    assert run(store, desk, clock) == []
    with pytest.raises(WrongState, match="nothing to settle"):
        posts.mark_posted(store, post_id, who="ann", clock=clock)


def test_a_person_can_have_an_unknown_post_sent_again(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "ledger")
    post_id = unknown(store, desk, clock)
    posts.send_again(store, post_id, who="ann", clock=clock)
    assert run(store, desk, clock) == ["posted"]
    assert len(Ledger(desk.root / "ledger", 0).public()) == 1
    with pytest.raises(WrongState):
        posts.send_again(store, post_id, who="ann", clock=clock)


def test_what_a_person_has_to_post_is_laid_ready_once_and_waits_for_their_word(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "handoff")
    post_id = queued(store, desk, clock, at=clock.at)
    assert run(store, desk, clock) == ["held"]
    laid = posts.post(store, post_id)
    assert laid.state == "held"
    assert laid.remote_url is not None
    folder = Path(laid.remote_url.removeprefix("file://"))
    assert (folder / "caption.txt").read_text(encoding="utf-8") == laid.text
    assert (folder / "1.png").read_bytes() == Path(laid.cards[0].path).read_bytes()
    assert run(store, desk, clock) == []
    with pytest.raises(WrongState, match="Say that it is posted"):
        posts.release(store, desk, post_id, who="ann", clock=clock)
    assert posts.mark_posted(store, post_id, who="ann", clock=clock).state == "posted"


def test_a_wrong_quote_is_taken_down_everywhere_it_went(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "folder", "ledger")
    view = proposed(store, desk, clock)
    posts.approve(store, desk, view.draft.id, who="ann", at=clock.at, clock=clock)
    posts.hold(store, view.posts[1].id, who="ann", clock=clock)
    run(store, desk, clock)
    done = posts.takedown(store, desk, view.draft.id, who="ann", why="misheard", clock=clock)
    assert [(outcome.what, outcome.post.state) for outcome in done] == [
        ("removed", "removed"),
        ("removed", "rejected"),
    ]
    assert (workspace.posted / "posted.jsonl").read_text() == ""
    assert posts.story(store, view.posts[0].id)[-1].why == "misheard"
    assert posts.takedown(store, desk, view.draft.id, who="ann", clock=clock) == []
    # What was taken down is not proposed again.
    assert posts.already(store, view.article, view.quote, desk.settings.desk[0]) is not None


def test_what_a_network_does_not_delete_is_said_so(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "ledger")
    view = proposed(store, desk, clock)
    posts.approve(store, desk, view.draft.id, who="ann", at=clock.at, clock=clock)
    run(store, desk, clock)
    [done] = posts.takedown(store, desk, view.draft.id, who="ann", clock=clock)
    assert (done.what, done.post.state) == ("failed", "posted")
    assert "nothing back" in str(done.post.problem)
    assert posts.story(store, done.post.id)[-1].what == "not-removed"
