"""Models to rows and back. What is stored as JSON is read by us alone."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flows.core.article import Article, Block, LeadImage, Removed
from flows.core.post import Mark
from flows.core.quote import Quote, Span, Speaker


def article_to_text(article: Article) -> str:
    """Return the whole article as JSON."""
    return json.dumps(asdict(article), ensure_ascii=False)


def article_from_text(body: str) -> Article:
    """Return the article that `article_to_text` wrote."""
    data: dict[str, Any] = json.loads(body)
    data["blocks"] = tuple(Block(**block) for block in data["blocks"])
    data["removed"] = tuple(Removed(**removed) for removed in data["removed"])
    data["lead_image"] = LeadImage(**data["lead_image"]) if data["lead_image"] else None
    return Article(**data)


def quote_to_text(quote: Quote) -> str:
    """Return the whole quote as JSON."""
    return json.dumps(asdict(quote), ensure_ascii=False)


def quote_from_text(body: str) -> Quote:
    """Return the quote that `quote_to_text` wrote."""
    data: dict[str, Any] = json.loads(body)
    speaker: dict[str, Any] = data["speaker"]
    evidence = speaker["evidence"]
    speaker["evidence"] = Span(**evidence) if evidence else None
    data["speaker"] = Speaker(**speaker)
    data["spans"] = tuple(Span(**span) for span in data["spans"])
    data["flags"] = tuple(data["flags"])
    data["signals"] = tuple(data["signals"])
    return Quote(**data)


def marks_to_text(marks: Sequence[Mark]) -> str:
    """Return what in a text leads somewhere, as JSON."""
    return json.dumps([asdict(mark) for mark in marks], ensure_ascii=False)


def marks_from_text(body: str) -> tuple[Mark, ...]:
    """Return the marks that `marks_to_text` wrote."""
    return tuple(Mark(**mark) for mark in json.loads(body)) if body != "[]" else ()
