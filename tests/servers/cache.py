"""Where servers that are installed for tests are kept: outside the checkout, keyed by their lock.

A folder is built beside its final place and renamed into it when it is whole, so that a killed
install leaves nothing that looks ready. Two test runs at once build it once: the second waits.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path


class NotAvailable(Exception):
    """A server cannot run on this machine; the sentence says what is missing."""


def cache_root() -> Path:
    """The folder of all installed test servers (`$XDG_CACHE_HOME` or `~/.cache`)."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "pullquote" / "servers"


def kept(name: str, key: Iterable[Path | str]) -> Path:
    """The folder for `name`, its name ending in a hash of `key` (contents of files, and words)."""
    digest = hashlib.sha256()
    for part in key:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(hashlib.sha256(content).digest())
    return cache_root() / f"{name}-{digest.hexdigest()[:16]}"


def installed(folder: Path, build: Callable[[Path], None]) -> Path:
    """`folder`, built first when it is missing.

    `build` gets an empty folder to fill, whose path stays the same until it is renamed: what it
    installs may not depend on its absolute path. Whatever `build` raises leaves nothing behind.
    """
    if folder.is_dir():
        return folder
    with _locked(folder.with_name(f"{folder.name}.lock")):
        if not folder.is_dir():
            half = folder.with_name(f"{folder.name}.half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            try:
                build(half)
            except BaseException:
                shutil.rmtree(half, ignore_errors=True)
                raise
            half.rename(folder)
    return folder


@contextmanager
def _locked(path: Path) -> Generator[None]:
    """Hold a lock that dies with its process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
