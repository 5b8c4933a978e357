"""Laying what a person names into the inbox, where forms and flows may read it."""

import os
import sys
from pathlib import Path

from flows.core.errors import SourceMissing, SourceRefused, SourceUnreadable
from flows.core.identity import digest
from flows.core.workspace import Workspace

from .admission import SUFFIXES
from .charset import decode
from .files import is_file, is_folder
from .texts import looks_like_html


def into_inbox(source: str, workspace: Workspace) -> list[str]:
    """Copy what a person names (file, folder, `-`) into the inbox; return sources to hand on.

    A URL is handed on as it is. A file keeps its name; where another of that name lies there, its
    content's hash is added. Raises SourceMissing, SourceRefused for other kinds of file.
    """
    if source.lower().startswith(("http://", "https://")):
        return [source]
    workspace.prepare()
    if source == "-":
        return [_laid(workspace.inbox, *_standard_input())]
    path = Path(source)
    if not source or not (is_file(path) or is_folder(path)):
        raise SourceMissing(f"There is no file or folder {source[:300]!r}.", "Check the name.")
    if is_file(path) and path.suffix.lower() not in SUFFIXES:
        raise SourceRefused(f"{source} is no .txt or .html file.", "Save it as one of them.")
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    files = [file for file in found if file.is_file() and file.suffix.lower() in SUFFIXES]
    if not files:
        raise SourceMissing(f"There is no .txt or .html file in {source}.", "Put articles into it.")
    return [_laid(workspace.inbox, file.name, file.read_bytes()) for file in files]


def _standard_input() -> tuple[str, bytes]:
    if sys.stdin is None:
        raise SourceUnreadable("Standard input is closed.", "Name a file.")
    data = sys.stdin.buffer.read()
    # In the inbox the name alone says what a file is.
    return ("stdin.html" if looks_like_html(decode(data)) else "stdin.txt"), data


def _laid(inbox: Path, name: str, data: bytes) -> str:
    target = inbox / name
    if target.exists() and target.read_bytes() != data:
        target = inbox / f"{target.stem}-{digest(data)[:8]}{target.suffix}"
    if not target.exists():
        part = target.with_name(f".{target.name}.{os.getpid()}")
        part.write_bytes(data)
        part.replace(target)
    return target.name
