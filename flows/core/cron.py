"""Whether five cron fields mean something: what crontab(5) and Prefect's scheduler both take."""

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# Name, least, most and the words that stand for numbers, from the least on.
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _DAYS),
)
_TERM = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/([0-9]{1,2}))?", re.ASCII)
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check(text: str) -> None:
    """Raise ValueError, in a sentence, unless `text` is five cron fields that come round."""
    parts = text.lower().split()
    if len(parts) != len(_FIELDS):
        msg = f"{text!r} is no schedule; use five cron fields like '*/5 * * * *'"
        raise ValueError(msg)
    sets = [_meant(part, *field) for part, field in zip(parts, _FIELDS, strict=True)]
    days, months = sets[2], sets[3]
    by_date = parts[2] != "*" and parts[4] == "*"
    if by_date and min(days) > max(_LONGEST_MONTHS[month - 1] for month in months):
        msg = f"{text!r} is a date that never comes"
        raise ValueError(msg)


def _meant(part: str, name: str, least: int, most: int, words: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for term in part.split(","):
        match = _TERM.fullmatch(term)
        numbers = _term(match, least, most, words) if match else ()
        if not numbers:
            msg = f"{part!r} is no {name} of a schedule ({least} to {most})"
            raise ValueError(msg)
        found.update(numbers)
    return found


def _term(match: re.Match[str], least: int, most: int, words: tuple[str, ...]) -> range:
    """Return what one term means; nothing if it means nothing."""
    first, last, step = match.groups()
    if first == "*":
        start, end = least, most
    else:
        start = _number(first, least, words)
        end = _number(last, least, words) if last else start
    # "5/15" means different things to different programs, "*-5" nothing to any.
    unclear = (first == "*" and last) or (step and first != "*" and not last)
    if unclear or step in {"0", "00"} or not least <= start <= end <= most:
        return range(0)
    return range(start, end + 1, int(step or 1))


def _number(text: str, least: int, words: tuple[str, ...]) -> int:
    if text in words:
        return words.index(text) + least
    return int(text) if text.isdecimal() and len(text) <= 2 else -1
