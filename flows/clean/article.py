"""Put an Article together from what the cleaners found."""

from collections.abc import Sequence

from flows.core.article import Article, RawDocument, joined
from flows.core.identity import digest

from .hygiene import tidy, tidy_line
from .language import detect
from .lines import clean_scrape


def clean(document: RawDocument) -> Article:
    """Clean a document of any kind. Never raises for bad input: the worst page is an empty text."""
    if document.kind == "html":
        from .page import clean_page

        return clean_page(document)
    return clean_text(document)


def clean_text(document: RawDocument) -> Article:
    """Clean a plain-text scrape: one block a line."""
    lines = [line.strip() for line in tidy(document.content).split("\n")]
    scrape = clean_scrape(lines, document.title and tidy_line(document.title))
    text, blocks = joined([(kind, line.text) for kind, line in scrape.kept])
    origins = {"title": "source" if document.title else "first line"} if scrape.title else {}
    return Article(
        id=document.article_id,
        text=text,
        blocks=blocks,
        removed=tuple(scrape.removed),
        title=scrape.title,
        byline=document.byline,
        published=document.published,
        url=document.url,
        language=detect(text),
        own=document.own,
        name=document.name,
        origins=origins,
    )


def clean_lines(lines: Sequence[str]) -> Article:
    """Clean a scrape given as lines; `text` holds the kept lines, one per line."""
    scrape = clean_scrape([tidy_line(line) for line in lines])
    return Article(
        id=digest("lines", *lines),
        text="\n".join(part for _, line in scrape.kept for part in line.originals),
        blocks=(),
        removed=tuple(scrape.removed),
        title=scrape.title,
    )
