"""What the markup says against a page's elements, as far as the page bears it out."""

from collections import defaultdict

from .markup import Ban
from .outline import Element, Outline

# Bans that may hold more than this of the page are overlays, comments, hidden parts.
_STRONG = 0.9
# If overlays and the like left less running text than this, their names were misread.
_LEAST_FREE = 0.1


def believed_bans(page: Outline, weights: list[float]) -> list[Ban | None]:
    """Return for each element what speaks against it, its own or its ancestors'.

    Overlays, comments and hidden parts first: what they hold does not count when the shares of
    the others are judged.
    """
    none: list[Ban | None] = [None] * len(page.elements)
    posts = _only_posts(page)
    strong = _believed(page, weights, none, None)
    if _free(page, weights, strong) < _LEAST_FREE * _free(page, weights, none):
        strong = none
    weak = _believed(page, weights, strong, posts)
    return weak if _free(page, weights, weak) else strong


def _free(page: Outline, weights: list[float], bans: list[Ban | None]) -> float:
    pairs = zip(page.pieces, weights, strict=True)
    return sum(weight for piece, weight in pairs if weight > 0 and bans[piece.element] is None)


def _believed(
    page: Outline, weights: list[float], known: list[Ban | None], posts: list[bool] | None
) -> list[Ban | None]:
    """Return the strong bans that are believed, or, where `posts` tells of frames, the others."""
    held = [0.0] * len(page.elements)
    for piece, weight in zip(page.pieces, weights, strict=True):
        if known[piece.element] is None:
            held[piece.element] += max(weight, 0.0)
    for number in range(len(held) - 1, 0, -1):
        held[page.elements[number].parent] += held[number]
    together = _held_together(page, held)
    bans: list[Ban | None] = []
    for number, element in enumerate(page.elements):
        above = bans[element.parent] if element.parent >= 0 else None
        own = element.ban
        if own and (
            (own.most > _STRONG) != (posts is None)
            or (posts is not None and posts[number])
            or max(held[number], together.get(_family(element), 0.0)) > own.most * held[0]
        ):
            own = None
        # A page's head holds the author line: what it is says more than where it stands.
        signed = own if own and own.kind == "byline" else None
        bans.append(known[number] or signed or above or own)
    return bans


def _only_posts(page: Outline) -> list[bool]:
    """Tell of each element whether all it holds are quoted posts: whatever it is called, a frame."""
    pieces, posts = [0] * len(page.elements), [0] * len(page.elements)
    for piece in page.pieces:
        pieces[piece.element] += 1
        posts[piece.element] += piece.post
    for number in range(len(pieces) - 1, 0, -1):
        parent = page.elements[number].parent
        pieces[parent] += pieces[number]
        posts[parent] += posts[number]
    return [0 < all_of == post for all_of, post in zip(pieces, posts, strict=True)]


def _held_together(page: Outline, held: list[float]) -> dict[tuple[str, str], float]:
    """Return what all elements of a family hold: a story in many like boxes is a story."""
    together: dict[tuple[str, str], float] = defaultdict(float)
    for number, element in enumerate(page.elements):
        if element.ban and held[number] > 0:
            family = _family(element)
            if family != _family(page.elements[element.parent]):
                together[family] += held[number]
    return together


def _family(element: Element) -> tuple[str, str]:
    """Return the tag and the first class name, which like boxes have in common."""
    return element.tag, element.name.partition(" ")[0]
