"""`python -m benchmarks.quotes.weights GOLD…`: what the weights of the card score are worth.

Prints AUC and p@1 of the weights as they stand; of weights learnt anew on all articles; and of
weights learnt on the other articles only (k folds by article): the figure to expect elsewhere.
Learning starts from the weights as they stand and is drawn back to them (ridge).
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.quotes.gold import GoldArticle, load, overlap, trimmed
from benchmarks.quotes.measure import card_figures
from benchmarks.quotes.systems import Answer
from flows.core.quote import Quote
from flows.quotes import pick
from flows.quotes.appeal import Looks, features
from flows.quotes.joining import printed
from flows.quotes.refusals import words_of
from flows.quotes.score import WEIGHTS

Vector = npt.NDArray[np.float64]
_FOLDS = 8
_SAME_PLACE = 0.8
_STEPS = 40


@dataclass(frozen=True, slots=True)
class Page:
    """An article's quotes: their features in rows, and which are card-worthy."""

    article: GoldArticle
    quotes: tuple[Quote, ...]
    rows: Vector
    worthy: npt.NDArray[np.bool_]


def read(article: GoldArticle) -> Page:
    """Find an article's quotes and look at each as the score does."""
    quotes = [q for q in pick(article.text).quotes if words_of(q.text)]
    rows = [list(features(q.text, _looks(article.text, q)).values()) for q in quotes]
    worthy = [
        any(_is(article, q, g.start, g.end) for g in article.quotes if g.worthy) for q in quotes
    ]
    shape = np.array(rows, dtype=float).reshape(len(quotes), len(WEIGHTS))
    return Page(article, tuple(quotes), shape, np.array(worthy, dtype=bool))


def _looks(text: str, quote: Quote) -> Looks:
    return Looks(
        quote.text,
        tuple(printed(text, (span,)) for span in quote.spans),
        place=quote.spans[0].start / len(text),
        embedded="embedded" in quote.flags,
        speaker=quote.speaker.kind,
        sure=quote.confidence,
    )


def _is(article: GoldArticle, quote: Quote, start: int, end: int) -> bool:
    places = [trimmed(article.text, s.start, s.end) for s in quote.spans]
    return any(overlap(place, (start, end)) >= _SAME_PLACE for place in places)


def learn(pages: Sequence[Page], ridge: float) -> Vector:
    """Return weights under which card-worthy quotes come before the others of their article."""
    start = np.array(list(WEIGHTS.values()))
    pairs: list[Vector] = []
    shares: list[float] = []
    for page in pages:
        good, bad = page.rows[page.worthy], page.rows[~page.worthy]
        found = (good[:, None, :] - bad[None, :, :]).reshape(-1, len(start))
        pairs.append(found)
        shares += [1 / max(1, len(found))] * len(found)
    before = np.vstack(pairs)
    scale = before.std(axis=0) + 1e-9
    scaled, weight = before / scale, np.array(shares)
    change = np.zeros(len(start))
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-(before @ start + scaled @ change)))
        slope = scaled.T @ (weight * (sure - 1)) + ridge * change
        bend = (scaled * (weight * sure * (1 - sure))[:, None]).T @ scaled
        change = change - np.linalg.solve(bend + ridge * np.eye(len(start)), slope)
    learnt: Vector = start + change / scale
    return learnt


def figures(pages: Sequence[Page], weights: Mapping[str, Vector]) -> str:
    """Say AUC and p@1 of the articles, each under its own weights."""
    answers = {
        page.article.id: [
            Answer(tuple((s.start, s.end) for s in quote.spans), quote.speaker.name, None, score)
            for quote, score in zip(
                page.quotes, (page.rows @ weights[page.article.id]).tolist(), strict=True
            )
        ]
        for page in pages
    }
    found = card_figures([page.article for page in pages], answers)
    return f"AUC {found['AUC'] or 0:.3f}  p@1 {found['p@1'] or 0:.3f}"


def main() -> None:
    """Learn and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="gold files with card marks")
    parser.add_argument("--ridge", type=float, default=3.0, help="how strongly to stay as it is")
    given = parser.parse_args()
    files = {path.stem: [read(a) for a in load(path) if a.marked] for path in given.gold}
    every = [page for pages in files.values() for page in pages]
    now = np.array(list(WEIGHTS.values()))
    anew = learn(every, given.ridge)
    apart = {
        page.article.id: learn([p for n, p in enumerate(every) if n % _FOLDS != fold], given.ridge)
        for fold in range(_FOLDS)
        for page in every[fold::_FOLDS]
    }
    for name, pages in files.items():
        print(name)
        print("  as they stand     ", figures(pages, {p.article.id: now for p in pages}))
        print("  learnt on all     ", figures(pages, {p.article.id: anew for p in pages}))
        print("  learnt on others  ", figures(pages, apart))
    for name, was, new in zip(WEIGHTS, now, anew, strict=True):
        print(f"  {name:26}{was:+.2f}  {new:+.2f}")


if __name__ == "__main__":
    main()
