"""A store, a clock to turn, and a service on loopback that takes messages as JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import TurnedClock


@dataclass
class Chat:
    """What arrived; `status` is what it answers."""

    port: int = 0
    status: int = 200
    messages: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    @property
    def address(self) -> str:
        return f"json://desk:chat-s3cret@127.0.0.1:{self.port}/hook-s3cret"


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    found = Chat()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.asked += 1
            if found.status < 300:
                found.messages.append(json.loads(body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    found.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("DESK_CHAT", found.address)
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store.open(workspace.database_url, workspace.media) as opened:
        yield opened


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()
