"""People are told what waits for them: once, in batches, whatever breaks."""

import json
import os
import signal
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from flows import networks, notices, pipeline, posts
from flows.core import points
from flows.core.errors import OutcomeUnknown
from flows.core.settings import DeskSettings, NotifySettings
from flows.core.workspace import Workspace
from flows.notices.wording import plain
from flows.posts.rereading import SourceNow
from flows.store import Store
from tests.notices.conftest import Chat
from tests.posts.newsdesk import TurnedClock, account, proposed, queued, workspace_of


def telling(workspace: Workspace, *to: str, batch: float = 5.0) -> Workspace:
    said = NotifySettings(to=to or ("env:DESK_CHAT",), batch_minutes=batch)
    settings = workspace_of(workspace).settings.model_copy(update={"notify": said})
    return Workspace(workspace.root, settings)


def tell(store: Store, desk: Workspace, clock: TurnedClock) -> list[str]:
    return [told.what for told in notices.tell(store, desk, clock=clock)]


def test_drafts_that_wait_are_told_together_and_once(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat
) -> None:
    desk = telling(workspace)
    for words in ("The harbour is ours today", "Nobody may sell the old quay"):
        proposed(store, desk, clock, words)
    assert tell(store, desk, clock) == ["sent"]
    [told] = chat.messages
    assert told["title"] == "Pullquote: 2 drafts wait for a yes (#1)"
    assert "“Nobody may sell the old quay” Ilka Brandt" in told["message"]
    clock.turn(hours=1)
    assert tell(store, desk, clock) == []
    assert len(chat.messages) == 1


def test_what_comes_soon_after_a_message_waits_for_the_next(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat
) -> None:
    desk = telling(workspace)
    proposed(store, desk, clock)
    tell(store, desk, clock)
    for words in ("The harbour is ours today", "Nobody may sell the old quay"):
        proposed(store, desk, clock, words)
        clock.turn(minutes=1)
        assert tell(store, desk, clock) == []
    clock.turn(minutes=4)
    assert tell(store, desk, clock) == ["sent"]
    assert chat.messages[-1]["title"].startswith("Pullquote: 2 drafts")


def test_what_was_dealt_with_meanwhile_is_left_out(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat
) -> None:
    desk = telling(workspace)
    view = proposed(store, desk, clock)
    posts.reject(store, view.draft.id, who="ann", clock=clock)
    post_id = queued(store, desk, clock, "The harbour is ours today")
    posts.hold(store, post_id, who="ann", why="wait", clock=clock)
    assert tell(store, desk, clock) == []
    assert chat.messages == []


def failed(store: Store, desk: Workspace, clock: TurnedClock) -> str:
    post_id = queued(store, desk, clock, "The harbour is ours today", at=clock.at)
    Path(posts.post(store, post_id).cards[0].path).write_bytes(b"spoilt")
    posts.publish_due(store, desk, until=clock.at, clock=clock, sleep=clock.sleep)
    assert posts.post(store, post_id).state == "failed"
    return post_id


def test_each_trouble_is_told_in_words_and_an_account_names_its_own(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat
) -> None:
    desk = telling(workspace)
    wrong = failed(store, desk, clock)
    clock.turn(minutes=30)
    lost = account("folder").model_copy(
        update={"network": "webhook", "options": {"url": "https://h.example", "secret_env": "NO"}}
    )
    without = workspace_of(workspace, accounts=[lost])
    out = queued(store, without, clock, "Nobody may sell the old quay", at=clock.at)
    posts.publish_due(store, without, until=clock.at, clock=clock, sleep=clock.sleep)
    assert posts.post(store, out).hold_reason == "auth"
    by_hand = account("folder").model_copy(update={"network": "handoff"})
    posts.resume(store, without, ["folder"], who="ann", clock=clock)
    posts.strike(store, without, out, who="ann", clock=clock)
    handing = workspace_of(workspace, accounts=[by_hand])
    clock.turn(minutes=30)
    laid = queued(store, handing, clock, "Ferries never wait for the rich", at=clock.at)
    posts.publish_due(store, handing, until=clock.at, clock=clock, sleep=clock.sleep)
    tell(store, desk, clock)
    [told] = chat.messages
    assert told["title"] == (
        "Pullquote: 1 post failed, 1 post lies ready to be posted by hand (#1)"
    )
    assert f"- folder {wrong}: " in told["message"]
    assert f"- folder {laid}: " in told["message"]


def test_an_approved_post_that_went_stale_is_told_and_a_draft_is_not(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat
) -> None:
    desk = telling(workspace)
    quick = DeskSettings(expires_hours=1)
    both = workspace_of(workspace, desk=quick)
    post = queued(store, both, clock, "Nobody may sell the old quay")
    proposed(store, both, clock, "The harbour is ours today")
    clock.turn(hours=2)
    assert len(posts.expire(store, clock=clock)) == 2
    assert tell(store, desk, clock) == ["sent"]
    [told] = chat.messages
    assert told["title"] == "Pullquote: 1 approved post did not go out in time (#1)"
    assert f"- folder {post}: it was not sent before it went stale" in told["message"]


def test_a_correction_after_the_post_is_told(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat
) -> None:
    desk = telling(workspace)
    post = queued(store, workspace_of(workspace), clock, at=clock.at)
    posts.publish_due(store, desk, until=clock.at, clock=clock, sleep=clock.sleep)
    clock.turn(days=1)
    posts.recheck_posted(store, lambda _url: SourceNow(None), clock=clock)
    tell(store, desk, clock)
    [told] = chat.messages
    assert told["title"] == "Pullquote: 1 article was changed after its post (#1)"
    assert f"- folder {post}: The article is no longer there." in told["message"]


@pytest.mark.proof
def test_a_lost_login_and_an_unknown_post_are_told(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = telling(workspace)
    lost = account("folder").model_copy(
        update={"network": "webhook", "options": {"url": "https://h.example", "secret_env": "NO"}}
    )
    without = workspace_of(workspace, accounts=[lost])
    queued(store, without, clock, at=clock.at)
    posts.publish_due(store, without, until=clock.at, clock=clock, sleep=clock.sleep)
    posts.resume(store, desk, ["folder"], who="ann", clock=clock)
    posts.publish_due(
        store, without, until=clock.at + timedelta(days=2), clock=clock, sleep=clock.sleep
    )
    tell(store, desk, clock)
    assert "waits for its account to be connected again" in chat.messages[0]["title"]
    clock.turn(minutes=30)
    posts.resume(store, desk, ["folder"], who="ann", clock=clock)

    def stumble(*_: object, **__: object) -> None:
        raise OutcomeUnknown("The answer was lost.")

    monkeypatch.setattr(networks.folder.Folder, "send", stumble)  # type: ignore[attr-defined]
    posts.publish_due(
        store, desk, until=clock.at + timedelta(days=2), clock=clock, sleep=clock.sleep
    )
    tell(store, desk, clock)
    assert "1 post may be out" in chat.messages[-1]["title"]


def test_a_service_that_is_down_is_tried_again_and_keeps_nobody_else_waiting(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NOBODY", "json://127.0.0.1:9/x")
    desk = telling(workspace, "env:NOBODY", "env:DESK_CHAT", "env:UNSET", "stored:none")
    proposed(store, desk, clock)
    assert tell(store, desk, clock) == ["retry", "sent", "retry", "retry"]
    assert len(notices.trouble(store, desk)) == 3
    assert tell(store, desk, clock) == []
    monkeypatch.setenv("NOBODY", chat.address)
    clock.turn(minutes=2)
    assert tell(store, desk, clock)[0] == "sent"
    assert [message["title"][-4:] for message in chat.messages] == ["(#2)", "(#1)"]


def test_a_message_that_never_arrives_makes_room_for_the_next_one(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat
) -> None:
    desk = telling(workspace)
    chat.status = 500
    proposed(store, desk, clock)
    tried: list[str] = []
    while not tried or tried[-1] != "given-up":
        tried += tell(store, desk, clock)
        clock.turn(hours=1)
    assert chat.asked == len(tried) == 24
    chat.status = 200
    proposed(store, desk, clock, "Nobody may sell the old quay")
    assert tell(store, desk, clock) == ["sent"]


def test_no_address_is_shown_in_what_is_told_logged_or_kept(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    chat: Chat,
    *,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    desk = telling(workspace)
    chat.status = 403
    proposed(store, desk, clock)
    told = notices.tell(store, desk, clock=clock)
    told += notices.try_out(desk)
    seen = repr(told) + caplog.text + "".join(capfd.readouterr()) + repr(desk)
    assert "s3cret" not in seen
    store.tidy()
    assert all(
        b"s3cret" not in path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()
    )


def _killed_at(root: Path, point: str, url: str) -> None:
    desk = telling(Workspace.open(root))

    def die(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(url, desk.media) as store, points.listening(die):
        notices.tell(store, desk, clock=TurnedClock())


@pytest.mark.parametrize(("point", "messages"), [("notice-made", 1), ("notice-left", 2)])
def test_a_crash_loses_no_message_and_repeats_none_but_the_one_in_the_air(
    store: Store, workspace: Workspace, clock: TurnedClock, chat: Chat, *, point: str, messages: int
) -> None:
    desk = telling(workspace)
    proposed(store, desk, clock)
    child = get_context("spawn").Process(
        target=_killed_at, args=(workspace.root, point, workspace.database_url)
    )
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert tell(store, desk, clock) == ["sent"]
    assert len(chat.messages) == messages
    assert len({json.dumps(message, sort_keys=True) for message in chat.messages}) == 1
    clock.turn(hours=1)
    assert tell(store, desk, clock) == []


def test_publishing_tells_and_a_broken_notifier_stops_no_post(
    store: Store,
    workspace: Workspace,
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from flows.core.clock import SystemClock

    desk = telling(workspace)
    clock = SystemClock()
    view = proposed(store, desk, TurnedClock(clock.now()))
    posts.approve(store, desk, view.draft.id, who="ann", at=clock.now(), clock=clock)
    proposed(store, desk, TurnedClock(clock.now()), "Nobody may sell the old quay")
    assert [outcome.what for outcome in pipeline.publish(desk)] == ["posted"]
    assert chat.messages[0]["title"].startswith("Pullquote: 1 draft waits")

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("flows.notices.telling._look", broken)
    other = proposed(store, desk, TurnedClock(clock.now()), "Ferries never wait for the rich")
    posts.approve(store, desk, other.draft.id, who="ann", at=clock.now(), clock=clock)
    assert len(pipeline.publish(desk)) == 1


def test_an_articles_words_call_nobody_in_a_chat() -> None:
    hostile = "@everyone <!here> [free](http://evil.example)\n\x1b[31m\u202eabc" + "x" * 400
    shown = plain(hostile)
    assert "@everyone" not in shown
    assert "<!here>" not in shown
    assert "](" not in shown
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown) <= 160
