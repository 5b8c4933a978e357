"""A card that is out is compared with its article for a week."""

from collections.abc import Callable

import pytest

from flows import posts
from flows.core.workspace import Workspace
from flows.posts.rereading import SourceNow
from flows.store import Store
from tests.posts.newsdesk import MONDAY, TurnedClock, article, queued, workspace_of

FINE = SourceNow(article().text)
OTHER = SourceNow(article().text.replace("everyone who works", "everyone who lives"))
Recheck = Callable[[SourceNow], list[str]]


@pytest.fixture
def out(store: Store, workspace: Workspace, clock: TurnedClock) -> str:
    desk = workspace_of(workspace)
    post_id = queued(store, desk, clock)
    clock.at = MONDAY.replace(hour=9)
    posts.publish_due(store, desk, until=clock.at, clock=clock, sleep=clock.sleep)
    assert posts.post(store, post_id).state == "posted"
    return post_id


@pytest.fixture
def recheck(store: Store, clock: TurnedClock) -> Recheck:
    """Read the pages of a day later, which say what they are given; returns what is told."""

    def look(page: SourceNow) -> list[str]:
        clock.turn(days=1)
        found = posts.recheck_posted(store, lambda _url: page, clock=clock)
        return [str(post.problem) for post in found]

    return look


def test_a_correction_is_told_once_and_the_post_stays(
    store: Store, out: str, recheck: Recheck
) -> None:
    assert recheck(FINE) == []
    [told] = recheck(OTHER)
    assert "[works → lives] in it" in told
    assert posts.post(store, out).problem == told
    assert recheck(OTHER) == []
    assert posts.post(store, out).state == "posted"
    assert recheck(FINE) == []
    assert posts.post(store, out).problem is None
    assert recheck(SourceNow(None)) == ["The article is no longer there."]


def test_what_does_not_answer_tells_nothing(store: Store, out: str, recheck: Recheck) -> None:
    assert recheck(SourceNow(trouble="it is down")) == []
    assert posts.post(store, out).problem is None


@pytest.mark.usefixtures("out")
def test_a_page_that_cannot_be_cleaned_stops_nothing(store: Store, clock: TurnedClock) -> None:
    def look(url: str) -> SourceNow:
        raise RecursionError(url)

    clock.turn(days=1)
    assert posts.recheck_posted(store, look, clock=clock) == []


@pytest.mark.usefixtures("out")
def test_it_is_read_once_a_day_for_a_week(store: Store, clock: TurnedClock) -> None:
    read: list[str] = []

    def look(url: str) -> SourceNow:
        read.append(url)
        return FINE

    for _ in range(20 * 4):
        clock.turn(hours=6)
        posts.recheck_posted(store, look, clock=clock)
    assert len(read) == 7
