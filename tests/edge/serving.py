"""`pullquote serve` as a process of its own, as a person would start it."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx

from flows import engine
from flows.core.workspace import Workspace

# Every minute, so that a test sees a schedule fire; port 0 takes any free port.
SETTINGS = """
[prefect]
port = 0
watch_feeds_cron = "* * * * *"
publish_due_cron = "* * * * *"
[review]
port = 0
[publish]
min_gap_minutes = 0
[fetch]
private_hosts = ["127.0.0.1"]
delay_seconds = 0
"""


Found = TypeVar("Found")


class Serving:
    """One `pullquote serve` in `root`; `lines` are what it printed on standard output."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self.lines: list[str] = []
        self._printed: queue.Queue[str | None] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows", "serve", *options],
            env={**os.environ, "PULLQUOTE_HOME": str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.told: list[str] = []
        for stream, keep in ((self.process.stdout, self._print), (self.process.stderr, self._tell)):
            assert stream is not None
            threading.Thread(target=_read, args=(stream, keep), daemon=True).start()

    def ready(self, within: float = 120.0) -> Self:
        """Wait for the three lines."""
        deadline = time.monotonic() + within
        while len(self.lines) < 3:
            line = self._printed.get(timeout=max(0.1, deadline - time.monotonic()))
            assert line is not None, "".join(self.told)
            self.lines.append(line.rstrip("\n"))
        return self

    @property
    def workspace(self) -> Workspace:
        """The folder it serves."""
        return Workspace.open(self.root)

    @property
    def review(self) -> str:
        """The page's address with its one-time token."""
        return self.lines[0].split()[1]

    def api(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Call the review page's JSON interface as a script does."""
        page = urlsplit(self.review)
        bearer = (self.root / "var" / "review-bearer").read_text(encoding="ascii").strip()
        return httpx.request(
            method,
            f"{page.scheme}://{page.netloc}/api{path}",
            json=body,
            headers={"Authorization": f"Bearer {bearer}"},
            timeout=60,
            trust_env=False,
        )

    def signalled(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)

    def rest(self) -> str:
        """Whatever came on standard output after the three lines, once it has ended."""
        found = []
        while (line := self._printed.get(timeout=10)) is not None:
            found.append(line)
        return "".join(found)

    def end(self) -> None:
        """Stop it if it still runs."""
        if self.process.poll() is None:
            self.signalled(signal.SIGTERM)

    def _print(self, line: str | None) -> None:
        self._printed.put(line)

    def _tell(self, line: str | None) -> None:
        self.told.append(line or "")


def awaited(look: Callable[[], Found | None], seconds: float = 180.0) -> Found:
    """Look every second until something is there."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(1)
    return found


def prefect(served: Serving, method: str, path: str, body: object = None) -> httpx.Response:
    """Call Prefect's API; a 503 means that its SQLite is busy, and is asked again as clients do."""
    place = engine.connection(served.workspace)
    user, _, word = place.auth.partition(":")

    def answer() -> httpx.Response | None:
        url, auth = f"{place.url}{path}", (user, word)
        said = httpx.request(method, url, json=body, auth=auth, timeout=60, trust_env=False)
        return None if said.status_code == 503 else said

    return awaited(answer).raise_for_status()


def runs(served: Serving, flow: str) -> list[dict[str, Any]]:
    """What Prefect says of a flow's runs."""
    asked = {"flows": {"name": {"any_": [flow]}}}
    found: list[dict[str, Any]] = prefect(served, "POST", "/flow_runs/filter", asked).json()
    return found


def living(root: Path) -> list[str]:
    """Return the command lines of all processes that live for the folder `root`."""
    mark = f"PULLQUOTE_HOME={root}\0".encode()
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if mark in (folder / "environ").read_bytes() + b"\0":
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append(f"{folder.name} {words}"[:120])
        except OSError:
            continue
    return found


def _read(stream: IO[str], keep: Callable[[str | None], None]) -> None:
    with stream:
        for line in stream:
            keep(line)
    keep(None)
