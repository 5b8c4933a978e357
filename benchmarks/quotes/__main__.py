"""`python -m benchmarks.quotes GOLD… [--json]`: us and the others side by side on gold files."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.quotes.gold import GoldArticle, load
from benchmarks.quotes.measure import figures
from benchmarks.quotes.systems import Run, growth, nearest_name, ours, textacy

_HALVES: dict[str, Callable[[GoldArticle], bool]] = {
    "all": lambda _: True,
    "tuned half": lambda article: article.half == 0,
    "other half": lambda article: article.half == 1,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, run every program once per file, print the table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quotes", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="gold files, one article a line")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--no-peers", action="store_true", help="run nothing but ourselves")
    chosen = parser.parse_args(arguments)
    report = {path.stem: _compare(path, peers=not chosen.no_peers) for path in chosen.gold}
    if chosen.json:
        json.dump(report, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for name, programs in report.items():
        print(f"\n{name}")
        _print(programs)


def _compare(path: Path, *, peers: bool) -> dict[str, dict[str, dict[str, float | None]]]:
    articles = load(path)
    runs = [ours(articles)]
    if peers:
        runs += [textacy(articles), nearest_name(articles)]
    return {run.name: _halves(articles, run, runs[0]) for run in runs}


def _halves(
    articles: Sequence[GoldArticle], run: Run, reference: Run
) -> dict[str, dict[str, float | None]]:
    result: dict[str, dict[str, float | None]] = {}
    for half, belongs in _HALVES.items():
        if run.name != reference.name and half != "all":
            continue
        result[half] = figures([a for a in articles if belongs(a)], run.answers)
    result["all"]["articles per second"] = run.per_second
    result["all"]["our speed over theirs"] = reference.per_second / run.per_second
    result["all"]["most megabytes"] = run.megabytes
    if run is reference:
        result["all"]["times as long for twice the text"] = growth(articles)
    return result


def _print(programs: dict[str, dict[str, dict[str, float | None]]]) -> None:
    columns = {
        f"{name}, {half}": f for name, parts in programs.items() for half, f in parts.items()
    }
    print(f"{'':28}" + "".join(f"{title:>24}" for title in columns))
    for figure in next(iter(columns.values())):
        values = "".join(f"{_shown(column.get(figure)):>24}" for column in columns.values())
        print(f"{figure:28}{values}")


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
