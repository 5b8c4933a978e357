"""Files, folders, standard input, pages and feeds → documents, one at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flows.core.article import RawDocument, Unread
from flows.core.errors import SourceError, SourceMissing, SourceRefused
from flows.core.feed import FeedMemory
from flows.core.workspace import Workspace

from .feeds import BadEntry, Entry, entries
from .files import files_in, is_file, is_folder, shown
from .links import checked_url, tidy
from .local import Local
from .manners import POLITE, Manners
from .web import Web

if TYPE_CHECKING:
    from .fetch import Answer

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MOST_REMEMBERED = 20_000


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
        return Local(workspace, place, foreign).one("standard input", None)
    if source.lower().startswith(("http://", "https://")):
        return Web(workspace, manners, foreign).read(checked_url(source))
    path = Path(source)
    if source and is_folder(path):
        if place:
            raise SourceRefused("A folder has no single address.", "Give --url with one file.")
        return Local(workspace, None, foreign).folder(path)
    if source and is_file(path):
        return Local(workspace, place, foreign).one(shown(source), path)
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
    return Web(workspace, manners, foreign=True).page(checked_url(url))


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
    web = Web(workspace, manners, foreign)
    validators = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    answer = web.feed(url, {name: value for name, value in validators.items() if value})
    return FeedNews((), known) if answer.status == 304 else _news(answer, web, known)


def _news(answer: "Answer", web: Web, known: FeedMemory) -> FeedNews:
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

    def take(self, entry: Entry | BadEntry, web: Web) -> None:
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
