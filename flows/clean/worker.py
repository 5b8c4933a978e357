"""Extraction in a process of its own, with a deadline, since some page will always hang a parser.

`python -m flows.clean.worker` answers jobs on standard input: frames of JSON, each after its
length in eight bytes. A job gets one or two answers and then an empty frame.
"""

import atexit
import contextlib
import gc
import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from flows.core.article import RawDocument

from .page import Page, read_page

# A page of 4 MB needs about three seconds; the rest is for slow machines.
DEADLINE_SECONDS = 20.0
_MEMORY_BYTES = 3 * 2**30
_FRAME = 8


class Worker:
    """One extraction process, started when first needed, replaced after it was killed."""

    def __init__(self, command: list[str] | None = None) -> None:
        self._command = command or [sys.executable, "-P", "-m", "flows.clean.worker"]
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._lock = threading.Lock()
        self._owner = os.getpid()

    def extract(self, document: RawDocument, deadline: float = DEADLINE_SECONDS) -> Page | None:
        """Return what the process finds in `deadline` seconds, None if it finds nothing in time.

        If only the second opinion is late, the first answer counts.
        """
        with self._lock:
            try:
                return self._extract(document, deadline)
            except (OSError, ValueError):
                self._stop()
                return None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _extract(self, document: RawDocument, deadline: float) -> Page | None:
        pipe = self._running().stdin
        assert pipe is not None
        end = time.monotonic() + deadline
        job = {
            "content": document.content,
            "url": document.url,
            "title": document.title,
            "byline": document.byline,
            "published": document.published,
        }
        # A process that does not read would block us: writing has the same deadline.
        writer = threading.Thread(target=_send_quietly, args=(pipe, job), daemon=True)
        writer.start()
        found: Page | None = None
        while True:
            try:
                answer = self._answers.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                answer = None
            if answer is None:
                self._stop()
                if found is not None:
                    found.hurried = True
                return found
            if not answer:
                writer.join()
                return found
            found = Page.from_json(answer)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            # After a fork the process belongs to the parent.
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._stop()
            home = str(Path(__file__).resolve().parents[2])
            paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            )
            self._answers = queue.Queue()
            threading.Thread(
                target=_collect, args=(self._process.stdout, self._answers), daemon=True
            ).start()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        with contextlib.suppress(OSError):
            assert process.stdin is not None
            process.stdin.close()


def _collect(pipe: IO[bytes], answers: "queue.Queue[dict[str, Any] | None]") -> None:
    """Put every frame into the queue; None when the process is gone."""
    try:
        with pipe:
            while (frame := _receive(pipe)) is not None:
                answers.put(frame)
    except (OSError, ValueError):
        pass
    answers.put(None)


def _send(pipe: IO[bytes], data: dict[str, Any]) -> None:
    body = json.dumps(data).encode()
    pipe.write(len(body).to_bytes(_FRAME, "big") + body)
    pipe.flush()


def _send_quietly(pipe: IO[bytes], data: dict[str, Any]) -> None:
    with contextlib.suppress(OSError, ValueError):
        _send(pipe, data)


def _receive(pipe: IO[bytes]) -> dict[str, Any] | None:
    head = pipe.read(_FRAME)
    if len(head) < _FRAME:
        return None
    data: dict[str, Any] = json.loads(pipe.read(int.from_bytes(head, "big")))
    return data


def _confined() -> None:
    """Limit this process's memory and let it die with its parent (Linux only, best effort)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        pr_set_pdeathsig, sigkill = 1, 9
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, sigkill)


def main() -> None:
    """Answer jobs until standard input ends."""
    _confined()
    # One page at a time is garbage at once; collecting while its tree grows costs a fifth.
    gc.disable()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    all_loaded = False
    while (job := _receive(source)) is not None:
        document = RawDocument(kind="html", raw=b"", name="", **job)
        with contextlib.suppress(Exception):
            for page in read_page(document):
                _send(target, page.to_json())
        _send(target, {})
        gc.collect()
        if not all_loaded:
            # What is left is the modules. Looking through them after every page costs as much as
            # a second extractor.
            gc.freeze()
            all_loaded = True


WORKER = Worker()
atexit.register(WORKER.close)

if __name__ == "__main__":
    main()
