"""Which addresses may be connected to, and connections that go to those addresses only."""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from flows.core.errors import SourceRefused, SourceUnreadable

Resolve = Callable[[str, int], Sequence[tuple[int, tuple[Any, ...]]]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")


def is_public(address: str) -> bool:
    """Tell whether an IP address is on the public internet.

    Addresses that carry an IPv4 address inside (mapped, compatible, 6to4, NAT64, Teredo) are judged
    by that one too, since a gateway would unpack it (RFC 4291, 3056, 6052, 4380).
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return isinstance(ip, ipaddress.IPv4Address) or all(map(_public_v4, _carried(ip)))


def _public_v4(ip: ipaddress.IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast


def _carried(ip: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64 or ip in _COMPATIBLE:
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip.is_site_local:
        found.append(ipaddress.IPv4Address("127.0.0.1"))
    return [one for one in found if one is not None]


def resolve(host: str, port: int) -> Sequence[tuple[int, tuple[Any, ...]]]:
    """Ask the system's resolver; return (family, socket address) pairs. Raises OSError."""
    return [
        (family, place)
        for family, _, _, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]


class Guard:
    """One fetch's rules for connections: which hosts may be private, and when time is up.

    The name is resolved once per connection and the connection goes to the very address that was
    judged, so an answer that changes afterwards changes nothing. When `expire` is called every
    socket is shut down, which ends a reader that a slow server would keep waiting. `seconds` is
    the time for all of it: a name server that is slow, or that names many addresses where nobody
    answers, gets no more.
    """

    def __init__(
        self, private_hosts: Collection[str], resolver: Resolve = resolve, *, seconds: float
    ) -> None:
        self._end = time.monotonic() + seconds
        self._private = {host.casefold().rstrip(".") for host in private_hosts}
        self._resolve = resolver
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self.expired = False

    def connect(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """Return a socket connected to a permitted address of `host`.

        Raises SourceRefused if every address is private, SourceUnreadable if none answers.
        """
        name = host.strip("[]").casefold().rstrip(".")
        places = self._places(name, port)
        allowed = [
            (family, place)
            for family, place in places
            if name in self._private or is_public(str(place[0]))
        ]
        if not allowed:
            raise SourceRefused(
                f"{host} is not a public address.",
                "If it is your own server, add it to fetch.private_hosts in pullquote.toml.",
            )
        problem: OSError | None = None
        for family, place in allowed:
            try:
                return self._opened(family, place, self._left(timeout))
            except OSError as error:
                problem = error
        raise SourceUnreadable(f"{host} does not answer ({problem}).") from problem

    def _left(self, timeout: float | None = None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("time is up")
        return left if timeout is None else min(left, timeout)

    def _places(self, name: str, port: int) -> Sequence[tuple[int, tuple[Any, ...]]]:
        # The system's resolver cannot be told to stop: it is left behind.
        asked: Future[Sequence[tuple[int, tuple[Any, ...]]]] = Future()
        threading.Thread(target=self._ask, args=(name, port, asked), daemon=True).start()
        try:
            return asked.result(self._left())
        except TimeoutError as error:
            raise SourceUnreadable(f"Where {name} is could not be found out in time.") from error
        except (OSError, UnicodeError) as error:
            raise SourceUnreadable(f"There is no server named {name}.") from error

    def _ask(
        self, name: str, port: int, asked: "Future[Sequence[tuple[int, tuple[Any, ...]]]]"
    ) -> None:
        try:
            asked.set_result(self._resolve(name, port))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            asked.set_exception(error)

    def _opened(self, family: int, place: tuple[Any, ...], timeout: float | None) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(timeout)
            sock.connect(place)
            self._watch(sock)
        except BaseException:
            sock.close()
            raise
        return sock

    def _watch(self, sock: socket.socket) -> None:
        # A duplicate, because TLS takes the original socket object away.
        with self._lock:
            if self.expired:
                raise TimeoutError("time is up")
            self._sockets.append(sock.dup())

    def expire(self) -> None:
        """End every connection of this fetch now."""
        with self._lock:
            self.expired = True
            for sock in self._sockets:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def close(self) -> None:
        """Let go of the sockets."""
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()


def guarded_pool(guard: Guard, **options: Any) -> PoolManager:
    """Return a urllib3 pool manager whose every connection is opened by `guard`."""

    class PlainConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return guard.connect(self.host, self.port or 80, _seconds(self.timeout))

    class SecureConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return guard.connect(self.host, self.port or 443, _seconds(self.timeout))

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureConnection

    manager = PoolManager(**options)
    manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return manager


def _seconds(timeout: object) -> float | None:
    return float(timeout) if isinstance(timeout, int | float) else None
