"""Our own pass over a page: which element holds the article, and what in it is the story."""

from dataclasses import dataclass

from flows.core.article import BlockKind, Removed

from .lines import Verdict, judge
from .outline import Ban, Outline, Piece
from .shape import PARAGRAPH, SENTENCE, measured

# An element whose markup speaks against it is believed only if it holds no larger share of the
# page's running text than this: <div class="has-sidebar"> may be the whole page.
_MOST_BANNED = 0.35
# Weight of what is not running text against running text when the container is chosen.
_CLUTTER = 1.3
_LINKY = 0.5


@dataclass(slots=True)
class Body:
    """What the pass found: blocks in order, what went, and how much text there was to choose from."""

    parts: list[tuple[BlockKind, str]]
    removed: list[Removed]


def find_body(page: Outline, title: str | None) -> Body:
    """Find the article in a page."""
    weights = [_weight(piece) for piece in page.pieces]
    bans = _bans(page, weights)
    container = _container(page, weights, bans)
    inside = _inside(page, container)
    kept: list[tuple[Piece, Verdict]] = []
    removed: list[Removed] = []
    for piece in page.pieces:
        ban = bans[piece.element]
        if ban:
            removed.append(Removed(piece.text, *ban))
        elif not inside[piece.element]:
            removed.append(
                Removed(piece.text, "navigation", "outside the article's part of the page")
            )
        else:
            kept.append((piece, Verdict(measured(piece.text))))
    _by_markup(kept, title)
    judge([verdict for _, verdict in kept])
    removed += [Removed(v.line.text, v.kind, v.reason) for _, v in kept if v.kind]
    return Body([(_kind(p), p.text) for p, v in kept if v.kept], removed)


def _weight(piece: Piece) -> float:
    """Running text counts by its length, anything else against the place where it stands."""
    size = len(piece.text)
    if piece.links > _LINKY * size:
        return -_CLUTTER * min(size, 100)
    ends = piece.text[-1] in '.!?…"”’)。！？」' or piece.text[-1] == ":"
    if size >= PARAGRAPH or (ends and size >= SENTENCE):
        return float(min(size, 1000))
    return 0.0 if piece.heading or piece.item else -_CLUTTER * 0.5 * min(size, 60)


def _bans(page: Outline, weights: list[float]) -> list[Ban | None]:
    """Return for each element what speaks against it, its own or its ancestors'."""
    held = [0.0] * len(page.elements)
    for piece, weight in zip(page.pieces, weights, strict=True):
        held[piece.element] += max(weight, 0.0)
    for number in range(len(held) - 1, 0, -1):
        held[page.elements[number].parent] += held[number]
    most = _MOST_BANNED * held[0]
    bans: list[Ban | None] = []
    for number, element in enumerate(page.elements):
        above = bans[element.parent] if element.parent >= 0 else None
        own = element.ban if held[number] <= most else None
        bans.append(above or own)
    return bans


def _container(page: Outline, weights: list[float], bans: list[Ban | None]) -> int:
    """Return the element with the most running text for the least clutter."""
    score = [0.0] * len(page.elements)
    for piece, weight in zip(page.pieces, weights, strict=True):
        if bans[piece.element] is None:
            score[piece.element] += weight
    for number in range(len(score) - 1, 0, -1):
        score[page.elements[number].parent] += score[number]
    # Of equals the innermost: later numbers are deeper.
    return max(range(len(score)), key=lambda number: (score[number], number))


def _inside(page: Outline, container: int) -> list[bool]:
    inside: list[bool] = []
    for number, element in enumerate(page.elements):
        inside.append(number == container or (element.parent >= 0 and inside[element.parent]))
    return inside


def _by_markup(kept: list[tuple[Piece, Verdict]], title: str | None) -> None:
    wanted = " ".join((title or "").casefold().split())
    for piece, verdict in kept:
        size = len(piece.text)
        if wanted and " ".join(piece.text.casefold().split()) == wanted:
            verdict.drop("duplicate", "the title again")
        elif piece.links >= 0.8 * size and not verdict.line.prose:
            verdict.drop("promo", "only a link")


def _kind(piece: Piece) -> BlockKind:
    if piece.post:
        return "embedded_post"
    if piece.heading:
        return "heading"
    if piece.quoted:
        return "blockquote"
    if piece.item:
        return "list_item"
    if piece.bold >= 0.95 * len(piece.text) - 2 and len(piece.text) <= 100:
        return "heading" if piece.text[-1] not in ".,;:!?…" else "paragraph"
    return "paragraph"
