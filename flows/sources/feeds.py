"""RSS, Atom, JSON Feed and WordPress REST: bytes we fetched ourselves → entries."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from flows.core.errors import SourceError, SourceUnreadable
from flows.core.identity import digest

from .links import checked_url, tidy

if TYPE_CHECKING:
    from .fetch import Answer

# feedparser needs seconds per megabyte; a real feed is well under one.
_MOST_BYTES = 8_000_000
_MOST_ENTRIES = 1_000
_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json")
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a feed names. `content` is HTML if the feed carries the whole article.

    `mark` changes when the publisher changes the article (update time, else title and date).
    """

    key: str
    url: str
    mark: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    content: str | None = None

    @property
    def seen_as(self) -> tuple[str, str]:
        """What is remembered: one string for the entry, one for this version of it."""
        name = digest("entry", self.key)
        return name, f"{name}:{digest('mark', self.mark)[:16]}"


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that cannot be used, and why."""

    name: str
    reason: str


def is_feed(answer: "Answer") -> bool:
    """Tell whether what was fetched is a feed rather than a page."""
    head = answer.body[:1000].lstrip()
    if answer.media_type.endswith(_FEED_TYPES):
        return True
    if answer.media_type == "application/json" or head.startswith((b"{", b"[")):
        return answer.media_type != "text/html"
    return answer.media_type != "text/html" and bool(_ROOT.search(head))


def entries(answer: "Answer") -> Iterator[Entry | BadEntry]:
    """Read the entries, newest as the feed has it. Raises SourceUnreadable if it is no feed."""
    if len(answer.body) > _MOST_BYTES:
        raise SourceUnreadable(f"The feed {answer.url} is larger than {_MOST_BYTES // 10**6} MB.")
    head = answer.body[:1000].lstrip()
    found = _from_json(answer) if head.startswith((b"{", b"[")) else _from_xml(answer)
    taken: set[str] = set()
    for record in found[:_MOST_ENTRIES]:
        entry = _entry(record, answer.url)
        if isinstance(entry, BadEntry):
            yield entry
        elif entry.key not in taken:
            taken.add(entry.key)
            yield entry


def _entry(record: dict[str, str], base: str) -> Entry | BadEntry:
    link = record.get("url", "")
    name = record.get("title") or link or "an entry without a name"
    if not link:
        return BadEntry(name, "The feed gives no address for it.")
    try:
        url = tidy(checked_url(urljoin(base, link)))
    except (SourceError, ValueError) as error:
        return BadEntry(name, str(error))
    published = record.get("published")
    mark = record.get("updated") or f"{published} {record.get('title')}"
    return Entry(
        key=record.get("key") or url,
        url=url,
        mark=mark,
        title=record.get("title"),
        byline=record.get("byline"),
        published=published,
        content=record.get("content"),
    )


def _from_xml(answer: "Answer") -> list[dict[str, str]]:
    import feedparser

    # A stream, never the bytes themselves: feedparser would try them as an address or a file name.
    parsed = feedparser.parse(
        BytesIO(answer.body),
        response_headers={
            "content-type": f"{answer.media_type}; charset={answer.charset}"
            if answer.charset
            else answer.media_type,
            "content-location": answer.url,
        },
        sanitize_html=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise SourceUnreadable(f"{answer.url} is not a feed we can read.")
    return [_xml_record(entry) for entry in parsed.entries]


def _xml_record(entry: Any) -> dict[str, str]:
    contents = [str(part.get("value", "")) for part in entry.get("content", [])]
    return _present(
        key=entry.get("id"),
        url=entry.get("link"),
        title=plain(entry.get("title")),
        byline=plain(entry.get("author")),
        published=entry.get("published"),
        updated=entry.get("updated"),
        content=max(contents, key=len, default=None),
    )


def _from_json(answer: "Answer") -> list[dict[str, str]]:
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(f"{answer.url} is not valid JSON.") from error
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return [_json_feed_record(item) for item in data["items"] if isinstance(item, dict)]
    posts = data if isinstance(data, list) else [data]
    records = [_wordpress_record(post) for post in posts if isinstance(post, dict)]
    if not any("url" in record for record in records) and posts:
        raise SourceUnreadable(f"{answer.url} is neither a JSON feed nor WordPress posts.")
    return records


def _json_feed_record(item: dict[str, Any]) -> dict[str, str]:
    """JSON Feed 1.1."""
    authors = item.get("authors") or [item.get("author")]
    names = [a["name"] for a in authors if isinstance(a, dict) and isinstance(a.get("name"), str)]
    return _present(
        key=item.get("id"),
        url=item.get("url") or item.get("external_url"),
        title=plain(item.get("title")),
        byline=", ".join(names) or None,
        published=item.get("date_published"),
        updated=item.get("date_modified"),
        content=item.get("content_html"),
    )


def _wordpress_record(post: dict[str, Any]) -> dict[str, str]:
    """A post of `/wp-json/wp/v2/posts` (WordPress REST API handbook, "Posts")."""
    embedded = post.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    names = [
        a["name"] for a in authors or [] if isinstance(a, dict) and isinstance(a.get("name"), str)
    ]
    return _present(
        key=_rendered(post, "guid"),
        url=post.get("link"),
        title=plain(_rendered(post, "title")),
        byline=", ".join(names) or None,
        published=_utc(post.get("date_gmt")),
        updated=_utc(post.get("modified_gmt")),
        content=_rendered(post, "content"),
    )


def _rendered(post: dict[str, Any], key: str) -> str | None:
    part = post.get(key)
    value = part.get("rendered") if isinstance(part, dict) else None
    return value if isinstance(value, str) else None


def _utc(stamp: object) -> str | None:
    return f"{stamp}Z" if isinstance(stamp, str) and stamp else None


def _present(**fields: object) -> dict[str, str]:
    return {
        name: value.strip()
        for name, value in fields.items()
        if isinstance(value, str) and value.strip()
    }


def plain(markup: object) -> str | None:
    """Return a title's text without tags and character references."""
    if not isinstance(markup, str):
        return None
    return " ".join(unescape(_TAG.sub(" ", markup)).split()) or None
