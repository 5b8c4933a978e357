"""How hostile text is put on the page: escaped, and with its invisible tricks made visible."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from flows.core.article import Article, Block, BlockKind
from flows.core.quote import Quote, Span

# Controls that reorder or hide text: C0 and C1 without tab and newline, the bidi marks,
# embeddings, overrides and isolates (UAX 9), zero-width space, separators, the tag block.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
PieceKind = Literal["plain", "quote", "evidence"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: plain, the quote itself, or where the speaker is named."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the article, cut at the quote's offsets; `start` is where it begins in the
    article's text, in code points.
    """

    kind: BlockKind
    pieces: tuple[Piece, ...]
    start: int = 0

    @property
    def quoted(self) -> bool:
        """Tell whether a part of the quote stands here."""
        return any(piece.kind == "quote" for piece in self.pieces)


def shown(text: str | None) -> Markup:
    """Return `text` for HTML, escaped, each hidden control as a small visible name."""
    if not text:
        return Markup("")
    parts: list[Markup] = []
    end = 0
    for match in _HIDDEN.finditer(text):
        parts += [escape(text[end : match.start()]), _named(match[0])]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def without_hidden(text: str) -> str:
    """Return `text` without the controls that `shown` makes visible."""
    return _HIDDEN.sub("", text)


def _named(control: str) -> Markup:
    name = unicodedata.name(control, "control character").lower()
    code = f"U+{ord(control):04X}"
    return Markup('<span class="hidden-character" title="{}">{}</span>').format(name, code)


def web_link(url: str | None) -> str | None:
    """Return `url` if it may stand in a link (http or https with a host), else None."""
    if not url or _HIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def paragraphs(article: Article, quote: Quote | None) -> tuple[Paragraph, ...]:
    """Return every block of the article, cut at the quote's spans and the speaker's evidence."""
    blocks = article.blocks or (Block("paragraph", 0, len(article.text)),)
    marks = _marks(quote) if quote else []
    return tuple(
        Paragraph(b.kind, _pieces(article.text, b.start, b.end, marks), b.start) for b in blocks
    )


def around(article: Article, quote: Quote, *, beside: int = 1) -> tuple[Paragraph, ...]:
    """Return the paragraphs from the quote's first to its last, and `beside` on both sides."""
    every = paragraphs(article, quote)
    inside = [place for place, paragraph in enumerate(every) if paragraph.quoted]
    if not inside:
        return ()
    return every[max(0, inside[0] - beside) : inside[-1] + 1 + beside]


def _marks(quote: Quote) -> list[tuple[int, int, PieceKind]]:
    """Return the marked stretches in order, the quote's own winning over the evidence."""
    marks: list[tuple[int, int, PieceKind]] = [(s.start, s.end, "quote") for s in quote.spans]
    evidence = quote.speaker.evidence
    if evidence and not any(_overlap(evidence, span) for span in quote.spans):
        marks.append((evidence.start, evidence.end, "evidence"))
    return sorted(marks)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _pieces(
    text: str, start: int, end: int, marks: Sequence[tuple[int, int, PieceKind]]
) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for opens, closes, kind in marks:
        first, last = max(opens, at), min(closes, end)
        if first >= last:
            continue
        pieces += [Piece("plain", text[at:first]), Piece(kind, text[first:last])]
        at = last
    pieces.append(Piece("plain", text[at:end]))
    return tuple(piece for piece in pieces if piece.text)
