"""What every test gets: a clean environment, a working folder of its own, no skips in CI."""

import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

from flows.core.settings import Settings
from flows.core.workspace import Workspace

# Nothing is timed here: on a busy machine any example may take long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["tests.servers.fixtures"]

# A shell that runs us in the background has SIGINT ignored, and so would all that is started here;
# a handler of ours becomes the default in a child (signal(7), execve).
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith(("PULLQUOTE_HOME", "PREFECT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A working folder on embedded defaults."""
    made = Workspace(tmp_path, Settings())
    made.prepare()
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI installs every service, a skip is a missing install step: a failure."""
    report = yield
    if os.environ.get("PULLQUOTE_NO_SKIPS") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
