"""Drafts and posts: who said yes, when each goes out, and that it goes out exactly once.

Every function that changes something does so in one transaction and writes a Decision.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from flows.core.article import Article
from flows.core.card import Card
from flows.core.clock import Clock
from flows.core.post import Decision, Post
from flows.core.quote import Quote
from flows.core.settings import DeskSettings
from flows.core.workspace import Workspace
from flows.posts.views import DraftView, Outcome
from flows.store import Store


def already(store: Store, article: Article, quote: Quote, desk: DeskSettings) -> DraftView | None:
    """Return the draft that was made of these words for every account of `desk`, else None.

    Asking before rendering spares the cards of what `propose` would turn down anyway.
    """
    raise NotImplementedError


def propose(  # noqa: PLR0917 - the rooms agreed on this order
    store: Store,
    workspace: Workspace,
    article: Article,
    quote: Quote,
    cards: Sequence[Card],
    desk: DeskSettings,
    *,
    clock: Clock,
) -> DraftView | None:
    """Make a draft with one post per account of `desk`; None if all of them had these words."""
    raise NotImplementedError


def waiting(store: Store, desk: str | None = None) -> list[DraftView]:
    """Return the drafts that wait for a person: newest article first, best quote first."""
    raise NotImplementedError


def view(store: Store, draft_id: str) -> DraftView:
    """Return one draft. Raises NotFound."""
    raise NotImplementedError


def approve(
    store: Store,
    workspace: Workspace,
    draft_id: str,
    *,
    who: str,
    why: str = "",
    at: datetime | None = None,
    clock: Clock,
) -> DraftView:
    """Say yes: each post gets its next free slot, or `at` (aware). Raises NotFound, WrongState."""
    raise NotImplementedError


def reject(store: Store, draft_id: str, *, who: str, why: str = "", clock: Clock) -> DraftView:
    """Say no, for good. Raises NotFound, WrongState."""
    raise NotImplementedError


def listing(store: Store, *, state: str | None = None, account: str | None = None) -> list[Post]:
    """Return posts, the next due first, those without a time last."""
    raise NotImplementedError


def post(store: Store, post_id: str) -> Post:
    """Return one post. Raises NotFound."""
    raise NotImplementedError


def story(store: Store, post_id: str) -> list[Decision]:
    """Return all that was done to a post and its draft, oldest first. Raises NotFound."""
    raise NotImplementedError


def edit(
    store: Store, workspace: Workspace, post_id: str, *, text: str, who: str, clock: Clock
) -> Post:
    """Change what a post will say. Raises NotFound, WrongState, NotVerbatim, Refused."""
    raise NotImplementedError


def hold(store: Store, post_id: str, *, who: str, why: str = "", clock: Clock) -> Post:
    """Keep a post back until it is released. Raises NotFound, WrongState."""
    raise NotImplementedError


def release(
    store: Store, workspace: Workspace, post_id: str, *, who: str, why: str = "", clock: Clock
) -> Post:
    """Let a held post go on, at its time or the next free slot. Raises NotFound, WrongState."""
    raise NotImplementedError


def retry(
    store: Store, workspace: Workspace, post_id: str, *, who: str, why: str = "", clock: Clock
) -> Post:
    """Give a failed post another time. Raises NotFound, WrongState."""
    raise NotImplementedError


def strike(store: Store, post_id: str, *, who: str, why: str = "", clock: Clock) -> Post:
    """Take one post out of its draft; the others go on. Raises NotFound, WrongState."""
    raise NotImplementedError


def next_due(store: Store) -> datetime | None:
    """Return when the next post falls due (UTC), None if nothing is queued."""
    raise NotImplementedError


def publish_due(
    store: Store,
    workspace: Workspace,
    *,
    until: datetime,
    clock: Clock,
    sleep: Callable[[float], None] = time.sleep,
    reread_seconds: float = 10.0,
    dry_run: bool = False,
) -> list[Outcome]:
    """Send every post that falls due before `until` (aware), each at its own time.

    Re-reads the queue every `reread_seconds` while it waits, so that what is approved, moved or
    held meanwhile counts. Returns when nothing is left due before `until`. `dry_run` sends and
    changes nothing and does not wait.
    """
    raise NotImplementedError


__all__ = [
    "DraftView",
    "Outcome",
    "already",
    "approve",
    "edit",
    "hold",
    "listing",
    "next_due",
    "post",
    "propose",
    "publish_due",
    "reject",
    "release",
    "retry",
    "story",
    "strike",
    "view",
    "waiting",
]
