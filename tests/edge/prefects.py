"""What the waker needs of Prefect's API, on loopback, and as broken as a test wants it."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ID = str(uuid.UUID(int=7))
DEPLOYMENT = {"id": ID, "name": "publish-due", "flow_id": ID}


@dataclass
class Prefects:
    """A server that plans `planned`, and starts a run for each event while `events_work`."""

    url: str = ""
    planned: datetime | None = None
    events_work: bool = True
    runs_start: bool = True
    known: bool = True
    events: int = 0
    direct: int = 0
    started: bool = False
    paths: list[str] = field(default_factory=list)

    def answer(self, path: str, body: Any) -> tuple[int, Any]:
        self.paths.append(path)
        if path.endswith("/events"):
            self.events += 1
            self.started = self.events_work and self.runs_start
            return 204, None
        if "/deployments/name/" in path:
            return (200, DEPLOYMENT) if self.known else (404, {"detail": "not here"})
        if path.endswith("/create_flow_run"):
            self.direct += 1
            self.started = self.runs_start
            return 201, _run("SCHEDULED", None)
        if path.endswith("/flow_runs/filter"):
            if "start_time" in body["flow_runs"] and body["flow_runs"]["start_time"]:
                return 200, [_run("RUNNING", None)] if self.started else []
            return 200, [_run("SCHEDULED", self.planned)] if self.planned else []
        return 404, {"detail": path}


@contextmanager
def prefects() -> Iterator[Prefects]:
    """Serve it on a free port."""
    made = Prefects()

    class Api(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._answer(json.loads(self.rfile.read(length) or "null"))

        def _answer(self, body: Any) -> None:
            status, said = made.answer(self.path, body)
            data = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_address[1]}/api"
        yield made
        server.shutdown()
        thread.join()


def _run(state: str, planned: datetime | None) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "flow_id": ID,
        "name": "run",
        "auto_scheduled": planned is not None,
        "expected_start_time": planned.isoformat() if planned else None,
        "state": {"type": state, "name": state.title()},
    }
