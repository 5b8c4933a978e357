"""A server in a process of its own: started, watched until it answers, killed, started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

_GUARD = Path(__file__).with_name("guard.py")
ROOT = Path(__file__).resolve().parents[2]


class DidNotStart(Exception):
    """The process ended, or did not answer in time; carries the end of its output."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def kept_port(data: Path) -> int:
    """The port of the server whose folder is `data`: chosen once, the same ever after."""
    file = data / "pullquote-port"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.write_text(str(free_port()), encoding="ascii")
    return int(file.read_text(encoding="ascii"))


class Process:
    """One server process: `start`, `stop` (SIGTERM), `kill` (SIGKILL), `freeze`, `thaw`.

    Nothing outlives its parent: a guard (see guard.py) holds the other end of a pipe.
    """

    def __init__(
        self,
        command: Sequence[str],
        ready: Callable[[], bool],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        within: float = 60.0,
    ) -> None:
        self.command = list(command)
        self._ready = ready
        self._env = dict(os.environ) if env is None else dict(env)
        self._cwd = cwd
        self._within = within
        self._guard: subprocess.Popen[bytes] | None = None
        self._files: Path | None = None
        self.pid = 0

    def start(self) -> Self:
        """Start and return once `ready` says so; raises DidNotStart."""
        if self._files is None:
            self._files = Path(tempfile.mkdtemp(prefix="pullquote-server-"))
        pid_file = self._files / "pid"
        pid_file.unlink(missing_ok=True)
        with (self._files / "log").open("ab") as log:
            self._guard = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_GUARD), str(pid_file), *self.command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,
            )
        deadline = time.monotonic() + self._within
        while not (pid_file.exists() and self._ready()):
            if self._guard.poll() is not None or time.monotonic() > deadline:
                said = self.tail()
                self._end(0.0)
                self.close()
                raise DidNotStart(f"{self.command[0]}: {said}")
            time.sleep(0.05)
        self.pid = int(pid_file.read_text(encoding="ascii"))
        return self

    @property
    def running(self) -> bool:
        """Whether the process is there (a frozen one is)."""
        return self._guard is not None and self._guard.poll() is None

    def stop(self) -> None:
        """Ask it to end (SIGTERM), and insist after 5 s."""
        self._signal(signal.SIGTERM)
        self._end(5.0)

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would; returns when it is gone."""
        self._signal(signal.SIGKILL)
        self._end(0.5)

    def freeze(self) -> None:
        """Stop it in its tracks (SIGSTOP): connections stay open, nothing is answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def tail(self, characters: int = 2000) -> str:
        """The end of what it wrote since it was first started."""
        if self._files is None:
            return ""
        return (self._files / "log").read_text(encoding="utf-8", errors="replace")[-characters:]

    def close(self) -> None:
        """Stop it and forget its files."""
        self.stop()
        if self._files is not None:
            shutil.rmtree(self._files, ignore_errors=True)
            self._files = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _signal(self, number: signal.Signals) -> None:
        if self.pid and self.running:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                self.pid = 0

    def _end(self, grace: float) -> None:
        """Wait for the guard; then its whole group goes."""
        if self._guard is None:
            return
        try:
            self._guard.wait(grace)
        except subprocess.TimeoutExpired:
            os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard = None
        self.pid = 0
