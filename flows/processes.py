"""Child processes that never outlive us: one process group, and a guard that ends it with us."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Self

from flows.core.errors import ServeError

# The guard leads the group and reads a pipe that only we can write to. When we are gone, however
# we went, the pipe ends and it takes the whole group down, grandchildren included.
_GUARD = """
import os, signal, sys, time
for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(name, signal.SIG_IGN)
print(flush=True)
sys.stdin.buffer.read()
os.killpg(0, signal.SIGTERM)
time.sleep(1)
os.killpg(0, signal.SIGKILL)
"""
_LOG_BYTES = 1_000_000


class Family:
    """Started children by name. Use as a context manager: on leaving, none of them is left.

    `lock` is an open file whose lock is to be held until the last of them is gone.
    """

    def __init__(self, logs: Path, *, lock: int | None = None, grace_seconds: float = 2.5) -> None:
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._logs = logs
        self._grace = grace_seconds
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._readers: list[threading.Thread] = []
        self._guard = subprocess.Popen(  # noqa: S603 - our own interpreter and text
            [sys.executable, "-I", "-S", "-c", _GUARD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
            pass_fds=() if lock is None else (lock,),
        )
        # Its first byte says that it can no longer be stopped by the signals it sends itself.
        assert self._guard.stdout is not None
        self._guard.stdout.read(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path
    ) -> None:
        """Start a child in the group; what it prints goes to `name`.log, at most 2 MB of it."""
        child = subprocess.Popen(  # noqa: S603 - commands of our own, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            process_group=self._guard.pid,
        )
        self._children[name] = child
        assert child.stdout is not None
        reader = threading.Thread(
            target=_keep, args=(child.stdout, self.log_of(name)), name=f"log-{name}", daemon=True
        )
        reader.start()
        self._readers.append(reader)

    def log_of(self, name: str) -> Path:
        """Return the file that holds what a child printed."""
        return self._logs / f"{name}.log"

    def check(self) -> None:
        """Raise ServeError if a child has ended: none of them ends by itself."""
        for name, child in self._children.items():
            if child.poll() is not None:
                raise ServeError(
                    f"The {name} process ended unexpectedly (code {child.returncode}).",
                    f"See {self.log_of(name)}.",
                )

    def stop(self) -> None:
        """Ask each child to end, the youngest first; after the grace, end the whole group."""
        deadline = time.monotonic() + self._grace
        for child in reversed(self._children.values()):
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._guard.pid, signal.SIGKILL)
        for child in (*self._children.values(), self._guard):
            child.wait()
        for pipe in (self._guard.stdin, self._guard.stdout):
            assert pipe is not None
            pipe.close()
        for thread in self._readers:
            thread.join(1.0)
        self._children.clear()


def _keep(output: IO[bytes], path: Path) -> None:
    """Copy a child's output to a file; when that gets long, it becomes `.1` and a new one begins."""
    with output:
        while True:
            path.touch(mode=0o600)
            with path.open("ab") as log:
                for line in output:
                    log.write(line)
                    log.flush()
                    if log.tell() > _LOG_BYTES:
                        break
                else:
                    return
            path.replace(path.with_suffix(".1"))
