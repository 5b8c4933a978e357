"""Author, date and picture credit out of the lines that stand around an article."""

import re
from collections.abc import Iterable
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "janv", "ene", "gen"),
            ("feb", "fév", "fev"),
            ("mar", "mär", "mrt"),
            ("apr", "avr", "abr"),
            ("may", "mai", "mei", "mag"),
            ("jun", "jui", "giu"),
            ("jul", "lug"),
            ("aug", "aoû", "ago", "agu"),
            ("sep", "set"),
            ("oct", "okt", "ott", "out"),
            ("nov",),
            ("dec", "dez", "des", "dic", "déc"),
        ),
        1,
    )
    for name in names
}
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_EAST = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?([^\W\d_]{3,9})\.?,?\s+(?:de\s+)?(\d{4})\b"
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_AUTHOR = re.compile(
    r"(?:written |words |story |reported |posted |published )?(?:by|von|por|par|di|oleh|door):?\s+(.+)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:photo(?:graph)?|image|picture|foto|bild|credit|source|quelle)s?(?: credits?| by| courtesy of)?\s?[:/]\s?(.{2,80})$|"
    r"©\s?(?:\d{4}\s)?(.{2,80})$|\(([^()]{2,60}/[^()]{2,40})\)$|^([\w .'’-]{2,40}/[\w .'’/-]{2,60})$",
    re.IGNORECASE,
)
# Where a name ends: at a date, a separator, or what the author is.
_NAME_END = re.compile(
    r"\s*(?:[|•·/–—(]|\s-\s|,\s*(?!and\b|und\b|y\b|et\b)|\b(?:on|am|updated|published|for)\b|\d)"
)
_LONGEST_NAME = 60


def author_in(lines: Iterable[str]) -> str | None:
    """Return the author's name if a line says "By …", None otherwise. Never guessed."""
    for line in lines:
        found = _AUTHOR.match(line)
        name = _NAME_END.split(found[1], maxsplit=1)[0].strip(" .,:") if found else ""
        if 2 < len(name) <= _LONGEST_NAME and name[:1].isupper():
            return name
    return None


def date_in(lines: Iterable[str]) -> str | None:
    """Return the first full date in the lines as YYYY-MM-DD, None if there is none.

    Only dates that can be read in one way: 2026-03-02, 2 March 2026, March 2, 2026. In 02/03/2026
    nobody knows which is the month.
    """
    for line in lines:
        day = _day_in(line)
        if day:
            return day.isoformat()
    return None


def only(found: Iterable[str | None]) -> str | None:
    """Return what was found if it is the same wherever something was found, None otherwise."""
    different = {one for one in found if one}
    return different.pop() if len(different) == 1 else None


def credit_in(lines: Iterable[str]) -> str | None:
    """Return who a picture is by if a caption or credit line says so, None otherwise."""
    for line in lines:
        found = _CREDIT.search(line.strip())
        if found:
            return next(group for group in found.groups() if group).strip(" .")
    return None


def _day_in(line: str) -> date | None:
    if found := _ISO.search(line):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _EAST.search(line):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(line):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.search(line):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _month(name: str) -> int:
    lower = name.lower()
    return next((_MONTHS[lower[:size]] for size in (4, 3) if lower[:size] in _MONTHS), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year > 1800 else None
    except ValueError:
        return None
