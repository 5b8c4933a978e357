"""An HTML page → what the cleaner found in it. Runs in a process that can be killed (`worker`)."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bs4 import BeautifulSoup

from flows.core.article import LeadImage, RawDocument, Removed

from .body import Body, Part, find_body
from .bylines import author_in, credit_in, date_in, only
from .choice import chosen, with_second_opinion
from .hygiene import tidy_line
from .metadata import Metadata, read_metadata
from .outline import outline

# trafilatura takes 36 s for 5 MB of links; a page of this size (characters, without scripts) is
# no article page, and our own pass is linear.
_LARGEST_FOR_SECOND = 1_500_000
# So many author lines above the story are looked at: the nearest ones.
_FURNITURE = 4
_NOISE = re.compile(r"<(script|style|svg|noscript)\b", re.IGNORECASE)
_HALVES = re.compile("[\ud800-\udfff]")
_JSON_LD = re.compile(r"<script\b[^>]{0,300}application/ld\+json", re.IGNORECASE)
_CLOSINGS = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "svg", "noscript")
}


@dataclass(slots=True)
class Page:
    """What was found: metadata, the body, how sure we are of it, whether time ran out meanwhile."""

    about: Metadata
    body: Body
    confidence: float
    hurried: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return a form that crosses between processes."""
        return {
            "about": asdict(self.about),
            "parts": [[part.kind, part.text] for part in self.body.parts],
            "removed": [[r.line, r.kind, r.reason] for r in self.body.removed],
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Page":
        """Undo `to_json`."""
        about = dict(data["about"])
        if about["lead_image"]:
            about["lead_image"] = LeadImage(**about["lead_image"])
        parts = [Part(kind, text) for kind, text in data["parts"]]
        removed = [Removed(*fields) for fields in data["removed"]]
        return cls(Metadata(**about), Body(parts, removed), float(data["confidence"]))


def read_page(document: RawDocument) -> Iterator[Page]:
    """Yield what our own pass finds, then the same with a second opinion.

    Two answers, so that the first one is there if the second takes too long.
    """
    # Halves of a sign, which JSON can carry, end the parser.
    html = _HALVES.sub("\ufffd", without_noise(document.content))
    soup = BeautifulSoup(html, "lxml")
    about = read_metadata(soup, document)
    body = _tidied(find_body(outline(soup, about.url), about.title))
    _complete(about, body)
    alone, confidence = chosen(body, None)
    yield Page(about, alone, confidence)
    if len(html) <= _LARGEST_FOR_SECOND:
        better, confidence = with_second_opinion(body, html)
        yield Page(about, better, confidence)


def _complete(about: Metadata, body: Body) -> None:
    """Fill in what the page says only in plain sight: its author line, its first credit."""
    # Below the story other articles are signed, too: there only one name, one date is the story's.
    above = [r.line for r in body.removed[: body.head] if r.kind == "byline"][-_FURNITURE:]
    below = [r.line for r in body.removed[body.head :] if r.kind == "byline"]
    named = author_in(above) or only(author_in([line]) for line in below)
    dated = date_in(above) or only(date_in([line]) for line in below)
    if about.byline is None and named:
        about.byline, about.origins["byline"] = named, "author line"
    if about.published is None and dated:
        about.published, about.origins["published"] = dated, "author line"
    credit = credit_in([r.line for r in body.removed if r.kind == "credit"][:1])
    if about.lead_image and credit:
        about.lead_image = LeadImage(about.lead_image.url, credit)
        about.origins["lead_image.credit"] = "first caption"


def _tidied(body: Body) -> Body:
    parts = [part._replace(text=tidy_line(part.text, markup=False)) for part in body.parts]
    return Body([part for part in parts if part.text], body.removed, body.head)


def without_noise(html: str) -> str:
    """Return the page without scripts, styles, drawings and noscript, which hold no story.

    One pass over the text: parsing what is thrown away anyway would cost half the time. Data in
    JSON-LD stays, being metadata.
    """
    kept: list[str] = []
    place = 0
    unclosed: set[str] = set()
    while found := _NOISE.search(html, place):
        name = found[1].lower()
        end = None
        if name not in unclosed and not _JSON_LD.match(html, found.start()):
            end = _CLOSINGS[name].search(html, found.end())
            if end is None:
                unclosed.add(name)
        if end is None:
            kept.append(html[place : found.end()])
            place = found.end()
        else:
            kept.append(html[place : found.start()])
            place = end.end()
    kept.append(html[place:])
    return "".join(kept)
