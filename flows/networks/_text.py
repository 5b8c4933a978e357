"""How networks count and show text."""

import html
import re
from collections.abc import Iterator

import regex  # type: ignore[import-untyped]  # it brings no types of its own

from flows.core.verbatim import normalised_words

_GRAPHEME = regex.compile(r"\X")
_LINK = re.compile(r"https?://[^\s<>\"“”«»]+")
_SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_BREAKS = re.compile(r"<br ?/?>|</p>\s*<p>")


def graphemes(text: str) -> int:
    """Count what a reader takes for one character (Unicode extended grapheme clusters)."""
    return len(_GRAPHEME.findall(text))


def links(text: str) -> Iterator[tuple[int, int]]:
    """Yield where links stand, without the punctuation behind them."""
    for match in _LINK.finditer(text):
        end = match.end()
        while text[end - 1] in ".,;:!?)'’":
            end -= 1
        yield match.start(), end


def with_links_as(text: str, size: int) -> int:
    """Count characters, every link as `size`."""
    found = list(links(text))
    return len(text) - sum(end - start for start, end in found) + size * len(found)


def same_words(text: str, shown: str) -> bool:
    """Say whether a network shows a text as ours: the same words, whatever it made of the marks.

    A scheme that a network adds to an address, or leaves out, makes no other text of it.
    """
    one, other = (normalised_words(_SCHEME.sub("", each)) for each in (text, shown))
    return one == other


def plain(markup: str) -> str:
    """Return the words of a status that is given as HTML."""
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", markup))).strip()
