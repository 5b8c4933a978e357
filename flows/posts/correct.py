"""A person says who speaks, or adds a line of context: the draft stays, its words go out anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flows.core.card import Card
from flows.core.clock import Clock
from flows.core.errors import CardError, Refused, WrongState
from flows.core.post import Post
from flows.core.quote import Quote
from flows.core.workspace import Workspace
from flows.posts.decide import not_waiting
from flows.posts.disputed import hold_others
from flows.posts.look import view, view_in
from flows.posts.propose import Proposal, post_id, proposal_of, queue_posts, told_in
from flows.posts.views import DraftView
from flows.store import Store, Transaction, articles, drafts, log
from flows.store import posts as queue

_OPEN = {"draft", "held"}


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
    # Its own, whatever accounts the desk has by now.
    own = dict.fromkeys(post.account for post in seen.posts if post.state in _OPEN)
    desk = desk.model_copy(update={"accounts": tuple(own)})
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
        if quote.key != seen.quote.key:
            hold_others(tx, store, seen.article, quote, who=who, now=now)
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
    every = queue.listing(tx, store.media, draft_ids=[seen.draft.id])
    left = 0
    for post in (p for p in every if p.answers is None and p.state in _OPEN):
        key = proposal.quote.key
        before, again = told_in(queue.delivery(tx, post.id, store.media).said)
        same = before == key
        if not same and queue.has_said(tx, post.account, key) is not None:
            struck = [post, *(p for p in every if p.answers == post.id)]
            for each in struck:
                queue.change(tx, each.id, ("draft", "held"), state="rejected", slot_key=None)
            why = "the account had these words of this speaker before"
            _log(tx, post, "struck", why, who=who, at=now)
            continue
        left += 1
        below = next((p for p in every if p.answers == post.id), None)
        if same and (_edited(seen, post, below) or proposal.quote.speaker == seen.quote.speaker):
            queue.give_cards(tx, post.id, [card.id for card in proposal.cards_for(post.account)])
        else:
            told = replace(proposal, again=again if same else 0)
            _write_anew(tx, store, seen, told, post, below, who=who, now=now)
    if seen.posts and not left:
        raise Refused(
            "Every account of this desk has had these words of this speaker.",
            "Reject this draft, or look at the other one.",
        )


def _write_anew(  # noqa: PLR0917 - a post, its draft and its reply
    tx: Transaction,
    store: Store,
    seen: DraftView,
    proposal: Proposal,
    post: Post,
    below: Post | None,
    *,
    who: str,
    now: datetime,
) -> None:
    """Write a post and its reply anew, standing as they stood: held, struck, with their time."""
    was = queue.delivery(tx, post.id, store.media)
    if not queue.remove(tx, post.id):
        raise WrongState(f"Post {post.id} may be out already.", "Look at it again.")
    queue_posts(tx, proposal, seen.draft, post.account, now)
    written = post_id(post.account, proposal.quote, proposal.again)
    stands = {"state": post.state, "hold_reason": post.hold_reason}
    kept = {"not_before": was.not_before, "expires_at": was.expires_at, "position": was.position}
    queue.change(tx, written, ("draft",), **stands, **kept)
    for reply in queue.listing(tx, store.media, draft_ids=[seen.draft.id]):
        if below is not None and reply.answers == written:
            queue.change(tx, reply.id, ("draft",), state=below.state, hold_reason=below.hold_reason)
    new = queue.get(tx, written, store.media)
    if new.text != post.text:
        _log(tx, new, "worded anew", f"before: {post.text}", who=who, at=now)


def _edited(seen: DraftView, *posts: Post | None) -> bool:
    ids = {post.id for post in posts if post}
    return any(line.what == "edited" and line.post_id in ids for line in seen.decisions)


def _log(tx: Transaction, post: Post, what: str, why: str, *, who: str, at: datetime) -> None:
    log.write(tx, at=at, who=who, what=what, why=why, draft_id=post.draft_id, post_id=post.id)
