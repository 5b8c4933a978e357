"""Files, folders and standard input → documents."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.core.article import DocumentKind, RawDocument, Unread
from flows.core.errors import SourceError, SourceMissing, SourceUnreadable
from flows.core.workspace import Workspace

from .admission import SUFFIXES
from .charset import decode
from .files import files_in, is_file, shown
from .links import check_own, is_own
from .texts import looks_like_html, must_be_text


@dataclass(frozen=True, slots=True)
class Local:
    """Where files and standard input are read from. `url`: where a saved page stands."""

    workspace: Workspace
    url: str | None
    foreign: bool

    def one(self, name: str, path: Path | None) -> Iterator[RawDocument | Unread]:
        """Read one file, or standard input (`path` None)."""
        limit = self.workspace.settings.fetch.max_bytes
        try:
            if path is None:
                if sys.stdin is None:
                    raise SourceUnreadable(
                        "It is closed.", "Name a file, or give the article on it."
                    )
                raw = sys.stdin.buffer.read(limit + 1)
            else:
                with path.open("rb") as file:
                    raw = file.read(limit + 1)
            if len(raw) > limit:
                raise SourceUnreadable(
                    f"It is larger than {limit / 1e6:g} MB.", "Give the article alone."
                )
            yield self._document(raw, name, _kind(path))
        except OSError as error:
            why = f"It cannot be opened ({error.strerror})."
            yield Unread(name, f"{why} Check that you may read it.")
        except SourceError as error:
            yield Unread(name, str(error))

    def folder(self, folder: Path) -> Iterator[RawDocument | Unread]:
        """Read the files of a folder in order. Raises SourceMissing if none can be an article."""
        paths = files_in(folder, self.workspace)
        if not any(path.suffix.lower() in SUFFIXES for path in paths):
            raise SourceMissing(
                f"There is no .txt or .html file in {folder}.", "Put articles into it."
            )
        for path in paths:
            if not is_file(path):
                yield Unread(shown(str(path)), "It is no file that can be read.")
            elif path.suffix.lower() in SUFFIXES:
                yield from self.one(shown(str(path)), path)
            else:
                yield Unread(shown(str(path)), "Only .txt and .html files are read.")

    def _document(self, raw: bytes, name: str, kind: DocumentKind | None) -> RawDocument:
        own_sites = self.workspace.settings.own_sites
        if self.url:
            check_own(self.url, own_sites, foreign=self.foreign)
        content = decode(raw)
        must_be_text(content, raw)
        chosen: DocumentKind = kind or ("html" if looks_like_html(content) else "text")
        own = self.url is None or is_own(self.url, own_sites)
        return RawDocument(kind=chosen, content=content, raw=raw, name=name, url=self.url, own=own)


def _kind(path: Path | None) -> DocumentKind | None:
    if path is None or path.suffix.lower() not in SUFFIXES:
        return None
    return "text" if path.suffix.lower() == ".txt" else "html"
