"""A proxy on loopback that loses answers on purpose, in front of any HTTP server on loopback.

In process:  with FaultProxy("http://127.0.0.1:3000") as proxy: proxy.fault("drop_after", path="status")
By itself:   python -m tests.servers.fault_proxy --upstream http://127.0.0.1:3000 --port 3001

The faults and `/_control` are those of faults.py and wire.py. `processing=2` (or
`/_control` {"processing": 2}) plays a busy Mastodon: see mastodon_media.py.
"""

import argparse
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.servers.exchange import Answer, Request
from tests.servers.mastodon_media import Processing
from tests.servers.wire import FaultyServer

# RFC 9110, 7.6.1: these speak about one connection only; the length is counted anew.
_OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer"}
    | {"transfer-encoding", "upgrade", "content-length", "host", "expect"}
)


class FaultProxy(FaultyServer):
    """Hands each request on over a connection of its own, once, and never again."""

    def __init__(
        self, upstream: str, *, port: int = 0, processing: int = 0, seconds: float = 30.0
    ) -> None:
        super().__init__(port)
        self.upstream = urlsplit(upstream)
        self._seconds = seconds
        self._processing = Processing(processing)

    def answer(self, request: Request) -> Answer:
        """What the server behind says; 502 when it is not there or breaks off."""
        held = self._processing.instead(request)
        if held is not None:
            return held
        try:
            return self._processing.after(request, self._forwarded(request))
        except (OSError, HTTPException) as error:
            return Answer.of(502, {"error": f"the server behind is gone: {error!r}"})

    def control(self, change: dict[str, Any]) -> dict[str, Any]:
        """`processing` of `/_control`."""
        if "processing" in change:
            self._processing = Processing(int(change.pop("processing")))
        return super().control(change)

    def _forwarded(self, request: Request) -> Answer:
        connection = HTTPConnection(
            self.upstream.hostname or "", self.upstream.port, timeout=self._seconds
        )
        headers = _passed(request.headers.items()) | {"Host": self.upstream.netloc}
        if request.body or request.method in {"POST", "PUT", "PATCH"}:
            headers["Content-Length"] = str(len(request.body))
        try:
            connection.request(request.method, request.target, request.body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read(), _passed(response.getheaders()))
        finally:
            connection.close()


def _passed(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in _OF_THE_CONNECTION}


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="Lose answers on purpose")
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--processing", type=int, default=0)
    given = parser.parse_args()
    proxy = FaultProxy(given.upstream, port=given.port, processing=given.processing)
    print(proxy.url, flush=True)  # noqa: T201 - tells whoever started it where it is
    proxy.run()


if __name__ == "__main__":
    main()
