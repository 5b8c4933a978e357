"""Nothing vanishes: what could not be read or was left out is noted where a person sees it."""

from collections.abc import Sequence

from flows.core.article import Article
from flows.core.clock import Clock
from flows.core.errors import about
from flows.core.post import Decision
from flows.core.quote import Quote
from flows.store import Store, articles, log

# The name under which pullquote itself stands in the log.
ITSELF = "pullquote"


def note_skipped(
    store: Store,
    article: Article,
    reasons: Sequence[str],
    *,
    quotes: Sequence[Quote] = (),
    clock: Clock,
) -> None:
    """Note why quotes of an article got no card or draft; the same reason is noted once.

    The article's text and the `quotes` left out are kept, so that a person can still choose them.
    """
    with store.write() as tx:
        articles.save(tx, article, clock.now())
        for quote in quotes:
            articles.save_quote(tx, article, quote)
        for reason in reasons:
            if not log.has(tx, what="skipped", why=reason, article_id=article.id):
                log.write(
                    tx,
                    at=clock.now(),
                    who=ITSELF,
                    what="skipped",
                    why=reason,
                    article_id=article.id,
                )


def note_unread(store: Store, name: str, reason: str, *, clock: Clock) -> None:
    """Note that an item of a source could not be used; the same reason is noted once."""
    # What no database takes must not end the run that notes it.
    why = about(name, reason).encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
    with store.write() as tx:
        if not log.has(tx, what="unread", why=why):
            log.write(tx, at=clock.now(), who=ITSELF, what="unread", why=why)


def notes(store: Store) -> list[Decision]:
    """Return what was skipped or not read, newest first."""
    with store.read() as tx:
        found = [*log.notes(tx, "skipped"), *log.notes(tx, "unread")]
    return sorted(found, key=lambda decision: decision.at, reverse=True)
