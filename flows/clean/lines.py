"""The line cleaner for plain-text scrapes: position, repetition, neighbourhood and form.

A scrape is one line per block of a page, in order. First each line's form is read (`forms`), then
the passes here look at the whole: where the article begins and ends, which list a promo heading
opens, which lines are captions because a credit stands beside them, what stands there twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.core.article import BlockKind, Removed, RemovedKind

from .forms import ends_in_credit
from .shape import Line, measured

# Lines that a promo list in the middle of an article may have.
_LONGEST_PROMO = 9
_LIST_ITEM = re.compile(r"(?:[•●▪◦*–-]|\d{1,2}[.)])\s+\S")


@dataclass(slots=True)
class Verdict:
    """A line and what was decided: `kind` and `reason` of its removal, or None while it stays."""

    line: Line
    kind: RemovedKind | None = None
    reason: str = ""

    @property
    def kept(self) -> bool:
        """Whether the line stays."""
        return self.kind is None

    def drop(self, kind: RemovedKind, reason: str) -> None:
        """Remove the line; the first reason stands."""
        if self.kind is None:
            self.kind, self.reason = kind, reason


@dataclass(slots=True)
class Scrape:
    """A cleaned scrape: title or None, the blocks that stay, what went."""

    title: str | None
    parts: list[tuple[BlockKind, str]]
    removed: list[Removed] = field(default_factory=list)


def clean_scrape(lines: Sequence[str], title: str | None = None) -> Scrape:
    """Clean tidy lines (blank ones are ignored). `title` is the title if it is known already."""
    verdicts = [Verdict(measured(line)) for line in lines if line.strip()]
    judge(verdicts)
    found = _take_title(verdicts, title)
    return Scrape(
        title=title or found,
        parts=[(_block_kind(verdicts, place), v.line.text) for place, v in _kept(verdicts)],
        removed=[Removed(v.line.text, v.kind, v.reason) for v in verdicts if v.kind],
    )


def judge(verdicts: list[Verdict]) -> None:
    """Decide on every line, in place."""
    _by_form(verdicts)
    _by_promo_lists(verdicts)
    _by_captions(verdicts)
    _by_repetition(verdicts)


def _kept(verdicts: list[Verdict]) -> list[tuple[int, Verdict]]:
    return [(place, verdict) for place, verdict in enumerate(verdicts) if verdict.kept]


def _by_form(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        if verdict.line.form:
            verdict.drop(verdict.line.form.kind, verdict.line.form.reason)


def _by_promo_lists(verdicts: list[Verdict]) -> None:
    """Drop what follows the heading of a list of other articles, up to the next running text.

    Longer lists than any promo has are the article's own, unless nothing comes after them.
    """
    last_prose = max((n for n, v in enumerate(verdicts) if v.line.prose), default=0)
    for place, verdict in enumerate(verdicts):
        form = verdict.line.form
        if not form or form.reason != "heading of a list of other articles":
            continue
        end = place + 1
        while end < len(verdicts) and not _resumes(verdicts[end].line):
            end += 1
        if end - place <= _LONGEST_PROMO or end > last_prose:
            for listed in verdicts[place + 1 : end]:
                listed.drop("promo", "in a list of other articles")


def _resumes(line: Line) -> bool:
    return line.prose and not _headline(line)


def _headline(line: Line) -> bool:
    """Tell whether running text by size and end may be a headline that asks."""
    return line.size <= 110 and line.text.endswith("?") and not line.quotes


def _by_captions(verdicts: list[Verdict]) -> None:
    """Drop captions: a short line that ends in a credit, or stands right above one."""
    for place, verdict in enumerate(verdicts):
        if not verdict.kept or verdict.line.quotes:
            continue
        below = verdicts[place + 1] if place + 1 < len(verdicts) else None
        if verdict.line.size <= 400 and ends_in_credit(verdict.line.text):
            verdict.drop("credit", "a caption: it ends in a picture credit")
        elif (
            below is not None
            and below.kind == "credit"
            and place + 2 < len(verdicts)
            and place > 0
            and verdict.line.size <= 130
        ):
            verdict.drop("credit", "a caption: a picture credit stands below it")


def _by_repetition(verdicts: list[Verdict]) -> None:
    seen: set[str] = set()
    for verdict in verdicts:
        if not verdict.kept or verdict.line.size < 25:
            continue
        key = " ".join(verdict.line.text.casefold().split())
        if key in seen:
            verdict.drop("duplicate", "the same line stands above")
        seen.add(key)


def _take_title(verdicts: list[Verdict], known: str | None) -> str | None:
    """Take the first kept line as the title if it is one: no sentence, and running text follows."""
    kept = _kept(verdicts)
    if known:
        wanted = " ".join(known.casefold().split())
        for _, verdict in kept[:5]:
            if " ".join(verdict.line.text.casefold().split()) == wanted:
                verdict.drop("duplicate", "the title again")
                break
        return None
    if len(kept) < 3:
        return None
    place, first = kept[0]
    prose_after = sum(v.line.prose for _, v in kept[1:4])
    if first.line.prose or first.line.size > 180 or first.line.words < 3 or not prose_after:
        return None
    if first.line.ends and not first.line.text.endswith(("?", "!", "”", "’", '"')):
        return None
    del verdicts[place]
    return first.line.text


def _block_kind(verdicts: list[Verdict], place: int) -> BlockKind:
    line = verdicts[place].line
    if _LIST_ITEM.match(line.text) and line.size < 400:
        return "list_item"
    if line.prose or line.ends or line.size > 110 or line.text.endswith((",", ";", ":")):
        return "paragraph"
    if line.quotes and not line.text[:1].isupper():
        return "paragraph"
    after = [v.line for v in verdicts[place + 1 : place + 3] if v.kept]
    if line.words <= 14 and after and after[0].size > line.size:
        return "heading"
    return "paragraph"
