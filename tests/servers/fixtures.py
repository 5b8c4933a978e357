"""Servers as fixtures. `pytest_plugins = ["tests.servers.fixtures"]` in tests/conftest.py.

`x` is a test's own and costs nothing. The real servers start once per session on first use and
keep what was posted: tests tell their own posts by their words. A test may kill one; the next
test finds it running again. Where one cannot be installed, the test is skipped and says why.
"""

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest

from tests.servers.bluesky import Bluesky
from tests.servers.cache import NotAvailable
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mastodon_mock import MastodonMock
from tests.servers.snac import Snac
from tests.servers.x_emulator import XEmulator
from tests.servers.x_process import XProcess


@pytest.fixture
def x() -> Generator[XEmulator]:
    """An X of one's own, in this process, with the users `cards` and `other`."""
    with XEmulator(users=("cards", "other")) as emulator:
        yield emulator


@pytest.fixture
def x_process(tmp_path: Path) -> Generator[XProcess]:
    """An X of one's own, in a process that can be killed."""
    with XProcess(tmp_path / "x") as process:
        yield process


@pytest.fixture
def proxied() -> Generator[Callable[..., FaultProxy]]:
    """`proxied(server.url)`: a fault proxy of one's own in front of any server."""
    with ExitStack() as stack:
        yield lambda url, **more: stack.enter_context(FaultProxy(url, **more))


@pytest.fixture(scope="session")
def _bluesky(tmp_path_factory: pytest.TempPathFactory) -> Generator[Bluesky]:
    yield from _started(Bluesky, tmp_path_factory.mktemp("bluesky") / "data")


@pytest.fixture(scope="session")
def _mastodon_mock(tmp_path_factory: pytest.TempPathFactory) -> Generator[MastodonMock]:
    yield from _started(MastodonMock, tmp_path_factory.mktemp("mastodon-mock") / "data")


@pytest.fixture(scope="session")
def _snac(tmp_path_factory: pytest.TempPathFactory) -> Generator[Snac]:
    yield from _started(Snac, tmp_path_factory.mktemp("snac") / "data")


@pytest.fixture
def bluesky(_bluesky: Bluesky) -> Bluesky:
    """The real Bluesky server, running."""
    return _bluesky if _bluesky.process.running else _bluesky.start()


@pytest.fixture
def mastodon_mock(_mastodon_mock: MastodonMock) -> MastodonMock:
    """The Mastodon that honours Idempotency-Key, running."""
    return _mastodon_mock if _mastodon_mock.process.running else _mastodon_mock.start()


@pytest.fixture
def snac(_snac: Snac) -> Snac:
    """The Mastodon API that ignores Idempotency-Key, running."""
    return _snac if _snac.process.running else _snac.start()


_Server = TypeVar("_Server", Bluesky, MastodonMock, Snac)


def _started(kind: Callable[[Path], _Server], data: Path) -> Generator[_Server]:
    try:
        server = kind(data)
    except NotAvailable as reason:
        pytest.skip(str(reason))
    with server:
        yield server
