"""Uploads: in one call (multipart or JSON), in pieces, their alt text and their end."""

import base64
import binascii
import hashlib
import json
import sqlite3
import struct
from typing import Any

from tests.servers.exchange import Answer, Request
from tests.servers.x_answers import Caller, invalid, problem
from tests.servers.x_ledger import Ledger

MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_ALT_CHARACTERS = 1000
_CATEGORIES = {"tweet_image", "tweet_gif", "tweet_video"}
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


def upload(ledger: Ledger, caller: Caller, request: Request, _: str) -> Answer:
    """POST /2/media/upload: the whole file at once."""
    fields = _fields(request)
    if fields.get("media_category") not in _CATEGORIES:
        raise invalid(
            "media_category is required", media_category=str(fields.get("media_category"))
        )
    content = _content(fields)
    kind = _checked_kind(content)
    with ledger.transaction() as db:
        media = _open(ledger, db, caller, kind, len(content))
        _finish(ledger, db, media, content)
        return Answer.of(200, {"data": _shown(ledger, db, media)})


def initialize(ledger: Ledger, caller: Caller, request: Request, _: str) -> Answer:
    """POST /2/media/upload/initialize."""
    body = _object(request)
    size = body.get("total_bytes")
    if not isinstance(size, int) or not 0 < size <= MAX_IMAGE_BYTES:
        raise invalid("total_bytes is out of range", total_bytes=str(size))
    if body.get("media_category") not in _CATEGORIES or not body.get("media_type"):
        raise invalid("media_category and media_type are required")
    with ledger.transaction() as db:
        media = _open(ledger, db, caller, str(body["media_type"]), size)
        shown = {"id": media, "media_key": f"3_{media}", "expires_after_secs": _life(ledger)}
        return Answer.of(200, {"data": shown})


def append(ledger: Ledger, caller: Caller, request: Request, media: str) -> Answer:
    """POST /2/media/upload/:id/append: one segment, in any order, the same one as often as liked."""
    fields = _fields(request)
    place = str(fields.get("segment_index", ""))
    if not place.isdigit() or not int(place) <= 999:
        raise invalid("segment_index is out of range", segment_index=place)
    with ledger.transaction() as db:
        found = _own(ledger, db, caller, media)
        db.execute(
            "insert or replace into segments values (?, ?, ?)", [media, place, _content(fields)]
        )
        expires = int(found["created"] + ledger.rules.media_life)
    return Answer.of(200, {"data": {"expires_at": expires}})


def finalize(ledger: Ledger, caller: Caller, _: Request, media: str) -> Answer:
    """POST /2/media/upload/:id/finalize: checks that every byte came."""
    with ledger.transaction() as db:
        found = _own(ledger, db, caller, media)
        if not found["sha256"]:
            rows = db.execute(
                "select content from segments where media = ? order by place", [media]
            )
            content = b"".join(row["content"] for row in rows)
            if len(content) != found["size"]:
                raise invalid(f"{len(content)} of {found['size']} bytes came", id=media)
            if _checked_kind(content) != found["kind"]:
                raise invalid("the bytes are not of the type announced", id=media)
            _finish(ledger, db, media, content)
            db.execute("delete from segments where media = ?", [media])
        return Answer.of(200, {"data": _shown(ledger, db, media)})


def status(ledger: Ledger, caller: Caller, request: Request, _: str) -> Answer:
    """GET /2/media/upload?command=STATUS: each call brings processing one step on."""
    media = request.query.get("media_id", "")
    if request.query.get("command", "STATUS") != "STATUS" or not media.isdigit():
        raise invalid("command=STATUS and media_id are required", media_id=media)
    with ledger.transaction() as db:
        found = _own(ledger, db, caller, media)
        if found["sha256"] and found["polls"]:
            left = found["polls"] - 1
            db.execute(
                "update media set polls = ?, ready = ? where id = ?", [left, not left, media]
            )
        return Answer.of(200, {"data": _shown(ledger, db, media)})


def describe(ledger: Ledger, caller: Caller, request: Request, _: str) -> Answer:
    """POST /2/media/metadata: the alt text, up to 1,000 characters."""
    body = _object(request)
    media, alt = str(body.get("id", "")), body.get("metadata", {}).get("alt_text", {}).get("text")
    if not isinstance(alt, str) or not 0 < len(alt) <= MAX_ALT_CHARACTERS:
        raise invalid("alt_text.text must have 1 to 1000 characters", id=media)
    if not media.isdigit():
        raise invalid("id is required", id=media)
    with ledger.transaction() as db:
        _own(ledger, db, caller, media)
        db.execute("update media set alt = ? where id = ?", [alt, media])
    told = {"id": media, "associated_metadata": {"alt_text": {"text": alt}}}
    return Answer.of(200, {"data": told})


def usable(ledger: Ledger, db: sqlite3.Connection, caller: Caller, media: str) -> sqlite3.Row:
    """A medium that a post may carry; 400 when it is unknown, another's, expired or not ready."""
    found = _own(ledger, db, caller, media) if media.isdigit() else None
    if found is None or not found["ready"]:
        raise invalid("Your media IDs are invalid.", **{"media.media_ids": media})
    return found


def _own(ledger: Ledger, db: sqlite3.Connection, caller: Caller, media: str) -> sqlite3.Row:
    row = db.execute(
        "select * from media where id = ? and owner = ? and created > ?",
        [media, caller.user.user, ledger.now() - ledger.rules.media_life],
    ).fetchone()
    if row is None:
        raise invalid("Your media IDs are invalid.", **{"media.media_ids": media})
    found: sqlite3.Row = row
    return found


def _open(ledger: Ledger, db: sqlite3.Connection, caller: Caller, kind: str, size: int) -> str:
    media = str(ledger.new_id("media"))
    row = (media, caller.user.user, kind, size, None, None, "", "", ledger.now(), False, 0, None)
    db.execute(f"insert into media values ({','.join('?' * len(row))})", row)
    return media


def _finish(ledger: Ledger, db: sqlite3.Connection, media: str, content: bytes) -> None:
    width, height = _dimensions(content)
    polls = ledger.rules.processing_polls
    db.execute(
        "update media set width=?, height=?, sha256=?, ready=?, polls=?, content=? where id=?",
        [width, height, hashlib.sha256(content).hexdigest(), not polls, polls, content, media],
    )


def _shown(ledger: Ledger, db: sqlite3.Connection, media: str) -> dict[str, Any]:
    row = db.execute("select * from media where id = ?", [media]).fetchone()
    shown: dict[str, Any] = {"id": media, "media_key": f"3_{media}", "size": row["size"]}
    shown["expires_after_secs"] = int(row["created"] + ledger.rules.media_life - ledger.now())
    if row["width"]:
        shown["image"] = {"image_type": row["kind"], "w": row["width"], "h": row["height"]}
    if row["polls"]:
        shown["processing_info"] = {"state": "in_progress", "check_after_secs": 1}
    elif ledger.rules.processing_polls:
        shown["processing_info"] = {"state": "succeeded", "progress_percent": 100}
    return shown


def _life(ledger: Ledger) -> int:
    return int(ledger.rules.media_life)


def _object(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError:
        raise invalid("the body is not JSON") from None
    if not isinstance(body, dict):
        raise invalid("the body is not an object")
    return body


def _fields(request: Request) -> dict[str, Any]:
    """The fields of either kind of body; `media` as bytes or as base64 text."""
    if request.kind == "application/json":
        return _object(request)
    form = request.form()
    return {n: v if n == "media" else v.decode("utf-8", "replace") for n, v in form.items()}


def _content(fields: dict[str, Any]) -> bytes:
    given = fields.get("media")
    if isinstance(given, str):
        try:
            given = base64.b64decode(given, validate=True)
        except binascii.Error:
            raise invalid("media is not base64") from None
    if not isinstance(given, bytes) or not given:
        raise invalid("media is required")
    if len(given) > MAX_IMAGE_BYTES:
        raise problem(413, "Request Entity Too Large", "File size exceeds 5242880 bytes.")
    return given


def _checked_kind(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for start, kind in _KINDS.items():
        if content.startswith(start):
            return kind
    raise invalid("media type unrecognized.")


def _dimensions(content: bytes) -> tuple[int | None, int | None]:
    """Width and height of a PNG; the other kinds are shown without."""
    if content.startswith(b"\x89PNG") and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return None, None


def alt_texts(db: sqlite3.Connection, keys: str) -> list[dict[str, Any]]:
    """The media objects of a post's `media` column (JSON list of ids), for `includes`."""
    marks = json.loads(keys)
    rows = db.execute(f"select * from media where id in ({','.join('?' * len(marks))})", marks)
    return [
        {"media_key": f"3_{row['id']}", "type": "photo"}
        | ({"alt_text": row["alt"]} if row["alt"] else {})
        | ({"width": row["width"], "height": row["height"]} if row["width"] else {})
        for row in rows.fetchall()
    ]
