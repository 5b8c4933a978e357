"""The same article from another place: recognised, so that its quotes are not made twice."""

from dataclasses import replace

from flows import clean
from flows.core.article import Article
from flows.core.quote import Quote
from flows.core.verbatim import normalised_words
from flows.store import Store, copies


def as_known(store: Store, article: Article, desk: str) -> tuple[Article, Article | None]:
    """Return the article, and the one with drafts on `desk` that it is a copy of, if any.

    A file that was changed since is no copy: it comes back as a revision of the same article.
    """
    with store.read() as tx:
        if copies.known(tx, article.id, desk):
            return article, None
        others = copies.sharing(tx, clean.marks(article.text), desk)
    original = clean.same_article(article, others)
    if original is not None and original.name == article.name:
        return replace(article, id=original.id), None
    return article, original


def remember(store: Store, article: Article) -> None:
    """Let copies of a stored article be recognised."""
    with store.write() as tx:
        copies.remember(tx, article.id, clean.marks(article.text))


def stands_in(quote: Quote, article: Article, original: Article) -> bool:
    """Tell whether `original` has the words of a quote of `article`, however they are cut there."""
    told = f" {normalised_words(original.text)} "
    return all(
        f" {normalised_words(article.text[span.start : span.end])} " in told for span in quote.spans
    )
