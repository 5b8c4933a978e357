"""A store on each database, and a clock to turn."""

from collections.abc import Iterator

import pytest
from newsdesk import TurnedClock

from flows.core.workspace import Workspace
from flows.store import Store


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store.open(workspace.database_url, workspace.media) as opened:
        yield opened


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()
