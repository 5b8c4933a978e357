"""Put an Article together from what the cleaners found."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from flows.core.article import Article, Block, RawDocument, Removed, joined

from .bylines import author_in, date_in
from .hygiene import tidy, tidy_line, tidy_lines
from .language import detect
from .lines import Scrape, clean_scrape

TOO_LARGE = "the page is too large: the rest was not read"

# Larger pages (characters) are read line by line without a tree.
_LARGEST_PAGE = 8_000_000
# What is read of such a page: characters of markup, and lines.
_MOST_MARKUP = 4_000_000
_MOST_LINES = 20_000
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    r"h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def clean(document: RawDocument) -> Article:
    """Clean a document of any kind. Never raises for bad input: the worst page is an empty text."""
    return clean_page(document) if document.kind == "html" else clean_text(document)


def clean_text(document: RawDocument) -> Article:
    """Clean a plain-text scrape: one block a line."""
    lines = [line.strip() for line in tidy(document.content).split("\n")]
    scrape = clean_scrape(lines, document.title and tidy_line(document.title))
    return _from_scrape(document, scrape, "first line")


def clean_page(document: RawDocument) -> Article:
    """Clean an HTML page in a process of its own; by its lines if that takes too long or fails."""
    from .worker import WORKER

    small = len(document.content) <= _LARGEST_PAGE
    page = WORKER.extract(document) if small else None
    if page is None or not page.body.parts:
        hurried = small and (page is None or page.hurried)
        return replace(clean_markup(document), hurried=hurried)
    about = page.about
    text, blocks = joined([(part.kind, part.text) for part in page.body.parts])
    return Article(
        id=document.article_id,
        text=text,
        blocks=blocks,
        removed=tuple(page.body.removed),
        title=about.title,
        byline=about.byline,
        site=about.site,
        published=about.published,
        url=about.url,
        language=detect(text, about.language),
        lead_image=about.lead_image,
        own=document.own,
        name=document.name,
        confidence=page.confidence,
        origins=about.origins,
        hurried=page.hurried,
    )


def clean_markup(document: RawDocument) -> Article:
    """Clean a page by the lines its block tags make, without a tree: linear on any input."""
    from .page import without_noise

    html = without_noise(document.content)
    lines = page_lines(html)
    scrape = clean_scrape(lines[:_MOST_LINES], document.title)
    if len(html) > _MOST_MARKUP or len(lines) > _MOST_LINES:
        scrape.removed.append(Removed("…", "navigation", TOO_LARGE))
    return _from_scrape(document, scrape, "line above the article")


def page_lines(html: str) -> list[str]:
    """Return the lines that a page's block tags make, tidied, without those that are empty."""
    plain = _TAG.sub("", _BLOCK_TAG.sub("\n", html[:_MOST_MARKUP].replace("\n", " ")))
    return [text for line in tidy(unescape(plain)).split("\n") if (text := line.strip())]


def clean_lines(lines: Sequence[str]) -> Article:
    """Clean a scrape given as lines; `text` holds the kept lines, one per line, a block each."""
    scrape = clean_scrape(tidy_lines(lines))
    whole = "\n".join(lines)
    document = RawDocument("text", whole, whole.encode("utf-8", "surrogatepass"), "")
    kept = [(kind, part) for kind, line in scrape.kept for part in line.originals]
    return _from_scrape(document, scrape, "first line", joined(kept, "\n"))


def _from_scrape(
    document: RawDocument,
    scrape: Scrape,
    title_from: str,
    body: tuple[str, tuple[Block, ...]] | None = None,
) -> Article:
    text, blocks = body or joined([(kind, line.text) for kind, line in scrape.kept])
    byline, published = author_in(scrape.bylines), date_in(scrape.bylines)
    offers = {
        "title": (document.title, scrape.title, title_from),
        "byline": (document.byline, byline, "line above the article"),
        "published": (document.published, published, "line above the article"),
    }
    return Article(
        id=document.article_id,
        text=text,
        blocks=blocks,
        removed=tuple(scrape.removed),
        title=scrape.title,
        byline=document.byline or byline,
        published=document.published or published,
        url=document.url,
        language=detect(text),
        own=document.own,
        name=document.name,
        origins={
            name: "source" if known else place
            for name, (known, found, place) in offers.items()
            if known or found
        },
    )
