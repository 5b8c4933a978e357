"""A store on each database, and a clock to turn."""

from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

import pytest

from flows import networks
from flows.core.settings import StoreSettings
from flows.core.workspace import Workspace
from flows.store import Store
from tests.crashes.forks import warmed
from tests.crashes.workers import PLUGGED_IN
from tests.posts.newsdesk import TurnedClock
from tests.servers.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store.open(workspace.database_url, workspace.media) as opened:
        yield opened


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, workspace: Workspace) -> Workspace:
    """The working folder, its truth kept in each of the two databases."""
    if request.param == "sqlite":
        return workspace
    found: Workspace = request.getfixturevalue("on_postgres")
    return found


@pytest.fixture
def on_postgres(postgres_url: str, workspace: Workspace) -> Workspace:
    """The working folder, its truth kept in PostgreSQL."""
    settings = workspace.settings.model_copy(update={"store": StoreSettings(url=postgres_url)})
    return Workspace(workspace.root, settings)


@pytest.fixture
def _ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plug the network `ledger` in, as anyone adds one: by a file."""
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, PLUGGED_IN])


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    """Child processes that start warm, so that a kill costs a tenth of a second."""
    return warmed()
