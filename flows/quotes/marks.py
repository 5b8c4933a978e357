"""Quotation marks: which open, which close, and the stretches of text between them.

A scanner of our own, because parsers lose their way inside long quotations. It reads each
paragraph once from left to right, whatever marks the writer used and however badly they pair.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flows.quotes.paragraphs import Paragraph, trimmed

Role = Literal["open", "close", "either"]

_OPENING = "“„‟«「『〝"
_CLOSING = "”»」』〞"
_DOUBLE = re.compile(f'["＂{_OPENING}{_CLOSING}]')
_SINGLE = re.compile("['‘’‚‹›]")
_INNER = re.compile(r"‘|(?:^|\s)'(?=\w)")
_INCHES = re.compile(r"\d['’′]\s?\d{1,2}$")
_LEFT_OF_OPENING = "([{<—–-/:,;" + "‘'’" + _OPENING
_RIGHT_OF_CLOSING = ")]}>—–-/:,;.!?…" + "’'‘" + _CLOSING + '"'
_NEVER_FIRST = ",.;:!?)"
_ELISION = re.compile(
    r"(?:\d0s|\d\ds?\b|em\b|tis\b|twas\b|til\b|till\b|cause\b|bout\b|round\b|n\b|im\b|er\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text between two marks: code points `start` to `end`, marks excluded, trimmed.

    `outer` is the same with its marks. `paragraph` is an index. `closed` is False where the
    closing mark is missing; `continues` where the speech goes on in the next paragraph, which
    opens with a mark of its own; `goes_on` where this stretch itself is such a next one (or the
    next of a speech told as `"One. "Two. "Three," he said`). `single` tells single marks, `block`
    a block quotation without marks.
    """

    start: int
    end: int
    outer: tuple[int, int]
    paragraph: int
    closed: bool = True
    continues: bool = False
    goes_on: bool = False
    single: bool = False
    stray: bool = False
    block: bool = False


def scan(text: str, paragraphs: Sequence[Paragraph]) -> list[Stretch]:
    """Return every quoted stretch of the text in order; none lies inside another.

    A closing mark that nothing opened is returned too, as a `stray` stretch of no length.
    """
    found: list[Stretch] = []
    open_speech = False
    for index, paragraph in enumerate(paragraphs):
        marks = _double_marks(text, paragraph)
        stretches = _pair(text, paragraph, index, marks)
        begins_with_mark = bool(marks) and marks[0][0] == paragraph.start
        if open_speech and begins_with_mark and stretches:
            found[-1] = replace(found[-1], continues=True)
            stretches[0] = replace(stretches[0], goes_on=True)
        stretches = _with_singles(text, paragraph, index, stretches)
        found += stretches
        real = [s for s in stretches if not s.stray]
        open_speech = bool(real) and not real[-1].closed and found[-1] is real[-1]
    return found


def _double_marks(text: str, paragraph: Paragraph) -> list[tuple[int, Role]]:
    marks: list[tuple[int, Role]] = []
    for mark in _DOUBLE.finditer(text, paragraph.start, paragraph.end):
        at = mark.start()
        if text[at] == '"' and _INCHES.search(text, max(paragraph.start, at - 6), at):
            continue
        marks.append((at, _role(text, at, paragraph)))
    return marks


def _role(text: str, at: int, paragraph: Paragraph) -> Role:
    left = text[at - 1] if at > paragraph.start else " "
    right = text[at + 1] if at + 1 < paragraph.end else " "
    may_open = (left.isspace() or left in _LEFT_OF_OPENING) and not (
        right.isspace() or (right in _NEVER_FIRST and text[at + 2 : at + 3] != ".")
    )
    may_close = (right.isspace() or right in _RIGHT_OF_CLOSING) and not left.isspace()
    if may_open and may_close:  # ("…") or —"— : the neighbours say nothing
        may_open, may_close = left.isspace() or left in "([", right.isspace() or right in ")],.;:"
    if may_open != may_close:
        return "open" if may_open else "close"
    if text[at] in _OPENING:
        return "open"
    return "close" if text[at] in _CLOSING else "either"


def _pair(
    text: str, paragraph: Paragraph, index: int, marks: Sequence[tuple[int, Role]]
) -> list[Stretch]:
    found: list[Stretch] = []
    opened: int | None = None
    depth = 0
    run_on = False
    for nth, (at, role) in enumerate(marks):
        if opened is None:
            if role == "close":
                found.append(Stretch(at, at, (at, at + 1), index, stray=True))
                continue
            opened, depth = at, 1
        elif role == "open":
            if _nested(marks, nth):
                depth += 1
                continue
            found.append(_unclosed(text, index, opened, at, goes_on=run_on))
            run_on = _all_speech(text, found[-1], at)
            opened, depth = at, 1
        elif depth > 1:
            depth -= 1
        else:
            found.append(_stretch(text, index, opened, at, goes_on=run_on))
            opened, run_on = None, False
    if opened is not None:
        found.append(_unclosed(text, index, opened, paragraph.end, goes_on=run_on))
    return [s for s in found if s.stray or s.start < s.end]


def _nested(marks: Sequence[tuple[int, Role]], nth: int) -> bool:
    """Whether an opening mark inside an open quotation is a quotation in a quotation: it is, if
    the next two marks close; else the first quotation was never closed.
    """
    following = [role for _, role in marks[nth + 1 : nth + 3]]
    return len(following) == 2 and all(role != "open" for role in following)


def _stretch(text: str, index: int, opened: int, closed: int, *, goes_on: bool) -> Stretch:
    start, end = trimmed(text, opened + 1, closed)
    return Stretch(start, end, (opened, closed + 1), index, goes_on=goes_on)


def _unclosed(text: str, index: int, opened: int, limit: int, *, goes_on: bool) -> Stretch:
    """A quotation without its closing mark ends where a single mark closes it, else at `limit`."""
    for mark in _SINGLE.finditer(text, opened + 1, limit):
        at = mark.start()
        closes = text[at - 1] in ".!?…," and text[at + 1 : at + 2].isspace()
        if closes and not _INNER.search(text, opened + 1, at):
            start, end = trimmed(text, opened + 1, at)
            return Stretch(start, end, (opened, at + 1), index, closed=False, goes_on=goes_on)
        if closes:
            break
    start, end = trimmed(text, opened + 1, limit)
    return Stretch(start, end, (opened, end), index, closed=False, goes_on=goes_on)


def _all_speech(text: str, stretch: Stretch, next_mark: int) -> bool:
    return stretch.end > stretch.start and not text[stretch.outer[1] : next_mark].strip()


def _with_singles(
    text: str, paragraph: Paragraph, index: int, doubles: list[Stretch]
) -> list[Stretch]:
    """Add quotations in single marks, also those that hold double ones inside."""
    singles: list[Stretch] = []
    position = paragraph.start
    blocked = iter([*(s.outer for s in doubles if not s.stray), (paragraph.end, paragraph.end)])
    barrier = next(blocked)
    for mark in _SINGLE.finditer(text, paragraph.start, paragraph.end):
        at = mark.start()
        while at >= barrier[1] and barrier[0] < paragraph.end:
            barrier = next(blocked)
        if at < position or barrier[0] <= at or not _opens_single(text, at, paragraph):
            continue
        closing = _single_close(text, at, paragraph, doubles)
        if closing is None:
            continue
        start, end = trimmed(text, at + 1, closing)
        if start < end:
            singles.append(Stretch(start, end, (at, closing + 1), index, single=True))
            position = closing + 1
    if not singles:
        return doubles
    kept = [d for d in doubles if not any(s.start <= d.start and d.end <= s.end for s in singles)]
    return sorted([*kept, *singles], key=lambda s: s.outer)


def _opens_single(text: str, at: int, paragraph: Paragraph) -> bool:
    left = text[at - 1] if at > paragraph.start else " "
    right = text[at + 1] if at + 1 < paragraph.end else " "
    if text[at] in "’›" or right.isspace() or not (left.isspace() or left in "([—–:"):
        return False
    return text[at] in "‘‚‹" or not _ELISION.match(text, at + 1)


def _single_close(
    text: str, opened: int, paragraph: Paragraph, doubles: Sequence[Stretch]
) -> int | None:
    """The best closing mark: the first after a stop or comma, else the first that is no plural
    possessive, else none. Looks at most 1500 code points and twelve marks ahead (sixty with
    apostrophes).
    """
    fallback: int | None = None
    seen = 0
    ahead = _SINGLE.finditer(text, opened + 2, min(paragraph.end, opened + 1500))
    for mark in itertools.islice(ahead, 60):
        at = mark.start()
        right = text[at + 1] if at + 1 < paragraph.end else " "
        if text[at - 1].isspace() or right.isalnum() or text[at] in "‘‚‹":
            continue
        seen += 1
        if text[at - 1] in ".!?…,":
            return at
        if fallback is None and (text[at - 1] != "s" or not right.isspace()):
            fallback = at
        if seen >= 12:
            break
    if fallback is not None and any(
        d.outer[0] < fallback < d.outer[1] or opened < d.outer[0] < fallback for d in doubles
    ):
        return None
    return fallback
