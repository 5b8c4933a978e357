"""What stands about the author below an article: known by the author's name, not by words.

A biography is at the end. It stands below a heading that is a name or says "About" before one, and
gives that name again; or it begins with the name that the byline gave.
"""

import re
from collections.abc import Sequence

from .bylines import author_in
from .shape import Line

# No more than this share of the running text, and no more lines than this, are a biography.
_MOST_TEXT = 0.2
_MOST_LINES = 8
_LONGEST_HEADING = 60
# The name stands so early in it.
_NAMED_WITHIN = 100
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?: (?:[a-z]{2,3} )?[A-ZÀ-ÖØ-Þ][\w'’.-]*){1,3}")
_ABOUT = re.compile(r"(?:About|Über|Sobre|Acerca de|À propos de|Chi è|Over)(?: (.{3,50}))?")


def biography(lines: Sequence[Line], bylines: Sequence[Line]) -> Sequence[int]:
    """Return the places of the lines that tell of the author; `lines` are the article's own."""
    tail = _tail(lines)
    author = author_in(line.text for line in bylines) or ""
    for place in tail:
        name = _named_by(lines, place)
        if name and (name == author or not _is_the_storys(name, lines, place)):
            begins = next((x.text[:_NAMED_WITHIN] for x in lines[place + 1 :] if x.says), "")
            if name in begins or (name == author and name.split()[0] in begins):
                return range(place, len(lines))
    if " " not in author or any(line.text.startswith(author) for line in lines[: tail.start]):
        return []
    return [place for place in tail if _begins_with(author, lines[place])]


def _tail(lines: Sequence[Line]) -> range:
    most = _MOST_TEXT * sum(line.size for line in lines if line.prose)
    start, below = len(lines), 0
    while start > 1 and len(lines) - start < _MOST_LINES:
        below += lines[start - 1].size
        if below > most:
            break
        start -= 1
    return range(start, len(lines))


def _named_by(lines: Sequence[Line], place: int) -> str | None:
    """Return the name that a heading is or holds, or that stands below a heading "About"."""
    line = lines[place]
    if line.ends or line.size > _LONGEST_HEADING:
        return None
    about = _ABOUT.fullmatch(line.text)
    if about:
        name = about[1] or (lines[place + 1].text if place + 1 < len(lines) else "")
    else:
        # Below words spoken it says who spoke.
        name = "" if lines[place - 1].spoken else line.text
    return name if _NAME.fullmatch(name) else None


def _is_the_storys(name: str, lines: Sequence[Line], place: int) -> bool:
    """Tell whether the story is about whoever has the name, or such headings are its own."""
    last = name.rpartition(" ")[2]
    if any(last in line.text for line in lines[:place] if line.prose):
        return True
    others = [line.text for line in lines[:place] if not line.prose and line.text != name]
    return lines[place].text == name and any(map(_NAME.fullmatch, others))


def _begins_with(author: str, line: Line) -> bool:
    """Tell whether a line tells of the author; with a colon behind the name the author speaks."""
    return line.says and line.text.startswith(author) and line.text[len(author) :][:1] != ":"
