"""Gold files: one article a line with its quotations, their speakers and the best cards."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_EDGES = ' \t\n\r"“”‘’\u00a0'
# Speakers that were found by a program and are wrong too often to count.
_UNTRUSTED = frozenset(
    [
        "coref",
        "source-ambiguous",
        "nominal",
        "org",
        "ner-org",
        "joint",
        "title",
        "pronoun-unresolved",
    ]
)


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """One stretch between marks. `kind` is how its speaker is judged: named, org, anonymous, or
    skip. `worthy` and `rank` are None where nobody marked cards.
    """

    start: int
    end: int
    text: str
    long: bool
    kind: str
    speaker: str | None
    wrong_names: tuple[str, ...]
    source: str
    group: str | None
    joined: bool
    worthy: bool | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article, its quotations and the quoted spans that are none."""

    id: str
    text: str
    quotes: tuple[GoldQuote, ...]
    negatives: tuple[tuple[int, int, bool], ...]

    @property
    def half(self) -> int:
        """0 for the half that may be tuned on, 1 for the other, by a hash of the id."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2

    @property
    def marked(self) -> bool:
        """Whether somebody said which quotations make good cards."""
        return any(q.worthy is not None for q in self.quotes)


def load(path: Path) -> list[GoldArticle]:
    """Read a gold file. Raises OSError or ValueError if it is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_article(json.loads(line)) for line in lines if line.strip()]


def _article(data: dict[str, Any]) -> GoldArticle:
    return GoldArticle(
        data["id"],
        data["text"],
        tuple(_quote(q) for q in data["quotes"]),
        tuple((n["start"], n["end"], bool(n.get("unsure"))) for n in data["negatives"]),
    )


def _quote(data: dict[str, Any]) -> GoldQuote:
    kind = data["speaker_kind"]
    skip = kind in ("unsure", "none") or data.get("resolved_by") in _UNTRUSTED
    return GoldQuote(
        data["start"],
        data["end"],
        data["text"],
        data["kind"] == "direct" and words(data["text"]) >= 5,
        "skip" if skip else kind,
        data.get("speaker"),
        tuple(data.get("not", ())),
        (data.get("source_text") or "").lower(),
        data.get("group"),
        bool(data.get("joined")),
        data.get("card_worthy"),
        data.get("rank"),
    )


def words(text: str) -> int:
    """Count the words of a text: runs without white space that hold a letter or digit."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends inwards past white space and marks."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def core(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place without closing punctuation and marks: what "exactly" compares."""
    start, end = trimmed(text, start, end)
    while end > start and text[end - 1] in _EDGES + ",.;'":
        end -= 1
    while start < end and text[start] == "'":
        start += 1
    return start, end


def overlap(first: Sequence[int], second: Sequence[int]) -> float:
    """Return intersection over union of two places."""
    shared = min(first[1], second[1]) - max(first[0], second[0])
    if shared <= 0:
        return 0.0
    return shared / (max(first[1], second[1]) - min(first[0], second[0]))


def folded(text: str) -> str:
    """Return a text without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def mean(values: Iterable[float]) -> float:
    """Return the mean, 0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
