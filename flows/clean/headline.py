"""Where a page's headline stands: above the story, in menus, in front of an author line."""

from dataclasses import dataclass

from .outline import Outline, Piece
from .shape import measured

_SHORTEST = 8
# What separates a headline from the site's name in a page's title.
_SIGNS = "|-–—·"


@dataclass(frozen=True, slots=True)
class Headline:
    """The page's title as it is compared ("" for none), and the places of the pieces that are it.

    `main`: the heading that is the whole of it, or else all but the site's name; None for none.
    """

    wanted: str
    places: frozenset[int]
    main: Piece | None


def headline_of(page: Outline, title: str | None) -> Headline:
    """Find the title in a page."""
    wanted = _plain(title or "")
    if not wanted:
        return Headline("", frozenset(), None)
    places: set[int] = set()
    whole: list[Piece] = []
    parts: list[Piece] = []
    # Folding makes few texts longer, and none three times as long.
    least, most = len(wanted) // 3, 2 * len(wanted)
    for place, piece in enumerate(page.pieces):
        if not (piece.heading or least <= len(piece.text) <= most):
            continue
        plain = _plain(piece.text)
        if plain == wanted:
            places.add(place)
            whole += [piece] if piece.heading else []
        elif piece.heading and _is_part(plain, wanted):
            places.add(place)
            parts.append(piece)
    return Headline(wanted, frozenset(places), next(iter(whole + parts), None))


def _is_part(plain: str, wanted: str) -> bool:
    """Tell whether a heading is the title but for the site's name behind it, or before it."""
    if wanted.startswith(plain):
        return wanted.startswith(tuple(f"{plain} {sign} " for sign in _SIGNS))
    named = len(plain) >= _SHORTEST and wanted.endswith(plain)
    return named and wanted.endswith(tuple(f" {sign} {plain}" for sign in _SIGNS))


def is_signed_title(piece: Piece, wanted: str) -> bool:
    """Tell whether a piece is the title (without the site's name) and an author line after it."""
    plain = _plain(piece.text)
    heads = [wanted, *(wanted.rpartition(f" {sign} ")[0] for sign in _SIGNS)]
    for head in heads:
        if len(head) >= _SHORTEST and plain.startswith(f"{head} "):
            form = measured(piece.text[len(head) :].strip()).form
            return form is not None and form.kind == "byline"
    return False


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
