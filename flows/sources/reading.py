"""Files, folders, standard input, pages and feeds → documents, one at a time."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.core.article import DocumentKind, RawDocument
from flows.core.errors import SourceError, SourceMissing, SourceRefused, SourceUnreadable
from flows.core.feed import FeedMemory
from flows.core.workspace import Workspace

from .admission import SUFFIXES
from .charset import decode
from .feeds import BadEntry, Entry, entries, is_feed
from .links import canonical, checked_url, is_own
from .manners import POLITE, Manners

if TYPE_CHECKING:
    from .fetch import Answer

_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Posts by path, or by query where a site has no pretty addresses.
_WORDPRESS = re.compile(
    r"[^?#]*/wp-json/wp/v2/posts(?:/\d+)?/?(?:[?#]|$)|[^#]*[?&]rest_route=/wp/v2/posts"
)
# Shorter than this a feed's own text is a teaser, not the article (code points of HTML).
_WHOLE_ARTICLE = 1_500
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that could not be read, and why, in a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FeedNews:
    """What is new in a feed: article addresses (new or changed), what could not be used, memory."""

    urls: tuple[str, ...]
    memory: FeedMemory
    unread: tuple[Unread, ...] = ()


def read(
    source: str, workspace: Workspace, *, url: str | None = None, manners: Manners = POLITE
) -> Iterator[RawDocument | Unread]:
    """Read a .txt or .html file, a folder of them, a page, a feed, or "-" for standard input.

    `url` says where a saved page stands; it then counts as own only if its site is in `own_sites`.
    One bad item never stops the rest: it comes out as Unread.

    Raises SourceMissing if there is nothing at that place, SourceRefused for other schemes.
    """
    place = checked_url(url) if url else None
    if source == "-":
        return _one(_Local(workspace, place), "standard input", None)
    if source.lower().startswith(("http://", "https://")):
        return _web(checked_url(source), workspace, manners)
    path = Path(source)
    if source and path.is_dir():
        if place:
            raise SourceRefused("A folder has no single address.", "Give --url with one file.")
        return _folder(path, _Local(workspace, None))
    if source and path.is_file():
        return _one(_Local(workspace, place), source, path)
    if _SCHEME.match(source) and "://" in source:
        raise SourceRefused(f"{source[:200]!r} is not an http or https address.")
    raise SourceMissing(f"There is no file or folder {source[:300]!r}.", "Check the name.")


def feed_items(
    url: str, workspace: Workspace, remembered: FeedMemory | None, *, manners: Manners = POLITE
) -> FeedNews:
    """Ask a feed for articles not seen before, or changed since. Raises SourceError.

    Sends the remembered validators (ETag, Last-Modified), keeps the host's pause and its
    robots.txt, and answers 304 with nothing new. Nothing is stored here: `memory` is what to
    remember for the next time.
    """
    known = remembered or FeedMemory()
    settings = workspace.settings
    address = _feed_url(checked_url(url))
    manners.check(address, settings.fetch, settings.own_sites)
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    headers = {name: value for name, value in validators.items() if value}
    answer = manners.get(address, settings.fetch, headers)
    if answer.status == 304:
        return FeedNews((), known)
    if not is_feed(answer):
        raise SourceUnreadable(f"{url} is a page, not a feed.", "Give the address of its feed.")
    return _news(answer, workspace, known, manners)


def _news(answer: "Answer", workspace: Workspace, known: FeedMemory, manners: Manners) -> FeedNews:
    settings = workspace.settings
    urls: list[str] = []
    unread: list[Unread] = []
    present: set[str] = set()
    for entry in entries(answer):
        if isinstance(entry, BadEntry):
            unread.append(Unread(entry.name, entry.reason))
            continue
        present.update(entry.seen_as)
        if entry.seen_as[1] in known.seen:
            continue
        try:
            manners.check(entry.url, settings.fetch, settings.own_sites)
            urls.append(entry.url)
        except SourceError as error:
            unread.append(Unread(entry.url, str(error)))
    seen = known.seen | present if len(known.seen) < _MOST_REMEMBERED else frozenset(present)
    memory = FeedMemory(answer.etag, answer.last_modified, seen)
    return FeedNews(tuple(dict.fromkeys(urls)), memory, tuple(unread))


@dataclass(frozen=True, slots=True)
class _Local:
    workspace: Workspace
    url: str | None

    def document(self, raw: bytes, name: str, kind: DocumentKind | None) -> RawDocument:
        content = decode(raw)
        _must_be_text(content)
        chosen: DocumentKind = kind or ("html" if _HTML.match(content) else "text")
        own = self.url is None or is_own(self.url, self.workspace.settings.own_sites)
        return RawDocument(kind=chosen, content=content, raw=raw, name=name, url=self.url, own=own)


def _one(local: _Local, name: str, path: Path | None) -> Iterator[RawDocument | Unread]:
    limit = local.workspace.settings.fetch.max_bytes
    try:
        if path is None:
            raw = sys.stdin.buffer.read(limit + 1)
        else:
            with path.open("rb") as file:
                raw = file.read(limit + 1)
        if len(raw) > limit:
            raise SourceUnreadable(
                f"It is larger than {limit / 1e6:g} MB.", "Give the article alone."
            )
        yield local.document(raw, name, _kind(path))
    except OSError as error:
        why = f"It cannot be opened ({error.strerror})."
        yield Unread(name, f"{why} Check that you may read it.")
    except SourceError as error:
        yield Unread(name, str(error))


def _kind(path: Path | None) -> DocumentKind | None:
    if path is None or path.suffix.lower() not in SUFFIXES:
        return None
    return "text" if path.suffix.lower() == ".txt" else "html"


def _folder(folder: Path, local: _Local) -> Iterator[RawDocument | Unread]:
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    )
    if not any(path.suffix.lower() in SUFFIXES for path in paths):
        raise SourceMissing(f"There is no .txt or .html file in {folder}.", "Put articles into it.")
    for path in paths:
        if path.suffix.lower() in SUFFIXES:
            yield from _one(local, str(path), path)
        else:
            yield Unread(str(path), "Only .txt and .html files are read.")


def _must_be_text(content: str) -> None:
    if "\0" in content[:10_000]:
        raise SourceUnreadable("It is not a text.", "Save it as .txt or .html.")
    if not content.strip():
        raise SourceUnreadable("It is empty.", "Give a file or page with text.")


def _web(url: str, workspace: Workspace, manners: Manners) -> Iterator[RawDocument | Unread]:
    try:
        answer = manners.get(_feed_url(url), workspace.settings.fetch)
        if is_feed(answer):
            yield from _feed_documents(answer, workspace, manners)
        else:
            yield _page(answer, workspace)
    except SourceError as error:
        yield Unread(url, str(error))


def _feed_documents(
    answer: "Answer", workspace: Workspace, manners: Manners
) -> Iterator[RawDocument | Unread]:
    whole = bool(_WORDPRESS.match(answer.url))
    for entry in entries(answer):
        if isinstance(entry, BadEntry):
            yield Unread(entry.name, entry.reason)
        elif whole and entry.content:
            yield _carried(entry, workspace)
        else:
            yield _linked(entry, workspace, manners)


def _linked(entry: Entry, workspace: Workspace, manners: Manners) -> RawDocument | Unread:
    """Fetch an entry's page; if that fails, take the article from the feed where it is whole."""
    settings = workspace.settings
    try:
        manners.check(entry.url, settings.fetch, settings.own_sites)
        return _page(manners.get(entry.url, settings.fetch), workspace)
    except SourceError as error:
        if entry.content and len(entry.content) >= _WHOLE_ARTICLE:
            return _carried(entry, workspace)
        return Unread(entry.url, str(error))


def _carried(entry: Entry, workspace: Workspace) -> RawDocument:
    content = entry.content or ""
    return RawDocument(
        kind="html",
        content=content,
        raw=content.encode("utf-8", errors="surrogatepass"),
        name=entry.url,
        url=entry.url,
        title=entry.title,
        byline=entry.byline,
        published=entry.published,
        own=is_own(entry.url, workspace.settings.own_sites),
    )


def _page(answer: "Answer", workspace: Workspace) -> RawDocument:
    content = decode(answer.body, answer.charset)
    _must_be_text(content)
    is_html = answer.media_type != "text/plain" and bool(answer.media_type or _HTML.match(content))
    url = canonical(content, answer.url) if is_html else answer.url
    return RawDocument(
        kind="html" if is_html else "text",
        content=content,
        raw=answer.body,
        name=answer.url,
        url=url,
        own=is_own(answer.url, workspace.settings.own_sites),
    )


def _feed_url(url: str) -> str:
    """Ask WordPress for the authors' names too; every other address stays as it is."""
    if not _WORDPRESS.match(url) or "_embed" in url:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}_embed=author"
