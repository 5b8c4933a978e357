"""How networks count and show text."""

import html
import re
import unicodedata
from collections.abc import Iterator

import regex  # type: ignore[import-untyped]  # it brings no types of its own

from flows.core.verbatim import normalised_words

_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|[\U0001F1E6-\U0001F1FF]|\u20e3")
_LINK = re.compile(r"https?://[^\s<>\"“”«»]+")
# Something that X's own rules take for a link although it has no scheme.
_BARE_LINK = re.compile(r"(?<![\w@./-])(?:[\w-]+\.)+[^\W\d_]{2,}(?:/[^\s<>\"“”«»]*)?")
# X's weights: these ranges count one, all others two (twitter-text, configuration v3).
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_X_LINK = 23
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


def weighted(text: str) -> int:
    """Count as X does: NFC, light and heavy characters, an emoji 2, a link 23.

    What looks like an address without a scheme counts as one, or as its letters if they are more:
    which endings X knows changes, and too high a count is safe.
    """
    text = unicodedata.normalize("NFC", text)
    total = position = 0
    for start, end in links(text):
        total += _bare(text[position:start]) + _X_LINK
        position = end
    return total + _bare(text[position:])


def _bare(text: str) -> int:
    total = position = 0
    for match in _BARE_LINK.finditer(text):
        total += _weights(text[position : match.start()]) + max(_X_LINK, _weights(match[0]))
        position = match.end()
    return total + _weights(text[position:])


def _weights(text: str) -> int:
    return sum(
        2 if _EMOJI.search(cluster) and not cluster.isascii() else sum(map(_weight, cluster))
        for cluster in _GRAPHEME.findall(text)
    )


def _weight(character: str) -> int:
    return 1 if any(low <= ord(character) <= high for low, high in _LIGHT) else 2


def same_words(text: str, shown: str) -> bool:
    """Say whether a network shows a text as ours: the same words, whatever it made of the marks.

    A scheme that a network adds to an address, or leaves out, makes no other text of it.
    """
    one, other = (normalised_words(_SCHEME.sub("", each)) for each in (text, shown))
    return one == other


def plain(markup: str) -> str:
    """Return the words of a status that is given as HTML."""
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", markup))).strip()
