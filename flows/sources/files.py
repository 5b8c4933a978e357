"""What a folder holds, and what a file is called where its name is no text."""

import os
from pathlib import Path

from flows.core.workspace import Workspace

# Kept out of names: a line break or a control character would make one line of a list look as two.
_CONTROLS = {sign: f"\\x{sign:02x}" for sign in [*range(0x20), 0x7F]}


def shown(name: str) -> str:
    """Return a file's name as it can be printed and kept: other bytes and signs as escapes."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return text.translate(_CONTROLS)


def is_file(path: Path) -> bool:
    """Tell whether there is a file; one that may not even be looked at is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder; a name that no file system takes is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def files_in(folder: Path, workspace: Workspace) -> list[Path]:
    """Return what lies in a folder and below, without hidden ones and our own state.

    Links to folders are not followed but named, as is a folder that may not be opened: what is
    there is not read, and somebody should know.
    """
    closed: list[Path] = []
    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=lambda e: closed.append(Path(e.filename))):
        here = Path(place)
        folders[:] = [name for name in folders if _is_read(here / name, workspace)]
        links = [name for name in folders if (here / name).is_symlink()]
        found += [here / name for name in [*names, *links] if _is_read(here / name, workspace)]
    return sorted([*found, *closed])


def _is_read(path: Path, workspace: Workspace) -> bool:
    if path.name.startswith("."):
        return False
    try:
        return not path.resolve().is_relative_to(workspace.var)
    except (OSError, RuntimeError):
        return True
