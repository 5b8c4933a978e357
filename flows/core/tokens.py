"""The encrypted token file: secrets at rest, unreadable without a key that lies elsewhere.

Fernet (AES-128-CBC and HMAC-SHA256, from `cryptography`) over one JSON object. The key comes from
an environment variable or a key file; several keys, one a line or comma, mean a rotation under
way: the first seals, all open.
"""

import fcntl
import json
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.core.errors import SettingsError
from flows.core.workspace import Workspace

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class TokenFile:
    """A file of named secrets, and where its key is. Holds neither in memory between calls."""

    path: Path
    key_env: str
    key_file: Path | None

    @classmethod
    def of(cls, workspace: Workspace) -> "TokenFile":
        """Return the token file of a working folder, as its settings say."""
        said = workspace.settings.secrets
        key_file = (workspace.root / Path(said.key_file).expanduser()) if said.key_file else None
        return cls(workspace.root / said.file, said.key_env, key_file)

    def names(self) -> list[str]:
        """Return the names of the secrets in it. Raises SettingsError."""
        return sorted(self._read())

    def get(self, name: str) -> str | None:
        """Return a secret, None if there is none of that name. Raises SettingsError."""
        return self._read().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret; with a key file named and none there yet, a key is made.

        Raises SettingsError.
        """
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"{name!r} is no name for a secret.", "Use letters, digits, '.', '_' and '-'."
            )
        if not value:
            raise SettingsError("An empty secret is none.", "Give its value.")
        with self._alone():
            self._make_key()
            self._seal({**self._read(), name: value})

    def prove(self) -> None:
        """Raise SettingsError unless a secret could be kept now: seals anew what is there."""
        with self._alone():
            self._make_key()
            self._seal(self._read())

    @contextmanager
    def reserved(self, name: str, seconds: float) -> Iterator[bool]:
        """Be the only one, here and in every process, who replaces `name`; others still read it.

        Yields False if another process kept it for `seconds`. Raises SettingsError.
        """
        with self._lock(f".{self.path.name}.{name}.lock") as handle:
            yield _locked(handle, seconds)

    def drop(self, name: str) -> None:
        """Forget a secret. Raises SettingsError if there is none of that name."""
        with self._alone():
            kept = self._read()
            if kept.pop(name, None) is None:
                raise SettingsError(f"There is no secret named {name!r} in {self.path.name}.")
            self._seal(kept)

    def rotate(self) -> str:
        """Seal everything with a new key; return in a sentence what is left to do.

        With a key file the new key is made here: first it is added to the old one, then the
        secrets are sealed with it, then the old one goes, so that a crash in between locks nobody
        out. With an environment variable the new key stands first in it, before the old one.
        Raises SettingsError.
        """
        with self._alone():
            keys, found = self._keys(), self._read()
            if os.environ.get(self.key_env):
                if len(keys) < 2:
                    raise SettingsError(
                        f"{self.key_env} holds one key only.",
                        f"Put a new one and a comma before it, such as {_new_key().decode()}",
                    )
                self._seal(found)
                return f"Sealed with the first key of {self.key_env}; the others may go now."
            assert self.key_file is not None, "the key was found somewhere"
            new, old = _new_key(), self.key_file.read_bytes()
            _write(self.key_file, new + b"\n" + old)
            self._seal(found)
            _write(self.key_file, new + b"\n")
            return f"Sealed with a new key, which is in {self.key_file}."

    def _make_key(self) -> None:
        if self.key_file is not None and not self.key_file.exists() and not self.path.exists():
            _write(self.key_file, _new_key() + b"\n")

    def _read(self) -> dict[str, str]:
        try:
            sealed = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SettingsError(f"{self.path} cannot be read: {error.strerror}.") from error
        from cryptography.fernet import InvalidToken

        try:
            found: dict[str, str] = json.loads(self._box().decrypt(sealed))
        except InvalidToken:
            # From None: the chain of the library's errors tells a reader nothing.
            raise SettingsError(
                f"{self.path} cannot be opened with this key, or it is damaged.",
                f"Give the key it was sealed with in {self._key_place()}.",
            ) from None
        return found

    def _seal(self, secrets: dict[str, str]) -> None:
        _write(self.path, self._box().encrypt(json.dumps(secrets).encode()))

    def _box(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet

        try:
            return MultiFernet([Fernet(key) for key in self._keys()])
        except ValueError:
            raise SettingsError(
                f"What is in {self._key_place()} is no key.",
                "Make one with: pullquote secrets new-key",
            ) from None

    def _keys(self) -> Sequence[str]:
        given = os.environ.get(self.key_env, "") if self.key_env else ""
        if not given and self.key_file is not None:
            try:
                given = self.key_file.read_text(encoding="ascii")
            except (OSError, UnicodeDecodeError):
                given = ""
        keys = re.split(r"[\s,]+", given.strip())
        if not keys[0]:
            raise SettingsError(
                f"There is no key for {self.path.name} in {self._key_place()}.",
                "Make one with: pullquote secrets new-key",
            )
        return keys

    def _key_place(self) -> str:
        named = [f"the environment variable {self.key_env}"] if self.key_env else []
        named += [f"the file {self.key_file}"] if self.key_file is not None else []
        return " or ".join(named) or "secrets.key_env or secrets.key_file"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock(f".{self.path.name}.lock") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _lock(self, name: str) -> Iterator[int]:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path.with_name(name), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SettingsError(f"{self.path} cannot be written: {error.strerror}.") from error
        try:
            yield handle
        finally:
            # A child that was forked meanwhile has the handle too and would keep the lock.
            fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)


def new_key() -> str:
    """Return a key for a token file."""
    return _new_key().decode("ascii")


def _new_key() -> bytes:
    from cryptography.fernet import Fernet

    return Fernet.generate_key()


def _locked(handle: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_POLL_SECONDS)
        else:
            return True


def _write(path: Path, data: bytes) -> None:
    """Replace a file in one step and for good, readable by its owner alone.

    Raises SettingsError.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # Else a loss of power could bring the old file back.
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error
