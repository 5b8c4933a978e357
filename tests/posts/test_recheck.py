from dataclasses import replace

import pytest

from flows import posts
from flows.core.quote import Span
from flows.core.workspace import Workspace
from flows.posts.recheck import difference
from flows.store import Store
from tests.posts.newsdesk import MONDAY, WORDS, TurnedClock, article, queued, quote, workspace_of


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    return workspace_of(workspace)


def test_posts_are_reread_in_the_minutes_before_their_slot(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock)
    assert posts.to_reread(store, clock=clock) == []
    clock.at = MONDAY.replace(hour=8, minute=51)
    [found] = posts.to_reread(store, clock=clock)
    assert (found.post.id, found.url) == (post_id, "https://harbour.example/harbour.txt")


def test_an_article_that_still_says_so_holds_nothing_up(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock)
    around = f'Corrected on Monday.\n\n"{WORDS.replace(" ", "  ")}," said Ilka Brandt.'
    assert posts.reread(store, post_id, around, clock=clock) is None
    assert posts.post(store, post_id).state == "queued"


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (None, "no longer there"),
        ("A page about something else.", "no longer says"),
        (
            article().text.replace("everyone who works", "everyone who lives"),
            "[works → lives] in it",
        ),
        (article().text.replace("belongs to", "belongs, to"), "“The harbour belongs, to"),
        (article().text.replace("works in it", "works in items"), "[it → items]"),
    ],
)
def test_words_that_are_gone_hold_the_post_and_the_editor_is_told_the_difference(
    store: Store, workspace: Workspace, clock: TurnedClock, now: str | None, told: str
) -> None:
    post_id = queued(store, workspace, clock)
    held = posts.reread(store, post_id, now, clock=clock)
    assert held is not None
    assert (held.state, held.hold_reason) == ("held", "source-changed")
    assert told in str(held.problem)
    assert posts.story(store, post_id)[-1].what == "held"
    assert posts.reread(store, post_id, now, clock=clock) is None
    clock.turn(days=1)
    assert posts.publish_due(store, workspace, until=clock.at, clock=clock) == []
    released = posts.release(store, workspace, post_id, who="ann", clock=clock)
    assert released.state == "queued"


def test_a_quotation_in_two_halves_is_looked_for_in_its_order() -> None:
    text = "“We row,” she said, “and we sing.”"
    halves = tuple(
        Span(text.index(part), text.index(part) + len(part)) for part in ("We row", "and we sing.")
    )
    source = replace(article(), text=text)
    said = replace(quote("We row, and we sing."), spans=halves)
    assert difference(source, said, text) is None
    turned = difference(source, said, "“and we sing.” Later: “We row,” she said.")
    assert turned is not None
