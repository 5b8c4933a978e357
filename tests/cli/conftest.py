import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a way to give commands in an empty working folder and read their JSON."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, fails: bool = False) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--json"])
        assert (result.exit_code != 0) == fails, (arguments, result.output, result.exception)
        return None if fails else json.loads(result.stdout)

    return run
