"""A file of lines, each a post as JSON, that people may open, save and spoil.

A line counts if it is an object with `id` and `key`. Any other is left as it stands: it is no
post of ours, and nothing of it is lost.
"""

import codecs
import json
import os
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


def read(path: Path, mentioning: str = "") -> list[Entry]:
    """Return the entries whose line has `mentioning` in it. Raises OSError."""
    if not path.exists():
        return []
    sought = mentioning.encode()
    with path.open("rb") as file:
        found = (_entry(line) for line in file if sought in line)
        return [entry for entry in found if entry is not None]


def append(path: Path, entry: Entry) -> None:
    """Add a line and see it onto the disk. Raises OSError."""
    line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
    _add(path, line.encode())


def drop(path: Path, remote_id: str) -> None:
    """Take the lines of the post `remote_id` out, all others stay byte by byte. Raises OSError."""
    if not path.exists():
        return
    with path.open("rb") as file:
        kept = [
            line for line in file if (entry := _entry(line)) is None or entry["id"] != remote_id
        ]
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(b"".join(kept))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def repair(path: Path) -> None:
    """Give a whole last line its missing end; move a torn one to `.torn` beside the file.

    A torn line was never reported as sent. Raises OSError.
    """
    if not path.exists():
        return
    with path.open("rb+") as file:
        start, tail = _last_line(file.fileno())
        if not tail:
            return
        if _entry(tail) is not None:
            os.pwrite(file.fileno(), b"\n", start + len(tail))
        else:
            # First kept beside, then cut off: a crash in between keeps it twice, never not at all.
            _add(path.with_name(f"{path.name}.torn"), tail + b"\n")
            file.truncate(start)
        os.fsync(file.fileno())


def _last_line(file: int) -> tuple[int, bytes]:
    """Return what stands behind the last newline, and where."""
    size = position = os.fstat(file).st_size
    tail = b""
    while position > 0 and b"\n" not in tail:
        position = max(0, position - 65_536)
        tail = os.pread(file, size - position, position)
    start = tail.rfind(b"\n") + 1
    return position + start, tail[start:]


def _entry(line: bytes) -> Entry | None:
    # A byte spoilt inside the text leaves the post recognisable by its id and key: were it
    # overlooked, it would be posted again.
    text = line.removeprefix(codecs.BOM_UTF8).decode(errors="replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(found, dict) and {"id", "key"} <= found.keys()
    return found if whole else None


def _add(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
