"""RSS, Atom, JSON Feed and WordPress REST: bytes we fetched ourselves → entries."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from io import BytesIO
from time import strftime, struct_time
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from flows.core.errors import SourceError, SourceUnreadable
from flows.core.identity import digest

from .links import checked_url, tidy
from .wordpress import is_posts

if TYPE_CHECKING:
    from .fetch import Answer

# feedparser needs seconds per megabyte; a real feed is well under one.
_MOST_BYTES = 8_000_000
_MOST_ENTRIES = 1_000
# It needs 50 µs for a tag and 4 µs for a reference; a thousand entries have 50,000 tags.
_MOST_TAGS = 200_000
_MOST_REFERENCES = 2_000_000
_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json")
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
# A feed under the type of a page: nothing stands before its root but what XML allows there.
_FIRST_ROOT = re.compile(
    rb"(?:\s|<\?[^>]{0,500}>|<!--.{0,500}?-->)*<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL
)
_BEGINNING = b"\xef\xbb\xbf \t\r\n"
# What no database takes: halves of a sign, which JSON can carry, and control characters.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LONGEST_TITLE = 500
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a feed names. `content` is HTML if the feed carries the whole article.

    `mark` changes when the publisher changes the article (update time, else title, date and words).
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
    """Tell whether what was fetched is a feed rather than a page, whatever type it came under."""
    head = answer.body[:1000].lstrip(_BEGINNING)
    if answer.media_type.endswith(_FEED_TYPES) or answer.media_type == "application/json":
        return True
    if head.startswith((b"{", b"[")):
        # A text may begin with a bracket, and a page is no JSON.
        return is_posts(answer.url) or (answer.media_type != "text/html" and _is_json(answer))
    if answer.media_type == "text/html":
        return bool(_FIRST_ROOT.match(head))
    return bool(_ROOT.search(head))


def _is_json(answer: "Answer") -> bool:
    try:
        json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    return True


def entries(answer: "Answer") -> Iterator[Entry | BadEntry]:
    """Read the entries, newest as the feed has it. Raises SourceUnreadable if it is no feed."""
    if len(answer.body) > _MOST_BYTES:
        raise SourceUnreadable(f"The feed {answer.url} is larger than {_MOST_BYTES // 10**6} MB.")
    head = answer.body[:1000].lstrip(_BEGINNING)
    found = _from_json(answer) if head.startswith((b"{", b"[")) else _from_xml(answer)
    yield from _told_apart([_entry(record, answer.url) for record in found[:_MOST_ENTRIES]])
    if len(found) > _MOST_ENTRIES:
        reason = f"It has {len(found):,} entries, of which the first {_MOST_ENTRIES:,} are read."
        yield BadEntry(answer.url, reason)


def _told_apart(found: list[Entry | BadEntry]) -> Iterator[Entry | BadEntry]:
    """Yield every article once; where a feed gives several the same id, their addresses tell."""
    places: dict[str, set[str]] = {}
    for entry in found:
        if isinstance(entry, Entry):
            places.setdefault(entry.key, set()).add(entry.url)
    taken: set[str] = set()
    for entry in found:
        if isinstance(entry, BadEntry):
            yield entry
            continue
        key = entry.key if len(places[entry.key]) == 1 else entry.url
        if key not in taken:
            taken.add(key)
            yield replace(entry, key=key)


def _entry(record: dict[str, str], base: str) -> Entry | BadEntry:
    link = record.get("url", "")
    name = record.get("title") or link[:_LONGEST_TITLE] or "an entry without a name"
    if refusal := record.get("refusal"):
        return BadEntry(name, refusal)
    if not link:
        return BadEntry(name, "The feed gives no address for it.")
    try:
        url = tidy(checked_url(urljoin(base, link)))
    except (SourceError, ValueError) as error:
        return BadEntry(name, str(error))
    published = record.get("published")
    words = _without_tags(record.get("content") or record.get("summary", ""))
    mark = record.get("updated") or f"{published} {record.get('title')} {digest(words)}"
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

    if _tags(answer.body) > _MOST_TAGS or answer.body.count(b"&") > _MOST_REFERENCES:
        raise SourceUnreadable(f"The feed {answer.url} has more markup than any real one.")
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
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise SourceUnreadable(f"{answer.url} is not a feed we can read.")
    return [_xml_record(entry) for entry in parsed.entries]


def _tags(body: bytes) -> int:
    """Count the tags of an XML text, those of pages carried as CDATA not among them."""
    first, *parts = body.split(b"<![CDATA[")
    behind = [part.partition(b"]]>") for part in parts]
    return first.count(b"<") + sum(
        (tail if end else text).count(b"<") for text, end, tail in behind
    )


def _xml_record(entry: Any) -> dict[str, str]:
    contents = [str(part.get("value", "")) for part in entry.get("content", [])]
    return _present(
        key=entry.get("id"),
        url=entry.get("link"),
        title=plain(entry.get("title")),
        byline=plain(entry.get("author")),
        published=_iso(entry.get("published_parsed")) or entry.get("published"),
        # `get` would answer with the date of publication where there is none.
        updated=entry["updated"] if "updated" in entry else None,  # noqa: SIM401
        content=max(contents, key=len, default=None),
        summary=entry.get("summary"),
    )


def _iso(moment: object) -> str | None:
    return strftime("%Y-%m-%dT%H:%M:%SZ", moment) if isinstance(moment, struct_time) else None


def _from_json(answer: "Answer") -> list[dict[str, str]]:
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(f"{answer.url} is not valid JSON.") from error
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return [_json_feed_record(_object(item)) for item in data["items"]]
    posts = data if isinstance(data, list) else [data]
    records = [_wordpress_record(_object(post)) for post in posts]
    if not any("url" in record for record in records) and posts:
        raise SourceUnreadable(f"{answer.url} is neither a JSON feed nor WordPress posts.")
    return records


def _json_feed_record(item: dict[str, Any]) -> dict[str, str]:
    """JSON Feed 1.1."""
    key = item.get("id")
    return _present(
        key=key,
        # The id is "ideally the full URL" of the item.
        url=item.get("url") or item.get("external_url") or (_is_address(key) and key),
        title=plain(item.get("title")),
        byline=_names(item.get("authors") or [item.get("author")]),
        published=item.get("date_published"),
        updated=item.get("date_modified"),
        content=item.get("content_html"),
    )


def _wordpress_record(post: dict[str, Any]) -> dict[str, str]:
    """A post of `/wp-json/wp/v2/posts` (WordPress REST API handbook, "Posts")."""
    status = post.get("status", "publish")
    refusal = None if status == "publish" else f"It is not published (its status is {status})."
    if _object(post.get("content")).get("protected"):
        refusal = "It is protected by a password."
    return _present(
        key=_rendered(post, "guid"),
        url=post.get("link"),
        title=plain(_rendered(post, "title")),
        byline=_names(_object(post.get("_embedded")).get("author")),
        published=_utc(post.get("date_gmt")),
        updated=_utc(post.get("modified_gmt")),
        content=_rendered(post, "content"),
        refusal=refusal,
    )


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(authors: object) -> str | None:
    found = [_object(one).get("name") for one in authors] if isinstance(authors, list) else []
    return ", ".join(name for name in found if isinstance(name, str)) or None


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.lower().startswith(("http://", "https://"))


def _rendered(post: dict[str, Any], key: str) -> str | None:
    value = _object(post.get(key)).get("rendered")
    return value if isinstance(value, str) else None


def _utc(stamp: object) -> str | None:
    return f"{stamp}Z" if isinstance(stamp, str) and stamp else None


def _present(**fields: object) -> dict[str, str]:
    found = {
        name: _UNKEEPABLE.sub(_replacement, value).strip()
        for name, value in fields.items()
        if isinstance(value, str)
    }
    return {name: value for name, value in found.items() if value}


def _replacement(sign: re.Match[str]) -> str:
    return "\ufffd" if sign[0] >= "\ud800" else ""


def plain(markup: object) -> str | None:
    """Return a title's text without tags and character references."""
    if not isinstance(markup, str):
        return None
    return _without_tags(markup)[:_LONGEST_TITLE] or None


def _without_tags(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())
