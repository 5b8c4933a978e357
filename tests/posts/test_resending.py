"""The roads by which a post that may be out comes back to be sent: each leads past a look first.

On a network without keys, where a second copy is a second copy.
"""

import json
from datetime import timedelta

import pytest

from flows import posts
from flows.core.errors import WrongState
from flows.core.workspace import Workspace
from flows.store import Store
from flows.store import posts as queue
from tests.posts.newsdesk import MONDAY, WORDS, TurnedClock, account, queued, workspace_of
from tests.posts.plugged_in.ledger import Ledger, later

pytestmark = pytest.mark.usefixtures("_ledger")
# At 0, 5, 15, 35 and 75 seconds, and once more when 120 have passed.
LOOKS = 6


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    ledger = account("ledger", settle="120").model_copy(update={"network": "ledger"})
    return workspace_of(workspace, accounts=[ledger])


def faults(desk: Workspace, *lines: str) -> None:
    folder = desk.root / "ledger"
    folder.mkdir(exist_ok=True)
    (folder / "faults").write_text("\n".join(lines))


def left(desk: Workspace) -> list[str]:
    return (desk.root / "ledger" / "faults").read_text().splitlines()


def run(store: Store, desk: Workspace, clock: TurnedClock, minutes: float = 30) -> None:
    until = clock.at + timedelta(minutes=minutes)
    posts.publish_due(store, desk, until=until, clock=clock, sleep=clock.sleep, reread_seconds=600)


def public(desk: Workspace) -> list[str]:
    return [line["text"] for line in Ledger(desk.root / "ledger", 0).public()]


@pytest.mark.parametrize("refused", ["limit", "unreachable", "logout", "refuse"])
def test_a_resend_that_is_refused_is_followed_by_a_look_before_the_next(
    store: Store, desk: Workspace, clock: TurnedClock, refused: str
) -> None:
    post_id = queued(store, desk, clock, at=clock.at)
    answer = later(clock.at, 600) if refused == "limit" else refused
    # It is out, shows up late, and the resend is refused before it shows.
    faults(desk, "lose", *["hide"] * LOOKS, answer)
    run(store, desk, clock, minutes=5)
    assert left(desk) == []
    if refused == "logout":
        posts.resume(store, desk, ["ledger"], who="ann", clock=clock)
    if refused == "refuse":
        posts.retry(store, desk, post_id, who="ann", clock=clock)
    run(store, desk, clock, minutes=120)
    post = posts.post(store, post_id)
    assert (post.state, post.remote_id) == ("posted", "1")
    assert len(public(desk)) == 1


def test_without_a_look_nothing_is_resent(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, desk, clock, at=clock.at)
    faults(desk, "lose", *["hide"] * LOOKS, "unreachable", *["look-unreachable"] * 3)
    run(store, desk, clock, minutes=60)
    assert left(desk) == []
    assert posts.post(store, post_id).state == "posted"
    assert len(public(desk)) == 1


def test_words_that_may_be_out_are_not_edited(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, desk, clock, at=clock.at)
    faults(desk, "lose", *["hide"] * LOOKS, "refuse")
    run(store, desk, clock, minutes=5)
    failed = posts.post(store, post_id)
    assert (failed.state, failed.attempts) == ("failed", 1)
    with pytest.raises(WrongState, match="may be out"):
        posts.edit(store, desk, post_id, text=f"“{WORDS}” Read on.", who="ann", clock=clock)


def test_after_an_edit_nothing_goes_out_that_was_prepared_before_it(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, desk, clock, at=clock.at)
    faults(desk, "refuse")
    run(store, desk, clock, minutes=1)
    with store.read() as tx:
        assert queue.delivery(tx, post_id, store.media).prepared is not None
    posts.edit(store, desk, post_id, text=f"“{WORDS}” Read on.", who="ann", clock=clock)
    with store.read() as tx:
        assert queue.delivery(tx, post_id, store.media).prepared is None
    posts.retry(store, desk, post_id, who="ann", clock=clock)
    run(store, desk, clock, minutes=90)
    assert public(desk) == [f"“{WORDS}” Read on."]


def test_a_look_that_is_refused_for_its_number_is_not_repeated_before_its_time(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, desk, clock, at=clock.at)
    behind = queued(store, desk, clock, "A second post behind it", at=MONDAY + timedelta(minutes=1))
    faults(desk, "lose", f"look-{later(clock.at, 600)}")
    run(store, desk, clock, minutes=9)
    assert left(desk) == []
    states = {posts.post(store, each).state for each in (post_id, behind)}
    assert states == {"unknown", "queued"}
    run(store, desk, clock, minutes=60)
    found = posts.post(store, post_id)
    assert found.state == "posted"
    assert found.posted_at is not None
    assert found.posted_at >= MONDAY + timedelta(seconds=600)
    assert len(public(desk)) == 2


def test_a_look_that_lost_its_login_stops_the_account_and_goes_on_when_it_is_resumed(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    post_id = queued(store, desk, clock, at=clock.at)
    faults(desk, "lose", "look-logout")
    run(store, desk, clock, minutes=60)
    assert posts.post(store, post_id).state == "unknown"
    assert posts.story(store, post_id)[-1].what == "paused"
    posts.resume(store, desk, ["ledger"], who="ann", clock=clock)
    run(store, desk, clock, minutes=5)
    assert posts.post(store, post_id).state == "posted"
    assert len(public(desk)) == 1


def test_the_moment_it_may_have_left_is_never_later_than_the_call(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    """A call that was refused while the clock ran ahead does not move the time we look from."""
    post_id = queued(store, desk, clock, at=clock.at)
    clock.turn(hours=1)
    faults(desk, "unreachable")
    posts.publish_due(store, desk, until=clock.at, clock=clock)
    clock.turn(hours=-1)
    posts.resume(store, desk, ["ledger"], who="ann", clock=clock)
    run(store, desk, clock, minutes=90)
    with store.read() as tx:
        delivery = queue.delivery(tx, post_id, store.media)
    assert delivery.post.state == "posted"
    assert delivery.intent_at is not None
    assert delivery.intent_at < MONDAY + timedelta(hours=1)


def test_what_is_sent_again_is_the_same_to_the_byte(
    store: Store, desk: Workspace, clock: TurnedClock
) -> None:
    queued(store, desk, clock, at=clock.at)
    faults(desk, "lose", *["hide"] * LOOKS)
    run(store, desk, clock, minutes=5)
    # Lost for longer than it settles: nothing can tell, and that is what a network's own filter
    # for copies is for. It recognises them by being the same.
    lines = (desk.root / "ledger" / "ledger.jsonl").read_text().splitlines()
    first, second = ({**json.loads(line), "id": "", "sent": 0} for line in lines)
    assert first == second
