"""A real web server on loopback that behaves as well or as badly as a test asks."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]


@dataclass
class Newsroom:
    """The running server: where it is, what it answers, what it was asked."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    room: Newsroom

    def do_GET(self) -> None:
        self.room.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        answer = self.room.pages.get(self.path)
        try:
            if answer is None:
                self.say(b"gone", status=404)
            else:
                answer(self)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def say(self, body: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def page(body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    return lambda handler: handler.say(data, kind, 200, **headers)


def status(code: int, **headers: str) -> Answer:
    return lambda handler: handler.say(b"", status=code, **headers)


def redirect(target: str) -> Answer:
    return lambda handler: handler.say(b"", status=302, Location=target)


def bomb(handler: Handler) -> None:
    """50 MB of spaces in 50 kB."""
    handler.say(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")


def drip(handler: Handler) -> None:
    """One byte every twentieth of a second, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(2_000):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_headers(handler: Handler) -> None:
    """A header that never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(2_000):
        handler.wfile.write(b"a")
        handler.wfile.flush()
        time.sleep(0.05)


@contextmanager
def open_newsroom() -> Iterator[Newsroom]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    room = Newsroom(server.server_address[1])
    server.RequestHandlerClass = type("Bound", (Handler,), {"room": room})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield room
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
