"""A person's word on a draft: yes gives each post its time, no is for good."""

from datetime import datetime

from flows.core.clock import Clock, as_utc
from flows.core.errors import WrongState
from flows.core.post import Draft, Post, PostState
from flows.core.quote import Quote
from flows.core.workspace import Workspace
from flows.posts.look import as_seen, view_in
from flows.posts.planning import replan
from flows.posts.times import ahead
from flows.posts.views import DraftView
from flows.store import Store, Transaction, cards, drafts, log
from flows.store import order as queue_order
from flows.store import posts as queue


def approve(
    store: Store,
    workspace: Workspace,
    draft_id: str,
    *,
    who: str,
    why: str = "",
    at: datetime | None = None,
    signed: bool = False,
    seen: str = "",
    clock: Clock,
) -> DraftView:
    """Say yes: each post gets its account's next free slot, or `at` (aware).

    `signed`: who says so also takes responsibility for a picture of unknown rights; without it
    such a card stays where it is. `seen` (of `as_seen`): what the yes is meant for.

    Raises NotFound, WrongState if the draft is not waiting, is no longer as it was seen, its picture
    is not signed for or `at` has passed, ValueError for a naive `at`.
    """
    with store.write() as tx:
        draft, now = drafts.get(tx, draft_id), clock.now()
        if seen and draft.state == "waiting" and seen != as_seen(view_in(tx, store, draft_id)):
            raise WrongState(
                f"Draft {draft_id} was changed since you opened it.", "Look at it again."
            )
        _sign_picture(tx, draft, who=who, signed=signed, now=now)
        due = ahead(at, now) if at is not None else None
        approve_in(tx, store, workspace, draft, who=who, why=why, at=due, now=now)
        return view_in(tx, store, draft_id)


def approve_in(
    tx: Transaction,
    store: Store,
    workspace: Workspace,
    draft: Draft,
    *,
    who: str,
    why: str,
    at: datetime | None,
    now: datetime,
) -> None:
    """Approve as part of a larger transaction; other forms of the same words are let go.

    Raises WrongState, also while nobody has said who speaks.
    """
    _article, quote = drafts.sources(tx, [draft])[draft.id]
    if draft.state == "waiting" and quote.speaker_open:
        raise WrongState(
            f"It is not sure who speaks in draft {draft.id}.",
            "Say who it is, or that no name shall stand there.",
        )
    if not drafts.change(tx, draft.id, was="waiting", state="approved"):
        raise not_waiting(draft)
    log.write(tx, at=now, who=who, what="approved", why=why, draft_id=draft.id)
    for post in queue.listing(tx, store.media, states=("draft",), draft_ids=[draft.id]):
        give_time(tx, workspace, post, "draft", at=at, now=now, who=who)
    _let_go(tx, store, draft, who=who, now=now)


def _let_go(tx: Transaction, store: Store, draft: Draft, *, who: str, now: datetime) -> None:
    """Close the waiting drafts that say much the same words of the article as an approved one."""
    every = drafts.told(tx, draft.article_id)
    mine = next(told for told in every if told.draft.id == draft.id)
    for told in every:
        other = told.draft
        # The very same quote waits for other accounts: that is no other form of it.
        if other.desk != draft.desk or told.revision != mine.revision or told.key == mine.key:
            continue
        if same_words(told.quote, mine.quote) and drafts.change(
            tx, other.id, was="waiting", state="expired"
        ):
            why = f"draft {draft.id}, another form of the same words, was approved"
            log.write(tx, at=now, who=who, what="let go", why=why, draft_id=other.id)
            close_posts(tx, store, other.id, "expired")


def same_words(one: Quote, other: Quote) -> bool:
    """Say whether two quotes of one revision share half of the shorter one's words."""
    shared = sum(
        max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.spans for b in other.spans
    )
    shorter = min(sum(s.end - s.start for s in quote.spans) for quote in (one, other))
    return 2 * shared > shorter


def _sign_picture(tx: Transaction, draft: Draft, *, who: str, signed: bool, now: datetime) -> None:
    credit = cards.unsigned(tx, [draft.id]).get(draft.id)
    if credit is None or draft.state != "waiting":
        return
    named = f"credit: {credit}" if credit else "nobody is credited"
    if not signed:
        raise WrongState(
            f"The rights to the picture on this card are not known ({named}).",
            "Sign for the picture if you may use it, or reject the draft.",
        )
    log.write(
        tx, at=now, who=who, what="signed", why=f"for the picture; {named}", draft_id=draft.id
    )


def reject(store: Store, draft_id: str, *, who: str, why: str = "", clock: Clock) -> DraftView:
    """Say no: the words are not proposed again. Raises NotFound, WrongState."""
    with store.write() as tx:
        draft = drafts.get(tx, draft_id)
        if not drafts.change(tx, draft_id, was="waiting", state="rejected"):
            raise not_waiting(draft)
        log.write(tx, at=clock.now(), who=who, what="rejected", why=why, draft_id=draft_id)
        close_posts(tx, store, draft_id, "rejected")
        return view_in(tx, store, draft_id)


def close_posts(tx: Transaction, store: Store, draft_id: str, state: PostState) -> None:
    """Bring the posts of a draft that waited with it to an end in `state`."""
    for post in queue.listing(tx, store.media, states=("draft", "held"), draft_ids=[draft_id]):
        queue.change(tx, post.id, ("draft", "held"), state=state, slot_key=None, due_at=None)


def give_time(
    tx: Transaction,
    workspace: Workspace,
    post: Post,
    was: PostState,
    *,
    at: datetime | None,
    now: datetime,
    who: str,
) -> None:
    """Queue a post at `at` (not before `now`, never before its embargo ends), where it stays, else
    behind the account's queue. A time set by hand is kept, however stale the news is by then.

    Without any free slot it stays `approved` and waits for one; a reply waits for its post. Raises
    WrongState if the post is no longer in state `was`.
    """
    at = None if post.answers else at
    account = workspace.settings.account_named(post.account)
    due = max(as_utc(at), now, queue.embargo(tx, post.id) or now) if at is not None else None
    moved = queue.change(
        tx,
        post.id,
        (was,),
        state="queued" if due else "approved",
        due_at=due,
        slot_key=None,
        pinned=due is not None,
        position=queue_order.last_position(tx, post.account) + 1,
        hold_reason=None,
        problem=None,
        look_at=None,
        owner=None,
    )
    if not moved:
        raise WrongState(f"Post {post.id} is no longer {was}.", "Look at it again.")
    if due is not None:
        ids = {"draft_id": post.draft_id, "post_id": post.id}
        why = f"for {due.isoformat(timespec='minutes')}, a time set by hand"
        if queue.keep_fresh(tx, post.id, until=due):
            why += ", later than it would have gone stale"
        log.write(tx, at=now, who=who, what="queued", why=why, **ids)
    replan(tx, workspace, account, now=now, who=who)


def not_waiting(draft: Draft) -> WrongState:
    """Say why a draft can no longer be decided or changed."""
    if draft.state == "expired":
        return WrongState(
            f"Draft {draft.id} was replaced, let go or has expired.", "Look at the newer one."
        )
    return WrongState(f"Draft {draft.id} is {draft.state} already.")
