"""What a source gives (RawDocument, Unread) and what cleaning makes of it (Article)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flows.core.identity import digest

DocumentKind = Literal["text", "html"]
BlockKind = Literal["paragraph", "heading", "blockquote", "list_item", "embedded_post"]
RemovedKind = Literal[
    "ad",
    "credit",
    "disclaimer",
    "promo",
    "share",
    "byline",
    "comment",
    "duplicate",
    "navigation",
]


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One article as it was read, decoded, before any cleaning.

    `name` is what a person calls it (a path or URL) and is shown in messages. `own` says whether
    it comes from the user's own site: files, folders and standard input count as own unless a URL
    is given.
    """

    kind: DocumentKind
    content: str
    raw: bytes
    name: str
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    own: bool = True

    @property
    def article_id(self) -> str:
        """Hash of the canonical URL, else of the raw bytes."""
        return digest("url", self.url) if self.url else digest("bytes", self.raw)


@dataclass(frozen=True, slots=True)
class Unread:
    """An item of a source that could not be read, and why, in a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the clean text; `start` and `end` are code points, end exclusive."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A dropped line, word for word, with its kind and the reason in words."""

    line: str
    kind: RemovedKind
    reason: str


@dataclass(frozen=True, slots=True)
class LeadImage:
    """The article's main picture, if the page names one. Its rights are not known here."""

    url: str
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article. Offsets everywhere are code points into `text` of this `revision`.

    `text` holds the blocks joined by blank lines. `origins` tells where each metadata field came
    from ("url", "first line", "json-ld" …), `language` is a BCP 47 code ("en"). `hurried`: time or
    memory ran out, so reading the same page again may find more.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...] = ()
    title: str | None = None
    byline: str | None = None
    site: str | None = None
    published: str | None = None
    url: str | None = None
    language: str = "en"
    lead_image: LeadImage | None = None
    own: bool = True
    name: str = ""
    confidence: float = 1.0
    origins: dict[str, str] = field(default_factory=dict)
    hurried: bool = False

    @property
    def revision(self) -> str:
        """Hash of the clean text: a better cleaner makes a revision, never a new article."""
        return digest("revision", self.text)

    @property
    def credits(self) -> tuple[Removed, ...]:
        """Picture credits and captions that stood in the article or beside it."""
        return tuple(line for line in self.removed if line.kind == "credit")

    @property
    def disclaimers(self) -> tuple[Removed, ...]:
        """Disclaimers, disclosures and rights notices that stood there."""
        return tuple(line for line in self.removed if line.kind == "disclaimer")

    def to_json(self) -> dict[str, Any]:
        """Return the documented shape of `pullquote clean --json`."""
        return {
            "title": self.title,
            "byline": self.byline,
            "published": self.published,
            "url": self.url,
            "language": self.language,
            "origins": self.origins,
            "credits": [line.line for line in self.credits],
            "disclaimers": [line.line for line in self.disclaimers],
            "text": self.text,
            "blocks": [{"kind": b.kind, "start": b.start, "end": b.end} for b in self.blocks],
            "removed": [{"line": r.line, "kind": r.kind, "reason": r.reason} for r in self.removed],
        }


def joined(
    parts: Sequence[tuple[BlockKind, str]], between: str = "\n\n"
) -> tuple[str, tuple[Block, ...]]:
    """Join block texts by blank lines, or by `between`; return the text and the blocks' places."""
    blocks: list[Block] = []
    position = 0
    for kind, words in parts:
        blocks.append(Block(kind, position, position + len(words)))
        position += len(words) + len(between)
    return between.join(words for _, words in parts), tuple(blocks)
