"""Named instants in work that must survive a crash. In production nobody listens.

A test that listens can kill the process, freeze it or fill the disk at exactly that instant.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: list[Callable[[str], None]] = []


def reached(name: str) -> None:
    """Say that `name` ("claimed", "before-send" …) is reached."""
    for listener in _listeners:
        listener(name)


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Call `listener` with every point that this process reaches."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
