"""What an editor may not do to the words of a post: quote what nobody said, credit another."""

import re
from collections.abc import Iterator

from flows.core.article import Article
from flows.core.errors import NotVerbatim
from flows.core.quote import Quote
from flows.core.verbatim import normalised, normalised_words

_QUOTED = re.compile(r"[“„«\"”](?P<inside>[^“”„«»\"]+)[”“»\"]")
_BRACKETED = re.compile(r"\[[^\]]*\]")
# "words — Given Surname", also with the dash on the next line: the form of an attribution.
_CREDITED = re.compile(
    r"(?P<said>[^\n]*?)\s*\n?\s*[—–―](?P<name>\s*[^\W\d_a-z][\w’'.-]*(?:\s+[^\W\d_a-z][\w’'.-]*)+)"
)
# Fewer words than this may be the name of a work or a place, and need not be the quote's.
_SPOKEN = 5
_KEEP = "Keep the quoted words as they are, or put your changes in [brackets]."


def check_words(text: str, article: Article, quote: Quote) -> None:
    """Raise NotVerbatim if `text` puts words in a mouth that did not say them.

    Words in quotation marks must be the quote's, in its order; an editor's brackets ([…], [word])
    are allowed. Up to four words may be the article's own (the name of a work). What is credited
    with a dash must be the quote's words and its speaker.
    """
    for inside in (match["inside"] for match in _QUOTED.finditer(text)):
        short = len(normalised_words(inside).split()) < _SPOKEN
        known = (quote.text, article.title or "", article.text if short else "")
        if not any(_stands_in(inside, whole) for whole in known):
            raise NotVerbatim(f"“{inside}” does not stand in the quote like that.", _KEEP)
    for said, name in _credits(text, article):
        if normalised(name) not in normalised(quote.speaker.name or ""):
            raise NotVerbatim(
                f"The words are credited to {name}, and the quote is "
                f"{quote.speaker.name or 'nobody’s by name'}.",
                "Keep the speaker as it is.",
            )
        if said and not _stands_in(said, quote.text):
            raise NotVerbatim(f"“{said}” does not stand in the quote like that.", _KEEP)


def _credits(text: str, article: Article) -> Iterator[tuple[str, str]]:
    """Yield what is said and to whom it is credited; the article's own title is no credit."""
    body = text.replace(article.title, "") if article.title else text
    for match in _CREDITED.finditer(body):
        # What stands in quotation marks was looked at before.
        said = "" if _QUOTED.search(match["said"]) else match["said"].strip()
        yield said, match["name"].strip()


def _stands_in(words: str, whole: str) -> bool:
    position = 0
    normal = normalised(whole)
    for piece in _BRACKETED.split(words):
        found = normal.find(normalised(piece), position)
        if found < 0:
            return False
        position = found + len(normalised(piece))
    return True
