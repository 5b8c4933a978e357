"""Watches the queue beside Prefect's schedule, so that nothing due waits for the next planned run."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows import engine
from flows.core.clock import Clock, SystemClock
from flows.core.errors import NotFound, ServeError
from flows.core.post import Post
from flows.core.workspace import Workspace

if TYPE_CHECKING:
    from flows.store import Store

# A run needs 5 to 12 s to boot on two busy cores, and stays for two minutes at least.
AHEAD = timedelta(seconds=60)
# So long a run that was planned or woken may take to come before another one is woken.
PATIENCE = timedelta(seconds=20)
# Between one waking and the next for a queue that does not move; the last one is repeated. Runs
# that wait for a slow network must not pile up.
SPACING = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300))
# Beyond that a person is told.
OVERDUE = timedelta(minutes=2)


def overdue(store: "Store", now: datetime, *, by: timedelta = OVERDUE) -> list[Post]:
    """Return the posts that should have gone out `by` before `now` (aware), the longest due first.

    Posts of accounts that are paused, or asked by their network to wait, are not overdue. Needs
    no Prefect. At most 200 are looked at.
    """
    from flows.store import posts as queue

    with store.read() as tx:
        found = queue.some(tx, [post_id for _, post_id in queue.due(tx, now)], store.media)
    late = [post for post in found.values() if post.due_at is not None and now - post.due_at > by]
    return sorted(late, key=lambda post: (post.due_at or now, post.id))


class Waker(threading.Thread):
    """Wakes `publish_due` when something falls due before its next planned run.

    It looks at the queue whenever asked and every LOOK_SECONDS, so that a yes given at the
    command line counts as well. It goes by the queue alone: whatever was woken before, a post
    that is due and still waiting is woken for again, in the end without Prefect's events.
    """

    LOOK_SECONDS = 10.0

    def __init__(
        self, workspace: Workspace, say: Callable[[str], None], clock: Clock | None = None
    ) -> None:
        super().__init__(name="waker", daemon=True)
        self._workspace = workspace
        self._clock = clock or SystemClock()
        self._alarm = _Alarm(say, self._clock.now())
        self._asked = threading.Event()
        self._planned: datetime | None = None
        self._looked_up: datetime | None = None
        self._left_to_plan: datetime | None = None
        self._woken_for: datetime | None = None
        self._woken_at: datetime | None = None
        self._times = 0
        self._directly = False

    def ask(self) -> None:
        """Tell that the queue has changed; returns at once."""
        self._asked.set()

    def run(self) -> None:
        """Look at the queue for as long as the process lives."""
        from flows import pipeline

        with pipeline.opened(self._workspace) as store:
            while True:
                self.look(store)
                self._asked.wait(self.LOOK_SECONDS)
                self._asked.clear()

    def look(self, store: "Store") -> None:
        """Look at the queue once: tell what is overdue, wake what is needed. Raises nothing."""
        try:
            now = self._clock.now()
            self._alarm.look(overdue(store, now), now)
            self._wake_if_due(store, now)
        except Exception as error:  # noqa: BLE001 - this thread outlives whatever happens
            self._alarm.failed(error)

    def _wake_if_due(self, store: "Store", now: datetime) -> None:
        from flows.store import posts as queue

        with store.read() as tx:
            moment = queue.next_moment(tx, now)
        if moment is None or moment > now:
            self._alarm.calm()
        if moment is None or (moment > now and moment != self._woken_for):
            self._times = 0  # nothing is left of what was woken for
        if moment is None:
            return
        try:
            if not self._left_to_prefect(moment, now) and now >= self._earliest(moment):
                self._wake(now)
                self._woken_for, self._woken_at = moment, now
                self._times += 1
        except (NotFound, ServeError):
            # NotFound at first: the deployments are about to be registered.
            if now >= moment + PATIENCE:
                self._alarm.no_run(now)

    def _left_to_prefect(self, moment: datetime, now: datetime) -> bool:
        """Return whether a run is planned before `moment`."""
        asked_lately = self._looked_up is not None and now - self._looked_up < AHEAD
        if self._planned is not None and self._planned <= now:
            self._planned, asked_lately = None, False
        if self._planned is None and not asked_lately:
            try:
                self._planned = engine.next_run(self._workspace, engine.PUBLISH_DUE, now)
            except ServeError:
                self._planned = None
            self._looked_up = now
        left = self._planned is not None and self._planned <= moment
        if left:
            self._left_to_plan = moment
        return left

    def _earliest(self, moment: datetime) -> datetime:
        """Return from when on a run is to be woken for `moment`."""
        if self._times and self._woken_at is not None:
            spacing = SPACING[min(self._times, len(SPACING)) - 1]
            return max(self._woken_at + spacing, moment + PATIENCE)
        return moment + PATIENCE if moment == self._left_to_plan else moment - AHEAD

    def _wake(self, now: datetime) -> None:
        """Send the event; if no run came of the last one, start a run without it."""
        came = self._woken_at is None or not self._times or self._came(self._woken_at)
        if not came and self._directly:
            self._alarm.no_run(now)
        if came:
            try:
                engine.emit(self._workspace, "post.approved")
            except ServeError:
                came = False
        if not came:
            engine.start_run(self._workspace, engine.PUBLISH_DUE)
        self._directly = not came

    def _came(self, since: datetime) -> bool:
        try:
            return engine.has_started(self._workspace, engine.PUBLISH_DUE, since)
        except ServeError:
            return False


class _Alarm:
    """Tells each trouble once, and once that it is over."""

    def __init__(self, say: Callable[[str], None], began: datetime) -> None:
        self._say = say
        self._began = began
        self._told: set[str] = set()
        self._late = False

    def look(self, late: list[Post], now: datetime) -> None:
        """Tell if posts have become overdue, or none is any more."""
        # What fell due before the start is caught up with first; that takes its time as well.
        if late and not self._late and now - self._began > OVERDUE:
            self._late = True
            self._say(_sentence(late))
        elif not late and self._late:
            self._late = False
            self._say("No post is overdue any more.")

    def calm(self) -> None:
        """Nothing is due: what comes next is a new trouble."""
        self._told.clear()

    def no_run(self, now: datetime) -> None:
        """Tell that runs are asked for and none starts."""
        if now - self._began > AHEAD:
            self._once(
                "A post is overdue and Prefect starts no run: see var/log/prefect-server.log"
            )

    def failed(self, error: Exception) -> None:
        """Tell why the queue could not be looked at."""
        self._once(f"Publishing could not be woken up: {error}")

    def _once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._say(sentence)


def _sentence(late: list[Post]) -> str:
    first = late[0]
    which = "A post is" if len(late) == 1 else f"{len(late)} posts are"
    return (
        f"{which} overdue by more than {OVERDUE.total_seconds() / 60:.0f} minutes: "
        f"{first.id} for {first.account} was due at {first.due_at:%H:%M} UTC."
    )
