"""One `pullquote serve` for all tests that only use it, and folders that start fast."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edge.serving import SETTINGS, Serving
from tests.edge.town import site


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Prefect home whose database is made: the slow part of a first start, paid once."""
    home = tmp_path_factory.mktemp("warm")
    subprocess.run(
        [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"],
        env={
            **os.environ,
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        },
        cwd=home,
        check=True,
        capture_output=True,
    )
    return home


@pytest.fixture
def folder(warm: Path, tmp_path: Path) -> Path:
    """A working folder that has been served before."""
    return prepared(warm, tmp_path)


@pytest.fixture(scope="session")
def served(warm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A running `pullquote serve` whose schedules fire every minute, with a feed to watch."""
    with site() as feed:
        root = prepared(warm, tmp_path_factory.mktemp("served"))
        watched = f'[[desk]]\nsources = ["{feed}"]\n'
        (root / "pullquote.toml").write_text(SETTINGS + watched, encoding="utf-8")
        serving = Serving(root)
        try:
            yield serving.ready()
        finally:
            serving.end()


def prepared(warm: Path, root: Path) -> Path:
    """Put settings and a made Prefect database into `root`."""
    (root / "pullquote.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(warm, root / "var" / "prefect", dirs_exist_ok=True)
    return root
