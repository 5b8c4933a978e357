"""A review page over a real store, and a browser that is signed in to it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from flows.core.settings import AccountSettings, DeskSettings, Settings, Slot
from flows.core.workspace import Workspace
from flows.store import Store
from tests.review.studio import StillClock, Studio


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as it is on the first day; copying it spares each test the migration."""
    folder = tmp_path_factory.mktemp("new")
    Store.open(f"sqlite:///{folder / 'pullquote.db'}", folder / "media").close()
    return folder / "pullquote.db"


@pytest.fixture
def studio(tmp_path: Path, new_database: Path) -> Iterator[Studio]:
    """A working folder with one account in London that posts at nine."""
    settings = Settings(
        account=(
            AccountSettings(
                name="folder", zone="Europe/London", slots=(Slot.model_validate({"at": "09:00"}),)
            ),
        ),
        desk=(DeskSettings(reviewers=("Ina Marlowe",)),),
    )
    workspace = Workspace(tmp_path, settings)
    workspace.prepare()
    # A Monday: the next free slot is Tuesday at nine.
    clock = StillClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    shutil.copy(new_database, workspace.var)
    with Store.open(workspace.database_url, workspace.media) as store:
        yield Studio(workspace, clock, store)


@pytest.fixture
def page(studio: Studio) -> Iterator[httpx.Client]:
    """A browser that is signed in."""
    with studio.browser() as browser:
        yield browser
