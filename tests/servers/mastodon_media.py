"""A busy Mastodon, which neither stand-in plays: an upload is accepted first and ready later.

As `media_controller.rb` and `statuses_controller.rb` of Mastodon 4 do it: POST answers 202 with
no `url`, GET of the medium 206 until it is ready, and a status that comes too early gets 422.
"""

import json
import re
import threading
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from tests.servers.exchange import Answer, Request

_UPLOAD = re.compile(r"/api/v[12]/media/?")
_MEDIUM = re.compile(r"/api/v1/media/([^/]+)")
_EARLY = "Cannot attach files that have not finished processing. Try again in a moment!"


class Processing:
    """Each medium is ready after `polls` GETs; 0 leaves everything as it is."""

    def __init__(self, polls: int) -> None:
        self._polls = polls
        self._lock = threading.Lock()
        self._left: dict[str, int] = {}
        self._content: dict[str, dict[str, Any]] = {}

    def instead(self, request: Request) -> Answer | None:
        """The answer that the server behind never gets to give, or None."""
        medium = _MEDIUM.fullmatch(request.path)
        with self._lock:
            if medium and request.method == "GET" and medium[1] in self._left:
                return self._polled(medium[1])
            if any(self._left.get(media) for media in _attached(request)):
                return Answer.of(422, {"error": _EARLY})
        return None

    def after(self, request: Request, answer: Answer) -> Answer:
        """The server's answer, an upload's turned into 202."""
        if not (self._polls and request.method == "POST" and answer.status == 200):
            return answer
        if not _UPLOAD.fullmatch(request.path):
            return answer
        content = json.loads(answer.body)
        with self._lock:
            self._left[str(content["id"])] = self._polls
            self._content[str(content["id"])] = content
        return replace(answer, status=202, body=json.dumps(content | {"url": None}).encode())

    def _polled(self, media: str) -> Answer:
        if self._left[media]:
            self._left[media] -= 1
            return Answer.of(206, self._content[media] | {"url": None})
        return Answer.of(200, self._content[media])


def _attached(request: Request) -> list[str]:
    """The media of a new status, from any of the bodies that Mastodon takes."""
    if request.method != "POST" or request.path != "/api/v1/statuses":
        return []
    if request.kind == "application/json":
        return [str(media) for media in request.json().get("media_ids") or []]
    if request.kind == "application/x-www-form-urlencoded":
        return parse_qs(request.body.decode()).get("media_ids[]", [])
    return [value.decode() for name, value in request.form().items() if name == "media_ids[]"]
