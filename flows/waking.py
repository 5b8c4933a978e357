"""Watches the queue beside Prefect's schedule, so that nothing due waits for the next planned run."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from flows import engine
from flows.core.clock import SystemClock
from flows.core.errors import NotFound
from flows.core.workspace import Workspace

if TYPE_CHECKING:
    from flows.store import Store


class Waker(threading.Thread):
    """Wakes `publish_due` when something falls due before its next planned run.

    It looks at the queue whenever asked and every LOOK_SECONDS, so that a yes given at the
    command line counts as well. One time that falls due makes one event, however many posts.
    """

    LOOK_SECONDS = 10.0

    def __init__(self, workspace: Workspace, say: Callable[[str], None]) -> None:
        super().__init__(name="waker", daemon=True)
        self._workspace = workspace
        self._say = say
        self._asked = threading.Event()
        self._planned: datetime | None = None
        self._woken_for: datetime | None = None

    def ask(self) -> None:
        """Tell that the queue has changed; returns at once."""
        self._asked.set()

    def run(self) -> None:
        """Look at the queue for as long as the process lives."""
        from flows import pipeline

        told = ""
        with pipeline.opened(self._workspace) as store:
            while True:
                try:
                    self._wake_if_due(store)
                except Exception as error:  # noqa: BLE001 - this thread outlives whatever happens
                    # NotFound: the deployments are about to be registered.
                    if not isinstance(error, NotFound) and str(error) != told:
                        told = str(error)
                        self._say(f"Publishing could not be woken up: {error}")
                self._asked.wait(self.LOOK_SECONDS)
                self._asked.clear()

    def _wake_if_due(self, store: "Store") -> None:
        from flows import posts

        due = posts.next_due(store)
        if due is None or due == self._woken_for:
            return
        now = SystemClock().now()
        if self._planned is None or self._planned <= now:
            self._planned = engine.next_run(self._workspace, engine.PUBLISH_DUE, now)
        if self._planned is None or due < self._planned:
            engine.emit(self._workspace, "post.approved")
            self._woken_for = due
