"""What is measured: us, and the others in their own environment or written down in ten lines."""

import json
import re
import resource
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.environment import python_with
from benchmarks.quotes.gold import GoldArticle, words
from flows.core.quote import Quote
from flows.quotes import pick
from flows.quotes.language import grammar

_LONG_TEXT = 30_000
_FIRST = "“I was late that day,” said Ann Lee."
"""Read before the clock starts: the first sentence loads what a pipeline needs."""
PEERS = Path(__file__).parent.parent / "peers"
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_PAIR = re.compile(r"“([^”\n]*)”|\"([^\"\n]*)\"")


@dataclass(frozen=True, slots=True)
class Answer:
    """One quotation as a program gives it: places, speaker, and how sure and good it is."""

    spans: tuple[tuple[int, int], ...]
    speaker: str | None
    confidence: float | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A program's answers by article, its articles per second of CPU time without loading, and the
    most memory it held (megabytes; None where it runs inside another).
    """

    name: str
    answers: dict[str, list[Answer]]
    per_second: float
    megabytes: float | None = None


def ours(articles: Sequence[GoldArticle]) -> Run:
    """Run Pullquote."""
    grammar()
    pick(_FIRST)
    started = time.process_time()
    answers = {a.id: [_answer(q) for q in pick(a.text).quotes] for a in articles}
    speed = len(articles) / (time.process_time() - started)
    return Run("pullquote", answers, speed, _peak())


def _peak() -> float:
    """Return the most memory this process held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def growth(articles: Sequence[GoldArticle], *, rounds: int = 5) -> float:
    """Return how many times longer twice the text takes: all articles as one text of at most
    `_LONG_TEXT` code points, then that text twice; the best of some rounds.
    """
    once = "\n\n".join(a.text for a in articles)[:_LONG_TEXT]
    times: dict[str, list[float]] = {once: [], f"{once}\n\n{once}": []}
    for _ in range(rounds):
        for text, seconds in times.items():
            started = time.process_time()
            pick(text)
            seconds.append(time.process_time() - started)
    short, long = (min(seconds) for seconds in times.values())
    return long / short


def _answer(quote: Quote) -> Answer:
    name = quote.speaker.name
    unnamed = quote.speaker.kind == "anonymous"
    spans = tuple((s.start, s.end) for s in quote.spans)
    return Answer(spans, f"anonymous: {name}" if unnamed else name, quote.confidence, quote.score)


def nearest_name(articles: Sequence[GoldArticle]) -> Run:
    """Run the obvious: pairs of marks as they come, the nearest two capitalised words."""
    started = time.process_time()
    answers = {a.id: list(_nearest(a.text)) for a in articles}
    return Run("nearest name", answers, len(articles) / (time.process_time() - started))


def _nearest(text: str) -> Iterable[Answer]:
    names = list(_CAPITALISED.finditer(text))
    for match in _PAIR.finditer(text):
        start, end = match.start() + 1, match.end() - 1
        if words(text[start:end]) < 5:
            continue
        outside = [n for n in names if n.end() <= start or n.start() >= end]
        near = min(outside, key=lambda n: max(start - n.end(), n.start() - end), default=None)
        yield Answer(((start, end),), near.group() if near else None)


def textacy(articles: Sequence[GoldArticle]) -> Run:
    """Run textacy's `direct_quotations` with the same language model, in its own environment."""
    python = python_with(PEERS / "quotes.txt")
    lines = "".join(json.dumps({"id": a.id, "text": a.text}) + "\n" for a in articles)
    done = subprocess.run(
        [python, PEERS / "textacy_quotes.py"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    *answers, last = [json.loads(line) for line in done.stdout.splitlines()]
    return Run(
        "textacy",
        {a["id"]: _foreign(a["quotes"]) for a in answers},
        len(articles) / last["seconds"],
        last["megabytes"],
    )


def _foreign(quotes: list[dict[str, Any]]) -> list[Answer]:
    return [Answer(((q["start"], q["end"]),), q["speaker"]) for q in quotes]
