"""Whether a folder takes files: found out by making one and taking it away again."""

import tempfile
from pathlib import Path

from flows.core.errors import Refused


def ensure_writable(folder: Path) -> None:
    """Make the folder if need be. Raises Refused if nothing can be written to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}.") from error
