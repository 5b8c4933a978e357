"""Sources read again beside the sending: nothing due waits for a page longer than half a minute."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from flows.posts.recheck import BEFORE_SLOT, ToReread, not_reread, reread, to_reread, unread
from flows.posts.views import Outcome
from flows.posts.worker import Worker
from flows.store import Transaction

# A post that is due waits so long for its page, in seconds, and is then sent and noted.
PATIENCE_SECONDS = 30.0
# Pages are read beside one another; of one host only one at a time, with its pauses.
_AT_ONCE = 4
_MOMENT = 1.0


@dataclass(frozen=True, slots=True)
class SourceNow:
    """A page as it reads now: its article's text, None if it is gone; or why nobody could tell."""

    text: str | None = None
    trouble: str = ""


Read = Callable[[str], SourceNow]


@dataclass(frozen=True, slots=True)
class _Reading:
    future: Future[SourceNow]
    begun: float


class Rereading:
    """The sources of the posts that are about to go out. Without `read` nothing is read.

    A page that several posts stand on is read once for all of them.
    """

    def __init__(self, worker: Worker, read: Read | None) -> None:
        self._worker = worker
        self._read = read
        self._readings: dict[str, _Reading] = {}
        self._known: dict[str, tuple[SourceNow, datetime]] = {}
        self._waiting: dict[str, ToReread] = {}
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reread") if read else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def unread(self, tx: Transaction, now: datetime) -> frozenset[str]:
        """Return the posts that are not to be sent at `now`: their source has not answered yet."""
        if self._read is None:
            return frozenset()
        return frozenset(post_id for post_id, _ in unread(tx, now))

    def look(self) -> list[Outcome]:
        """Begin to read what it is time for, and do what the answers that are there ask for.

        Returns what was held, and never blocks.
        """
        if self._read is None or self._pool is None:
            return []
        found = to_reread(self._worker.store, clock=self._worker.clock)
        self._waiting = {each.post.id: each for each in found}
        for url in dict.fromkeys(each.url for each in found):
            if url not in self._readings and self._answer(url) is None:
                future = self._pool.submit(safely, self._read, url)
                self._readings[url] = _Reading(future, time.monotonic())
        held = [self._judged(each) for each in found]
        return [outcome for outcome in held if outcome is not None]

    def wait(self) -> bool:
        """Wait for an answer that a due post waits for; False if none does."""
        now = self._worker.clock.now()
        readings = [
            self._readings[each.url]
            for each in self._waiting.values()
            if each.post.due_at is not None and each.post.due_at <= now
        ]
        if not readings:
            return False
        patience = min(reading.begun for reading in readings) + PATIENCE_SECONDS - time.monotonic()
        futures = [reading.future for reading in readings]
        wait(futures, timeout=max(0.0, patience), return_when=FIRST_COMPLETED)
        return True

    def answered(self, *, within: float) -> bool:
        """Wait a moment, at most `within` seconds, for any page; say whether one has answered."""
        futures = [reading.future for reading in self._readings.values()]
        if not futures:
            return False
        return bool(wait(futures, min(within, _MOMENT), return_when=FIRST_COMPLETED).done)

    def _judged(self, each: ToReread) -> Outcome | None:
        worker, post = self._worker, each.post
        answer = self._answer(each.url)
        if answer is None:
            due = post.due_at is not None and post.due_at <= worker.clock.now()
            begun = self._readings[each.url].begun
            if not due or time.monotonic() - begun < PATIENCE_SECONDS:
                return None
            answer = SourceNow(trouble="it did not answer in time")
        del self._waiting[post.id]
        if answer.trouble:
            not_reread(worker.store, post.id, answer.trouble, clock=worker.clock)
            return None
        held = reread(worker.store, post.id, answer.text, clock=worker.clock)
        return Outcome(held, "held", str(held.problem)) if held else None

    def _answer(self, url: str) -> SourceNow | None:
        """Return what a page said within the time before a slot, None if it has not yet."""
        now = self._worker.clock.now()
        reading = self._readings.get(url)
        if reading is not None and reading.future.done():
            del self._readings[url]
            self._known[url] = (reading.future.result(), now)
        answer, at = self._known.get(url, (None, now))
        return answer if now - at < BEFORE_SLOT else None


def safely(read: Read, url: str) -> SourceNow:
    """Return what a page says; whatever happens while it is read is trouble, and nothing more."""
    try:
        return read(url)
    except Exception as error:  # noqa: BLE001 - whatever happens while reading holds nothing up
        return SourceNow(trouble=f"{type(error).__name__}: {error}")
