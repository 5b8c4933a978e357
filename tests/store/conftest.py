"""A store on each database."""

from collections.abc import Iterator

import pytest

from flows.core.workspace import Workspace
from flows.store import Store
from tests.servers.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, workspace: Workspace) -> str:
    """The URL of an empty database, of each kind."""
    if request.param == "sqlite":
        return workspace.database_url
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def store(url: str, workspace: Workspace) -> Iterator[Store]:
    with Store.open(url, workspace.media) as opened:
        yield opened
