"""Sources read again before their posts go out, on a real web server."""

import threading
import time as wall
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import pytest

from flows import posts
from flows.core.settings import DeskSettings, FetchSettings
from flows.core.workspace import Workspace
from flows.posts import rereading
from flows.store import Store
from tests.posts.newsdesk import (
    MONDAY,
    WORDS,
    TurnedClock,
    account,
    article,
    card,
    quote,
    workspace_of,
)
from tests.sources.newsroom import Handler, Newsroom, open_newsroom, page, status

FILLER = "<p>The quay was busy all morning, and the ferry left late twice before noon.</p>"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as room:
        room.pages["/story"] = page(story())
        yield room


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    return on_loopback(workspace_of(workspace))


def on_loopback(workspace: Workspace, timeout: float = 5.0) -> Workspace:
    fetch = FetchSettings(private_hosts=("127.0.0.1",), delay_seconds=0.0, timeout_seconds=timeout)
    settings = workspace.settings.model_copy(update={"fetch": fetch})
    return Workspace(workspace.root, settings)


def story(words: str = WORDS, *, first: str = FILLER, then: str = FILLER * 3) -> str:
    said = f"<p>“{words},” said Ilka Brandt, who runs the ferry.</p>"
    body = f"<article><h1>Who owns the harbour</h1>{first}{said}{then}</article>"
    return f"<!doctype html><html><body>{body}</body></html>"


def queued(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    newsroom: Newsroom,
    words: str = WORDS,
    *,
    path: str = "/story",
    **given: object,
) -> str:
    source = replace(article(words, name=path), url=newsroom.url(path))
    desk = workspace.settings.desk[0]
    view = posts.propose(store, workspace, source, quote(words), [card(words)], desk, clock=clock)
    assert view is not None
    done = posts.approve(store, workspace, view.draft.id, who="ann", clock=clock, **given)  # type: ignore[arg-type]
    return done.posts[0].id


def publish(
    store: Store, workspace: Workspace, clock: TurnedClock, minutes: float = 0
) -> list[tuple[str, str]]:
    done = posts.publish_due(
        store,
        workspace,
        until=clock.at + timedelta(minutes=minutes, milliseconds=1),
        clock=clock,
        sleep=clock.sleep,
        read=partial(posts.page_now, workspace),
    )
    return [(outcome.post.id, outcome.what) for outcome in done]


def whats(store: Store, post_id: str) -> list[str]:
    return [line.what for line in posts.story(store, post_id)]


def test_a_source_is_read_in_the_minutes_before_a_slot_and_not_inside_the_send(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom
) -> None:
    post_id = queued(store, workspace, clock, newsroom)
    clock.at = MONDAY.replace(hour=8, minute=40)
    assert publish(store, workspace, clock, 7) == []
    assert newsroom.paths() == []
    clock.at = MONDAY.replace(hour=8, minute=55)
    assert publish(store, workspace, clock, 7) == [(post_id, "posted")]
    assert newsroom.paths() == ["/story"]
    story = {line.what: line.at for line in posts.story(store, post_id)}
    assert story["source-read"] < story["sending"] == MONDAY.replace(hour=9)
    assert MONDAY.replace(hour=9) - story["source-read"] < timedelta(minutes=10)


def test_words_that_changed_hold_the_post_and_the_editor_sees_the_difference(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom
) -> None:
    post_id = queued(store, workspace, clock, newsroom)
    newsroom.pages["/story"] = page(story(WORDS.replace("works", "lives")))
    clock.at = MONDAY.replace(hour=8, minute=58)
    assert publish(store, workspace, clock, 7) == [(post_id, "held")]
    held = posts.post(store, post_id)
    assert (held.state, held.hold_reason) == ("held", "source-changed")
    assert "everyone who [works → lives] in it" in str(held.problem)


@pytest.mark.parametrize("code", [404, 410])
def test_a_page_that_is_gone_holds_the_post(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom, code: int
) -> None:
    post_id = queued(store, workspace, clock, newsroom)
    newsroom.pages["/story"] = status(code)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(post_id, "held")]
    assert "no longer there" in str(posts.post(store, post_id).problem)


@pytest.mark.parametrize("code", [500, 502, 503, 429, 403])
def test_a_page_in_trouble_holds_nothing_up_and_is_noted(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom, code: int
) -> None:
    post_id = queued(store, workspace, clock, newsroom)
    newsroom.pages["/story"] = status(code)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(post_id, "posted")]
    [note] = [line for line in posts.story(store, post_id) if line.what == "source-read"]
    assert "could not be read again" in note.why
    assert str(code) in note.why


def test_a_page_that_never_answers_holds_nothing_up(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    newsroom: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, left = threading.Event(), threading.Event()

    def stuck(handler: Handler) -> None:
        asked.set()
        left.wait(20)

    newsroom.pages["/story"] = stuck
    monkeypatch.setattr(rereading, "PATIENCE_SECONDS", 0.3)
    post_id = queued(store, workspace, clock, newsroom)
    clock.at = MONDAY.replace(hour=9)
    try:
        assert publish(store, workspace, clock) == [(post_id, "posted")]
    finally:
        left.set()
    assert asked.is_set()
    assert "in time" in posts.story(store, post_id)[-3].why
    assert whats(store, post_id)[-3:] == ["source-read", "sending", "posted"]


def test_a_page_that_times_out_holds_nothing_up(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom
) -> None:
    newsroom.pages["/story"] = lambda _handler: wall.sleep(3)
    workspace = on_loopback(workspace, timeout=0.5)
    post_id = queued(store, workspace, clock, newsroom)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(post_id, "posted")]
    assert "did not answer within" in posts.story(store, post_id)[-3].why


@pytest.mark.parametrize(
    "now",
    [
        story(first="", then=FILLER * 5),
        story(first="<p>Corrected on Monday: the ferry left once.</p>" + FILLER * 4, then=FILLER),
        story(WORDS.replace(" ", "\n   ")),
        story(WORDS).replace("“", "&quot;").replace("”", "&quot;"),
        story(WORDS.replace("harbour", "<em>harbour</em>")),
    ],
)
def test_whatever_else_changes_on_the_page_holds_nothing(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom, now: str
) -> None:
    post_id = queued(store, workspace, clock, newsroom)
    newsroom.pages["/story"] = page(now)
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(post_id, "posted")]


def test_a_post_that_is_due_at_once_is_looked_up_first(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom
) -> None:
    newsroom.pages["/story"] = page(story("Something else was said on that day by her"))
    now = queued(store, workspace, clock, newsroom, at=clock.at)
    assert publish(store, workspace, clock) == [(now, "held")]


def test_several_posts_on_one_page_ask_it_once(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom
) -> None:
    accounts = [account(name, time(9)) for name in ("one", "two", "three")]
    desk = DeskSettings(accounts=("one", "two", "three"))
    workspace = on_loopback(workspace_of(workspace, accounts=accounts, desk=desk))
    queued(store, workspace, clock, newsroom)
    clock.at = MONDAY.replace(hour=8, minute=59)
    assert [what for _, what in publish(store, workspace, clock, 7)] == ["posted"] * 3
    assert newsroom.paths() == ["/story"]


def test_what_an_editor_lets_pass_is_not_held_again_and_what_is_new_is(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom
) -> None:
    post_id = queued(store, workspace, clock, newsroom)
    newsroom.pages["/story"] = page(story(WORDS.replace("works", "lives")))
    clock.at = MONDAY.replace(hour=9)
    assert publish(store, workspace, clock) == [(post_id, "held")]
    posts.release(store, workspace, post_id, who="ann", why="a typo of theirs", clock=clock)
    clock.at = MONDAY.replace(hour=12, minute=30)
    other = Workspace(workspace.root, workspace.settings)
    newsroom.pages["/story"] = status(404)
    assert publish(store, other, clock) == [(post_id, "held")]
    posts.release(store, workspace, post_id, who="ann", clock=clock)
    clock.at = MONDAY.replace(hour=18)
    assert publish(store, workspace, clock) == [(post_id, "posted")]
    assert len(newsroom.paths()) == 3


def test_a_slow_page_keeps_no_other_post_from_its_time(
    store: Store, workspace: Workspace, clock: TurnedClock, newsroom: Newsroom
) -> None:
    left = threading.Event()

    def slow(handler: Handler) -> None:
        left.wait(50)
        handler.say(story("Words that only the slow page has on it").encode())

    newsroom.pages["/slow"] = slow
    late = "Words that only the slow page has on it"
    accounts = [account("one", time(9)), account("two", time(9))]
    workspace = on_loopback(workspace_of(workspace, accounts=accounts), timeout=60)
    behind = queued(store, workspace, clock, newsroom, late, path="/slow")
    done: list[str] = []
    clock.at = MONDAY.replace(hour=9)
    second = workspace.settings.desk[0].model_copy(update={"accounts": ("two",)})
    quick_desk = Workspace(
        workspace.root, workspace.settings.model_copy(update={"desk": (second,)})
    )
    quick = queued(store, quick_desk, clock, newsroom, at=clock.at)

    def release_when_quick_is_out() -> None:
        while posts.post(store, quick).state != "posted":
            wall.sleep(0.02)
        done.append(posts.post(store, behind).state)
        left.set()

    watcher = threading.Thread(target=release_when_quick_is_out)
    watcher.start()
    outcomes = publish(store, workspace, clock)
    watcher.join()
    assert done == ["queued"]
    assert (behind, "posted") in outcomes
