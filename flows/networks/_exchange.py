"""One call over the wire: on a connection of its own, once, within a time that holds as a whole.

Whether a byte of the request can have left is seen on the connection itself, not guessed from the
kind of error: TLS, for one, may fail while an answer is read, when the post is long public.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from flows.core.errors import NetworkError, NotSent, OutcomeUnknown
from flows.core.points import reached

CONNECT_SECONDS = 10.0


class Exchange:
    """A request and its answer while they are under way. `public`: it makes something public."""

    def __init__(self, *, public: bool) -> None:
        self.public = public
        self.connected = False
        self._over = threading.Event()
        self._line: socket.socket | None = None

    def opened(self, line: socket.socket) -> None:
        """Remember the line, so that it can be cut whatever is wrapped around it later."""
        self.close()
        self._line = line.dup()
        if self._over.is_set():
            self.cut()

    def cut(self) -> None:
        """End the exchange: whoever reads or writes on the line gets an error or an end."""
        self._over.set()
        with suppress(OSError):
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let the line go."""
        if self._line is not None:
            self._line.close()

    def lost(self, error: Exception | None) -> NetworkError:
        """Return what an exchange without a whole answer means for the post."""
        name = "TimedOut" if error is None or self._over.is_set() else type(error).__name__
        if self.public and self.connected:
            return OutcomeUnknown(f"The answer was lost: {name}.")
        return NotSent(f"The network was not reached: {name}.")

    @property
    def over(self) -> bool:
        """Whether its time is up."""
        return self._over.is_set()


_current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


@contextmanager
def exchange(seconds: float, *, public: bool) -> Iterator[None]:
    """Put round one call through `Once`: after `seconds` it is cut, however slowly it drips.

    Raises OutcomeUnknown if the call is `public` and a byte of it may have left, else NotSent.
    """
    held = Exchange(public=public)
    token = _current.set(held)
    clock = threading.Timer(seconds, held.cut)
    clock.daemon = True
    clock.start()
    try:
        yield
        # A cut line looks like an orderly end where an answer does not tell its length.
        if held.over:
            raise held.lost(None)
    except requests.RequestException as error:
        raise held.lost(error) from error
    finally:
        clock.cancel()
        _current.reset(token)
        held.close()


class Once(HTTPAdapter):
    """Sends a request once: no repeats, no redirects, no connection that was used before."""

    def __init__(self) -> None:
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use connections that can be watched."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Use connections that can be watched behind a proxy too."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send, and leave no redirect for anybody to follow."""
        # An idle connection that was closed meanwhile would look like a lost answer.
        self.poolmanager.clear()
        response = super().send(request, *args, **kwargs)
        response.headers.pop("Location", None)
        return response


class _Watched(HTTPConnection):
    """A connection that tells the exchange it serves how far it is."""

    def _new_conn(self) -> socket.socket:
        line: socket.socket = super()._new_conn()
        if held := _current.get():
            held.opened(line)
        return line

    def connect(self) -> None:
        super().connect()
        if held := _current.get():
            held.connected = True

    def request(self, *args: Any, **kwargs: Any) -> None:
        super().request(*args, **kwargs)
        if held := _current.get():
            reached("body-sent" if held.public else "asked")

    def getresponse(self) -> Any:
        answer = super().getresponse()
        if (held := _current.get()) and held.public:
            reached("answer-came")
        return answer


class _Secure(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


_POOLS = {"http": _PlainPool, "https": _SecurePool}
