"""How X weighs a text: the rules of its twitter-text 3.1.0, with its own patterns.

The patterns (what is an address, what an emoji) are twitter-text's and twemoji-parser's, kept as
data under `assets/twitter-text/` with their licences. They speak of UTF-16 code units, and so does
all that stands here.
"""

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import regex  # type: ignore[import-untyped]  # it brings no types of its own

from flows.core.resources import resource

# Configuration v3: these ranges weigh one, all others two; an address weighs as much as t.co's.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_ADDRESS = 23
_HEAVY = 2
_LONGEST_URL, _LONGEST_LABEL, _LONGEST_SLUG = 4_096, 63, 40


def weighted(text: str) -> int:
    """Return what a text weighs on X, where 280 is the most."""
    units = _units(unicodedata.normalize("NFC", text))
    urls, emoji = dict(_urls(units)), {m.start(): len(m[0]) for m in _pattern("emoji", units)}
    total = at = 0
    while at < len(units):
        if at in urls:
            total, at = total + _ADDRESS, at + urls[at]
        elif at in emoji:
            total, at = total + _HEAVY, at + emoji[at]
        else:
            at += _is_pair(units, at)
            total, at = total + _weight(units[at]), at + 1
    return total


def _urls(units: str) -> Iterator[tuple[int, int]]:
    """Yield where an address starts and how long it is."""
    if "." not in units:
        return
    for found in _pattern("extractUrl", units):
        before, url, protocol, domain, path = (found[n] or "" for n in (2, 3, 4, 5, 7))
        start = found.end() - len(url)
        if not _is_valid(url, protocol or "https://", domain):
            continue
        if protocol:
            size = _size(url)
            if size:
                yield start, size
        elif not _matches("invalidUrlWithoutProtocolPrecedingChars", before):
            yield from _bare(start, url, domain, path)


def _bare(start: int, url: str, domain: str, path: str) -> Iterator[tuple[int, int]]:
    """Yield the addresses in a domain without a scheme: only plain ASCII names count."""
    places: list[tuple[int, int]] = []
    at = 0
    for found in _pattern("validAsciiDomain", domain):
        place = domain.index(found[0], at)
        at = place + len(found[0])
        places.append((start + place, len(found[0])))
    if places and path:
        # The last one goes on with what follows the domain.
        begins, size = places[-1]
        places[-1] = (begins, len(url) - len(domain) + size)
    yield from places


def _size(url: str) -> int:
    """Return how much of an address with a scheme counts; 0 if it is none."""
    short = _compiled("validTcoUrl").search(url)
    if short is None:
        return len(url)
    return 0 if len(short[1] or "") > _LONGEST_SLUG else len(short[0])


def _is_valid(url: str, protocol: str, domain: str) -> bool:
    if domain[:4] == "xn--" and not _matches("validAsciiDomain", domain):
        return False
    labels = [_encoded(label) for label in domain.split(".")]
    fits = all(1 <= len(label) <= _LONGEST_LABEL for label in labels)
    return fits and len(protocol) + len(url) <= _LONGEST_URL


def _encoded(label: str) -> str:
    if label.isascii():
        return label
    whole = label.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return f"xn--{whole.encode('punycode').decode('ascii')}"


def _units(text: str) -> str:
    """Return a text with a character for each UTF-16 code unit."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[at] | raw[at + 1] << 8) for at in range(0, len(raw), 2))


def _is_pair(units: str, at: int) -> bool:
    return "\ud800" <= units[at] <= "\udbff" and "\udc00" <= units[at + 1 : at + 2] <= "\udfff"


def _weight(unit: str) -> int:
    return 1 if any(low <= ord(unit) <= high for low, high in _LIGHT) else _HEAVY


def _pattern(name: str, units: str) -> Iterator[Any]:
    found: Iterator[Any] = _compiled(name).finditer(units)
    return found


def _matches(name: str, units: str) -> bool:
    return _compiled(name).search(units) is not None


@cache
def _compiled(name: str) -> Any:
    patterns = json.loads(resource("assets/twitter-text/patterns.json").read_text("utf-8"))
    source, flags = patterns[name]
    # A dollar sign at the end means the very end in JavaScript.
    source = f"{source[:-1]}\\Z" if source.endswith("$") else source
    return regex.compile(source, regex.IGNORECASE if "i" in flags else 0)
