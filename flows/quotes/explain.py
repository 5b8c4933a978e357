"""Every quoted span of a text: kept or refused and why, who is credited and by which signals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.core.article import Block
from flows.core.quote import QuoteReport, SpeakerKind
from flows.core.settings import QuoteSettings
from flows.quotes.pick import DEFAULTS, pick


@dataclass(frozen=True, slots=True)
class Explained:
    """One quoted span: code points `start` to `end`, its words, the verdict and the reasons."""

    start: int
    end: int
    text: str
    verdict: Literal["picked", "kept", "refused"]
    speaker: str | None
    speaker_kind: SpeakerKind
    confidence: float
    score: float
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the shape of one entry of `pullquote quotes --explain --json`."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "verdict": self.verdict,
            "speaker": self.speaker,
            "speaker_kind": self.speaker_kind,
            "confidence": round(self.confidence, 4),
            "score": round(self.score, 4),
            "reasons": list(self.reasons),
        }


def explain(
    text: str,
    *,
    blocks: Sequence[Block] = (),
    title: str | None = None,
    byline: str | None = None,
    language: str = "en",
    settings: QuoteSettings = DEFAULTS,
) -> list[Explained]:
    """Return what became of every quoted span, in the order of the text. Raises as `pick` does."""
    report = pick(
        text, blocks=blocks, title=title, byline=byline, language=language, settings=settings
    )
    return explained(text, report)


def explained(text: str, report: QuoteReport) -> list[Explained]:
    """Return what became of every quoted span of a text already picked from."""
    entries = [
        Explained(
            quote.spans[0].start,
            quote.spans[-1].end,
            quote.text,
            "picked" if quote.picked else "kept",
            quote.speaker.name,
            quote.speaker.kind,
            quote.confidence,
            quote.score,
            (*quote.signals, *quote.flags),
        )
        for quote in report.quotes
    ]
    entries += [
        Explained(
            r.start, r.end, text[r.start : r.end], "refused", None, "none", 0.0, 0.0, (r.reason,)
        )
        for r in report.refused
    ]
    return sorted(entries, key=lambda entry: (entry.start, entry.end))
