"""The benchmark folder: pages, their hand-made bodies, their scrapes as lines."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

# What the five tasks are given; "html" is scored against the words of the whole text scrape.
LINE_TASKS = ("text", "text_body", "block", "block_body")
TASKS = ("html", *LINE_TASKS)
# Ids are hashes: rules and weights are developed on the pages whose id begins with one of these.
DEVELOPED = "01234567"


@dataclass(frozen=True, slots=True)
class BenchPage:
    """A page: its HTML, the article in it, and its scrapes by task."""

    id: str
    url: str
    html: str
    body: str
    lines: dict[str, list[str]]

    @property
    def developed(self) -> bool:
        """Whether rules and weights were developed on it."""
        return self.id[0] in DEVELOPED

    def given(self, task: str) -> str:
        """All the text there is to choose from."""
        return "\n".join(self.lines["text" if task == "html" else task])


def load(folder: Path) -> list[BenchPage]:
    """Read `truth.json`, `lines.json.gz` and `html/ID.html.gz`."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    scrapes = json.loads(gzip.decompress((folder / "lines.json.gz").read_bytes()))
    return [
        BenchPage(
            id=page,
            url=about["url"],
            html=gzip.decompress((folder / "html" / f"{page}.html.gz").read_bytes()).decode(),
            body=about["body"],
            lines=_lines(scrapes[page]),
        )
        for page, about in sorted(truth.items())
    ]


def _lines(scrape: dict[str, dict[str, list[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for style in ("text", "block"):
        lines = scrape[style]["lines"]
        first, end = (int(place) for place in scrape[style]["cut"])
        found[style], found[f"{style}_body"] = lines, lines[first:end]
    return found
