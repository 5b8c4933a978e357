r"""The measure of the article-extraction benchmark (Scrapinghub 2020): runs of four words.

Words are `\w+` runs, case kept. Precision and recall count runs with multiplicity per page and are
averaged over pages; F1 is the harmonic mean of the two averages; exact is the share of pages whose
words are all right. Junk kept and body lost are pooled words: a word belongs to a text if it lies
in a run that the text has, each run usable as often as it occurs there.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

_WORD = re.compile(r"\w+")
_RUN = 4

Runs = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PageScore:
    """One page: None where there is nothing to divide by."""

    precision: float | None
    recall: float | None
    exact: bool
    junk_kept: int
    junk_all: int
    body_lost: int
    body_all: int


@dataclass(frozen=True, slots=True)
class Score:
    """Many pages. `junk` and `lost` are shares of all junk and of all article words."""

    pages: int
    f1: float
    precision: float
    recall: float
    exact: float
    junk: float
    lost: float


def score_page(body: str, found: str, given: str) -> PageScore:
    """Compare what was found with the body; `given` is all the text there was to choose from."""
    truth, answer, page = (_WORD.findall(text) for text in (body, found, given))
    right, offered = _runs(truth), _runs(answer)
    hits = sum((right & offered).values())
    return PageScore(
        precision=hits / offered.total() if offered else None,
        recall=hits / right.total() if right else None,
        exact=truth == answer,
        junk_kept=len(answer) - _covered(answer, truth),
        junk_all=len(page) - _covered(page, truth),
        body_lost=len(truth) - _covered(truth, answer),
        body_all=len(truth),
    )


def score(pages: Sequence[PageScore]) -> Score:
    """Put pages together."""
    precision = fmean([p.precision for p in pages if p.precision is not None] or [0.0])
    recall = fmean([p.recall for p in pages if p.recall is not None] or [0.0])
    both = precision + recall
    return Score(
        pages=len(pages),
        f1=2 * precision * recall / both if both else 0.0,
        precision=precision,
        recall=recall,
        exact=fmean([p.exact for p in pages] or [0.0]),
        junk=sum(p.junk_kept for p in pages) / max(1, sum(p.junk_all for p in pages)),
        lost=sum(p.body_lost for p in pages) / max(1, sum(p.body_all for p in pages)),
    )


def _runs(words: list[str]) -> Runs:
    last = max(1, len(words) - _RUN + 1) if words else 0
    return Counter(tuple(words[place : place + _RUN]) for place in range(last))


def _covered(words: list[str], reference: list[str]) -> int:
    if len(words) < _RUN or len(reference) < _RUN:
        return (Counter(words) & Counter(reference)).total()
    left = _runs(reference)
    covered = bytearray(len(words))
    for place in range(len(words) - _RUN + 1):
        run = tuple(words[place : place + _RUN])
        if left[run] > 0:
            left[run] -= 1
            covered[place : place + _RUN] = b"\1" * _RUN
    return sum(covered)
