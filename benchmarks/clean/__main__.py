"""`python -m benchmarks.clean FOLDER [--json] [--no-peers]`: us and the peers side by side.

FOLDER holds pages with hand-made bodies: `truth.json`, `lines.json.gz`, `html/ID.html.gz` (see
`pages`). Peers run in an environment of their own outside the checkout, made on first use.

Each row is given for all pages, for those that rules were developed on (by the first digit of their
ids) and for those unseen. F1 and exact are shares (`score` says of what); junk is the share of the
page's other words that was kept, lost the share of the article's words that was not: per cent in
the table, shares in the JSON.

CPU times are of one run, warm, as ratios to trafilatura's precision mode; ours is taken in turns
with it, page by page. Of the line cleaner: MB of text per CPU second, on the scrapes one by one and
on one long text made of them, and how many times as long as a scan for words of the same text.
"""

import argparse
import gc
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.clean.pages import LINE_TASKS, BenchPage, load
from benchmarks.clean.peer_extract import precision
from benchmarks.clean.score import score, score_page
from benchmarks.peers.environment import python_with
from flows.clean import clean_lines, shape
from flows.clean.page import read_page
from flows.core.article import RawDocument

_HERE = Path(__file__).parent
_RATIO_TO = "trafilatura precision"
_REPEATED = 5
_WORD = re.compile(r"\w+")

Answers = dict[str, str]


def our_pages(pages: list[BenchPage]) -> tuple[Answers, float, float]:
    """Return our texts, our CPU seconds and trafilatura's on the same pages.

    Page by page in turns, so that a busy machine slows both. What a page leaves behind is collected
    after it and counted, without the modules, as the extraction process does.
    """
    found: Answers = {}
    ours = theirs = 0.0
    _read(pages[0])
    precision(pages[0].html, "")
    gc.disable()
    gc.collect()
    gc.freeze()
    for page in pages:
        started = time.process_time()
        found[page.id] = _read(page)
        gc.collect()
        between = time.process_time()
        precision(page.html, page.url)
        gc.collect()
        ours += between - started
        theirs += time.process_time() - between
    gc.unfreeze()
    gc.enable()
    return found, ours, theirs


def _read(page: BenchPage) -> str:
    document = RawDocument("html", page.html, b"", page.id, url=page.url)
    *_, last = read_page(document)
    return "\n\n".join(part.text for part in last.body.parts)


def our_lines(pages: list[BenchPage], task: str) -> Answers:
    """Return the kept lines of every scrape."""
    return {page.id: clean_lines(page.lines[task]).text for page in pages}


def line_speed(pages: list[BenchPage]) -> dict[str, dict[str, float]]:
    """Return MB of text per CPU second, for the scrapes and for one long text (linear: the same).

    With it how many times as long it takes as finding the words of the same text in the same run,
    which says more on a busy machine. Short lines that a text has again are known by then, but
    none from before the measure.
    """
    scrapes = [page.lines["block_body"] for page in pages]
    speeds = {}
    for name, texts in (("scrapes", scrapes), ("one text", [list(chain(*scrapes * _REPEATED))])):
        together = ["\n".join(lines) for lines in texts]
        cleaning, scanning = [], []
        for _ in range(_REPEATED):
            shape.forget()
            cleaning.append(_seconds(clean_lines, texts))
            scanning.append(_seconds(_WORD.findall, together))
        size = sum(len(text.encode()) for text in together) / 1e6
        speeds[name] = {"MB/s": size / min(cleaning), "scans": min(cleaning) / min(scanning)}
    return speeds


def _seconds(work: Callable[[Any], object], texts: Sequence[object]) -> float:
    started = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - started


def peers(pages: list[BenchPage]) -> dict[str, tuple[Answers, float]]:
    """Return the peers' texts and CPU seconds; trafilatura from our own environment."""
    jobs = "".join(
        json.dumps({"id": page.id, "url": page.url, "html": page.html}) + "\n" for page in pages
    )
    theirs = str(python_with(_HERE / "peers.txt"))
    runs = (
        (sys.executable, [_RATIO_TO, "trafilatura"]),
        (theirs, ["readability-lxml", "newspaper4k"]),
    )
    texts: dict[str, Answers] = {}
    seconds: dict[str, float] = {}
    for python, names in runs:
        command = [python, str(_HERE / "peer_extract.py"), *names]
        done = subprocess.run(command, input=jobs, capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            record = json.loads(line)
            if "seconds" in record:
                seconds[record["name"]] = record["seconds"]
            else:
                texts.setdefault(record["name"], {})[record["id"]] = record["text"]
    return {name: (found, seconds[name]) for name, found in texts.items()}


def measured(pages: list[BenchPage], task: str, answers: Answers) -> dict[str, Any]:
    """Score answers on all pages and on each half."""
    halves = {
        "all": pages,
        "developed": [page for page in pages if page.developed],
        "unseen": [page for page in pages if not page.developed],
    }
    return {
        half: asdict(score([score_page(p.body, answers[p.id], p.given(task)) for p in chosen]))
        for half, chosen in halves.items()
        if chosen
    }


def run(folder: Path, *, with_peers: bool) -> dict[str, Any]:
    """Measure everything."""
    pages = load(folder)
    ours, our_seconds, beside = our_pages(pages)
    rows: list[dict[str, Any]] = [{"who": "pullquote", "task": "html", "seconds": our_seconds}]
    rows[0] |= {"times trafilatura": our_seconds / beside, **measured(pages, "html", ours)}
    for task in LINE_TASKS:
        answers = our_lines(pages, task)
        rows.append({"who": "pullquote", "task": task, **measured(pages, task, answers)})
    for name, (found, seconds) in (peers(pages) if with_peers else {}).items():
        rows.append(
            {"who": name, "task": "html", "seconds": seconds, **measured(pages, "html", found)}
        )
    unit = next((row["seconds"] for row in rows if row["who"] == _RATIO_TO), None)
    for row in rows:
        if unit and "seconds" in row and row["who"] != "pullquote":
            row["times trafilatura"] = row["seconds"] / unit
    return {"rows": rows, "line cleaner": line_speed(pages)}


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="pages with hand-made bodies")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--no-peers", action="store_true", help="measure ours alone")
    given = parser.parse_args()
    if not (given.folder / "truth.json").is_file():
        parser.error(f"{given.folder} has no truth.json")
    found = run(given.folder, with_peers=not given.no_peers)
    if given.json:
        print(json.dumps(found, indent=1))
        return
    print(
        f"{'':22} {'task':11} {'pages':10} {'F1':>6} {'exact':>6} {'junk%':>6} {'lost%':>6} {'time':>6}"
    )
    for row in found["rows"]:
        for half in ("all", "developed", "unseen"):
            if half in row:
                _print(row, half)
    for name, speed in found["line cleaner"].items():
        print(f"line cleaner, {name}: {speed['MB/s']:.1f} MB/s, {speed['scans']:.1f} scans")


def _print(row: dict[str, Any], half: str) -> None:
    figures = row[half]
    ratio = row.get("times trafilatura")
    shown = f"{ratio:5.2f}×" if ratio and half == "all" else ""
    print(
        f"{row['who']:22} {row['task']:11} {half:10} {figures['f1']:6.3f} {figures['exact']:6.2f} "
        f"{100 * figures['junk']:6.1f} {100 * figures['lost']:6.2f} {shown:>6}"
    )


if __name__ == "__main__":
    main()
