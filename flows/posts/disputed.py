"""The same words credited to two people: one of the two is wrong, and only a person can tell."""

from dataclasses import replace
from datetime import datetime

from flows.core.article import Article
from flows.core.post import PostState
from flows.core.quote import Quote
from flows.core.verbatim import normalised_words
from flows.posts.notes import ITSELF
from flows.store import Store, Transaction, accounts, articles, drafts, log
from flows.store import posts as queue
from flows.store.drafts import Told

# Fewer words than this are said by many.
_TELLING = 5
# The first byte goes only after one more look at the state.
_STOPPABLE: tuple[PostState, ...] = ("approved", "queued", "deferred", "claimed", "prepared")


def beside_others(tx: Transaction, article: Article, quote: Quote) -> Quote:
    """Flag a quote whose words another draft credits to somebody else: one of another article, or
    one of this article whose speaker a person said, on whichever desk.
    """
    others = articles.credited_elsewhere(tx, article, quote) if _telling(quote) else []
    if not others or "credited-otherwise" in quote.flags:
        return quote
    names = ", ".join(dict.fromkeys(o.name or "nobody named" for o in others))
    signals = (*quote.signals, f"another draft credits the same words to {names}")
    return replace(quote, flags=(*quote.flags, "credited-otherwise"), signals=signals)


def corrected_elsewhere(tx: Transaction, article: Article, quote: Quote) -> Told | None:
    """Return the draft in which a person credits a quote's words to somebody else, and that still
    counts; None if there is none, or a person said who speaks here too.
    """
    if "speaker-by-hand" in quote.flags:
        return None
    return next((told for told in _others(tx, article, quote) if _by_hand(told)), None)


def hold_others(
    tx: Transaction, store: Store, article: Article, quote: Quote, *, who: str, now: datetime
) -> None:
    """Hold what is about to go out with the same words of the article under another name than the
    one that a person has just given them; drafts that wait are told of it.
    """
    for told in _others(tx, article, quote):
        why = f"{who} credits the same words to {quote.speaker.name or 'nobody'} in another draft."
        ids = {"draft_id": told.draft.id}
        log.write(tx, at=now, who=ITSELF, what="credited-otherwise", why=why, **ids)
        values = {"state": "held", "hold_reason": "editor", "slot_key": None, "owner": None}
        for post in queue.listing(tx, store.media, states=_STOPPABLE, draft_ids=[told.draft.id]):
            if post.answers is None and queue.change(
                tx, post.id, _STOPPABLE, **values, problem=why
            ):
                accounts.put(tx, post.account, planned_by=None)
                log.write(tx, at=now, who=ITSELF, what="held", why=why, post_id=post.id, **ids)


def _others(tx: Transaction, article: Article, quote: Quote) -> list[Told]:
    if not _telling(quote):
        return []
    words = normalised_words(quote.text)
    return [
        told
        for told in drafts.told(tx, article.id)
        if told.words == words
        and told.key != quote.key
        and told.draft.state in {"waiting", "approved"}
    ]


def _by_hand(told: Told) -> bool:
    return "speaker-by-hand" in told.quote.flags


def _telling(quote: Quote) -> bool:
    return len(normalised_words(quote.text).split()) >= _TELLING
