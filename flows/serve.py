"""One machine: Prefect's server and the deployments as children, the review page in this process.

Prefect's server is what takes longest to start, so it is started first; everything else is
imported and started meanwhile.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from flows import engine
from flows.core.errors import NotFound, ServeError
from flows.core.workspace import Workspace
from flows.processes import Family
from flows.waking import Waker

if TYPE_CHECKING:
    import uvicorn

LOOPBACK = "127.0.0.1"
START_SECONDS = 60.0
# What was killed hard needs up to a second until its children are gone and the lock is free.
LOCK_SECONDS = 3.0
Say = Callable[[str], None]


def serve(workspace: Workspace, *, samples: bool = False, echo: Say | None = None) -> None:
    """Run everything until SIGINT, SIGTERM or SIGHUP; leave no process behind.

    As soon as the page and Prefect answer, `echo` (standard output by default) gets exactly three
    lines: `Review  URL`, `Prefect URL`, `Posts   PATH`. Everything else is told on standard error.
    `samples`: cards are made of our own sample articles, behind the printed lines. Raises
    ServeError if another serve runs in this folder, or a part does not start or ends by itself.
    """
    engine.offer_blocks()
    with (
        _signals_stop() as asked,
        contextlib.suppress(_Stopped),
        _alone(workspace) as lock,
        Family(workspace.var / "log", lock=lock) as family,
        _prefect(workspace, family) as at,
    ):
        waker = Waker(workspace, _tell)
        with _page(workspace, at, waker) as review:
            _await_prefect(at, family, asked)
            # Not sooner: on two cores its imports would hold Prefect's start up.
            _start_flows(workspace, family, at, samples=samples)
            for line in (
                f"Review  {review}",
                f"Prefect {at.url.removesuffix('/api')}",
                f"Posts   {workspace.posted}",
            ):
                (echo or _print)(line)
            waker.start()
            _tell_where_the_key_lies(workspace, at)
            while not asked.wait(0.5):
                family.check()


class _Stopped(BaseException):
    """Somebody asked us to stop. No Exception: nothing on the way may take it for a failure."""


@contextlib.contextmanager
def _signals_stop() -> Iterator[threading.Event]:
    """Raise _Stopped when a signal comes; the event says so too, wherever that was swallowed."""
    asked = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:  # stopping is bounded in time; asking again changes nothing
            signal.signal(number, signal.SIG_IGN)
        _tell("Stopping …")
        asked.set()
        raise _Stopped

    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means it
        numbers.append(signal.SIGHUP)
    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield asked
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextlib.contextmanager
def _alone(workspace: Workspace) -> Iterator[int]:
    """Hold the folder's lock, so that no two of us schedule from one queue; yield its handle."""
    workspace.prepare()
    handle = os.open(workspace.var / engine.LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for attempt in range(int(LOCK_SECONDS * 10) + 1):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if attempt == LOCK_SECONDS * 10:
                    raise ServeError(
                        f"Pullquote already serves {workspace.root}.", "Stop the other one first."
                    ) from None
                time.sleep(0.1)
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def _prefect(workspace: Workspace, family: Family) -> Iterator[engine.Connection]:
    """Start Prefect's server unless the settings name one; yield where its API is."""
    if workspace.settings.prefect.api_url:
        yield engine.connection(workspace)
        return
    home = workspace.prefect_home
    home.mkdir(mode=0o700, exist_ok=True)
    with _bound(LOOPBACK, workspace.settings.prefect.port, "Prefect") as door:
        port = door.getsockname()[1]
    at = engine.Connection(f"http://{LOOPBACK}:{port}/api", _auth_string(home), own=True)
    origin = f"http://{LOOPBACK}:{port}"
    family.start(
        "prefect-server",
        [
            sys.executable,
            "-m",
            "prefect",
            "server",
            "start",
            "--host",
            LOOPBACK,
            "--port",
            f"{port}",
        ],
        environment={
            **engine.environment(workspace, at),
            "PREFECT_SERVER_API_AUTH_STRING": at.auth,
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
            "PREFECT_SERVER_UI_API_URL": at.url,
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        },
        folder=home,
    )
    address = home / "api-url"
    address.write_text(at.url + "\n", encoding="ascii")
    try:
        yield at
    finally:
        address.unlink(missing_ok=True)


def _auth_string(home: Path) -> str:
    """Return our server's auth string; made once, so that browsers may remember it."""
    path = home / "auth-string"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"pullquote:{secrets.token_urlsafe(24)}\n")
    return path.read_text(encoding="ascii").strip()


def _start_flows(
    workspace: Workspace, family: Family, at: engine.Connection, *, samples: bool
) -> None:
    """Start the process that registers the deployments and runs what falls due."""
    if not at.own and workspace.settings.prefect.workers:
        return
    family.start(
        "flows",
        [sys.executable, "-m", "flows.deployments", "serve", *(["--samples"] if samples else [])],
        environment=engine.environment(workspace, at),
        folder=workspace.prefect_home if at.own else workspace.root,
    )


@contextlib.contextmanager
def _page(workspace: Workspace, at: engine.Connection, waker: Waker) -> Iterator[str]:
    """Serve the review page in a thread; yield its address with the one-time token."""
    import uvicorn

    from flows.review import create_app

    def make(source: str) -> str:
        name = source.removeprefix(f"{workspace.inbox}{os.sep}")
        _start_make_cards(workspace, name)
        return f"Making cards from {name}; they will wait here in a minute."

    token = secrets.token_urlsafe(24)
    wanted = workspace.settings.review
    links = {"Prefect": at.url.removesuffix("/api")}
    app = create_app(workspace, token=token, make=make, wake=waker.ask, links=links)
    _log_to(workspace.var / "log" / "review.log")
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with _bound(wanted.host, wanted.port, "the review page") as door:
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [door]}, name="review", daemon=True
        )
        thread.start()
        try:
            _await_page(server, thread)
            host = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
            yield f"http://{host}:{door.getsockname()[1]}/sign-in?token={token}"
        finally:
            server.should_exit = True
            thread.join(0.5)  # a request that hangs must not hold the end up


def _start_make_cards(workspace: Workspace, name: str) -> None:
    """Start a run; on a fresh start, wait until the deployments are registered."""
    for _ in range(int(START_SECONDS)):
        try:
            engine.start_make_cards(workspace, [name])
        except NotFound:
            time.sleep(1.0)
        else:
            return
    raise ServeError("Prefect does not know the flow make-cards.", "See var/log/flows.log.")


def _log_to(path: Path) -> None:
    """Keep the page's own log out of the terminal, in a file that stays small."""
    from logging import getLogger
    from logging.handlers import RotatingFileHandler

    path.touch(mode=0o600)
    log = getLogger("uvicorn")
    log.propagate = False
    log.addHandler(RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8"))


def _await_page(server: "uvicorn.Server", thread: threading.Thread) -> None:
    while not server.started:
        if not thread.is_alive():
            raise ServeError("The review page could not start.")
        time.sleep(0.02)


def _bound(host: str, port: int, whose: str) -> socket.socket:
    """Return a socket bound to the wanted port, or to a free one if that is taken, and tell so."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in (port, 0):
        # With the protocol named, asyncio sets TCP_NODELAY; without it every answer waits 40 ms.
        door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, candidate))
        except OSError as error:
            door.close()
            problem = error
            continue
        given = door.getsockname()[1]
        if candidate != port:
            _tell(f"Port {port} for {whose} cannot be used ({_why(problem)}): {given} instead.")
        return door
    raise ServeError(f"No port can be opened on {host}: {problem.strerror}.") from problem


def _why(problem: OSError) -> str:
    return "it is taken" if problem.errno == errno.EADDRINUSE else str(problem.strerror)


def _await_prefect(at: engine.Connection, family: Family, asked: threading.Event) -> None:
    """Wait until Prefect's API answers. Raises ServeError after START_SECONDS."""
    import httpx

    began = told = time.monotonic()
    _tell("Starting Prefect; the first time takes longest …")
    while (waited := time.monotonic() - began) < START_SECONDS:
        if asked.is_set():
            raise _Stopped
        family.check()
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{at.url}/health", timeout=2.0, trust_env=False).is_success:
                return
        if time.monotonic() - told > 5:
            told = time.monotonic()
            _tell(f"Starting Prefect: {waited:.0f} of at most {START_SECONDS:.0f} s …")
        time.sleep(0.1)
    raise ServeError(
        f"Prefect did not answer at {at.url} within {START_SECONDS:.0f} s.",
        f"See {family.log_of('prefect-server')}." if at.own else "Check prefect.api_url.",
    )


def _tell_where_the_key_lies(workspace: Workspace, at: engine.Connection) -> None:
    if at.own:
        where = workspace.prefect_home / "auth-string"
        _tell(f"Prefect's page asks for a key: it is in {where}. Ctrl-C stops everything.")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _tell(message: str) -> None:
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
