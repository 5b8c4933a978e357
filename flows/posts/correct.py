"""A person says who speaks, or adds a line of context: the draft stays, its words go out anew."""

from collections.abc import Sequence
from datetime import datetime

from flows.core.card import Card
from flows.core.clock import Clock
from flows.core.errors import CardError, Refused, WrongState
from flows.core.post import Post
from flows.core.quote import Quote
from flows.core.verbatim import normalised_words
from flows.core.workspace import Workspace
from flows.posts.decide import not_waiting
from flows.posts.look import view, view_in
from flows.posts.propose import Proposal, post_of, proposal_of
from flows.posts.views import DraftView
from flows.store import Store, Transaction, articles, drafts, log
from flows.store import posts as queue


def correct(
    store: Store,
    workspace: Workspace,
    seen: DraftView,
    quote: Quote,
    cards: Sequence[Card],
    *,
    who: str,
    why: str,
    clock: Clock,
) -> DraftView:
    """Give a waiting draft, as a person saw it, another quote of the same words and its cards.

    Posts whose credit changes are worded anew; a text that a person edited stays while it credits
    the same one. One transaction. Raises CardError without a card; NotFound; WrongState if the
    draft no longer waits or somebody else changed it meanwhile; Refused if every account had these
    words of this speaker before.
    """
    if not cards:
        raise CardError("A quote without a card is not proposed.", "Set it on a card first.")
    desk = workspace.settings.desk_named(seen.draft.desk)
    proposal = proposal_of(store, workspace, seen.article, quote, cards, desk)
    now = clock.now()
    with store.write() as tx:
        draft = drafts.get(tx, seen.draft.id)
        if draft.state != "waiting":
            raise not_waiting(draft)
        quote_id = articles.save_quote(tx, seen.article, quote)
        card_ids = [card.id for card in proposal.cards]
        if draft.quote_id != seen.draft.quote_id or not drafts.requote(
            tx, draft, quote_id, card_ids
        ):
            raise WrongState(f"Draft {draft.id} was changed meanwhile.", "Look at it again.")
        log.write(tx, at=now, who=who, what="corrected", why=why, draft_id=draft.id)
        _reword(tx, store, seen, proposal, who=who, now=now)
        return view_in(tx, store, draft.id)


def again(store: Store, draft_id: str) -> DraftView:
    """Return a draft that may be corrected. Raises NotFound, WrongState if it no longer waits."""
    seen = view(store, draft_id)
    if seen.draft.state != "waiting":
        raise not_waiting(seen.draft)
    return seen


def _reword(
    tx: Transaction, store: Store, seen: DraftView, proposal: Proposal, *, who: str, now: datetime
) -> None:
    draft, key = seen.draft, proposal.quote.key
    speaker = normalised_words(proposal.quote.speaker.name or "")
    left = 0
    for post in queue.listing(tx, store.media, states=("draft", "held"), draft_ids=[draft.id]):
        new = post_of(proposal, draft, post.account, now)
        if new.id != post.id and queue.has_said(tx, post.account, key) is not None:
            queue.change(tx, post.id, ("draft", "held"), state="rejected", slot_key=None)
            why = "the account had these words of this speaker before"
            _log(tx, post, "struck", why, who=who, at=now)
            continue
        left += 1
        if new.id == post.id and _edited(seen, post):
            continue
        queue.reword(tx, post, new, key, speaker=speaker)
        if new.text != post.text:
            _log(tx, new, "worded anew", f"before: {post.text}", who=who, at=now)
    if seen.posts and not left:
        raise Refused(
            "Every account of this desk has had these words of this speaker.",
            "Reject this draft, or look at the other one.",
        )


def _edited(seen: DraftView, post: Post) -> bool:
    return any(line.what == "edited" and line.post_id == post.id for line in seen.decisions)


def _log(tx: Transaction, post: Post, what: str, why: str, *, who: str, at: datetime) -> None:
    log.write(tx, at=at, who=who, what=what, why=why, draft_id=post.draft_id, post_id=post.id)
