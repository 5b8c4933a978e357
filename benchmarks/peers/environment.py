"""A virtual environment for other people's programs, kept outside the checkout.

Keyed by the file that lists them: the same list is installed once, a changed list anew.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path


def cache_folder() -> Path:
    """Return where peers are kept: $PULLQUOTE_PEERS, else the user's cache folder."""
    named = os.environ.get("PULLQUOTE_PEERS")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pullquote" / "peers"


def python_with(requirements: Path) -> Path:
    """Return the interpreter of an environment that holds `requirements`, made on first use.

    Raises subprocess.CalledProcessError if something cannot be installed.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    key = hashlib.sha256(requirements.read_bytes() + version.encode()).hexdigest()[:16]
    folder = cache_folder() / f"{requirements.stem}-{key}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements)]
        subprocess.run(command, check=True)
        (folder / "complete").touch()
    return python
