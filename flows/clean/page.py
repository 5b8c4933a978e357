"""An HTML page → Article: one bs4 tree for the metadata and our own pass."""

import re

from bs4 import BeautifulSoup

from flows.core.article import Article, RawDocument, joined

from .body import find_body
from .hygiene import tidy_line
from .language import detect
from .metadata import read_metadata
from .outline import outline

_NOISE = re.compile(r"<(script|style|svg|noscript)\b", re.IGNORECASE)
_JSON_LD = re.compile(r"<script\b[^>]{0,300}application/ld\+json", re.IGNORECASE)


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
        if name in unclosed or _JSON_LD.match(html, found.start()):
            kept.append(html[place : found.end()])
            place = found.end()
            continue
        end = _closing(name).search(html, found.end())
        if end is None:
            unclosed.add(name)
            continue
        kept.append(html[place : found.start()])
        place = end.end()
    kept.append(html[place:])
    return "".join(kept)


_CLOSINGS = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "svg", "noscript")
}


def _closing(name: str) -> re.Pattern[str]:
    return _CLOSINGS[name]


def clean_page(document: RawDocument) -> Article:
    """Clean an HTML page."""
    soup = BeautifulSoup(without_noise(document.content), "lxml")
    found = read_metadata(soup, document)
    body = find_body(outline(soup, found.url), found.title)
    parts = [(kind, tidy_line(text)) for kind, text in body.parts]
    text, blocks = joined([(kind, words) for kind, words in parts if words])
    return Article(
        id=document.article_id,
        text=text,
        blocks=blocks,
        removed=tuple(body.removed),
        title=found.title,
        byline=found.byline,
        site=found.site,
        published=found.published,
        url=found.url,
        language=detect(text, found.language),
        lead_image=found.lead_image,
        own=document.own,
        name=document.name,
        origins=found.origins,
    )
