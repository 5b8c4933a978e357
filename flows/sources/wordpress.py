"""WordPress: its REST addresses, their pages, and how a site says that it has them."""

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from .fetch import Answer

# Posts by path, or by query where a site has no pretty addresses.
_POSTS = re.compile(
    r"[^?#]*/wp-json/wp/v2/posts(?:/\d+)?/?(?:[?#]|$)"
    r"|[^#]*[?&]rest_route=(?:/|%2F)wp(?:/|%2F)v2(?:/|%2F)posts",
    re.IGNORECASE,
)
# REST API handbook, "Discovery": a Link header or link element with this relation.
_API = "https://api.w.org/"
_LINK = re.compile(rb"<link\b[^>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(rel|type|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE
)
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_HEAD = 300_000


def is_posts(url: str) -> bool:
    """Tell whether `url` asks WordPress for posts, which it gives whole."""
    return bool(_POSTS.match(url))


def with_authors(url: str) -> str:
    """Ask WordPress for the authors' names too; every other address stays as it is."""
    if not is_posts(url) or "_embed" in url:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}_embed=author"


def next_page(answer: "Answer") -> str | None:
    """Return the address of the posts after these, None if there are none.

    WordPress says how many pages there are in X-WP-TotalPages (REST API handbook, "Pagination").
    """
    if not is_posts(answer.url):
        return None
    parts = urlsplit(answer.url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    given = dict(pairs).get("page", "1")
    page = int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 1
    if page >= answer.pages:
        return None
    query = urlencode([pair for pair in pairs if pair[0] != "page"] + [("page", str(page + 1))])
    return urlunsplit(parts._replace(query=query.replace("%2F", "/"), fragment=""))


def advertised(answer: "Answer") -> str | None:
    """Return the address of a page's own feed: WordPress's posts, else the first feed it names."""
    links = [(rel, "", href) for rel, href in answer.links.items()]
    for tag in _LINK.findall(answer.body[:_HEAD]):
        found = {
            name.lower(): unescape(next(filter(None, values), ""))
            for name, *values in _ATTRIBUTE.findall(tag.decode("utf-8", errors="replace"))
        }
        links.append((found.get("rel", ""), found.get("type", ""), found.get("href", "")))
    for rel, _, href in links:
        if rel == _API and href:
            return _posts_at(urljoin(answer.url, href))
    feeds = (href for rel, kind, href in links if "alternate" in rel.split() and kind in _FEEDS)
    return next((urljoin(answer.url, href) for href in feeds if href), None)


def is_home(url: str) -> bool:
    """Tell whether `url` is a site's front page, which is no article."""
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query


def _posts_at(api: str) -> str:
    # "…/wp-json/", or "…/?rest_route=/" on a site without pretty addresses.
    return f"{api.rstrip('/')}/wp/v2/posts"
