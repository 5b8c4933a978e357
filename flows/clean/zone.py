"""Where in a scrape the article begins and ends.

A linear model over shape, place and form (`traits`; it knows no words) scores every zone
[first, end): its borders and the lines inside. The best one is found in linear time. The weights
are learned by `python -m benchmarks.clean.train`; rules then keep the model from taking running
text away without a sign that the article is over.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from .scores import Model, Weights, border_scores
from .shape import Line
from .traits import Numbers, traits

WEIGHTS = Path(__file__).with_name("zone_weights.json")

# A scrape with this many lines of junk forms is a whole page. One with this many lines above all
# running text is, too (a menu in a language whose forms we may not know), but less surely. Another
# was cut by someone. Of the last two only these shares of the running text may go from a side.
_PAGE_FORMS = 15
_PAGE_MENU = 20
_MOST_FROM_MENU_PAGE = 0.5
_MOST_FROM_SIDE = 0.15
# Lines in a whole page that say nothing and may stand between its article and a sentence of it.
_PAGE_GAP = 2
# A zone with less of all running text than this is doubtful.
_LEAST_PROSE = 0.5


def find_zone(lines: Sequence[Line]) -> tuple[int, int]:
    """Return (first, end) of the article's lines; (0, 0) for no lines."""
    # Without any sign of junk there is nothing to find borders by, and nothing to cut off.
    if not any(map(_is_sign, lines)):
        return 0, len(lines)
    first, end = best_zone(border_scores(traits(lines), _model()))
    first = _first_with_sign(lines, first)
    end = _end_after_lists(lines, end)
    end = _end_with_sign(lines, end)
    end = _end_where_junk_is_dense(lines, first, end)
    return _widened(lines, *_spared(lines, first, end))


@cache
def _model() -> Model:
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    names = ("inside", "first", "end", "shares")
    return Model.of(Weights(**{name: np.array(data[name]) for name in names}))


def best_zone(scores: Numbers) -> tuple[int, int]:
    """Return the zone with the highest score: linear, since the score is a sum."""
    firsts, ends = scores
    # The best beginning above each end.
    end = int(np.argmax(np.maximum.accumulate(firsts[:-1]) + ends[1:])) + 1
    return int(np.argmax(firsts[:end])), end


def _first_with_sign(lines: Sequence[Line], first: int) -> int:
    """Begin at the top if running text would go and nothing up there has a form of junk."""
    above = lines[:first]
    loses = any(map(_is_sentence, above)) and not any(map(_is_sign, above))
    return 0 if loses else first


def _end_after_lists(lines: Sequence[Line], end: int) -> int:
    """Go on over a list without any form of junk: junk begins within a few lines of an end."""
    following = lines[end : end + 6]
    if len(following) < 6 or any(line.form for line in following):
        return end
    while end < len(lines) and _forms(lines[end : end + 4]) < 2:
        end += 1
    return end


def _end_with_sign(lines: Sequence[Line], end: int) -> int:
    """Go on to the first sign of junk if that wins running text."""
    if not any(map(_is_sentence, lines[end:])):
        return end
    sign = end
    while sign < len(lines) and not any(map(_is_sign, lines[sign : sign + 3])):
        sign += 1
    wins = sign - end >= 6 or any(map(_is_sentence, lines[end:sign]))
    return sign if wins else end


def _end_where_junk_is_dense(lines: Sequence[Line], first: int, end: int) -> int:
    """Of a zone with too little of the running text, move the end to where junk stands densely."""
    if _mass(lines[first:end]) >= _LEAST_PROSE * (_mass(lines) + 1):
        return end
    later = end
    while later < len(lines) and _forms(lines[later : later + 6]) < 3:
        later += 1
    return later if any(line.prose for line in lines[end:later]) else end


def _spared(lines: Sequence[Line], first: int, end: int) -> tuple[int, int]:
    """Keep a side whole where a scrape that is no whole page would lose much running text."""
    if _forms(lines) >= _PAGE_FORMS:
        return first, end
    share = _MOST_FROM_MENU_PAGE if _has_menu(lines) else _MOST_FROM_SIDE
    most = share * (_mass(lines) + 1)
    if _mass(lines[:first]) > most:
        first = 0
    if _mass(lines[end:]) > most:
        end = len(lines)
    return first, end


def _widened(lines: Sequence[Line], first: int, end: int) -> tuple[int, int]:
    """Take in whole sentences and spoken words beside the zone: no menu has such lines.

    Up and down to the first form that only furniture has; in a whole page also not over a gap.
    """
    page = _has_menu(lines) or _forms(lines) >= _PAGE_FORMS
    gap = _PAGE_GAP if page else len(lines)
    above = _reach(lines[:first][::-1], _is_list if page else _is_furniture, gap)
    below = _reach(lines[end:], _is_sign if page else _is_furniture, gap)
    first, end = first - above, end + below
    # Who said it stands below it.
    named = 0 < end < len(lines) and lines[end - 1].spoken and lines[end].names_one
    return first, end + named


def _reach(lines: Sequence[Line], stops: Callable[[Line], bool], gap: int) -> int:
    """Return how many lines there are up to the last that says something before one that stops.

    `gap`: how many lines may stand between two that say something.
    """
    reach = 0
    for place, line in enumerate(lines):
        if place - reach > gap or (stops(line) and any(map(str.isalnum, line.text))):
            break
        if line.says:
            reach = place + 1
    return reach


def _is_furniture(line: Line) -> bool:
    """Tell whether a line stands only around articles, as authors and promos do not."""
    return line.form is not None and line.form.kind in {"navigation", "share", "comment"}


def _is_list(line: Line) -> bool:
    """Tell whether a line may stand in a list above an article: dates stand in articles, too."""
    return _is_furniture(line) or (line.form is not None and line.form.kind == "promo")


def _is_sentence(line: Line) -> bool:
    """Tell whether a line may be a sentence of the story, however short."""
    return line.form is None and line.size >= 25 and (line.ends or line.running)


def _is_sign(line: Line) -> bool:
    """Tell whether a line says that the article is over: ads and credits stand in its middle."""
    return line.form is not None and line.form.kind not in {"ad", "credit"}


def _forms(lines: Sequence[Line]) -> int:
    return len([line for line in lines if line.form is not None])


def _has_menu(lines: Sequence[Line]) -> bool:
    return len(lines) > _PAGE_MENU and not any(line.prose for line in lines[:_PAGE_MENU])


def _mass(lines: Sequence[Line]) -> int:
    return sum([min(line.size, 600) for line in lines if line.prose])
