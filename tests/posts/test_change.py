from datetime import datetime, timedelta, timezone

import pytest

from flows import posts
from flows.core.errors import NotFound, NotVerbatim, Refused, WrongState
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import MONDAY, WORDS, TurnedClock, account, proposed, queued, workspace_of


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    return workspace_of(workspace)


def test_each_yes_takes_the_next_free_slot(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    ids = [queued(store, workspace, clock, f"Number {n} of many things") for n in range(4)]
    due = [posts.post(store, post_id).due_at for post_id in ids]
    assert [f"{at:%a %H:%M}" for at in due if at] == [
        "Mon 09:00",
        "Mon 12:30",
        "Mon 18:00",
        "Tue 09:00",
    ]


def test_slots_are_wall_times_in_the_accounts_zone(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    tokyo = workspace_of(workspace, accounts=[account(zone="Asia/Tokyo")])
    post = posts.post(store, queued(store, tokyo, clock))
    assert post.due_at == MONDAY.replace(hour=9)  # 18:00 in Tokyo
    assert post.slot_key == "folder/2026-01-05T18:00"


def test_a_slot_next_to_a_post_with_a_time_of_its_own_is_not_free(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    queued(store, workspace, clock, "This at ten to nine, please", at=MONDAY.replace(minute=50))
    later = posts.post(store, queued(store, workspace, clock, "This whenever it suits you"))
    assert later.due_at == MONDAY.replace(hour=12, minute=30)


def far(year: int) -> datetime:
    # A zone ahead of UTC, or behind it, takes these over the edge of what a datetime holds.
    return datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=14 if year < 2000 else -12)))


WRONG_TIMES = [
    (MONDAY - timedelta(days=3), WrongState, "has passed"),
    (MONDAY - timedelta(seconds=61), WrongState, "has passed"),
    (far(1), WrongState, "year 1 "),
    (far(1999), WrongState, "year 1999"),
    (far(2101), WrongState, "year 2101"),
    (far(9999).replace(month=12, day=31, hour=23), WrongState, "year 9999"),
    (datetime.fromisoformat("2026-01-06T10:00"), ValueError, "zone"),
]


@pytest.mark.parametrize("wrong", WRONG_TIMES, ids=lambda wrong: str(wrong[0]))
def test_a_time_that_cannot_be_meant_is_refused(
    store: Store,
    workspace: Workspace,
    clock: TurnedClock,
    wrong: tuple[datetime, type[Exception], str],
) -> None:
    at, error, told = wrong
    view = proposed(store, workspace, clock)
    with pytest.raises(error, match=told):
        posts.approve(store, workspace, view.draft.id, who="ann", at=at, clock=clock)
    assert posts.view(store, view.draft.id).draft.state == "waiting"
    post_id = queued(store, workspace, clock, "Another thing that was said")
    before = posts.post(store, post_id)
    with pytest.raises(error, match=told):
        posts.move(store, workspace, post_id, at=at, who="ann", clock=clock)
    assert posts.post(store, post_id) == before


@pytest.mark.parametrize("at", [far(1), far(9999).replace(month=12, day=31, hour=23)])
def test_an_embargo_that_no_calendar_reaches_is_refused(
    store: Store, workspace: Workspace, clock: TurnedClock, at: datetime
) -> None:
    post_id = queued(store, workspace, clock)
    with pytest.raises(WrongState, match="year"):
        posts.embargo(store, workspace, post_id, until=at, who="ann", clock=clock)


def test_a_time_of_this_very_minute_means_now(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    at = MONDAY - timedelta(seconds=59)
    assert posts.post(store, queued(store, workspace, clock, at=at)).due_at == MONDAY


def test_yes_and_no_are_said_once(store: Store, workspace: Workspace, clock: TurnedClock) -> None:
    yes = proposed(store, workspace, clock, "First thing that was said").draft.id
    no = proposed(store, workspace, clock, "Second thing that was said").draft.id
    posts.approve(store, workspace, yes, who="ann", why="good", clock=clock)
    posts.reject(store, no, who="bo", why="dull", clock=clock)
    for draft_id in (yes, no):
        with pytest.raises(WrongState):
            posts.approve(store, workspace, draft_id, who="cy", clock=clock)
        with pytest.raises(WrongState):
            posts.reject(store, draft_id, who="cy", clock=clock)
    assert [(d.who, d.what, d.why) for d in posts.view(store, no).decisions][-1] == (
        "bo",
        "rejected",
        "dull",
    )
    assert {post.state for post in posts.view(store, no).posts} == {"rejected"}


def test_what_is_not_there_is_said_so(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    with pytest.raises(NotFound):
        posts.view(store, "nothing")
    with pytest.raises(NotFound):
        posts.approve(store, workspace, "nothing", who="ann", clock=clock)
    for look in (posts.post, posts.story):
        with pytest.raises(NotFound):
            look(store, "nothing")
    with pytest.raises(NotFound):
        posts.hold(store, "nothing", who="ann", clock=clock)


def test_an_edit_is_kept_with_its_author_and_what_stood_there_before(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock)
    before = posts.post(store, post_id).text
    after = posts.edit(store, workspace, post_id, text=f"Look: “{WORDS}”", who="ann", clock=clock)
    assert after.text == f"Look: “{WORDS}”"
    last = posts.story(store, post_id)[-1]
    assert (last.who, last.what) == ("ann", "edited")
    assert before in last.why


def test_an_edit_can_neither_misquote_nor_burst_the_network(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock)
    with pytest.raises(NotVerbatim):
        posts.edit(store, workspace, post_id, text="“We own it all”", who="ann", clock=clock)
    with pytest.raises(Refused):
        posts.edit(store, workspace, post_id, text="x" * 5001, who="ann", clock=clock)
    with pytest.raises(Refused):
        posts.edit(store, workspace, post_id, text=" \n", who="ann", clock=clock)
    assert WORDS in posts.post(store, post_id).text


def test_a_held_post_of_a_waiting_draft_goes_back_to_waiting(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, accounts=[account("a"), account("b")])
    view = proposed(store, workspace, clock)
    posts.hold(store, view.posts[0].id, who="ann", clock=clock)
    posts.approve(store, workspace, view.draft.id, who="ann", clock=clock)
    assert [post.state for post in posts.view(store, view.draft.id).posts] == ["queued", "held"]
    released = posts.release(store, workspace, view.posts[0].id, who="ann", clock=clock)
    assert released.state == "queued"
    with pytest.raises(WrongState):
        posts.release(store, workspace, view.posts[0].id, who="ann", clock=clock)


def test_one_post_can_be_struck_and_the_others_go_on(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, accounts=[account("a"), account("b")])
    view = proposed(store, workspace, clock)
    posts.strike(
        store, workspace, view.posts[0].id, who="ann", why="not for this account", clock=clock
    )
    view = posts.approve(store, workspace, view.draft.id, who="ann", clock=clock)
    assert {post.account: post.state for post in view.posts} == {"a": "rejected", "b": "queued"}


def test_striking_every_post_of_a_waiting_draft_rejects_it(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    view = proposed(store, workspace, clock)
    posts.strike(store, workspace, view.posts[0].id, who="ann", clock=clock)
    assert posts.view(store, view.draft.id).draft.state == "rejected"


def test_a_struck_post_frees_its_slot(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    first = queued(store, workspace, clock, "The first thing said today")
    posts.strike(store, workspace, first, who="ann", clock=clock)
    second = posts.post(store, queued(store, workspace, clock, "The second thing said today"))
    assert second.due_at == MONDAY.replace(hour=9)


def test_a_post_can_be_moved_and_sent_now(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, workspace, clock)
    at = MONDAY + timedelta(days=2, minutes=7)
    assert posts.move(store, workspace, post_id, at=at, who="ann", clock=clock).due_at == at
    posts.move(store, workspace, post_id, at=clock.now(), who="ann", clock=clock)
    posts.publish_due(store, workspace, until=clock.at + timedelta(seconds=1), clock=clock)
    assert posts.post(store, post_id).state == "posted"
    with pytest.raises(WrongState, match="posted"):
        posts.hold(store, post_id, who="ann", clock=clock)
    with pytest.raises(WrongState, match="posted"):
        posts.strike(store, workspace, post_id, who="ann", clock=clock)
    with pytest.raises(WrongState, match="out already"):
        posts.edit(store, workspace, post_id, text="New words", who="ann", clock=clock)


def test_the_listing_goes_by_time_and_can_be_narrowed(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, accounts=[account("a"), account("b")])
    waiting = proposed(store, workspace, clock, "This still has to be decided")
    queued(store, workspace, clock, "That was decided this morning")
    listed = posts.listing(store)
    assert [post.state for post in listed] == ["queued", "queued", "draft", "draft"]
    assert [post.account for post in posts.listing(store, account="b")] == ["b", "b"]
    assert {post.draft_id for post in posts.listing(store, state="draft")} == {waiting.draft.id}
