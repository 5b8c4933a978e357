"""Servers as fixtures. `pytest_plugins = ["tests.servers.fixtures"]` in tests/conftest.py.

A test gets its own X emulator and proxies (they cost nothing); the real servers start once per
session, and a test that kills one starts it again.
"""

from collections.abc import Generator

import pytest

from tests.servers.x_emulator import XEmulator


@pytest.fixture
def x() -> Generator[XEmulator]:
    """An X of one's own, in this process, with the users `cards` and `other`."""
    with XEmulator(users=("cards", "other")) as emulator:
        yield emulator
