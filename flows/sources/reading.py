"""Files, folders, standard input, pages and feeds → documents, one at a time."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.core.article import DocumentKind, RawDocument
from flows.core.errors import SourceError, SourceMissing, SourceRefused, SourceUnreadable
from flows.core.feed import FeedMemory
from flows.core.workspace import Workspace

from .admission import SUFFIXES
from .charset import decode
from .feeds import BadEntry, Entry, entries, is_feed
from .files import files_in, is_file, is_folder, looks_like_html, shown
from .links import canonical, check_own, checked_url, is_own, same_site, speaks_for, tidy
from .manners import POLITE, Manners
from .wordpress import advertised, is_home, is_posts, next_page, with_authors

if TYPE_CHECKING:
    from .fetch import Answer

# Documents and pictures under a text's name: PDF, Office and zip, RTF, old Office, PNG, JPEG, GIF.
_SIGNATURES = (
    b"%PDF-", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
)  # fmt: skip
# Controls that no text has, and what could not be decoded; a scrape may have some.
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_MOST_UNREADABLE = 0.1
# A stray zero is dropped; what is no text has many.
_MOST_ZEROS = 0.01
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Shorter than this a feed's own text is a teaser, not the article (code points of HTML).
_WHOLE_ARTICLE = 1_500
_MOST_REMEMBERED = 20_000
# Pages of a feed that are read after the first: WordPress has ten posts on a page.
_MOST_PAGES = 100


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
    source: str,
    workspace: Workspace,
    *,
    url: str | None = None,
    foreign: bool = True,
    manners: Manners = POLITE,
) -> Iterator[RawDocument | Unread]:
    """Read a .txt or .html file, a folder of them, a page, a feed, or "-" for standard input.

    `url` says where a saved page stands; it then counts as own only if its site is in `own_sites`.
    `foreign` false: articles from other sites than those are refused, where any are set.
    One bad item never stops the rest: it comes out as Unread.

    Raises SourceMissing if there is nothing at that place, SourceRefused for other schemes.
    """
    place = tidy(checked_url(url)) if url else None
    if source == "-":
        return _one(_Local(workspace, place, foreign), "standard input", None)
    if source.lower().startswith(("http://", "https://")):
        return _Web(workspace, manners, foreign).read(checked_url(source))
    path = Path(source)
    if source and is_folder(path):
        if place:
            raise SourceRefused("A folder has no single address.", "Give --url with one file.")
        return _folder(path, _Local(workspace, None, foreign))
    if source and is_file(path):
        return _one(_Local(workspace, place, foreign), shown(source), path)
    if _SCHEME.match(source) and "://" in source:
        raise SourceRefused(f"{source[:200]!r} is not an http or https address.")
    raise SourceMissing(f"There is no file or folder {source[:300]!r}.", "Check the name.")


def counted(source: str, workspace: Workspace) -> int | None:
    """Return how many items a source has; None where only reading it can tell."""
    if source.lower().startswith(("http://", "https://")):
        return None
    path = Path(source)
    return len(files_in(path, workspace)) if source and is_folder(path) else 1


def page(url: str, workspace: Workspace, *, manners: Manners = POLITE) -> RawDocument:
    """Read the page of an article that was admitted before, whoever's it is.

    Raises SourceMissing if it is gone (404, 410), SourceError for any trouble.
    """
    return _Web(workspace, manners, foreign=True).page(checked_url(url))


def feed_items(
    url: str,
    workspace: Workspace,
    remembered: FeedMemory | None,
    *,
    foreign: bool = True,
    manners: Manners = POLITE,
) -> FeedNews:
    """Ask a feed for articles not seen before, or changed since. Raises SourceError.

    Sends the remembered validators (ETag, Last-Modified), keeps the host's pause and its
    robots.txt, and answers 304 with nothing new. Nothing is stored here: `memory` is what to
    remember for the next time.
    """
    known = remembered or FeedMemory()
    web = _Web(workspace, manners, foreign)
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    answer = web.feed(url, {name: value for name, value in validators.items() if value})
    return FeedNews((), known) if answer.status == 304 else _news(answer, web, known)


def _news(answer: "Answer", web: "_Web", known: FeedMemory) -> FeedNews:
    found = _Found(known.seen)
    # The first look takes what the feed shows; later ones go back to what is known.
    for page in web.pages(answer) if known.seen else iter([answer]):
        for entry in entries(page):
            found.take(entry, web)
        if found.reached:
            break
    seen = found.present
    if len(known.seen) < _MOST_REMEMBERED:
        seen |= known.seen
    # What may be read in an hour, or with another setting, must not be hidden by "not modified".
    validators = (None, None) if found.refused else (answer.etag, answer.last_modified)
    memory = FeedMemory(*validators, frozenset(seen))
    return FeedNews(tuple(dict.fromkeys(found.urls)), memory, tuple(found.unread))


@dataclass(slots=True)
class _Found:
    """What a look at a feed finds. `reached`: an entry known before; `refused`: one not read."""

    known: frozenset[str]
    urls: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    reached: bool = False
    refused: bool = False

    def take(self, entry: Entry | BadEntry, web: "_Web") -> None:
        """Sort an entry in; one that may not be read is not seen: it is offered when it may."""
        if isinstance(entry, BadEntry):
            self.unread.append(Unread(entry.name, entry.reason))
            return
        self.reached = self.reached or entry.seen_as[0] in self.known
        if entry.seen_as[1] not in self.known:
            try:
                web.check(entry.url)
            except SourceError as error:
                self.unread.append(Unread(entry.url, str(error)))
                self.refused = True
                return
            self.urls.append(entry.url)
        self.present.update(entry.seen_as)


@dataclass(frozen=True, slots=True)
class _Local:
    workspace: Workspace
    url: str | None
    foreign: bool

    def document(self, raw: bytes, name: str, kind: DocumentKind | None) -> RawDocument:
        own_sites = self.workspace.settings.own_sites
        if self.url:
            check_own(self.url, own_sites, foreign=self.foreign)
        content = decode(raw)
        _must_be_text(content, raw)
        chosen: DocumentKind = kind or ("html" if looks_like_html(content) else "text")
        own = self.url is None or is_own(self.url, own_sites)
        return RawDocument(kind=chosen, content=content, raw=raw, name=name, url=self.url, own=own)


def _one(local: _Local, name: str, path: Path | None) -> Iterator[RawDocument | Unread]:
    limit = local.workspace.settings.fetch.max_bytes
    try:
        if path is None:
            if sys.stdin is None:
                raise SourceUnreadable("It is closed.", "Name a file, or give the article on it.")
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
    paths = files_in(folder, local.workspace)
    if not any(path.suffix.lower() in SUFFIXES for path in paths):
        raise SourceMissing(f"There is no .txt or .html file in {folder}.", "Put articles into it.")
    for path in paths:
        if not is_file(path):
            yield Unread(shown(str(path)), "It is no file that can be read.")
        elif path.suffix.lower() in SUFFIXES:
            yield from _one(local, shown(str(path)), path)
        else:
            yield Unread(shown(str(path)), "Only .txt and .html files are read.")


def _must_be_text(content: str, raw: bytes) -> None:
    head = content[:10_000]
    unreadable = len(_UNREADABLE.findall(head))
    zeros = head.count("\0") > len(head) * _MOST_ZEROS
    if raw.startswith(_SIGNATURES) or zeros or unreadable > len(head) * _MOST_UNREADABLE:
        raise SourceUnreadable("It is not a text.", "Save it as .txt or .html.")
    if not content.strip():
        raise SourceUnreadable("It is empty.", "Give a file or page with text.")


@dataclass(frozen=True, slots=True)
class _Web:
    workspace: Workspace
    manners: Manners
    foreign: bool

    def read(self, url: str) -> Iterator[RawDocument | Unread]:
        try:
            answer = self._got(url)
            if not is_feed(answer) and is_home(url) and (feed := advertised(answer)):
                answer = self._got(feed)
            if is_feed(answer):
                yield from self._articles(answer)
            else:
                yield self._page(answer, url)
        except SourceError as error:
            yield Unread(url, str(error))

    def page(self, url: str) -> RawDocument:
        """Fetch one page. Raises SourceError."""
        return self._page(self._got(url), url)

    def feed(self, url: str, headers: dict[str, str]) -> "Answer":
        """Fetch a feed, or the feed that a page names as its own. Raises SourceError."""
        settings = self.workspace.settings
        self.manners.check(checked_url(url), settings.fetch, settings.own_sites)
        answer = self._got(url, headers)
        if answer.status == 304 or is_feed(answer):
            return answer
        named = advertised(answer)
        if named is None:
            raise SourceUnreadable(f"{url} is a page, not a feed.", "Give the address of its feed.")
        self.manners.check(checked_url(named), settings.fetch, settings.own_sites)
        found = self._got(named)
        if not is_feed(found):
            raise SourceUnreadable(
                f"{named}, which {url} calls its feed, is none.", "Give the address of its feed."
            )
        return found

    def pages(self, answer: "Answer") -> Iterator["Answer"]:
        """Yield a feed's page and those after it, one at a time."""
        yield answer
        for _ in range(_MOST_PAGES):
            following = next_page(answer)
            if following is None:
                return
            answer = self._got(following)
            if not is_feed(answer):
                return
            yield answer

    def _got(self, url: str, headers: dict[str, str] | None = None) -> "Answer":
        fetch = self.workspace.settings.fetch
        return self.manners.get(with_authors(checked_url(url)), fetch, headers)

    def _articles(self, answer: "Answer") -> Iterator[RawDocument | Unread]:
        known: set[tuple[str, str]] = set()
        for page in self.pages(answer):
            before = len(known)
            for entry in entries(page):
                name = (
                    (entry.name, entry.reason)
                    if isinstance(entry, BadEntry)
                    else (entry.key, entry.url)
                )
                if name not in known:
                    known.add(name)
                    yield self._article(entry, page.url)
            if len(known) == before:
                return

    def _article(self, entry: Entry | BadEntry, feed: str) -> RawDocument | Unread:
        if isinstance(entry, BadEntry):
            return Unread(entry.name, entry.reason)
        try:
            self._check_own(entry.url)
            if not speaks_for(feed, entry.url, self.workspace.settings.own_sites):
                entry = replace(entry, content=None)
            if is_posts(feed) and entry.content:
                return self._carried(entry)
            return self._linked(entry)
        except SourceError as error:
            return Unread(entry.url, str(error))

    def check(self, url: str) -> None:
        """Raise SourceRefused if `url` is not ours to take, or its robots.txt does not want us."""
        self._check_own(url)
        settings = self.workspace.settings
        self.manners.check(url, settings.fetch, settings.own_sites)

    def _linked(self, entry: Entry) -> RawDocument:
        """Fetch an entry's page; if that fails, take the article from the feed where it is whole."""
        settings = self.workspace.settings
        try:
            self.manners.check(entry.url, settings.fetch, settings.own_sites)
            return self._page(self.manners.get(entry.url, settings.fetch), entry.url)
        except SourceError:
            if entry.content and len(entry.content) >= _WHOLE_ARTICLE:
                return self._carried(entry)
            raise

    def _carried(self, entry: Entry) -> RawDocument:
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
            own=is_own(entry.url, self.workspace.settings.own_sites),
        )

    def _page(self, answer: "Answer", asked: str) -> RawDocument:
        if is_home(answer.url) and not is_home(asked) and same_site(answer.url, asked):
            # What sites do with articles that they took away.
            raise SourceMissing(f"{asked} leads to the front page: the article is gone.")
        # Where it was found in the end: an own address may lead elsewhere.
        self._check_own(answer.url)
        content = decode(answer.body, answer.charset)
        _must_be_text(content, answer.body)
        is_html = answer.media_type != "text/plain" and bool(
            answer.media_type or looks_like_html(content)
        )
        return RawDocument(
            kind="html" if is_html else "text",
            content=content,
            raw=answer.body,
            name=answer.url,
            url=canonical(content, answer.url) if is_html else tidy(answer.url),
            own=is_own(answer.url, self.workspace.settings.own_sites),
        )

    def _check_own(self, url: str) -> None:
        check_own(url, self.workspace.settings.own_sites, foreign=self.foreign)
