"""What a person can do to one post: edit, hold, release, retry, strike, move."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from flows import networks
from flows.core.clock import Clock
from flows.core.errors import PullquoteError, Refused, WrongState
from flows.core.post import Post, PostState
from flows.core.workspace import Workspace
from flows.networks import Network
from flows.posts import marks
from flows.posts.decide import give_time
from flows.posts.marks import quotes_call_nobody
from flows.posts.mouths import check_words
from flows.posts.plain import without_breaks
from flows.posts.planning import replan
from flows.posts.replies import WITH_IT, fall, has_own_time
from flows.posts.times import ahead
from flows.store import Store, Transaction, accounts, drafts, log, records
from flows.store import posts as queue

# Not on its way: nothing of it can have left.
_STILL: tuple[PostState, ...] = ("draft", "approved", "queued", "deferred")
# A worker has it, but the first byte goes only after one more look at the state.
_STOPPABLE: tuple[PostState, ...] = (*_STILL, "claimed", "prepared")
_STRUCK: tuple[PostState, ...] = (*_STOPPABLE, "held", "failed")


def edit(
    store: Store, workspace: Workspace, post_id: str, *, text: str, who: str, clock: Clock
) -> Post:
    """Change what a post will say; the words on the card are not touched.

    Raises NotFound; WrongState once it may have left; NotVerbatim if it quotes what was not said or
    credits another; Refused if it says nothing or the network would not take it.
    """
    if not text.strip():
        raise Refused("A post needs words.", "Strike the post if it shall not go out.")
    with store.write() as tx:
        found = queue.delivery(tx, post_id, store.media)
        post = found.post
        if post.attempts or (found.intent_at is not None and post.state != "failed"):
            raise _wrong(post, "edited: it may be out already")
        article, quote = drafts.sources(tx, [drafts.get(tx, post.draft_id)])[post.draft_id]
        text = unicodedata.normalize("NFC", text)
        check_words(without_breaks(text), article, quote)
        network = networks.connect(workspace.settings.account_named(post.account), workspace)
        if network.limits.mentions == "typed":
            text = quotes_call_nobody(text)
        _check_length(network, post, text)
        leading = records.marks_to_text(marks.again(text, post.marks, post.text))
        new = {"text": text, "marks": leading, "prepared": None}
        _change(tx, post, (*_STILL, "held", "failed"), "edited", **new)
        _log(tx, post, "edited", f"before: {post.text}", who=who, at=clock.now())
        return queue.get(tx, post_id, store.media)


def hold(store: Store, post_id: str, *, who: str, why: str = "", clock: Clock) -> Post:
    """Keep a post back until it is released. Raises NotFound, WrongState."""
    with store.write() as tx:
        post = queue.get(tx, post_id, store.media)
        values = {"state": "held", "hold_reason": "editor", "owner": None, "slot_key": None}
        _change(tx, post, _STOPPABLE, "held", **values)
        accounts.put(tx, post.account, planned_by=None)
        _log(tx, post, "held", why, who=who, at=clock.now())
        return queue.get(tx, post_id, store.media)


def release(
    store: Store, workspace: Workspace, post_id: str, *, who: str, why: str = "", clock: Clock
) -> Post:
    """Let a held post go on: at a time set by hand that is still ahead, else where it stood in
    the queue. Raises NotFound, WrongState.
    """
    now = clock.now()
    with store.write() as tx:
        found = queue.delivery(tx, post_id, store.media)
        post = found.post
        if post.state != "held":
            raise _wrong(post, "released")
        if post.hold_reason == "source-changed":
            # Told what is different there, the editor lets it go: this does not hold it again.
            queue.change(tx, post_id, ("held",), accepted=post.problem)
        if post.remote_id is not None:
            raise WrongState(f"Post {post.id} lies ready for a person.", "Say that it is posted.")
        _log(tx, post, "released", why, who=who, at=now)
        if drafts.get(tx, post.draft_id).state == "waiting":
            _change(tx, post, ("held",), "released", state="draft", hold_reason=None)
        elif found.pinned and post.due_at is not None and post.due_at > now:
            back = {"state": "queued", "hold_reason": None, "problem": None}
            _change(tx, post, ("held",), "released", **back)
        else:
            back = {"state": "approved", "hold_reason": None, "problem": None, "due_at": None}
            _change(tx, post, ("held",), "released", pinned=False, **back)
            account = workspace.settings.account_named(post.account)
            replan(tx, workspace, account, now=now, who=who)
        return queue.get(tx, post_id, store.media)


def retry(
    store: Store, workspace: Workspace, post_id: str, *, who: str, why: str = "", clock: Clock
) -> Post:
    """Give a failed post, or one without a slot, another time. Raises NotFound, WrongState."""
    with store.write() as tx:
        post = queue.get(tx, post_id, store.media)
        if post.state not in {"failed", "approved"}:
            raise _wrong(post, "tried again")
        _log(tx, post, "retried", why, who=who, at=clock.now())
        give_time(tx, workspace, post, post.state, at=None, now=clock.now(), who=who)
        return queue.get(tx, post_id, store.media)


def move(
    store: Store, workspace: Workspace, post_id: str, *, at: datetime, who: str, clock: Clock
) -> Post:
    """Give an approved post another time (aware), where it stays.

    Raises NotFound; WrongState if it is not approved, under embargo, or the time has passed.
    """
    with store.write() as tx:
        now = clock.now()
        found = queue.delivery(tx, post_id, store.media)
        post = found.post
        has_own_time(post)
        if post.state not in {"approved", "queued", "deferred", "failed"}:
            raise _wrong(post, "moved")
        due = ahead(at, now)
        if found.not_before is not None and due < found.not_before:
            raise WrongState(
                f"Post {post.id} is under embargo until {found.not_before.isoformat()}.",
                "Lift the embargo first.",
            )
        give_time(tx, workspace, post, post.state, at=due, now=now, who=who)
        return queue.get(tx, post_id, store.media)


def strike(
    store: Store, workspace: Workspace, post_id: str, *, who: str, why: str = "", clock: Clock
) -> Post:
    """Take one post out of its draft for good; the others go on. Raises NotFound, WrongState.

    What lies ready for a person to post goes first: what is struck must not be found there.
    """
    now = clock.now()
    with store.read() as tx:
        post = queue.get(tx, post_id, store.media)
    if post.state in _STRUCK:
        _clear_away(workspace, post)
    with store.write() as tx:
        post = queue.get(tx, post_id, store.media)
        _change(tx, post, _STRUCK, "struck", state="rejected", slot_key=None, owner=None)
        accounts.put(tx, post.account, planned_by=None)
        _log(tx, post, "struck", why, who=who, at=now)
        fall(tx, store, post, "rejected", who=who, why=WITH_IT, now=now)
        others = queue.listing(tx, store.media, draft_ids=[post.draft_id])
        if all(other.state == "rejected" for other in others):
            drafts.change(tx, post.draft_id, was="waiting", state="rejected")
        return queue.get(tx, post_id, store.media)


def _clear_away(workspace: Workspace, post: Post) -> None:
    """Take away what lies ready for a person to post; what cannot be is struck all the same."""
    if post.remote_id is None:
        return
    with suppress(PullquoteError, OSError):
        account = workspace.settings.account_named(post.account)
        networks.connect(account, workspace).delete(post.remote_id)


def _check_length(network: Network, post: Post, text: str) -> None:
    length = network.length(text)
    if length > network.limits.text:
        raise Refused(
            f"The text counts {length} of {network.limits.text} on {post.account}.",
            "Shorten it.",
        )


def _change(
    tx: Transaction, post: Post, was: Sequence[PostState], action: str, **values: object
) -> None:
    if not queue.change(tx, post.id, was, **values):
        raise _wrong(post, action)


def _wrong(post: Post, action: str) -> WrongState:
    return WrongState(f"Post {post.id} is {post.state} and cannot be {action}.")


def _log(tx: Transaction, post: Post, what: str, why: str, *, who: str, at: datetime) -> None:
    log.write(tx, at=at, who=who, what=what, why=why, draft_id=post.draft_id, post_id=post.id)
