"""Our own pass over a page: which element holds the article, and what in it is the story."""

from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from flows.core.article import BlockKind, Removed, RemovedKind

from .banned import believed_bans
from .forms import LIST_HEADING
from .headline import Headline, headline_of, is_signed_title
from .lines import Verdict, judge
from .markup import ABOVE, Ban
from .outline import Outline, Piece
from .sections import box_of, ends_of, hollow_headings, homes, titled_article, without_comments
from .shape import PARAGRAPH, SENTENCE, Line, measured, measured_all

# Weight of what is not running text against running text when the container is chosen.
_CLUTTER = 1.3
_LINKY = 0.5
_SHORT = 12.0
# A longer line is a paragraph even if all of it is a link.
_LONGEST_LINK = 300
_LONGEST_HEADLINE = 130
# The share of the running text that a box with other articles may hold.
_LARGEST_BOX = 0.15
_LONGEST_POINTER = 150
# So many pieces below the title its author and date may stand, wherever the story begins.
_NEAR_TITLE = 8
_TITLE_AGAIN = "the title again"


class Part(NamedTuple):
    """A block that stays, and what is still doubtful about it.

    `running`: a paragraph by its size and end. `home`: the name of what holds it on the page.
    `gap`: how many lines went between it and the block before. `hollow`: a heading below which
    nothing stays. `above_title`: the page's headline stands below it.
    """

    kind: BlockKind
    text: str
    running: bool = False
    home: str = ""
    gap: int = 0
    hollow: bool = False
    above_title: bool = False


@dataclass(slots=True)
class Body:
    """What the pass found: blocks in order, and what went; `head` of that above the running text."""

    parts: list[Part]
    removed: list[Removed]
    head: int = 0


_OUTSIDE = "outside the article's part of the page"
# Out there these are of other articles and other pictures.
_OTHERS = frozenset({"byline", "credit"})


def find_body(page: Outline, title: str | None) -> Body:
    """Find the article in a page."""
    weights = [_weight(piece) for piece in page.pieces]
    headline = headline_of(page, title)
    bans = without_comments(page, weights, believed_bans(page, weights))
    inside = _inside(page, _container(page, weights, bans, headline.main))
    leads = _leads(page, weights, bans, inside, headline.main)
    within = [inside[piece.element] or n in leads for n, piece in enumerate(page.pieces)]
    verdicts = _by_place(page, weights, bans, within, headline)
    pairs = [(p, v) for p, v in zip(page.pieces, verdicts, strict=True) if v.kept]
    _by_markup(page, pairs, headline.wanted)
    judge([verdict for _, verdict in pairs])
    _by_boxes(page, pairs)
    begins = next((n for n, v in enumerate(verdicts) if v.kept and v.line.running), 0)
    return Body(
        parts=_parts(page, verdicts, headline.main),
        removed=[Removed(v.line.text, v.kind, v.reason) for v in verdicts if v.kind],
        head=sum(not verdict.kept for verdict in verdicts[:begins]),
    )


def _by_place(
    page: Outline,
    weights: list[float],
    bans: list[Ban | None],
    within: list[bool],
    headline: Headline,
) -> list[Verdict]:
    """Drop what is banned, what is not `within` the article, and the title wherever it stands."""
    # All at once, which takes less time than one by one.
    measured_all([p.text for p in page.pieces if bans[p.element] is None])
    verdicts: list[Verdict] = []
    begun = False
    below_title = _NEAR_TITLE
    for place, (piece, weight) in enumerate(zip(page.pieces, weights, strict=True)):
        ban = bans[piece.element]
        if ban and ban.reason == ABOVE and begun:
            ban = None
        stays = within[place] and ban is None
        begun = begun or (weight > 0 and stays)
        titled = place in headline.places
        below_title = 0 if titled else below_title + 1
        verdict = Verdict(Line(piece.text, 0, None, ends=False, quotes=False))
        if stays:
            verdict.line = measured(piece.text)
        if titled and (stays or piece.heading):
            verdict.drop("duplicate", _TITLE_AGAIN)
        elif not stays:
            near = not begun and below_title < _NEAR_TITLE and len(piece.text) <= _LONGEST_HEADLINE
            verdict.drop(*_outside(piece, ban, near=near))
        verdicts.append(verdict)
    return verdicts


def _outside(piece: Piece, ban: Ban | None, *, near: bool) -> tuple[RemovedKind, str]:
    """Return what stands outside the story, and why; `near` the title it may be the byline."""
    form = measured(piece.text).form if near or not ban else None
    if form and near and form.kind == "byline":
        return form.kind, form.reason
    if ban:
        return ban.kind, ban.reason
    if form and form.kind not in _OTHERS:
        return form.kind, f"{form.reason}, {_OUTSIDE}"
    return "navigation", _OUTSIDE


def _parts(page: Outline, verdicts: list[Verdict], title: Piece | None) -> list[Part]:
    kinds = [_kind(piece) for piece in page.pieces]
    headings = hollow_headings([v.kind for v in verdicts], [kind == "heading" for kind in kinds])
    home_of = homes(page)
    parts: list[Part] = []
    gap = 0
    above_title = title is not None
    for place, piece in enumerate(page.pieces):
        above_title = above_title and piece is not title
        if verdicts[place].kept:
            home = home_of[piece.element]
            running = verdicts[place].line.running
            hollow = place in headings
            part = Part(kinds[place], piece.text, running, home, gap, hollow, above_title)
            parts.append(part)
            gap = 0
        else:
            gap += 1
    return parts


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


def _container(
    page: Outline, weights: list[float], bans: list[Ban | None], title: Piece | None
) -> int:
    """Return the element with the most running text for the least clutter."""
    score = [0.0] * len(page.elements)
    for piece, weight in zip(page.pieces, weights, strict=True):
        if bans[piece.element] is None:
            score[piece.element] += weight
    for number in range(len(score) - 1, 0, -1):
        score[page.elements[number].parent] += score[number]
    # Of equals the innermost: later numbers are deeper.
    best = max(range(len(score)), key=lambda number: (score[number], number))
    return titled_article(page, score, best, title)


def _leads(
    page: Outline,
    weights: list[float],
    bans: list[Ban | None],
    inside: list[bool],
    title: Piece | None,
) -> set[int]:
    """Return the places of the running text between the title and the container."""
    if title is None or inside[title.element]:
        return set()
    start = next(n for n, piece in enumerate(page.pieces) if piece is title)
    end = next((n for n, piece in enumerate(page.pieces) if inside[piece.element]), 0)
    between = range(start + 1, min(end, start + _NEAR_TITLE + 1))
    return {n for n in between if weights[n] >= SENTENCE and bans[page.pieces[n].element] is None}


def _inside(page: Outline, container: int) -> list[bool]:
    inside: list[bool] = []
    for number, element in enumerate(page.elements):
        inside.append(number == container or (element.parent >= 0 and inside[element.parent]))
    return inside


def _by_markup(page: Outline, pairs: list[tuple[Piece, Verdict]], wanted: str) -> None:
    begun = False
    for place, (piece, verdict) in enumerate(pairs):
        size = len(piece.text)
        if not begun and is_signed_title(piece, wanted):
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


def _by_boxes(page: Outline, pairs: list[tuple[Piece, Verdict]]) -> None:
    """Drop all of a small box that begins with the heading of a list of other articles.

    What is told there is about them, or about the author.
    """
    forms = [(place, verdict.line.form) for place, (_, verdict) in enumerate(pairs)]
    headings = [place for place, form in forms if form and form.reason == LIST_HEADING]
    if not headings:
        return
    total = sum(v.line.size for _, v in pairs if v.kept and v.line.running)
    ends = ends_of(page)
    held = [0] * len(page.elements)
    for piece, verdict in pairs:
        held[piece.element] += verdict.line.size if verdict.kept else 0
    before = list(accumulate(held, initial=0))
    taken = 0
    for place in headings:
        heading = pairs[place][0]
        box = box_of(page, heading, ends)
        # What stands in a box that went, went with it.
        if heading.element < taken or before[box.stop] - before[box.start] > _LARGEST_BOX * total:
            continue
        taken = box.stop
        for number in range(place + 1, len(pairs)):
            piece, verdict = pairs[number]
            if piece.element >= box.stop:
                break
            if piece.element in box:
                verdict.drop("promo", "in a box with other articles, or about the author")


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
