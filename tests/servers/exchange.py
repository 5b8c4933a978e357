"""A request and its answer as plain values, shared by the emulator and the fault proxy."""

import json
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """What a client sent: `target` is path and query as they stood on the wire."""

    method: str
    target: str
    headers: Message
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without its query, percent-encoded as sent."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The decoded query; of a name given twice the last value."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def kind(self) -> str:
        """The media type of the body, lower case, without parameters."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    def form(self) -> dict[str, bytes]:
        """The fields of a multipart or urlencoded body."""
        if self.kind == "application/x-www-form-urlencoded":
            pairs = parse_qsl(self.body.decode(), keep_blank_values=True)
            return {name: value.encode() for name, value in pairs}
        boundary = self.headers.get_param("boundary")
        fields: dict[str, bytes] = {}
        if self.kind == "multipart/form-data" and isinstance(boundary, str):
            for part in self.body.split(f"--{boundary}".encode())[1:-1]:
                head, _, content = part.partition(b"\r\n\r\n")
                name = re.search(rb'[; ]name="([^"]*)"', head)
                if name:
                    fields[name[1].decode()] = content.removesuffix(b"\r\n")
        return fields

    def json(self) -> Any:
        """The body as JSON; ValueError when it is none."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What goes back; Content-Length is added on the wire."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, status: int, content: object, headers: dict[str, str] | None = None) -> "Answer":
        """An answer with `content` as JSON."""
        kind = {"Content-Type": "application/json; charset=utf-8"}
        return cls(status, json.dumps(content, ensure_ascii=False).encode(), kind | (headers or {}))
