"""No post waits for a planned run that does not come, whatever of Prefect is broken."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from flows import posts
from flows.core.settings import PrefectSettings
from flows.core.workspace import Workspace
from flows.store import Store
from flows.waking import Waker, overdue
from tests.edge.prefects import Prefects, prefects
from tests.posts.newsdesk import MONDAY, TurnedClock, queued, workspace_of

pytestmark = pytest.mark.prefect
NO_RUN = "A post is overdue and Prefect starts no run: see var/log/prefect-server.log"


class Scene:
    """A queue, a Prefect, and the waker between them, at a time that a test turns."""

    def __init__(self, root: Workspace, store: Store, prefect: Prefects) -> None:
        made = workspace_of(root)
        there = PrefectSettings(api_url=prefect.url)
        settings = made.settings.model_copy(update={"prefect": there})
        self.home = Workspace(made.root, settings)
        self.store, self.prefect, self.clock = store, prefect, TurnedClock()
        self.said: list[str] = []
        self.waker = Waker(self.home, self.said.append, self.clock)

    def due_in(self, words: str = "Salt is what is left", **amount: float) -> str:
        at = self.clock.now() + timedelta(**amount)
        return queued(self.store, self.home, self.clock, words, at=at)

    def pass_by(self, seconds: int) -> None:
        """Let time pass as the thread lives through it."""
        for _ in range(seconds // 10):
            self.waker.look(self.store)
            self.clock.turn(seconds=10)

    def hold(self, post_id: str) -> None:
        posts.hold(self.store, post_id, who="ann", clock=self.clock)


@pytest.fixture
def scene(workspace: Workspace) -> Iterator[Scene]:
    with (
        Store.open(workspace.database_url, workspace.media) as store,
        prefects() as prefect,
    ):
        yield Scene(workspace, store, prefect)


def test_without_a_planned_run_it_wakes_shortly_before_the_time(scene: Scene) -> None:
    scene.due_in(minutes=10)
    scene.pass_by(8 * 60)
    assert scene.prefect.events == 0
    scene.pass_by(2 * 60)
    assert scene.prefect.events == 1


def test_it_wakes_again_while_a_post_is_still_queued_ever_more_seldom(scene: Scene) -> None:
    scene.due_in(seconds=30)
    scene.pass_by(60)
    assert scene.prefect.events == 2
    scene.pass_by(10 * 60)
    assert scene.prefect.events == 5
    assert scene.prefect.direct == 0


def test_a_run_is_started_directly_when_none_comes_of_the_event(scene: Scene) -> None:
    scene.prefect.events_work = False
    scene.due_in(minutes=2)
    scene.pass_by(2 * 60 + 30)
    assert (scene.prefect.events, scene.prefect.direct) == (1, 1)
    assert scene.said == []


def test_that_prefect_starts_no_run_is_told_once(scene: Scene) -> None:
    scene.prefect.runs_start = False
    post_id = scene.due_in(minutes=2)
    scene.pass_by(6 * 60)
    assert scene.said.count(NO_RUN) == 1
    assert scene.prefect.direct > 1

    scene.hold(post_id)
    scene.pass_by(20)
    scene.due_in("The tide keeps its own books", minutes=1)
    scene.pass_by(4 * 60)
    assert scene.said.count(NO_RUN) == 2


@pytest.mark.proof
def test_a_prefect_that_does_not_answer_is_told_once(workspace: Workspace, scene: Scene) -> None:
    gone = PrefectSettings(api_url="http://127.0.0.1:1/api")
    scene.home = Workspace(workspace.root, scene.home.settings.model_copy(update={"prefect": gone}))
    scene.waker = Waker(scene.home, scene.said.append, scene.clock)
    scene.due_in(minutes=2)
    scene.clock.turn(seconds=70)
    scene.pass_by(10)
    assert scene.said == []  # nothing is overdue yet
    scene.clock.turn(seconds=60)
    scene.pass_by(20)
    assert scene.said == [NO_RUN]
    assert scene.prefect.paths == []


def test_a_flow_that_is_about_to_be_registered_is_woken_as_soon_as_it_is(scene: Scene) -> None:
    scene.due_in(seconds=30)
    scene.prefect.known = False
    scene.pass_by(30)
    assert (scene.prefect.events, scene.said) == (0, [])
    scene.prefect.known = True
    scene.pass_by(10)
    assert scene.prefect.events == 1


def test_what_a_planned_run_sends_is_left_to_it(scene: Scene) -> None:
    scene.prefect.planned = MONDAY + timedelta(minutes=5)
    scene.due_in(minutes=5)
    scene.pass_by(5 * 60 + 10)
    assert scene.prefect.events == 0
    # It never came, and no other is planned.
    scene.prefect.planned = None
    scene.pass_by(20)
    assert scene.prefect.events == 1


def test_a_time_before_the_next_planned_run_is_woken_for(scene: Scene) -> None:
    scene.prefect.planned = MONDAY + timedelta(minutes=5)
    scene.due_in(minutes=5, seconds=20)
    scene.pass_by(60)
    assert scene.prefect.events == 0
    scene.due_in("The tide keeps its own books", seconds=5)
    scene.pass_by(10)
    assert scene.prefect.events == 1


def test_an_overdue_post_is_told_once_and_once_when_it_is_over(scene: Scene) -> None:
    post_id = scene.due_in(minutes=1)
    scene.pass_by(3 * 60)
    assert scene.said == []
    scene.pass_by(5 * 60)
    assert scene.said == [
        f"A post is overdue by more than 2 minutes: {post_id} for folder was due at 08:01 UTC."
    ]
    scene.hold(post_id)
    scene.pass_by(60)
    assert scene.said[1:] == ["No post is overdue any more."]


def test_what_was_missed_while_nothing_ran_is_no_alarm_at_the_start(scene: Scene) -> None:
    scene.due_in(minutes=1)
    scene.clock.turn(hours=5)
    scene.waker = Waker(scene.home, scene.said.append, scene.clock)
    scene.pass_by(60)
    assert scene.prefect.events >= 1
    assert scene.said == []


def test_overdue_is_what_may_be_sent_and_should_have_been(scene: Scene) -> None:
    first = scene.due_in(minutes=1)
    scene.due_in("The tide keeps its own books", minutes=30)
    assert overdue(scene.store, scene.clock.turn(minutes=3)) == []
    late = overdue(scene.store, scene.clock.turn(seconds=1))
    assert [post.id for post in late] == [first]

    posts.pause(scene.store, ["folder"], who="ann", clock=scene.clock)
    assert overdue(scene.store, scene.clock.now()) == []
