from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.core.settings import FetchSettings, Settings
from flows.core.workspace import Workspace
from flows.sources.manners import Manners
from tests.sources.newsroom import Newsroom, open_newsroom


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as room:
        yield room


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Workspace]:
    """Make a workspace; loopback counts as one's own server unless the test says otherwise."""

    def make(own_sites: tuple[str, ...] = (), **fetch: Any) -> Workspace:
        wanted = {"private_hosts": ("127.0.0.1",), "delay_seconds": 0.0, "timeout_seconds": 5.0}
        return Workspace(
            tmp_path, Settings(own_sites=own_sites, fetch=FetchSettings(**{**wanted, **fetch}))
        )

    return make


@pytest.fixture
def manners() -> Manners:
    """Manners of its own for every test: nothing remembered from another."""
    return Manners()
