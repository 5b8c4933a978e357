"""Read drafts, posts and their history."""

from collections.abc import Sequence
from datetime import datetime

from flows.core.article import Article
from flows.core.identity import digest
from flows.core.post import Decision, Draft, Post
from flows.core.quote import Quote
from flows.core.settings import DeskSettings
from flows.posts.views import DraftView
from flows.store import Store, Transaction, cards, drafts, log
from flows.store import posts as queue


def already(store: Store, article: Article, quote: Quote, desk: DeskSettings) -> DraftView | None:
    """Return the draft of these words and speaker if every account of `desk` has had them.

    Whatever was decided then, and in whichever article they stood: one of `article` comes first.
    None if `propose` would have something to do. Asking first spares rendering what is done.
    """
    with store.read() as tx:
        found = [queue.has_said(tx, account, quote.key) for account in desk.accounts]
        if not found or None in found:
            return None
        views_found = [view_in(tx, store, draft_id) for draft_id in dict.fromkeys(map(str, found))]
    return min(views_found, key=lambda seen: seen.draft.article_id != article.id)


def waiting(store: Store, desk: str | None = None) -> list[DraftView]:
    """Return the drafts that wait for a person: newest article first, best quote first."""
    with store.read() as tx:
        return views(tx, store, drafts.waiting(tx, desk))


def view(store: Store, draft_id: str) -> DraftView:
    """Return one draft. Raises NotFound."""
    with store.read() as tx:
        return view_in(tx, store, draft_id)


def as_seen(view: DraftView) -> str:
    """Return what stands for all that a person saw of a draft: its quote with its speaker, its
    cards, and what its posts say.
    """
    shown = [post.id + post.text for post in sorted(view.posts, key=lambda post: post.id)]
    return digest("seen", view.draft.quote_id, *(card.id for card in view.cards), *shown)


def view_in(tx: Transaction, store: Store, draft_id: str) -> DraftView:
    """Return one draft as a transaction sees it. Raises NotFound."""
    return views(tx, store, [drafts.get(tx, draft_id)])[0]


def views(tx: Transaction, store: Store, found: Sequence[Draft]) -> list[DraftView]:
    """Return drafts with all that belongs to them, in a handful of queries for all of them."""
    ids = [draft.id for draft in found]
    sources = drafts.sources(tx, found)
    shown = cards.of_drafts(tx, ids, store.media)
    decisions = log.of_drafts(tx, ids)
    unsigned = cards.unsigned(tx, ids)
    posts: dict[str, list[Post]] = {}
    for post_found in queue.listing(tx, store.media, draft_ids=ids):
        posts.setdefault(post_found.draft_id, []).append(post_found)
    return [
        DraftView(
            draft=draft,
            article=sources[draft.id][0],
            quote=sources[draft.id][1],
            cards=shown.get(draft.id, ()),
            posts=tuple(posts.get(draft.id, ())),
            decisions=decisions.get(draft.id, ()),
            unsigned=unsigned.get(draft.id),
        )
        for draft in found
    ]


def listing(store: Store, *, state: str | None = None, account: str | None = None) -> list[Post]:
    """Return posts, the next due first, those without a time last."""
    with store.read() as tx:
        states = () if state is None else (state,)
        return queue.listing(tx, store.media, states=states, account=account)


def post(store: Store, post_id: str) -> Post:
    """Return one post. Raises NotFound."""
    with store.read() as tx:
        return queue.get(tx, post_id, store.media)


def story(store: Store, post_id: str) -> list[Decision]:
    """Return all that was done to a post and to its draft, oldest first. Raises NotFound."""
    with store.read() as tx:
        return log.of_post(tx, queue.get(tx, post_id, store.media).draft_id, post_id)


def next_due(store: Store) -> datetime | None:
    """Return when the next post falls due (UTC), None if nothing is queued."""
    with store.read() as tx:
        return queue.next_due(tx)
