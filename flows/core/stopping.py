"""Ctrl-C while nothing is begun yet: the process just ends."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_once() -> Iterator[None]:
    """Let a Ctrl-C end the process without an exception that somebody could swallow.

    Where it is ignored, as in a background job of a shell, or handled already, that stays so.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
