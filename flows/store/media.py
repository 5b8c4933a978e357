"""Card bytes as files named by their SHA-256, written so that a crash leaves all or nothing."""

import hashlib
import os
import secrets
import time
from pathlib import Path

from flows.core.errors import StoreError

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


def keep(folder: Path, data: bytes, media_type: str) -> str:
    """Write `data` unless it is there already; return its SHA-256 in hex."""
    name = hashlib.sha256(data).hexdigest()
    path = place(folder, name, media_type)
    if not path.is_file() or path.stat().st_size != len(data):
        write_whole(path, data)
    return name


def place(folder: Path, name: str, media_type: str) -> Path:
    """Return where the bytes of hash `name` lie."""
    return folder / name[:2] / f"{name}{_SUFFIXES[media_type]}"


def read(path: Path) -> bytes:
    """Return a kept file's bytes, proven by its name. Raises StoreError if they are not those."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"The card file {path.name} is missing.", "Make the card again."
        ) from error
    if hashlib.sha256(data).hexdigest() != path.stem:
        raise StoreError(f"The card file {path.name} is damaged.", "Make the card again.")
    return data


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name never shows half of it: temporary file, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep(folder: Path) -> list[str]:
    """Remove what a crash left half-written a day ago or earlier; return the names."""
    limit = time.time() - 86_400
    left = [path for path in folder.rglob("*.part") if path.stat().st_mtime < limit]
    for path in left:
        path.unlink(missing_ok=True)
    return [path.name for path in left]
