"""The network that needs nobody: posts become files under `var/posted/`.

Each post is a folder with its images and `post.json`, and exactly one line in `posted.jsonl`.
A post counts as published when its line is there.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.core.errors import NotSent, Refused
from flows.core.points import reached
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import _lines
from flows.networks._before import nothing_left
from flows.networks._keyed import Keyed
from flows.networks._writable import ensure_writable
from flows.networks.protocol import (
    Image,
    Limits,
    Option,
    Parcel,
    Prepared,
    Sent,
    Standing,
)

OPTIONS = (Option("path", "another folder than var/posted"),)

_NAME = "posted.jsonl"
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


def connect(account: AccountSettings, workspace: Workspace) -> "Folder":
    """Return the folder network; option `path` moves it within or out of the working folder."""
    path = account.options.get("path")
    return Folder(workspace.root / path if path else workspace.posted)


class Folder(Keyed):
    """Publishes into a folder of this machine."""

    limits = Limits(text=5_000, images=10, image_bytes=50_000_000, alt=5_000, mentions="none")

    def __init__(self, place: Path) -> None:
        self._place = place

    def send(self, parcel: Parcel, prepared: Prepared) -> Sent:
        """Write the post's folder, then its line. The same key again changes nothing."""
        del prepared
        return self._publish(parcel, answers=None)

    def reply(self, parcel: Parcel, prepared: Prepared, *, to: str) -> Sent:
        """Write an answer to another post, otherwise as `send`."""
        del prepared
        return self._publish(parcel, answers=to)

    def find(self, parcel: Parcel, *, known: frozenset[str]) -> Sent | None:
        """Look the key up among the lines."""
        del known
        with self._alone() as lines:
            return self._sent(parcel) if _has(lines, parcel) else None

    def check(self) -> Standing:
        """Make sure that the folder can be written to."""
        ensure_writable(self._place)
        return Standing(str(self._place), self.limits)

    def delete(self, remote_id: str) -> None:
        """Remove a post's folder and its line."""
        with self._alone() as lines:
            for folder in self._place.glob(f"*-{remote_id}"):
                shutil.rmtree(folder)
            _lines.drop(lines, remote_id)

    def _publish(self, parcel: Parcel, answers: str | None) -> Sent:
        with nothing_left(), self._alone() as lines:
            if not _has(lines, parcel):
                self._write_folder(parcel, answers)
                reached("folder-written")
                _lines.append(lines, self._entry(parcel, answers))
                _sync(self._place)
                reached("line-written")
        return self._sent(parcel)

    def _write_folder(self, parcel: Parcel, answers: str | None) -> None:
        target = self._folder(parcel)
        part = target.with_name(f".{target.name}.part")
        # Both can only be left from a process that died: the lock is ours and there is no line.
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        part.mkdir()
        for number, image in enumerate(parcel.images, start=1):
            _write(part / _image_name(number, image), image.path.read_bytes())
        entry = self._entry(parcel, answers)
        _write(part / "post.json", json.dumps(entry, ensure_ascii=False, indent=2).encode())
        _sync(part)
        part.rename(target)
        _sync(self._place)

    def _entry(self, parcel: Parcel, answers: str | None) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "id": parcel.post_id,
            "key": parcel.key,
            "account": parcel.account,
            "at": parcel.created_at.isoformat(),
            "text": parcel.text,
            "folder": self._folder(parcel).name,
            "images": [
                {
                    "file": _image_name(number, image),
                    "alt": image.alt,
                    "width": image.width,
                    "height": image.height,
                    "sha256": image.media,
                }
                for number, image in enumerate(parcel.images, start=1)
            ],
        }
        return entry if answers is None else {**entry, "in_reply_to": answers}

    def _folder(self, parcel: Parcel) -> Path:
        stamp = parcel.created_at.strftime("%Y%m%dT%H%M%SZ")
        return self._place / f"{stamp}-{parcel.post_id}"

    def _sent(self, parcel: Parcel) -> Sent:
        return Sent(parcel.post_id, self._folder(parcel).as_uri())

    @contextmanager
    def _alone(self) -> Iterator[Path]:
        try:
            self._place.mkdir(parents=True, exist_ok=True)
            with (self._place / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                lines = self._place / _NAME
                _lines.repair(lines)
                yield lines
        except PermissionError as error:
            raise Refused(f"{self._place} may not be written to.") from error
        except OSError as error:
            # A line that is whole counts, a torn one is cut off: so nothing is half sent.
            raise NotSent(f"{self._place} cannot be written: {error.strerror}.") from error


def _image_name(number: int, image: Image) -> str:
    return f"{number}{_SUFFIXES[image.media_type]}"


def _has(lines: Path, parcel: Parcel) -> bool:
    same = _lines.read(lines, mentioning=parcel.key)
    found = [entry for entry in same if entry["key"] == parcel.key]
    if any(entry["id"] != parcel.post_id for entry in found):
        raise Refused("Another post stands under the key of this one.")
    return bool(found)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
