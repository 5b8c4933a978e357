"""Pages and feeds on the web → documents."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flows.core.article import RawDocument, Unread
from flows.core.errors import SourceError, SourceMissing, SourceUnreadable
from flows.core.workspace import Workspace

from .charset import decode
from .feeds import BadEntry, Entry, entries, is_feed
from .links import canonical, check_own, checked_url, is_own, same_site, speaks_for, tidy
from .manners import Manners
from .texts import looks_like_html, must_be_text
from .wordpress import advertised, is_home, is_posts, next_page, with_authors

if TYPE_CHECKING:
    from .fetch import Answer

# Shorter than this a feed's own text is a teaser, not the article (code points of HTML).
_WHOLE_ARTICLE = 1_500
# Pages of a feed that are read after the first: WordPress has ten posts on a page.
_MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Web:
    """Pages and feeds, read as politely as `manners` say."""

    workspace: Workspace
    manners: Manners
    foreign: bool

    def read(self, url: str) -> Iterator[RawDocument | Unread]:
        """Read a page, or all articles of a feed."""
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
        must_be_text(content, answer.body)
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
