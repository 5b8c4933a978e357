"""An HTTP server on 127.0.0.1 whose answers can be lost on the way, by the rules of faults.py.

`/_control` steers every such server:
    GET   {"faults": [...], "requests": n, ...what the server adds}
    POST  {"faults": [{...}], "clear": true, ...}; DELETE clears all faults
    GET   /_control/requests: every request so far, `{at, method, path, status, fault}`
"""

import socket
import struct
import sys
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, Self, cast

from tests.servers.exchange import Answer, Request
from tests.servers.faults import Fault, Plan, Strike, refusal

_RESET = struct.pack("ii", 1, 0)
_REMEMBERED = 200_000


class FaultyServer:
    """A server whose `answer` a subclass writes. In-process: `with Server() as s: s.url`."""

    def __init__(self, port: int = 0) -> None:
        self.plan = Plan()
        self.requests: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
        self._ends = threading.Event()
        self._http = _Http(port, self)
        self.port: int = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def answer(self, request: Request) -> Answer:
        """What the server behind the faults says."""
        raise NotImplementedError

    def control(self, change: dict[str, Any]) -> dict[str, Any]:
        """Apply `change` beyond faults (a subclass's settings); returns what to show."""
        if change:
            msg = f"nothing here answers to {min(change)}"
            raise ValueError(msg)
        return {}

    def fault(self, fault: str, **rule: Any) -> None:
        """Add one fault rule (see faults.Fault)."""
        self.plan.add(Fault(fault, **rule))

    def start(self) -> Self:
        """Serve in a thread."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close every connection that is still open."""
        self._ends.set()
        if self._thread.is_alive():
            self._http.shutdown()
        self._http.end()

    def run(self) -> None:
        """Serve in this thread until the process ends."""
        self._http.serve_forever(0.5)

    def wait(self, seconds: float) -> None:
        """Sleep, but not longer than the server lives."""
        self._ends.wait(seconds)

    def exchange(self, request: Request) -> tuple[Answer | None, Strike | None]:
        """The answer (None: hang up) and the fault that shall hit it on its way."""
        strike = self.plan.strike(request.method, request.path)
        name = strike.fault.fault if strike else ""
        if strike and name == "drop_before":
            answer = None
        elif strike and name in {"status", "html_503", "rate_limited", "limited"}:
            answer = refusal(strike)
        else:
            if strike and name == "slow":
                self.wait(strike.fault.seconds)
            if name == "lost_key":
                del request.headers["Idempotency-Key"]
            answer = self.answer(request)
            if strike and name == "status_after":
                answer = refusal(strike)
        self.requests.append(
            {"at": time.time(), "method": request.method, "path": request.path, "fault": name}
            | {"status": answer.status if answer else 0}
        )
        return answer, strike

    def controlled(self, request: Request) -> Answer:
        """Answer a call of `/_control`."""
        if request.path == "/_control/requests":
            return Answer.of(200, list(self.requests))
        change: dict[str, Any] = request.json() if request.body else {}
        try:
            faults = [Fault.parse(given) for given in change.pop("faults", [])]
            if change.pop("clear", False) or request.method == "DELETE":
                self.plan.clear()
            self.plan.add(*faults)
            shown = self.control(change)
        except (TypeError, ValueError) as error:
            return Answer.of(400, {"error": str(error)})
        state = {"faults": self.plan.state(), "requests": len(self.requests)}
        return Answer.of(200, state | shown)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, faulty: FaultyServer) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.faulty = faulty
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        on, _ = struct.unpack("ii", request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8))
        if on:  # A FIN sent first would look like an orderly end.
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def end(self) -> None:
        """Close the listener and wake every thread that waits for a client."""
        self.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._open.discard(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what this server is for; anything else is a mistake of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        faulty = cast("_Http", self.server).faulty
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, self.headers, body)
        if request.path.split("/")[1] == "_control":
            self._send(faulty.controlled(request))
            return
        answer, strike = faulty.exchange(request)
        name = strike.fault.fault if strike else ""
        if strike and name == "slow_after":
            faulty.wait(strike.fault.seconds)
        if answer is None or name in {"drop_after", "reset_after", "lost_key"}:
            if name == "reset_after":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.close_connection = True
        elif strike and name == "drip_after":
            self._drip(answer, strike.fault.seconds)
        else:
            self._send(answer, half=name == "truncate_after")

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve  # noqa: N815 - http.server's names

    def _send(self, answer: Answer, *, half: bool = False) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        if half:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if half else answer.body)

    def _drip(self, answer: Answer, seconds: float) -> None:
        faulty = cast("_Http", self.server).faulty
        wire, self.wfile = self.wfile, BytesIO()
        self._send(answer)
        whole, self.wfile = self.wfile.getvalue(), wire
        for byte in whole:
            wire.write(bytes([byte]))
            faulty.wait(seconds)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Stay silent: `requests` remembers."""
