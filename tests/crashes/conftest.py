"""A desk on each of the four servers, its truth in either database."""

from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from typing import Any

import pytest

from flows.core.settings import StoreSettings
from flows.core.workspace import Workspace
from tests.crashes.desk import Desk
from tests.crashes.forks import warmed
from tests.servers.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

_FIXTURES = {"x": "x_process"}
SERVERS = ("bluesky", "mastodon_mock", "snac", "x")


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    """Child processes that start warm."""
    return warmed()


@pytest.fixture(params=SERVERS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of one of the four servers."""
    found: str = request.param
    return found


@pytest.fixture
def server(request: pytest.FixtureRequest, name: str) -> Any:
    """That server, running."""
    return request.getfixturevalue(_FIXTURES.get(name, name))


@pytest.fixture
def desk(name: str, server: Any, workspace: Workspace) -> Desk:
    """A desk with an account on the server."""
    return Desk.on(name, server, workspace)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk_anywhere(
    request: pytest.FixtureRequest, name: str, server: Any, workspace: Workspace
) -> Desk:
    """The same, in each of the two databases."""
    if request.param == "sqlite":
        return Desk.on(name, server, workspace)
    url = StoreSettings(url=request.getfixturevalue("postgres_url"))
    settings = workspace.settings.model_copy(update={"store": url})
    return Desk.on(name, server, Workspace(workspace.root, settings))


@pytest.fixture
def proxied_desk(
    name: str, server: Any, workspace: Workspace, proxied: Callable[..., Any]
) -> tuple[Desk, Any]:
    """A desk that reaches its server through a fault proxy only, and the proxy."""
    proxy = proxied(server.url)
    return Desk.on(name, server, workspace, url=proxy.url), proxy
