"""Learn the zone model's weights: `python -m benchmarks.clean.train FOLDER … [--ids …] [-o FILE]`.

A FOLDER holds `lines.json.gz`: per page two scrapes as lines with a label each. The model is a
conditional random field over (first, end); the likelihood of the labelled zone is raised by Adam,
with L2 and with pages put together from the head of one, the body of another and the tail of a
third, so that it learns what borders look like rather than what pages look like. Deterministic.

What the model is worth on pages not learnt from: with weights from the developed half alone
(`--ids 01234567 -o FILE`) the other half scores F1 .959 (text), .979 (text_body), .961 (block),
.976 (block_body); the shipped weights score .962, .979, .965 and .976 there.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.clean.columns import Columns, border_scores, columns
from flows.clean.hygiene import tidy_line
from flows.clean.scores import Weights
from flows.clean.shape import Line, paragraphs
from flows.clean.traits import Numbers, traits
from flows.clean.zone import WEIGHTS

_SMOOTH = 0.1
_STEPS = 200
_RATE = 0.05
_MIXED = 300


@dataclass(frozen=True, slots=True)
class Scrape:
    """A scrape with its zone."""

    style: str
    lines: list[Line]
    first: int
    end: int


def scrapes(folder: Path, wanted: str) -> Iterator[Scrape]:
    """Yield the labelled scrapes of pages whose id begins with a sign of `wanted`, cut and whole."""
    with gzip.open(folder / "lines.json.gz", "rt", encoding="utf-8") as file:
        pages = json.load(file)
    for page in sorted(pages):
        if page[0] not in wanted:
            continue
        for style in ("block", "text"):
            data = pages[page][style]
            for low, high in ((0, len(data["lines"])), tuple(data["cut"])):
                yield from _scrape(style, data, low, high)


def _scrape(style: str, data: dict[str, list[str]], low: int, high: int) -> Iterator[Scrape]:
    lines = paragraphs([tidy_line(line) for line in data["lines"][low:high]])
    labels = iter(str(label) == "1" for label in data["labels"][low:high])
    inside = []
    for place, line in enumerate(lines):
        sizes = [(len(part), next(labels)) for part in line.originals]
        if sum(size for size, label in sizes if label) * 2 > sum(size for size, _ in sizes):
            inside.append(place)
    if inside:
        yield Scrape(style, lines, inside[0], inside[-1] + 1)


def mixed(known: Sequence[Scrape], count: int) -> Iterator[Scrape]:
    """Yield scrapes made of three pages each; a quarter has a list of short lines in its body."""
    dice = random.Random(0)
    whole = {style: [s for s in known if s.style == style][::2] for style in ("block", "text")}
    for number in range(count):
        pages = whole["block" if number % 2 else "text"]
        one, two, three = (dice.choice(pages) for _ in range(3))
        head, body = one.lines[: one.first], two.lines[two.first : two.end]
        tail = three.lines[three.end :]
        if dice.random() < 0.35:
            head = head[-dice.randint(0, 6) :]
        if dice.random() < 0.35:
            tail = tail[: dice.randint(0, 8)]
        if dice.random() < 0.3 and len(body) > 6:
            start = dice.randint(0, len(body) - 4)
            body = body[start : start + dice.randint(4, len(body))]
        if dice.random() < 0.25 and len(body) > 6:
            short = [x for x in dice.choice(pages).lines if not x.form and not x.running]
            place = dice.randint(2, len(body) - 2)
            body = body[:place] + short[: dice.randint(5, 40)] + body[place:]
        if body:
            yield Scrape("mixed", head + body + tail, len(head), len(head) + len(body))


def learn(known: Sequence[Scrape]) -> Weights:
    """Return the weights that make the known zones likeliest."""
    examples = [(columns(traits(scrape.lines)), scrape.first, scrape.end) for scrape in known]
    sizes = _sizes(examples[0][0])
    theta, mean, square = (np.zeros(sum(sizes)) for _ in range(3))
    for step in range(1, _STEPS + 1):
        model = _split(theta, sizes)
        slope = sum(_slope(model, *example) for example in examples) / len(examples)
        slope -= _SMOOTH * theta
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        scaled = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        theta = theta + _RATE * scaled
    return _split(theta, sizes)


def _sizes(found: Columns) -> tuple[int, int, int, int]:
    borders = found.borders.shape[1]
    return found.inside.shape[1], borders, borders, found.shares.shape[1]


def _split(theta: Numbers, sizes: tuple[int, int, int, int]) -> Weights:
    inside, first, end, shares = np.split(theta, np.cumsum(sizes)[:-1])
    return Weights(inside, first, end, shares)


def _slope(model: Weights, found: Columns, first: int, end: int) -> Numbers:
    """Return the gradient of the log-likelihood of (first, end): observed less expected traits."""
    firsts, ends = border_scores(found, model)
    forward = np.logaddexp.accumulate(firsts)
    backward = np.logaddexp.accumulate(ends[::-1])[::-1]
    total = np.logaddexp.reduce(ends[1:] + forward[:-1])
    is_end = np.concatenate([[0.0], np.exp(ends[1:] + forward[:-1] - total)])
    is_first = np.concatenate([np.exp(firsts[:-1] + backward[1:] - total), [0.0]])
    inside = np.cumsum(is_first)[:-1] - np.cumsum(is_end)[:-1]
    observed = np.zeros(len(inside))
    observed[first:end] = 1.0
    difference = observed - inside
    return np.concatenate(
        [
            (difference * found.weight) @ found.inside,
            found.borders[first] - is_first @ found.borders,
            found.borders[end] - is_end @ found.borders,
            difference @ found.shares,
        ]
    )


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--ids", default="0123456789abcdef", help="first signs of the pages' ids")
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    known = [scrape for folder in given.folders for scrape in scrapes(folder, given.ids)]
    model = learn([*known, *mixed(known, _MIXED)])
    data = {
        name: [round(float(number), 4) for number in getattr(model, name)]
        for name in ("inside", "first", "end", "shares")
    }
    given.output.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(known)} scrapes, {sum(map(len, data.values()))} weights → {given.output}")


if __name__ == "__main__":
    main()
