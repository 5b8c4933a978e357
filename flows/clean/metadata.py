"""What a page says about itself, and where it says it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from flows.core.article import LeadImage, RawDocument

from .hygiene import tidy_line
from .language import declared

_ARTICLE_TYPES = re.compile(
    r"(?:News|Blog|Opinion|Report|Review|Analysis|Scholarly|Social|Tech)?\w*(?:Article|Posting|Story|Review)$"
)
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_MOST_JSON = 400_000
_DEEPEST_NAME = 5
# What separates a headline from the site's name in <title>.
_SEPARATORS = (" | ", " – ", " — ", " - ", " :: ", " » ", " · ")
_BY = re.compile(
    r"^(?:(?:(?:view|see|read|more) )?(?:all )?(?:posts|articles|stories) )?"
    r"(?:by|von|par|por|di|oleh|door)\s+",
    re.IGNORECASE,
)
_BY_ALONE = re.compile(
    r"(?:(?:written |words |posted )?(?:by|von|par|por|di|oleh|door)|"
    r"authors?|autor(?:in|en|es|a)?|auteurs?|autore)\s?:?",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:^|\s+)(?:(?:on|am|le|el|il|op)\s+)?\d.*")
_URL = re.compile(r"https?://", re.IGNORECASE)


_BYLINE_CLASS = frozenset(
    ("byline", "author", "author-name", "byline__name", "autor", "auteur", "autore", "firma")
)
_MOST_OF_A_KIND = 400


@dataclass(slots=True)
class _Said:
    """The elements that say something about the page, gathered in one walk over the tree."""

    by_tag: dict[str, list[Tag]] = field(default_factory=dict)
    authors: list[tuple[str, Tag]] = field(default_factory=list)

    def all(self, tag: str) -> list[Tag]:
        return self.by_tag.get(tag, [])


@dataclass(slots=True)
class Metadata:
    """The fields of an Article that do not come from its text. `origins`: field → place."""

    title: str | None = None
    byline: str | None = None
    site: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    lead_image: LeadImage | None = None
    origins: dict[str, str] = field(default_factory=dict)


def read_metadata(soup: BeautifulSoup, document: RawDocument) -> Metadata:
    """Read title, byline, site, date, address, language and lead image.

    What the source knew (feed, REST) wins; then JSON-LD, OpenGraph and meta elements, then the
    visible page. No date is ever guessed from text: a wrong one is worse than none.
    """
    said = _said(soup)
    meta = _meta(said)
    data = _json_ld(said)
    found = Metadata()
    sites = (("og:site_name", meta.get("og:site_name")), ("json-ld", _name(data.get("publisher"))))
    site = _first(found, "site", sites)
    _first(found, "title", (("source", document.title), *_titles(said, meta, data, site)))
    _first(found, "byline", (("source", document.byline), *_bylines(said, meta, data)))
    _first(found, "published", (("source", document.published), *_dates(said, meta, data)))
    _first(found, "url", (("source", document.url), *_addresses(said, meta)))
    html = next(iter(said.all("html")), None)
    lang = html.get("lang") or html.get("xml:lang") if html else None
    found.language = declared(str(lang) if lang else None) or declared(meta.get("og:locale"))
    picture = meta.get("og:image") or meta.get("twitter:image")
    address = _address(found.url or "", picture) if picture else None
    if address:
        found.lead_image = LeadImage(address)
        found.origins["lead_image"] = "og:image"
    return found


def _address(base: str, link: str) -> str | None:
    try:
        address = urljoin(base, link)
    except ValueError:
        return None
    return address if _URL.match(address) else None


def _first(found: Metadata, name: str, offers: tuple[tuple[str, str | None], ...]) -> str | None:
    for origin, offer in offers:
        value = tidy_line(offer)[:500] if offer else ""
        if value:
            setattr(found, name, value)
            found.origins[name] = origin
            return value
    return None


_WANTED = frozenset(("html", "meta", "link", "script", "h1", "title", "time"))


def _said(soup: BeautifulSoup) -> _Said:
    said = _Said()
    for node in soup.descendants:
        if not isinstance(node, Tag):
            continue
        if node.name in _WANTED:
            known = said.by_tag.setdefault(node.name, [])
            if len(known) < _MOST_OF_A_KIND:
                known.append(node)
        elif node.attrs and len(said.authors) < _MOST_OF_A_KIND:
            place = _names_author(node.attrs)
            if place:
                said.authors.append((place, node))
    return said


def _names_author(attributes: Mapping[str, object]) -> str | None:
    rel, classes = attributes.get("rel"), attributes.get("class")
    if rel and "author" in (rel if isinstance(rel, list) else str(rel).split()):
        return "rel=author"
    if attributes.get("itemprop") == "author":
        return "itemprop"
    names = classes if isinstance(classes, list) else str(classes or "").split()
    return "byline class" if not _BYLINE_CLASS.isdisjoint(names) else None


def _meta(said: _Said) -> dict[str, str]:
    """Return meta elements by lower-case name, the first of each."""
    found: dict[str, str] = {}
    for tag in said.all("meta"):
        key = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if isinstance(key, str) and isinstance(content, str) and content.strip():
            found.setdefault(key.strip().lower(), content)
    return found


def _json_ld(said: _Said) -> dict[str, Any]:
    """Return the page's article in JSON-LD, {} if there is none."""
    for tag in said.all("script")[:20]:
        text = tag.string or ""
        if not text or len(text) > _MOST_JSON:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(n, str) and _ARTICLE_TYPES.match(n) for n in names):
                return node
    return {}


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    waiting = [data]
    for _ in range(500):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity") if key in node]


def _name(value: object, depth: int = 0) -> str | None:
    if depth > _DEEPEST_NAME:
        return None
    if isinstance(value, list):
        names = [name for one in value[:6] if (name := _name(one, depth + 1))]
        return ", ".join(names) or None
    if isinstance(value, dict):
        return _name(value.get("name"), depth + 1)
    if isinstance(value, str) and value.strip() and not _URL.match(value):
        return _BY.sub("", value.strip())
    return None


def _titles(
    said: _Said, meta: dict[str, str], data: dict[str, Any], site: str | None
) -> Iterator[tuple[str, str | None]]:
    headline = data.get("headline")
    heads = [tidy_line(tag.get_text(" ")) for tag in said.all("h1")[:5]]
    yield "og:title", _bare_title(meta.get("og:title"), site, heads)
    yield "json-ld", headline if isinstance(headline, str) else None
    yield "h1", heads[0] if len(heads) == 1 else None
    for tag in said.all("title")[:1]:
        yield "title element", _bare_title(tag.get_text(" "), site, heads)
    yield "h1", heads[0] if heads else None


def _bare_title(title: str | None, site: str | None, heads: list[str]) -> str | None:
    """Return a title without the names of site and section: as it stands in `heads`, the headlines,
    or without what follows a separator and is the site's name, or short.
    """
    text = tidy_line(title) if title else ""
    if not text:
        return None
    named = (site or "").casefold()
    for head in heads:
        # The name of the site may be a headline, too: it is the shorter part.
        if (
            2 * len(head) > len(text)
            and head.casefold() != named
            and (
                text.startswith(tuple(f"{head}{separator}" for separator in _SEPARATORS))
                or text.endswith(tuple(f"{separator}{head}" for separator in _SEPARATORS))
            )
        ):
            return head
    for separator in _SEPARATORS:
        head, found, tail = text.rpartition(separator)
        if found and (tail.casefold() == named or _much_shorter(tail, head)):
            return head.strip() or text
    return text


def _much_shorter(tail: str, head: str) -> bool:
    return len(tail.split()) <= 4 and len(head.split()) >= 5 and len(tail) * 2 < len(head)


def _bylines(
    said: _Said, meta: dict[str, str], data: dict[str, Any]
) -> Iterator[tuple[str, str | None]]:
    yield "json-ld", _name(data.get("author"))
    for key in (
        "author",
        "article:author",
        "dc.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
    ):
        yield f"meta {key}", _name(meta.get(key))
    for place in ("rel=author", "itemprop", "byline class"):
        for known, tag in said.authors:
            if known == place:
                yield place, _person(tag)


def _person(tag: Tag) -> str | None:
    # The first line alone: a box about an author goes on with what he wants.
    lines = [line for part in tag.get_text("\n").split("\n") if (line := tidy_line(part))]
    if lines and _BY_ALONE.fullmatch(lines[0]):
        del lines[0]
    text = _DATED.sub("", _BY.sub("", lines[0])).strip(" -–—|,:·") if lines else ""
    return text if 2 < len(text) <= 80 and not _BY_ALONE.fullmatch(text) else None


def _dates(
    said: _Said, meta: dict[str, str], data: dict[str, Any]
) -> Iterator[tuple[str, str | None]]:
    yield "json-ld", _date(data.get("datePublished"))
    for key in (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "pubdate",
        "parsely-pub-date",
        "sailthru.date",
        "publishdate",
    ):
        yield f"meta {key}", _date(meta.get(key))
    for tag in said.all("time")[:3]:
        yield "time element", _date(tag.get("datetime"))


def _date(value: object) -> str | None:
    found = _DATE.match(value.strip()) if isinstance(value, str) else None
    return found[0] if found else None


def _addresses(said: _Said, meta: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    for link in said.all("link"):
        if "canonical" in str(link.get("rel", "")).lower():
            yield "canonical link", _web(link.get("href"))
    yield "og:url", _web(meta.get("og:url"))


def _web(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    return value.strip() if parts.scheme in {"http", "https"} and parts.hostname else None
