"""What was good is shown again, months later, as a new variant that waits for a yes of its own.

The one exception to "the same words never again", and only ever a person's: another card, another
text, another key, one variant at a time, never by `auto_approve`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flows.core.card import Card
from flows.core.clock import Clock
from flows.core.errors import CardError, WrongState
from flows.core.identity import digest
from flows.core.post import Draft, Post
from flows.core.workspace import Workspace
from flows.posts.disputed import beside_others, corrected_elsewhere
from flows.posts.look import view, view_in
from flows.posts.propose import proposal_of, queue_posts
from flows.posts.views import DraftView
from flows.store import Store, Transaction, articles, drafts, log
from flows.store import posts as queue

_OVER = {"posted", "rejected", "expired", "removed"}


def reshared(store: Store, workspace: Workspace, post_id: str, *, clock: Clock) -> DraftView:
    """Return the draft of a post that may be shown again.

    Raises NotFound; WrongState if it is not out or is to be taken down, if a person credits its
    words to somebody else, if a variant of it waits already, or if the same words went out on its
    account within `publish.reshare_days`.
    """
    with store.read() as tx:
        post = queue.get(tx, post_id, store.media)
        _variants(tx, store, workspace, post, clock.now())
    return view(store, post.draft_id)


def reshare(
    store: Store,
    workspace: Workspace,
    post_id: str,
    cards: Sequence[Card],
    *,
    who: str,
    clock: Clock,
) -> DraftView:
    """Lay a post's quote before the reviewers once more, for its account alone.

    Raises as `reshared`, and CardError without a card.
    """
    if not cards:
        raise CardError("A quote without a card is not proposed.", "Set it on a card first.")
    seen = reshared(store, workspace, post_id, clock=clock)
    desk = workspace.settings.desk_named(seen.draft.desk)
    post = next(each for each in seen.posts if each.id == post_id)
    alone = desk.model_copy(update={"accounts": (post.account,), "expires_hours": None})
    proposal = proposal_of(store, workspace, seen.article, seen.quote, cards, alone)
    now = clock.now()
    with store.write() as tx:
        # Whatever happened while its cards were set.
        now_there = queue.get(tx, post_id, store.media)
        number = len(_variants(tx, store, workspace, now_there, now))
        quote = beside_others(tx, seen.article, seen.quote)
        quote_id = articles.save_quote(tx, seen.article, quote)
        # With its time: the post of an earlier one may have been written anew, for somebody else.
        name = digest("draft", seen.draft.id, post.account, "again", now.isoformat())[:12]
        draft = Draft(name, seen.article.id, quote_id, desk.name, "waiting", now)
        drafts.insert(tx, draft, [card.id for card in proposal.cards])
        why = f"to be shown again: {post.id} was out before"
        ids = {"draft_id": draft.id, "article_id": seen.article.id}
        log.write(tx, at=now, who=who, what="proposed", why=why, **ids)
        again = replace(proposal, quote=quote, again=number)
        queue_posts(tx, again, draft, post.account, now)
        return view_in(tx, store, draft.id)


def _variants(
    tx: Transaction, store: Store, workspace: Workspace, post: Post, now: datetime
) -> list[Post]:
    """Return all that says what a post says, itself included. Raises WrongState as `reshared`."""
    if post.state != "posted" or post.answers is not None:
        raise WrongState(f"Post {post.id} is {post.state}; only what is out is shown again.")
    story = log.of_post(tx, post.draft_id, post.id)
    if any(line.what == "takedown" for line in story):
        raise WrongState(f"Post {post.id} was to be taken down; it is not shown again.")
    _credited_as_ever(tx, post)
    variants = queue.saying(tx, post.id, store.media)
    waiting = next((each for each in variants if each.state not in _OVER), None)
    if waiting is not None:
        raise WrongState(f"Post {waiting.id} says the same and is {waiting.state}.", "Look there.")
    rest = timedelta(days=workspace.settings.publish.reshare_days)
    last = max(each.posted_at for each in variants if each.posted_at is not None)
    if now < last + rest:
        raise WrongState(
            f"{post.account} said this on {last:%Y-%m-%d}, less than {rest.days} days ago.",
            "Wait, or change publish.reshare_days.",
        )
    return variants


def _credited_as_ever(tx: Transaction, post: Post) -> None:
    draft = drafts.get(tx, post.draft_id)
    article, quote = drafts.sources(tx, [draft])[draft.id]
    told = corrected_elsewhere(tx, article, quote)
    if told is not None:
        raise WrongState(
            f"Draft {told.draft.id} credits these words to {told.quote.speaker.name or 'nobody'}, "
            "as a person said.",
            "Share that one, or reject it.",
        )
