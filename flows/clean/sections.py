"""Which parts of a page are not the article's: its comments, other articles on the same page."""

import re
from collections.abc import Sequence

from flows.core.article import RemovedKind

from .markup import Ban
from .outline import Outline, Piece

_COMMENT_WORDS = (
    "comments?|commentaires?|kommentare?|comentarios?|comentários?|commenti|reacties|komentarze|"
    "komentar|kommentarer"
)
_COMMENTS = re.compile(
    rf"\d+ (?:replies|responses)\W*|(?:(?:\d+|no|leave an?|post an?|write an?|add an?|join the|all|tous les|tous vos|alle|laisser un|"
    rf"schreibe einen|dein|ihr|votre|deja un|lascia un) )?(?:{_COMMENT_WORDS})\W*\d*\W*",
    re.IGNORECASE,
)
_LONGEST_HEADING = 60
# What stands in lists of other pages, and what belongs to the story though it is not read.
_LISTED: frozenset[RemovedKind] = frozenset(("promo", "navigation", "share", "comment"))
_STORY_KINDS: frozenset[RemovedKind] = frozenset(("credit", "duplicate"))
_NUMBER = re.compile(r"\d+")
_TEXT_TAGS = frozenset((
    "p", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "tbody", "tr",
    "td", "th", "dl", "dd", "dt", "span", "pre", "center",
))  # fmt: skip
_COMMENTED = Ban("comment", "below the heading of the comments", 1.0)
# Running text (code points) that there must be to speak of a story.
_STORY = 300
# Of two articles on a page the one with the title counts, unless it is this much smaller.
_LEAST_SHARE = 0.2


def without_comments(
    page: Outline, weights: list[float], bans: list[Ban | None]
) -> list[Ban | None]:
    """Ban what stands below a heading of comments, to the end of the part that it heads.

    Only where a story stands above: such a heading over a whole page is a link to the comments.
    """
    ends: list[int] = []
    found = list(bans)
    above = 0.0
    for piece, weight in zip(page.pieces, weights, strict=True):
        if found[piece.element] is not None:
            continue
        if above >= _STORY and _heads_comments(piece):
            ends = ends or ends_of(page)
            first, end = _headed(page, piece.element, ends)
            for number in range(first, end):
                found[number] = found[number] or _COMMENTED
        above += max(weight, 0.0)
    return found


def _heads_comments(piece: Piece) -> bool:
    short = piece.heading and len(piece.text) <= _LONGEST_HEADING
    return short and _COMMENTS.fullmatch(piece.text) is not None


def _headed(page: Outline, heading: int, ends: list[int]) -> tuple[int, int]:
    """Return the elements [first, end) from a heading to the end of the part that it heads."""
    part = page.elements[heading].parent
    while part > 0 and ends[part] == ends[heading]:
        part = page.elements[part].parent
    return heading, ends[part]


def box_of(page: Outline, heading: Piece, ends: list[int]) -> range:
    """Return the elements from a heading to the end of the part that it heads (`ends_of`)."""
    return range(*_headed(page, heading.element, ends))


def ends_of(page: Outline) -> list[int]:
    """Return for each element the number after its last descendant: parents come first."""
    ends = list(range(1, len(page.elements) + 1))
    for number in range(len(ends) - 1, 0, -1):
        parent = page.elements[number].parent
        ends[parent] = max(ends[parent], ends[number])
    return ends


def titled_article(page: Outline, score: list[float], container: int, title: Piece | None) -> int:
    """Return the `<article>` that the title stands in, if the container holds other ones, too.

    `score`: what each element holds. Else the container.
    """
    if title is None:
        return container
    ends = ends_of(page)
    articles = [
        number
        for number in range(container + 1, ends[container])
        if page.elements[number].tag == "article"
    ]
    own = max((n for n in articles if title.element in range(n, ends[n])), default=None)
    if own is None:
        return container
    others = [
        score[number]
        for number in articles
        if number not in range(own, ends[own]) and own not in range(number, ends[number])
    ]
    most = max(others, default=0.0)
    enough = score[own] >= max(_STORY, _LEAST_SHARE * most)
    return own if enough and most >= _STORY else container


def hollow_headings(gone: Sequence[RemovedKind | None], heading: Sequence[bool]) -> set[int]:
    """Return the places of headings that head nothing: links went from below them, or the end.

    `gone`: what each line of the page was taken for, None if it stays. A heading right above
    another one, or above a picture, is none of them.
    """
    found: set[int] = set()
    heads, listed = False, True
    for place in reversed(range(len(gone))):
        kind = gone[place]
        if kind is not None:
            listed = kind in _LISTED or (listed and kind not in _STORY_KINDS)
        elif heading[place]:
            if listed and not heads:
                found.add(place)
            heads = listed = False
        else:
            heads, listed = True, False
    return found


def homes(page: Outline) -> list[str]:
    """Return for each element the nearest part of the page that holds it: its tag and names.

    "" if nothing above it has a name. Paragraphs, lists and the like are no parts. Numbers in names
    only count.
    """
    found: list[str] = []
    for element in page.elements:
        if element.name and element.tag not in _TEXT_TAGS:
            found.append(_NUMBER.sub("", f"{element.tag} {element.name}"))
        else:
            found.append(found[element.parent] if element.parent >= 0 else "")
    return found
