"""Web addresses as identity: the same page always under the same address."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from flows.core.errors import SourceRefused

# Parameters that say how a reader came, never which page it is.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hs\w+|ref_src|cmpid|ocid|ns_\w+)$"
)
_LINK_TAG = re.compile(r"<link\b[^>]{0,1000}>", re.IGNORECASE)
_REL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HEAD = 300_000
# What servers take (RFC 9110 4.1 recommends 8,000 octets as the least).
_LONGEST = 8_000


def checked_url(url: str) -> str:
    """Return an http(s) URL as given, stripped. Raises SourceRefused for anything else."""
    text = url.strip()
    if len(text) > _LONGEST:
        raise SourceRefused(f"A web address of more than {_LONGEST:,} signs is not fetched.")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise SourceRefused(f"{text[:200]!r} is not a web address.") from error
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise SourceRefused(f"{text[:200]!r} is not an http or https address.")
    if parts.username is not None or parts.password is not None:
        raise SourceRefused("A web address with a user name in it is not fetched.")
    if any(ord(sign) < 33 or ord(sign) == 127 for sign in text):
        raise SourceRefused("A web address cannot hold spaces or control characters.")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise SourceRefused("A web address must be UTF-8.")
    return text


def tidy(url: str) -> str:
    """Return `url` without fragment, tracking parameters and default port; host in lower case."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    scheme = parts.scheme.lower()
    port = parts.port
    if port and port != {"http": 80, "https": 443}.get(scheme):
        host = f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _TRACKING.fullmatch(key.lower())]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def canonical(html: str, fetched: str) -> str:
    """Return the page's own canonical address if it may be believed, else `fetched`, both tidy.

    A page may only speak for its own host (www. or not), and a home page named as canonical by an
    article is a known mistake of content systems: both would merge unrelated articles.
    """
    here = tidy(fetched)
    for tag in _LINK_TAG.findall(html[:_HEAD]):
        if not _REL.search(tag) or not (found := _HREF.search(tag)):
            continue
        try:
            named = tidy(urljoin(here, unescape(next(filter(None, found.groups()), ""))))
            if _believable(named, here):
                return named
        except ValueError:
            continue
    return here


def _believable(named: str, here: str) -> bool:
    one, other = urlsplit(named), urlsplit(here)
    same_host = _bare(one.hostname) == _bare(other.hostname)
    is_home = one.path in {"", "/"} and not one.query and (other.path not in {"", "/"})
    return one.scheme in {"http", "https"} and same_host and not is_home


def is_own(url: str, own_sites: Iterable[str]) -> bool:
    """Tell whether `url` stands on one of the user's own sites, or below one."""
    host = _bare(urlsplit(url).hostname)
    sites = [_bare(urlsplit(site if "//" in site else f"//{site}").hostname) for site in own_sites]
    return any(host == site or host.endswith("." + site) for site in sites if site)


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses have one host (www. or not)."""
    return _bare(urlsplit(one).hostname) == _bare(urlsplit(other).hostname)


def speaks_for(feed: str, url: str, own_sites: Iterable[str]) -> bool:
    """Tell whether a feed may give the words of an article: of one's own sites only theirs may.

    Another site's feed could put words under one's own address, and one's name on their card.
    """
    sites = tuple(own_sites)
    return is_own(feed, sites) or not is_own(url, sites)


def check_own(url: str, own_sites: Iterable[str], *, foreign: bool) -> None:
    """Raise SourceRefused for a site that is not the user's own, unless `foreign` allows it.

    Without `own_sites` nobody has said what is own, so nothing is refused.
    """
    sites = tuple(own_sites)
    if not foreign and sites and not is_own(url, sites):
        raise SourceRefused(
            f"{urlsplit(url).hostname} is not one of your own sites (own_sites in pullquote.toml).",
            "Say --foreign, or set foreign = true for the desk, to make cards from it all the same.",
        )


def _bare(host: str | None) -> str:
    bare = (host or "").casefold().rstrip(".").removeprefix("www.")
    # Settings say "bücher.example", addresses often "xn--bcher-kva.example".
    try:
        return bare if bare.isascii() else bare.encode("idna").decode()
    except UnicodeError:
        return bare
