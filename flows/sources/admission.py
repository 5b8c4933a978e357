"""What may be named through a form, an API or a flow parameter: a web address or an inbox file."""

from pathlib import Path, PurePosixPath, PureWindowsPath

from flows.core.errors import SourceError, SourceMissing, SourceRefused
from flows.core.workspace import Workspace

from .links import checked_url

SUFFIXES = (".txt", ".html", ".htm")


def admitted(source: str, workspace: Workspace) -> str:
    """Return `source` if it is an http(s) URL, or the path of the inbox file it names.

    Raises SourceRefused for any other place (absolute paths outside, "..", symbolic links, other
    kinds of file), SourceMissing if the inbox has no such file.
    """
    text = source.strip()
    if "://" in text or text.lower().startswith(("http:", "https:")):
        return checked_url(text)
    return str(_inbox_file(text, workspace.inbox))


def _inbox_file(name: str, inbox: Path) -> Path:
    refusal = SourceRefused(
        f"{name[:200]!r} is not a web address or a file in the inbox.",
        "Copy the file into the inbox folder and give its name.",
    )
    # A name longer than any file system takes is refused before it is looked up.
    if not 0 < len(name) <= 1000 or "\0" in name or "\\" in name or PureWindowsPath(name).drive:
        raise refusal
    given = PurePosixPath(name)
    if given.is_absolute():
        try:
            given = given.relative_to(inbox)
        except ValueError:
            raise refusal from None
    if ".." in given.parts or not given.parts:
        raise refusal
    path = inbox
    for part in given.parts:
        path /= part
        if len(part.encode("utf-8", errors="replace")) > 255 or path.is_symlink():
            raise refusal
    if path.suffix.lower() not in SUFFIXES:
        raise refusal
    _must_be_file(path, name)
    return path


def _must_be_file(path: Path, name: str) -> None:
    problem: SourceError | None = None
    try:
        if not path.is_file():
            problem = SourceMissing(f"There is no {name[:200]} in the inbox.")
    except OSError:
        problem = SourceRefused(f"{name[:200]!r} cannot be a file name.")
    if problem:
        raise problem
