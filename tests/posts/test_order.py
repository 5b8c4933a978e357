from datetime import timedelta

import pytest

from flows import posts
from flows.core.errors import WrongState
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.store import Store, accounts
from tests.posts.newsdesk import MONDAY, TurnedClock, account, proposed, queued, workspace_of

WORDS = [f"Number {n} of many things that were said" for n in range(4)]


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    return workspace_of(workspace)


@pytest.fixture
def four(store: Store, workspace: Workspace, clock: TurnedClock) -> list[str]:
    return [queued(store, workspace, clock, words) for words in WORDS]


def places(store: Store, four: list[str]) -> str:
    """The order in which the four will go out, by their numbers."""
    listed = [post.id for post in posts.listing(store, state="queued")]
    return "".join(str(four.index(post_id)) for post_id in listed)


def test_share_next_put_last_and_swap(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    assert places(store, four) == "0123"
    first = posts.share_next(store, workspace, four[2], who="ann", clock=clock)
    assert first.due_at == MONDAY.replace(hour=9)
    assert places(store, four) == "2013"
    posts.put_last(store, workspace, four[0], who="ann", clock=clock)
    assert places(store, four) == "2130"
    posts.swap(store, workspace, four[2], four[0], who="ann", clock=clock)
    assert places(store, four) == "0132"
    last = posts.story(store, four[2])[-1]
    assert (last.who, last.what) == ("ann", "swapped")
    assert four[0] in last.why


def test_a_pinned_post_stays_while_others_move_around_it(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    posts.pin(store, four[1], who="ann", clock=clock)
    posts.share_next(store, workspace, four[3], who="ann", clock=clock)
    assert places(store, four) == "3102"
    assert posts.post(store, four[1]).due_at == MONDAY.replace(hour=12, minute=30)
    posts.unpin(store, workspace, four[1], who="ann", clock=clock)
    assert places(store, four) == "3012"


def test_a_pinned_post_and_one_with_a_time_of_its_own_can_be_swapped(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    at = MONDAY + timedelta(hours=6, minutes=7)
    posts.move(store, workspace, four[3], at=at, who="ann", clock=clock)
    assert places(store, four) == "0132"
    one, other = posts.swap(store, workspace, four[0], four[3], who="ann", clock=clock)
    assert (one.due_at, other.due_at) == (at, MONDAY.replace(hour=9))


def test_an_embargo_holds_a_post_back_and_lets_others_pass(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    until = MONDAY.replace(hour=20)
    held = posts.embargo(store, workspace, four[0], until=until, who="ann", clock=clock)
    assert held.due_at == MONDAY.replace(hour=9) + timedelta(days=1)
    assert places(store, four) == "1230"
    posts.embargo(store, workspace, four[0], until=None, who="ann", clock=clock)
    assert places(store, four) == "0123"


def test_a_post_under_embargo_cannot_be_sent_by_hand(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    until = MONDAY.replace(hour=20)
    posts.embargo(store, workspace, four[0], until=until, who="ann", clock=clock)
    with pytest.raises(WrongState, match="embargo"):
        posts.post_now(store, workspace, four[0], who="ann", clock=clock)
    posts.post_now(store, workspace, four[1], who="ann", clock=clock)
    posts.publish_due(store, workspace, until=clock.at + timedelta(seconds=1), clock=clock)
    assert [post.id for post in posts.listing(store, state="posted")] == [four[1]]


def test_an_embargo_holds_whatever_time_is_given_with_the_yes(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    view = proposed(store, workspace, clock)
    until = MONDAY.replace(hour=20)
    post_id = view.posts[0].id
    assert (
        posts.embargo(store, workspace, post_id, until=until, who="ann", clock=clock).state
        == "draft"
    )
    view = posts.approve(store, workspace, view.draft.id, who="ann", at=MONDAY, clock=clock)
    assert view.posts[0].due_at == until


def test_the_calendar_shown_is_the_calendar_that_happens(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    posts.share_next(store, workspace, four[3], who="ann", clock=clock)
    posts.pin(store, four[1], who="ann", clock=clock)
    posts.strike(store, workspace, four[0], who="ann", clock=clock)
    shown = [(line.at, line.post.id) for line in posts.plan(store, workspace, days=7, clock=clock)]
    for _ in range(3 * 24):
        posts.publish_due(store, workspace, until=clock.at + timedelta(seconds=1), clock=clock)
        clock.turn(minutes=30)
    happened = sorted(
        (post.posted_at, post.id) for post in posts.listing(store, state="posted") if post.posted_at
    )
    assert shown == happened
    assert len(shown) == 3


def test_the_calendar_says_why(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    posts.pin(store, four[1], who="ann", clock=clock)
    posts.move(store, workspace, four[3], at=MONDAY + timedelta(days=3), who="ann", clock=clock)
    why = {line.post.id: line.why for line in posts.plan(store, workspace, days=30, clock=clock)}
    assert why[four[1]] == "pinned to its slot"
    assert why[four[3]] == "a time set by hand"
    assert len(posts.plan(store, workspace, days=2, clock=clock)) == 3


def test_other_slots_in_the_settings_take_effect_with_the_next_run(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    tokyo = workspace_of(workspace, accounts=[account(zone="Asia/Tokyo")])
    posts.publish_due(store, tokyo, until=clock.at, clock=clock)
    due = [post.due_at for post in posts.listing(store, state="queued")]
    assert due[0] == MONDAY.replace(hour=9)  # 18:00 in Tokyo
    assert due[1] == MONDAY.replace(hour=0) + timedelta(days=1)
    assert places(store, four) == "0123"


def test_a_paused_account_posts_nothing_until_it_is_resumed(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    posts.pause(store, ["folder"], who="ann", why="a crisis", clock=clock)
    [state] = posts.states(store, workspace)
    assert (state.paused_at, state.pause_reason) == (MONDAY, "a crisis")
    clock.turn(days=2)
    told = posts.publish_due(store, workspace, until=clock.at, clock=clock)
    assert {(outcome.what, outcome.detail) for outcome in told} == {
        ("waits", "Account folder is paused. a crisis")
    }
    posts.resume(store, workspace, ["folder"], who="ann", clock=clock)
    done = posts.publish_due(store, workspace, until=clock.at, clock=clock)
    # What was missed meanwhile gets slots again instead of bursting out.
    assert {outcome.what for outcome in done} == {"moved"}
    due = [post.due_at for post in posts.listing(store, state="queued")]
    assert all(at and at > clock.at for at in due)
    assert len(set(due)) == len(four)


def test_news_that_nobody_sent_in_time_expires(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = DeskSettings(accounts=("folder",), expires_hours=48)
    workspace = workspace_of(workspace, desk=desk)
    waiting = proposed(store, workspace, clock, "Nobody has decided about this")
    held = queued(store, workspace, clock, "Somebody thought again about this")
    posts.hold(store, held, who="ann", clock=clock)
    sent = queued(store, workspace, clock, "This one goes out in good time")
    clock.turn(hours=1)
    posts.publish_due(store, workspace, until=clock.at + timedelta(seconds=1), clock=clock)
    clock.turn(hours=48)
    gone = posts.expire(store, clock=clock)
    assert {post.id for post in gone} == {held, waiting.posts[0].id}
    assert posts.view(store, waiting.draft.id).draft.state == "expired"
    assert posts.post(store, sent).state == "posted"
    assert posts.expire(store, clock=clock) == []
    with pytest.raises(WrongState, match="expired"):
        posts.approve(store, workspace, waiting.draft.id, who="ann", clock=clock)


def test_what_lies_ready_for_a_person_never_goes_stale_under_their_hands(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    desk = DeskSettings(accounts=("phone",), expires_hours=1)
    phone = account("phone").model_copy(update={"network": "handoff"})
    workspace = workspace_of(workspace, accounts=[phone], desk=desk)
    at = clock.at + timedelta(minutes=30)
    post_id = queued(store, workspace, clock, at=at)
    clock.at = at
    posts.publish_due(store, workspace, until=at + timedelta(seconds=1), clock=clock)
    clock.turn(hours=5)
    assert posts.expire(store, clock=clock) == []
    assert posts.mark_posted(store, post_id, who="ann", clock=clock).state == "posted"


def test_a_time_set_by_hand_is_kept_however_stale_the_news_is_by_then(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, desk=DeskSettings(expires_hours=48))
    later = clock.at + timedelta(days=3)
    by_hand = queued(store, workspace, clock, "This is for the anniversary", at=later)
    kept_back = queued(store, workspace, clock, "Nobody may read this before")
    posts.embargo(store, workspace, kept_back, until=later, who="ann", clock=clock)
    clock.turn(hours=49)
    assert posts.expire(store, clock=clock) == []
    clock.at = later
    posts.publish_due(store, workspace, until=later + timedelta(seconds=1), clock=clock)
    told = {line.what: line.why for line in posts.story(store, by_hand)}
    assert "later than it would have gone stale" in told["queued"]
    assert posts.post(store, by_hand).state == "posted"


def test_what_stands_nowhere_in_the_calendar_is_named_with_the_reason(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    posts.expire_at(
        store, workspace, four[0], at=clock.at + timedelta(minutes=30), who="ann", clock=clock
    )
    posts.hold(store, four[1], who="ann", why="ask her first", clock=clock)
    waiting = proposed(store, workspace, clock, "Nobody asked for the new quay either")
    posts.hold(store, waiting.posts[0].id, who="ann", clock=clock)
    gone = account("gone")
    elsewhere = workspace_of(workspace, accounts=[gone])
    lost = queued(store, elsewhere, clock, "Nobody may sell the old quay")
    bare = workspace.settings.account[0].model_copy(update={"slots": ()})
    why = {one.post.id: one.why for one in posts.unplanned(store, workspace)}
    assert "goes stale Mon 05 Jan 08:30" in why.pop(four[0])
    assert "held (editor)" in why.pop(four[1])
    assert "no longer in the settings" in why.pop(lost)
    assert why == {}
    slotless = workspace_of(workspace, accounts=[bare])
    assert "no slots" in {o.post.id: o.why for o in posts.unplanned(store, slotless)}[four[0]]
    posts.pause(store, ["folder"], who="ann", why="a storm", clock=clock)
    assert all(
        line.why.startswith("if folder is resumed")
        for line in posts.plan(store, workspace, days=3, clock=clock)
    )


def test_a_person_says_when_a_post_goes_stale(
    store: Store, workspace: Workspace, clock: TurnedClock, four: list[str]
) -> None:
    early = MONDAY.replace(hour=8, minute=30)
    posts.expire_at(store, workspace, four[0], at=early, who="ann", clock=clock)
    assert places(store, four) == "123"
    posts.expire_at(store, workspace, four[0], at=None, who="ann", clock=clock)
    assert places(store, four) == "0123"
    posts.pin(store, four[0], who="ann", clock=clock)
    with pytest.raises(WrongState, match="set for"):
        posts.expire_at(store, workspace, four[0], at=early, who="ann", clock=clock)
    posts.embargo(store, workspace, four[1], until=MONDAY.replace(hour=20), who="a", clock=clock)
    with pytest.raises(WrongState, match="embargo"):
        posts.expire_at(store, workspace, four[1], at=early, who="ann", clock=clock)
    posts.expire_at(store, workspace, four[2], at=early, who="ann", clock=clock)
    # The slot that a held post had is no time that anybody set.
    posts.hold(store, four[3], who="ann", clock=clock)
    posts.expire_at(store, workspace, four[3], at=early, who="ann", clock=clock)
    clock.at = early
    assert {post.id for post in posts.expire(store, clock=clock)} == {four[2], four[3]}


def test_what_goes_stale_while_a_run_waits_is_not_sent(
    store: Store, workspace: Workspace, clock: TurnedClock
) -> None:
    workspace = workspace_of(workspace, desk=DeskSettings(expires_hours=1))
    post_id = queued(store, workspace, clock, at=clock.at + timedelta(minutes=58))
    clock.turn(minutes=57)
    with store.write() as tx:
        accounts.put(tx, "folder", wait_until=clock.at + timedelta(minutes=5))
    until = clock.at + timedelta(minutes=7)
    posts.publish_due(store, workspace, until=until, clock=clock, sleep=clock.sleep)
    assert posts.post(store, post_id).state == "expired"
