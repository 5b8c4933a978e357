"""Our own pass over a page: which element holds the article, and what in it is the story."""

from collections import defaultdict
from dataclasses import dataclass

from flows.core.article import BlockKind, Removed

from .lines import Verdict, judge
from .markup import ABOVE, Ban
from .outline import Outline, Piece
from .shape import PARAGRAPH, SENTENCE, Line, measured, measured_all

# Weight of what is not running text against running text when the container is chosen.
_CLUTTER = 1.3
_LINKY = 0.5
_SHORT = 12.0
# Bans that may hold more than this of the page are overlays, comments, hidden parts.
_STRONG = 0.9
# If overlays and the like left less running text than this, their names were misread.
_LEAST_FREE = 0.1
# A longer line is a paragraph even if all of it is a link.
_LONGEST_LINK = 300
_LONGEST_HEADLINE = 130
_LONGEST_POINTER = 150
_SHORTEST_TITLE = 8
# So many pieces below the title its author and date may stand, wherever the story begins.
_NEAR_TITLE = 8
_TITLE_AGAIN = "the title again"


@dataclass(slots=True)
class Body:
    """What the pass found: blocks in order, what went, and how much text there was to choose from."""

    parts: list[tuple[BlockKind, str]]
    removed: list[Removed]


def find_body(page: Outline, title: str | None) -> Body:
    """Find the article in a page."""
    weights = [_weight(piece) for piece in page.pieces]
    bans = _bans(page, weights)
    inside = _inside(page, _container(page, weights, bans))
    outside = Removed("", "navigation", "outside the article's part of the page")
    wanted = _plain(title or "")
    # All at once, which takes less time than one by one.
    measured_all([p.text for p in page.pieces if inside[p.element] and bans[p.element] is None])
    verdicts: list[Verdict] = []
    begun = False
    below_title = _NEAR_TITLE
    for piece, weight in zip(page.pieces, weights, strict=True):
        ban = bans[piece.element]
        if ban and ban.reason == ABOVE and begun:
            ban = None
        begun = begun or (weight > 0 and ban is None and inside[piece.element])
        below_title = 0 if _is_title(piece, wanted) else below_title + 1
        verdict = Verdict(Line(piece.text, 0, None, ends=False, quotes=False))
        if (ban or not inside[piece.element]) and piece.heading and _is_title(piece, wanted):
            verdict.drop("duplicate", _TITLE_AGAIN)
        elif ban or not inside[piece.element]:
            near = not begun and below_title < _NEAR_TITLE and len(piece.text) <= _LONGEST_HEADLINE
            form = measured(piece.text).form if near else None
            if form and form.kind == "byline":
                verdict.drop(form.kind, form.reason)
            elif ban:
                verdict.drop(ban.kind, ban.reason)
            verdict.drop(outside.kind, outside.reason)
        else:
            verdict.line = measured(piece.text)
        verdicts.append(verdict)
    pairs = [(p, v) for p, v in zip(page.pieces, verdicts, strict=True) if v.kept]
    _by_markup(page, pairs, wanted)
    judge([verdict for _, verdict in pairs])
    return Body(
        parts=[(_kind(piece), piece.text) for piece, verdict in pairs if verdict.kept],
        removed=[Removed(v.line.text, v.kind, v.reason) for v in verdicts if v.kind],
    )


def _weight(piece: Piece) -> float:
    """Running text counts by its length, anything else against the place where it stands."""
    size = len(piece.text)
    if piece.links > _LINKY * size:
        # A page's furniture links to its own site; links elsewhere are often part of the story.
        outward = piece.outward > _LINKY * piece.links
        return -_SHORT if outward else -_CLUTTER * min(size, 100)
    ends = piece.text[-1] in '.!?…:"”’)。！？」'
    if size >= PARAGRAPH or (ends and size >= SENTENCE):
        return float(min(size, 1000))
    if ends and measured(piece.text).says:
        return float(size)
    return 0.0 if piece.heading or piece.item else -_SHORT


def _bans(page: Outline, weights: list[float]) -> list[Ban | None]:
    """Return for each element what speaks against it, its own or its ancestors'.

    Overlays, comments and hidden parts first: what they hold does not count when the shares of
    the others are judged.
    """
    none: list[Ban | None] = [None] * len(page.elements)
    strong = _believed(page, weights, none, strong=True)
    if _free(page, weights, strong) < _LEAST_FREE * _free(page, weights, none):
        strong = none
    return _believed(page, weights, strong, strong=False)


def _free(page: Outline, weights: list[float], bans: list[Ban | None]) -> float:
    pairs = zip(page.pieces, weights, strict=True)
    return sum(weight for piece, weight in pairs if weight > 0 and bans[piece.element] is None)


def _believed(
    page: Outline, weights: list[float], known: list[Ban | None], *, strong: bool
) -> list[Ban | None]:
    held = [0.0] * len(page.elements)
    for piece, weight in zip(page.pieces, weights, strict=True):
        if known[piece.element] is None:
            held[piece.element] += max(weight, 0.0)
    for number in range(len(held) - 1, 0, -1):
        held[page.elements[number].parent] += held[number]
    together = _held_together(page, held)
    posts = _only_posts(page)
    bans: list[Ban | None] = []
    for number, element in enumerate(page.elements):
        above = bans[element.parent] if element.parent >= 0 else None
        own = element.ban
        if own and (
            (own.most > _STRONG) != strong
            or (posts[number] and not strong)
            or max(held[number], together.get((element.tag, element.name), 0.0))
            > own.most * held[0]
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
    """Return what all elements of one tag and name hold: a story in many like boxes is a story."""
    together: dict[tuple[str, str], float] = defaultdict(float)
    for number, element in enumerate(page.elements):
        if element.ban and page.elements[element.parent].name != element.name:
            together[element.tag, element.name] += held[number]
    return together


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


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_title(piece: Piece, wanted: str) -> bool:
    """Tell whether a piece is the page's title, or a heading that is all but the site's name."""
    plain = _plain(piece.text)
    return plain == wanted or (
        piece.heading and wanted.startswith(tuple(f"{plain} {sign} " for sign in "|-–—·"))
    )


def _is_title_signed(piece: Piece, wanted: str) -> bool:
    """Tell whether a piece is the title (without the site's name) and an author line after it."""
    plain = _plain(piece.text)
    heads = [wanted, *(wanted.rpartition(f" {sign} ")[0] for sign in "|-–—·")]
    for head in heads:
        if len(head) >= _SHORTEST_TITLE and plain.startswith(f"{head} "):
            form = measured(piece.text[len(head) :].strip()).form
            return form is not None and form.kind == "byline"
    return False


def _by_markup(page: Outline, pairs: list[tuple[Piece, Verdict]], wanted: str) -> None:
    begun = False
    for place, (piece, verdict) in enumerate(pairs):
        size = len(piece.text)
        if _is_title(piece, wanted):
            verdict.drop("duplicate", _TITLE_AGAIN)
        elif not begun and _is_title_signed(piece, wanted):
            verdict.drop("byline", "the title again with its author line")
        elif (
            not begun
            and page.elements[piece.element].tag in ({"h1"} if wanted else {"h1", "h2"})
            and size <= _LONGEST_HEADLINE
        ):
            verdict.drop("duplicate", "a headline above the article")
        elif (
            piece.links >= 0.8 * size
            and size <= _LONGEST_LINK
            and not (
                # A link to another site right below running text belongs to it: a shop, a source.
                piece.outward >= 0.8 * size and place and pairs[place - 1][1].kept
            )
        ):
            verdict.drop("promo", "only a link")
        elif _points(piece):
            verdict.drop("promo", "a few words and a link to another page")
        begun = begun or verdict.line.prose or verdict.line.says


def _points(piece: Piece) -> bool:
    """Tell whether a piece is a word or two ("Also:") and a link to a page of the same site."""
    size = len(piece.text)
    before = size - piece.links
    plain = not (piece.heading or piece.item or piece.quoted or piece.outward)
    return (
        plain
        and size <= _LONGEST_POINTER
        and 0 < before <= piece.links
        and not measured(piece.text).ends
    )


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
