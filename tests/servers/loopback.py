"""Calls to servers on this machine, past whatever proxy the environment names."""

import json
import urllib.error
import urllib.request
from typing import Any

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Refused(Exception):
    """A status of 400 or more, with the body that came along."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


def call(
    url: str, body: object = None, *, method: str = "", token: str = "", seconds: float = 20.0
) -> Any:
    """GET `url`, or POST `body` as JSON (a str as it is, a form).

    Returns the answer's JSON, its text when it is none, None when it is empty. Raises Refused for
    a status of 400 or more, OSError when nobody answers.
    """
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if data is not None else {}
    if isinstance(body, str):
        data, headers = body.encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, data, headers, method=method or None)
    try:
        with _DIRECT.open(request, timeout=seconds) as response:
            return _decoded(response.read())
    except urllib.error.HTTPError as error:
        with error:
            raise Refused(error.code, _decoded(error.read())) from None


def answers(url: str, *, below: int = 500) -> bool:
    """Whether a GET of `url` gets a status under `below`."""
    try:
        call(url, seconds=2.0)
    except Refused as answer:
        return answer.status < below
    except OSError:
        return False
    return True


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode("utf-8", "replace")
