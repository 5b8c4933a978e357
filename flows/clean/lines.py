"""The line cleaner for plain-text scrapes: position, repetition, neighbourhood and form.

A scrape is one line per block of a page, in order. First each line's form is read (`forms`) and
paragraphs cut at links are put together (`shape`); then the article's zone is found (`zone`), and
the passes here look at its lines together: which list a promo heading opens, which lines are
captions because a credit stands beside them, what stands there twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.core.article import BlockKind, Removed, RemovedKind

from .biography import biography
from .forms import CAPTION_LABEL, LIST_HEADING, ends_in_credit
from .shape import Line, paragraphs
from .zone import find_zone

# Lines that a promo list in the middle of an article may have.
_LONGEST_PROMO = 9
_LONGEST_CAPTION = 130
_LONGEST_SUMMARY = 150
# So many paragraphs stand below the picture that an article opens with.
_LEAST_BELOW = 3
# A shorter line may well be said twice in a story.
_SHORTEST_TWICE = 60
# So many code points tell most lines apart.
_TOLD_APART = 40
# How far above the article's first line its title may stand.
_TITLE_ABOVE = 12
# Words of a heading between paragraphs.
_LONGEST_HEADING = 14
# Words of a name or a section's name.
_LONGEST_NAME = 3
# "Comments (12)", "3 replies": how many there are. And how a comment begins: "Ada says:".
_COUNTED = re.compile(
    r"(?:comments?|kommentare|comentarios|commentaires|commenti)\W*\d*\W*|\d+ \w+(?: on .*)?",
    re.IGNORECASE,
)
_COMMENTER = re.compile(r"[^\W_][\w .'’@-]{0,40}(?: (?:says|said|wrote))?(?: on [^:]{4,40})?:")
_LIST_SIGNS = frozenset("•●▪◦*–-0123456789")
_LIST_ITEM = re.compile(r"(?:[•●▪◦*–-]|[0-9]{1,2}[.)])\s+\S")


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
    """A cleaned scrape: title or None, the lines that stay with their kinds, what went.

    `bylines` are the author and date lines that stood above the first running text.
    """

    title: str | None
    kept: list[tuple[BlockKind, Line]]
    removed: list[Removed] = field(default_factory=list)
    bylines: tuple[str, ...] = ()


def clean_scrape(lines: Sequence[str], title: str | None = None) -> Scrape:
    """Clean tidy lines (blank ones are ignored). `title` is the title if it is known already."""
    verdicts = [Verdict(line) for line in paragraphs([line for line in lines if line.strip()])]
    first, end = find_zone([verdict.line for verdict in verdicts])
    _by_zone(verdicts, first, end)
    judge(verdicts[first:end])
    _by_biography(verdicts)
    found = _take_title(verdicts, first, title)
    return Scrape(
        title=title or (found.line.text if found else None),
        kept=[(_block_kind(verdicts, place), v.line) for place, v in _kept(verdicts)],
        removed=[
            Removed(part, v.kind, v.reason)
            for v in verdicts
            if v.kind and v is not found
            for part in v.line.parts or (v.line.text,)
        ],
        bylines=_bylines(verdicts),
    )


def _bylines(verdicts: list[Verdict]) -> tuple[str, ...]:
    body = next((n for n, v in enumerate(verdicts) if v.kept and v.line.prose), 0)
    above = verdicts[max(0, body - _TITLE_ABOVE) : body]
    return tuple(v.line.text for v in above if v.line.form and v.line.form.kind == "byline")


def judge(verdicts: list[Verdict]) -> None:
    """Decide on every line of the article's part, in place."""
    _by_form(verdicts)
    _by_comments(verdicts)
    _by_promo_lists(verdicts)
    _by_captions(verdicts)
    _by_lead_picture(verdicts)
    _by_repetition(verdicts)


def _kept(verdicts: list[Verdict]) -> list[tuple[int, Verdict]]:
    return [(place, verdict) for place, verdict in enumerate(verdicts) if verdict.kind is None]


def _by_zone(verdicts: list[Verdict], first: int, end: int) -> None:
    for place, verdict in enumerate(verdicts):
        if first <= place < end:
            continue
        form = verdict.line.form
        where = "above the article" if place < first else "below the article"
        if form:
            verdict.drop(form.kind, f"{form.reason}, {where}")
        else:
            verdict.drop("navigation", where)


def _by_form(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        if form := verdict.line.form:
            verdict.drop(form.kind, form.reason)


def _by_comments(verdicts: list[Verdict]) -> None:
    """Drop all below "3 comments" where somebody's comment begins and most of the text is above.

    A link to the comments stands above and inside articles too.
    """
    prose = [v.line.size if v.line.prose else 0 for v in verdicts]
    total, above = sum(prose), 0
    for place, verdict in enumerate(verdicts):
        above += prose[place]
        if verdict.kind != "comment" or 2 * above < total:
            continue
        below = verdicts[place + 1 : place + 3]
        begins = any(_COMMENTER.match(v.line.text) or v.kind == "byline" for v in below)
        if begins and _COUNTED.fullmatch(verdict.line.text):
            for one in verdicts[place + 1 :]:
                one.drop("comment", "below the heading of the comments")
            return


def _by_promo_lists(verdicts: list[Verdict]) -> None:
    """Drop what follows the heading of a list of other articles, up to the next running text.

    Longer lists than any promo has are the article's own, unless nothing comes after them.
    """
    last_prose = max((n for n, v in enumerate(verdicts) if v.line.prose), default=0)
    place = end = 0
    while place < len(verdicts):
        form = verdicts[place].line.form
        place += 1
        if not form or form.reason != LIST_HEADING:
            continue
        # A list with many headings is looked through once.
        end = max(end, place)
        while end < len(verdicts) and not _resumes(verdicts[end].line):
            end += 1
        if end - place < _LONGEST_PROMO or end > last_prose:
            for listed in verdicts[place:end]:
                listed.drop("promo", "in a list of other articles")
            place = end


def _resumes(line: Line) -> bool:
    return (line.prose or line.says) and not _headline(line)


def _headline(line: Line) -> bool:
    """Tell whether running text by size and end may be a headline that asks, or one cut short."""
    return line.size <= 110 and line.text.endswith(("?", "...", "…")) and not line.quotes


def _by_captions(verdicts: list[Verdict]) -> None:
    """Drop captions: a line that ends in a credit, or a short unfinished one beside one."""
    for place, verdict in enumerate(verdicts):
        line = verdict.line
        if not verdict.kept or line.quotes:
            continue
        below = verdicts[place + 1] if place + 1 < len(verdicts) else None
        short = line.size <= _LONGEST_CAPTION and not line.ends
        if line.size <= 400 and ends_in_credit(line.text):
            verdict.drop("credit", "a caption: it ends in a picture credit")
        elif short and below is not None and below.kind == "credit":
            verdict.drop("credit", "a caption: a picture credit stands below it")
        elif short and place and _is_label(verdicts[place - 1].line):
            verdict.drop("credit", "a caption: its label stands above it")


def _is_label(line: Line) -> bool:
    return line.form is not None and line.form.reason == CAPTION_LABEL


def _by_lead_picture(verdicts: list[Verdict]) -> None:
    """Drop the caption or summary above the first picture's credit, where the story begins below.

    A sentence as short as that is no lead paragraph, and words spoken are never taken for one.
    """
    prose = [place for place, verdict in enumerate(verdicts) if verdict.kept and verdict.line.prose]
    if len(prose) <= _LEAST_BELOW:
        return
    first = verdicts[prose[0]]
    below = verdicts[prose[0] + 1]
    # A caption with words of its own needs none above it.
    alone = below.kind == "credit" and (below.line.form or below.line.text.startswith("("))
    if alone and not first.line.quotes and first.line.size <= _LONGEST_SUMMARY:
        first.drop("credit", "a caption or summary: the first picture's credit stands below it")


def _by_biography(verdicts: list[Verdict]) -> None:
    """Drop what tells of the author below the last of the story."""
    kept = [verdict for verdict in verdicts if verdict.kept]
    bylines = [v.line for v in verdicts if v.line.form and v.line.form.kind == "byline"]
    for place in biography([verdict.line for verdict in kept], bylines):
        kept[place].drop("byline", "about the author")


def _by_repetition(verdicts: list[Verdict]) -> None:
    # By how they begin first: few lines need to be compared whole.
    first: dict[str, str] = {}
    whole: dict[str, set[str]] = {}
    for verdict in verdicts:
        if not verdict.kept or verdict.line.size < _SHORTEST_TWICE:
            continue
        text = verdict.line.text
        beginning = text[:_TOLD_APART].casefold()
        if beginning not in first:
            first[beginning] = text
            continue
        above = whole.get(beginning)
        if above is None:
            above = whole[beginning] = {first[beginning].casefold()}
        folded = text.casefold()
        if folded in above:
            verdict.drop("duplicate", "the same line stands above")
        above.add(folded)


def _take_title(verdicts: list[Verdict], first: int, known: str | None) -> Verdict | None:
    """Find the title above the first running text; drop what else stands there unfinished."""
    body = next((n for n, v in enumerate(verdicts) if v.kept and _is_story(v.line)), None)
    if body is None:
        return None
    if known:
        _drop_title_lines(verdicts, known)
    above = verdicts[max(0, first - _TITLE_ABOVE, body - 2 * _TITLE_ABOVE) : body]
    offers = [] if known else [v for v in above if _is_headline(v)]
    title = max(offers, key=lambda v: v.line.size, default=None)
    if title is not None:
        title.drop("duplicate", "the title")
        _drop_title_lines(verdicts, title.line.text)
    for verdict in verdicts[first:body]:
        if verdict.kept and not _may_be_told(verdict.line):
            verdict.drop("byline", "above the article's first sentence")
    return title


def _may_be_told(line: Line) -> bool:
    """Tell whether a line above the first sentence is one, or a headline; names are shorter."""
    return line.ends or line.says or line.words > _LONGEST_NAME


def _is_story(line: Line) -> bool:
    """Tell whether a line is no headline, however short: a statement or words spoken."""
    return line.prose or (line.says and not line.text.endswith(("?", "!", "?”", "!”")))


def _is_headline(verdict: Verdict) -> bool:
    line = verdict.line
    stands = verdict.kept or verdict.reason == "above the article"
    finished = line.ends and not line.text.endswith(("?", "!", "”", "’", '"', "'"))
    return stands and not line.parts and 15 <= line.size <= 200 and line.words >= 3 and not finished


def _drop_title_lines(verdicts: list[Verdict], title: str) -> None:
    wanted = " ".join(title.split()).casefold()
    # Folding makes few texts longer, and none three times as long.
    least, most = len(wanted) // 3, 2 * len(wanted)
    for verdict in verdicts:
        text = verdict.line.text
        if least <= len(text) <= most and text.casefold() == wanted:
            verdict.drop("duplicate", "the title again")


def _block_kind(verdicts: list[Verdict], place: int) -> BlockKind:
    line = verdicts[place].line
    if line.text[:1] in _LIST_SIGNS and line.size < 400 and _LIST_ITEM.match(line.text):
        return "list_item"
    if line.prose or line.ends or line.size > 110 or line.text.endswith((",", ";", ":")):
        return "paragraph"
    if line.spoken or (line.quotes and not line.text[:1].isupper()):
        return "paragraph"
    if line.names_one and place and verdicts[place - 1].line.spoken:
        return "paragraph"
    if line.words > _LONGEST_HEADING:
        return "paragraph"
    below = next((v.line for v in verdicts[place + 1 : place + 3] if v.kind is None), None)
    return "heading" if below is not None and below.size > line.size else "paragraph"
