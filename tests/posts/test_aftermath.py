"""What a person says of unknown posts, what is laid ready for a person, and taking down."""

import json
from datetime import datetime, timedelta
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


def forgetful(desk: Workspace, *faults: str) -> Ledger:
    """A ledger that deletes, after it stumbled."""
    folder = desk.root / "ledger"
    folder.mkdir(exist_ok=True)
    (folder / "forgets").touch()
    (folder / "faults").write_text("\n".join(faults))
    return Ledger(folder, 0)


@pytest.mark.parametrize("fault", ["unreachable", "logout", "drop"])
def test_a_network_that_cannot_be_asked_is_asked_again_until_the_post_is_gone(
    store: Store, workspace: Workspace, clock: TurnedClock, fault: str
) -> None:
    desk = on(workspace, "ledger")
    post_id = queued(store, desk, clock, at=clock.at)
    run(store, desk, clock)
    ledger = forgetful(desk, fault, fault)
    draft = posts.post(store, post_id).draft_id
    [done] = posts.takedown(store, desk, draft, who="ann", why="misheard", clock=clock)
    assert (done.what, done.post.state) == ("retry", "posted")
    assert "Tried again from" in str(done.post.problem)
    assert len(ledger.public()) == 1
    clock.turn(minutes=2)
    assert run(store, desk, clock) == ["retry", "removed"]
    assert ledger.public() == []
    assert posts.post(store, post_id).problem is None
    told = [line.what for line in posts.story(store, post_id)]
    assert told[-3:] == ["takedown", "not-removed-yet", "removed"]
    assert run(store, desk, clock) == []


def test_a_network_that_is_never_reached_is_a_matter_for_a_person_in_the_end(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "ledger")
    post_id = queued(store, desk, clock, at=clock.at)
    run(store, desk, clock)
    forgetful(desk, *["unreachable"] * 40)
    draft = posts.post(store, post_id).draft_id
    posts.takedown(store, desk, draft, who="ann", clock=clock)
    for _ in range(40):
        clock.turn(hours=1)
        run(store, desk, clock)
    left = posts.post(store, post_id)
    assert left.state == "posted"
    assert "It was tried 24 times" in str(left.problem)
    assert posts.story(store, post_id)[-1].what == "not-removed"


def test_what_may_be_out_is_looked_for_and_taken_down_not_sent_again(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    slow = account("ledger", settle="3600").model_copy(update={"network": "ledger"})
    desk = workspace_of(workspace, accounts=[slow])
    ledger = forgetful(desk, "lose", "hide")
    post_id = queued(store, desk, clock, at=clock.at)
    posts.publish_due(store, desk, until=clock.at, clock=clock, sleep=clock.sleep)
    assert posts.post(store, post_id).state == "unknown"
    draft = posts.post(store, post_id).draft_id
    (desk.root / "ledger" / "faults").write_text("")
    [done] = posts.takedown(store, desk, draft, who="ann", clock=clock)
    assert done.what == "unknown"
    assert run(store, desk, clock)[-1] == "removed"
    assert ledger.public() == []
    assert posts.post(store, post_id).state == "removed"


def test_what_is_nowhere_is_not_sent_again_after_a_takedown(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "ledger")
    post_id = unknown(store, desk, clock)
    ledger = forgetful(desk)
    posts.takedown(store, desk, posts.post(store, post_id).draft_id, who="ann", clock=clock)
    assert run(store, desk, clock) == ["removed"]
    assert ledger.public() == []
    assert "not sent again" in posts.story(store, post_id)[-1].why


def test_what_a_sender_settles_at_that_moment_is_taken_down_all_the_same(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "ledger")
    post_id = unknown(store, desk, clock)
    forgetful(desk)

    class Settling(TurnedClock):
        def now(self) -> datetime:
            if posts.post(store, post_id).state == "unknown":
                posts.mark_posted(store, post_id, who="ben", remote_id="8", clock=clock)
            return clock.now()

    draft = posts.post(store, post_id).draft_id
    [done] = posts.takedown(store, desk, draft, who="ann", clock=Settling())
    assert (done.what, done.post.state) == ("removed", "removed")


def test_what_lay_ready_for_a_person_is_taken_away_again(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "handoff")
    post_id = queued(store, desk, clock, at=clock.at)
    run(store, desk, clock)
    laid = posts.post(store, post_id)
    [done] = posts.takedown(store, desk, laid.draft_id, who="ann", clock=clock)
    assert (done.what, done.post.state) == ("removed", "rejected")
    assert not Path(str(laid.remote_url).removeprefix("file://")).exists()


def test_a_struck_post_no_longer_lies_ready_and_one_that_is_posted_stays(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "handoff")
    struck = queued(store, desk, clock, "Nobody asked the ferrymen", at=clock.at)
    said = queued(store, desk, clock, "The old quay belongs to us all", at=clock.at)
    run(store, desk, clock)
    folders = [
        Path(str(posts.post(store, one).remote_url).removeprefix("file://"))
        for one in (struck, said)
    ]
    assert posts.strike(store, desk, struck, who="ann", clock=clock).state == "rejected"
    posts.mark_posted(store, said, who="ann", clock=clock)
    with pytest.raises(WrongState, match="posted"):
        posts.strike(store, desk, said, who="ann", clock=clock)
    assert [folder.exists() for folder in folders] == [False, True]


def test_a_person_sees_what_an_unknown_post_may_be_and_says_which_it_is(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = on(workspace, "ledger")
    post_id = unknown(store, desk, clock)
    said = posts.post(store, post_id).text
    lines = [{"id": "7", "text": "something else"}, {"id": "8", "text": said}]
    lines.append({"id": "9", "text": "and more"})
    public = desk.root / "ledger" / "ledger.jsonl"
    public.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = posts.candidates(store, desk, post_id, clock=clock)
    assert [(one.found.remote_id, one.same) for one in found] == [
        ("8", True),
        ("9", False),
        ("7", False),
    ]
    posts.mark_posted(store, post_id, who="ann", remote_id="8", clock=clock)
    forgetful(desk)
    draft = posts.post(store, post_id).draft_id
    [done] = posts.takedown(store, desk, draft, who="ann", clock=clock)
    assert done.what == "removed"
    assert "8" not in public.read_text()
    with pytest.raises(WrongState):
        posts.candidates(store, desk, post_id, clock=clock)
