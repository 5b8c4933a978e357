"""The one place that talks to Prefect's API: start and watch runs, send events, read secrets.

Everything here is plain and blocking; async flows call it by `asyncio.to_thread`.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from flows.core import secrets
from flows.core.clock import as_utc
from flows.core.errors import NotFound, ServeError
from flows.core.workspace import Workspace

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

EventName = Literal["post.approved", "post.moved"]
MAKE_CARDS = "make-cards/make-cards"
PUBLISH_DUE = "publish-due/publish-due"
# In `var/`; whoever serves the folder holds it.
LOCK_FILE = "serve.lock"
# How long a secret that was asked of Prefect is taken to be what it was.
BLOCK_SECONDS = 60.0
_START = (
    "Start it with `pullquote serve` in that folder and leave it running, or set prefect.api_url "
    "in its pullquote.toml."
)


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Prefect's API is. `own`: our own server, with an auth string of its own."""

    url: str
    auth: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a flow run stands: Prefect's name for its state, and the flow's own sentence."""

    id: str
    state: str
    message: str
    final: bool


def connection(workspace: Workspace) -> Connection:
    """Return where Prefect is: the settings, else the running `serve`, else the environment.

    Raises ServeError if none of them names a server.
    """
    home = workspace.prefect_home
    if workspace.settings.prefect.api_url:
        return Connection(workspace.settings.prefect.api_url)
    if (home / "api-url").is_file() and _is_served(workspace):
        url = (home / "api-url").read_text(encoding="ascii").strip()
        return Connection(url, (home / "auth-string").read_text(encoding="ascii").strip(), own=True)
    if os.environ.get("PREFECT_API_URL"):
        return Connection(os.environ["PREFECT_API_URL"])
    raise ServeError(
        f"No Prefect server is set up or running for this folder ({workspace.root}).", _START
    )


def _is_served(workspace: Workspace) -> bool:
    """Whether a `serve` of this folder is alive: it holds the lock as long as it lives.

    After a kill the address it left may be anybody's; our key is not to be sent there.
    """
    try:
        handle = os.open(workspace.var / LOCK_FILE, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def environment(workspace: Workspace, place: Connection) -> dict[str, str]:
    """Return the environment for a process of ours that talks to Prefect at `place`.

    With our own server nothing of the user's Prefect settings gets in; another server's
    credentials are the user's to set, by PREFECT_API_KEY or PREFECT_API_AUTH_STRING.
    """
    ours = {
        "PULLQUOTE_HOME": str(workspace.root),
        "PREFECT_API_URL": place.url,
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUNBUFFERED": "1",
    }
    if not place.own:
        return {**os.environ, **ours}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {
        **kept,
        **ours,
        "PREFECT_HOME": str(workspace.prefect_home),
        "PREFECT_PROFILES_PATH": str(workspace.prefect_home / "profiles.toml"),
        "PREFECT_API_AUTH_STRING": place.auth,
        "PREFECT_LOGGING_COLORS": "false",
    }


def start_run(
    workspace: Workspace, deployment: str, parameters: Mapping[str, Any] | None = None
) -> str:
    """Start a run of a deployment ("flow/name") now; return its id.

    Raises NotFound if Prefect does not know it, ServeError if Prefect does not answer.
    """
    with _client(workspace) as client:
        found = client.read_deployment_by_name(deployment)
        run = client.create_flow_run_from_deployment(found.id, parameters=dict(parameters or {}))
    return str(run.id)


def start_make_cards(
    workspace: Workspace,
    sources: Sequence[str],
    *,
    desk: str | None = None,
    foreign: bool = False,
) -> str:
    """Start one `make_cards` run for all of `sources`; return its id. Raises as `start_run`."""
    given = {"sources": list(sources), "desk": desk or "", "foreign": foreign}
    return start_run(workspace, MAKE_CARDS, given)


def report(workspace: Workspace, run_id: str) -> RunReport:
    """Return how a run stands now. Raises NotFound, ServeError."""
    from uuid import UUID

    with _client(workspace) as client:
        state = client.read_flow_run(UUID(run_id)).state
    if state is None:
        return RunReport(run_id, "Pending", "", final=False)
    return RunReport(run_id, state.name or state.type.value, state.message or "", state.is_final())


def watch(
    workspace: Workspace,
    run_id: str,
    say: Callable[[str], None],
    *,
    poll_seconds: float = 1.0,
    sleep: Callable[[float], None] = time.sleep,
) -> RunReport:
    """Tell `say` each state a run comes to until it ends; return the last. Raises as `report`."""
    last = ""
    while True:
        now = report(workspace, run_id)
        if now.state != last:
            say(f"{now.state}: {now.message}" if now.message else now.state)
        if now.final:
            return now
        last = now.state
        sleep(poll_seconds)


def emit(workspace: Workspace, event: EventName, *, post_id: str = "") -> None:
    """Send an event that wakes `publish_due`. Raises ServeError if Prefect does not answer.

    The event only says "look again": the queue is the truth, so a lost event costs minutes at
    most, never a post.
    """
    from prefect.events.schemas.events import Event, Resource

    sent = Event(
        event=event,
        resource=Resource({"prefect.resource.id": "pullquote.queue"}),
        payload={"post_id": post_id},
    )
    with _client(workspace) as client:
        client.request("POST", "/events", json=[sent.model_dump(mode="json")])


def next_run(workspace: Workspace, deployment: str, after: datetime) -> datetime | None:
    """Return when Prefect has planned the deployment's next run after `after` (aware), in UTC.

    None if nothing is planned, as for a paused schedule. Raises NotFound, ServeError.
    """
    from prefect.client.schemas import filters
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort

    with _client(workspace) as client:
        found = client.read_deployment_by_name(deployment)
        runs = client.read_flow_runs(
            deployment_filter=filters.DeploymentFilter(
                id=filters.DeploymentFilterId(any_=[found.id])
            ),
            flow_run_filter=filters.FlowRunFilter(
                state=filters.FlowRunFilterState(
                    type=filters.FlowRunFilterStateType(any_=[StateType.SCHEDULED])
                ),
                expected_start_time=filters.FlowRunFilterExpectedStartTime(after_=as_utc(after)),
            ),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=10,
        )
    # Prefect's own time type loses its zone in arithmetic; instants are safe.
    planned = [
        datetime.fromtimestamp(run.expected_start_time.timestamp(), UTC)
        for run in runs
        if run.auto_scheduled and run.expected_start_time
    ]
    return next((start for start in planned if start > after), None)


def has_started(workspace: Workspace, deployment: str, since: datetime) -> bool:
    """Return whether a run of the deployment has started after `since` (aware).

    Raises NotFound, ServeError.
    """
    from prefect.client.schemas import filters

    with _client(workspace) as client:
        found = client.read_deployment_by_name(deployment)
        runs = client.read_flow_runs(
            deployment_filter=filters.DeploymentFilter(
                id=filters.DeploymentFilterId(any_=[found.id])
            ),
            flow_run_filter=filters.FlowRunFilter(
                start_time=filters.FlowRunFilterStartTime(after_=as_utc(since))
            ),
            limit=1,
        )
    return bool(runs)


def secret(workspace: Workspace, name: str) -> str:
    """Return the value of a Prefect Secret block. Raises NotFound, ServeError."""
    with _client(workspace) as client:
        return str(client.read_block_document_by_name(name, "secret").data["value"])


def offer_blocks() -> None:
    """Let settings name secrets that are kept in Prefect Secret blocks (`password_block`).

    A value is asked for once a minute at most, and is in this process's memory alone.
    """
    kept: dict[tuple[Path, str], tuple[float, str | None]] = {}

    def look(workspace: Workspace, name: str) -> str | None:
        at, value = kept.get((workspace.root, name), (float("-inf"), None))
        if time.monotonic() - at > BLOCK_SECONDS:
            try:
                value = secret(workspace, name)
            except NotFound:
                value = None
            kept[workspace.root, name] = time.monotonic(), value
        return value

    secrets.add_place("block", look)


def planned_until(workspace: Workspace, now: datetime, slack: timedelta) -> datetime:
    """Return until when a `publish_due` run that starts at `now` answers for what falls due.

    That is its next planned run and `slack`, in which the next one starts and reads the queue;
    without a planned run (a paused schedule), `slack` from now.
    """
    # A run may start up to a second before its time, and must not take itself for the next one.
    planned = next_run(workspace, PUBLISH_DUE, now + timedelta(seconds=2))
    return (planned or now) + slack


@contextmanager
def _client(workspace: Workspace) -> "Iterator[SyncPrefectClient]":
    place = connection(workspace)
    if place.own and "prefect" not in sys.modules:
        # Prefect reads the environment when it is imported: ours, not the user's profile.
        os.environ.update(environment(workspace, place))
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
    from prefect.settings import (
        PREFECT_API_AUTH_STRING,
        PREFECT_API_KEY,
        PREFECT_API_URL,
        temporary_settings,
    )

    wanted: dict[Any, Any] = {PREFECT_API_URL: place.url}
    if place.own:
        wanted |= {PREFECT_API_AUTH_STRING: place.auth, PREFECT_API_KEY: None}
    try:
        with temporary_settings(wanted), get_client(sync_client=True) as client:
            yield client
    except ObjectNotFound as error:
        raise NotFound("Prefect does not know that yet.", "Try again when it is up.") from error
    except PrefectHTTPStatusError as error:
        raise ServeError(f"Prefect at {place.url} refused: {_said(error)}.") from error
    except (httpx.HTTPError, RuntimeError) as error:
        raise ServeError(f"Prefect does not answer at {place.url}.", _START) from error


def _said(error: Any) -> str:
    """Return an HTTP error in a few words, without the request's own content."""
    try:
        detail = error.response.json().get("detail")
    except ValueError:
        detail = None
    return str(detail or f"status {error.response.status_code}").rstrip(".")
