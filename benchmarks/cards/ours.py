"""Our side: run as `python -m benchmarks.cards.ours JOB MODE`, prints JSON. One process per run."""

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

START = time.process_time()


def _orders(job: dict[str, Any]) -> list[Any]:
    from flows.core.card import CardOrder, Picture

    picture = Picture(Path(job["photo"]), "own", "Photo: Ida Renner", (0.64, 0.36))
    return [
        CardOrder(quote, job["speaker"], job["role"], "photo", "4:5", picture)
        for quote in job["quotes"]
    ]


def _timed(work: Callable[[Any], object], items: list[Any], passes: int) -> dict[str, float]:
    """Return the CPU milliseconds of the median item, everything warm.

    Each item counts with the best of `passes`: what other programs on the machine cost is no
    part of it. The peers are measured the same way.
    """
    for item in items:
        work(item)
    taken = [float("inf")] * len(items)
    for _ in range(passes):
        for number, item in enumerate(items):
            before = time.process_time()
            work(item)
            taken[number] = min(taken[number], (time.process_time() - before) * 1000)
    return {"p50": statistics.median(taken), "mean": statistics.fmean(taken)}


def _cards(job: dict[str, Any], mode: str) -> dict[str, float]:
    from flows import cards
    from flows.cards.encode import png
    from flows.cards.making import compose, lay_out
    from flows.cards.scan import jpeg

    brand = cards.load_brand(None)
    encoders: dict[str, Callable[[Any], object]] = {
        "compose": lambda card: card.image,
        "jpeg420": lambda card: jpeg(card.image, b"", 90, 2, kept=card.kept, touched=card.touched),
        "png": lambda card: png(card.image),
    }
    if mode == "shipped":
        return _timed(lambda order: cards.render(order, brand), _orders(job), job["passes"])
    encode = encoders[mode]
    return _timed(lambda order: encode(compose(lay_out(order, brand))), _orders(job), job["passes"])


def _complex(job: dict[str, Any]) -> dict[str, float]:
    """Return how much longer a card in another script takes than a Latin one of its length."""
    from benchmarks.cards.quotes import COMPLEX
    from flows import cards
    from flows.core.card import CardOrder

    brand, like = cards.load_brand(None), _orders(job)[0]
    english = (
        "We rehearsed in an old hall near the river, and silence was what we could not afford."
    )
    latin = CardOrder(english, "Ida", None, "photo", "4:5", like.picture)
    others = [
        CardOrder(text, text.split()[0], None, "photo", "4:5", like.picture, language=tag)
        for tag, text in COMPLEX.items()
    ]
    one = _timed(lambda order: cards.render(order, brand), [latin] * 12, job["passes"])["p50"]
    many = _timed(lambda order: cards.render(order, brand), others * 4, job["passes"])["p50"]
    return {"p50": many / one, "mean": many / one}


def _formats(job: dict[str, Any]) -> dict[str, float]:
    """Return the time of all four formats of one quote with a photo not seen before."""
    from dataclasses import replace

    from flows import cards
    from flows.core.card import SIZES

    brand, order = cards.load_brand(None), _orders(job)[0]
    cards.render(order, brand)
    taken = []
    for number in range(5):
        path = Path(job["folder"]) / f"new-{number}.jpg"
        shutil.copy(job["large"], path)
        with path.open("ab") as file:
            file.write(bytes([number]))
        picture = replace(order.picture, path=path)
        before = time.process_time()
        for format_ in SIZES:
            cards.render(replace(order, picture=picture, format=format_), brand)
        taken.append((time.process_time() - before) * 1000)
    # The best of five, as everywhere: each has the same work to do.
    return {"p50": min(taken), "mean": statistics.fmean(taken)}


def _first(job: dict[str, Any]) -> dict[str, float]:
    from flows import cards

    cards.render(_orders(job)[0], cards.load_brand(None))
    taken = (time.process_time() - START) * 1000
    return {"p50": taken, "mean": taken}


def main() -> None:
    """Measure one mode and print it with the memory the process took."""
    import resource

    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    mode = sys.argv[2]
    special = {"complex": _complex, "formats": _formats, "first": _first}
    found = special[mode](job) if mode in special else _cards(job, mode)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "rss_mb": round(peak, 1)}))


if __name__ == "__main__":
    main()
