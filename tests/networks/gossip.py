"""A network that refuses everything, and repeats all that it was told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Gossip(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("latin-1")
        words = f"{self.headers.get('Authorization')} {told}"
        body = json.dumps({"error": words, "message": words}).encode()
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def gossip() -> Iterator[str]:
    """Serve it on a free port; yields its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Gossip) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
