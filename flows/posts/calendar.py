"""The calendar that will happen, and what has been said yes to but stands nowhere in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows.core.clock import Clock
from flows.core.post import Post, PostState
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.posts.planning import arranged
from flows.store import Store, Transaction, accounts, drafts, replies
from flows.store import order as queue_order
from flows.store import posts as queue

_YES: tuple[PostState, ...] = ("approved", "queued", "deferred", "held")
_GONE = "its account is no longer in the settings"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One post of the calendar: when (UTC and local), and why there."""

    at: datetime
    local: datetime
    post: Post
    why: str


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A post that was said yes to and has no time, and why."""

    post: Post
    why: str


def plan(store: Store, workspace: Workspace, *, days: int, clock: Clock) -> list[PlanLine]:
    """Return what will be posted in the next `days` days, and why each post sits where it does."""
    now = clock.now()
    until = now + timedelta(days=days)
    lines: list[PlanLine] = []
    with store.read() as tx:
        for account in workspace.settings.account:
            own = list(_lines(tx, store, workspace, account, now=now, until=until))
            own = list(_with_replies(own, replies.waiting(tx, account.name, store.media)))
            if accounts.get(tx, account.name).paused_at is not None:
                own = [
                    replace(line, why=f"if {account.name} is resumed: {line.why}") for line in own
                ]
            lines += own
    return sorted((line for line in lines if line.at < until), key=lambda line: line.at)


def unplanned(store: Store, workspace: Workspace) -> list[Unplanned]:
    """Return the posts that will not go out although somebody said yes: what an editor looks for
    and does not find in the calendar.
    """
    known = {account.name: account for account in workspace.settings.account}
    found: list[Unplanned] = []
    with store.read() as tx:
        for post in queue.listing(tx, store.media, states=_YES):
            account = known.get(post.account)
            if post.state == "held" and drafts.get(tx, post.draft_id).state == "waiting":
                continue  # nobody said yes
            if account is None:
                found.append(Unplanned(post, _GONE))
            elif post.state == "held":
                why = post.problem or "until somebody retries it"
                found.append(Unplanned(post, f"held ({post.hold_reason}): {why}"))
            elif post.due_at is None and post.answers is None:
                found.append(Unplanned(post, _without(tx, store, workspace, account, post)))
    return found


def without_time(store: Store, workspace: Workspace, post: Post) -> str:
    """Say why a post that waits for its turn has no time."""
    account = next((a for a in workspace.settings.account if a.name == post.account), None)
    if account is None:
        return _GONE
    with store.read() as tx:
        return _without(tx, store, workspace, account, post)


def _without(
    tx: Transaction, store: Store, workspace: Workspace, account: AccountSettings, post: Post
) -> str:
    if not account.slots:
        return "its account has no slots: give it a time by hand"
    stale = queue.delivery(tx, post.id, store.media).expires_at
    if stale is None:
        return "no slot obeys all its account's rules"
    local = stale.astimezone(ZoneInfo(workspace.zone_of(account)))
    return f"it goes stale {local:%a %d %b %H:%M}, before a slot is free"


def _lines(
    tx: Transaction,
    store: Store,
    workspace: Workspace,
    account: AccountSettings,
    *,
    now: datetime,
    until: datetime,
) -> Iterator[PlanLine]:
    waiting = queue_order.flexible(tx, account.name, now)
    placed = arranged(tx, workspace, account, waiting, now, until=until)
    zone = ZoneInfo(workspace.zone_of(account))
    for post_id, post in queue.some(tx, placed, store.media).items():
        place = placed[post_id]
        yield PlanLine(place.slot.at, place.slot.at.astimezone(zone), post, place.why)
    flexible = {post.post_id for post in waiting}
    for post in queue.listing(
        tx, store.media, states=queue.PENDING, account=account.name, due_before=until
    ):
        if post.id not in flexible and post.due_at is not None:
            yield PlanLine(post.due_at, post.due_at.astimezone(zone), post, _stays(post))


def _with_replies(lines: list[PlanLine], below: dict[str, Post]) -> Iterator[PlanLine]:
    for line in lines:
        yield line
        if reply := below.get(line.post.id):
            yield PlanLine(line.at, line.local, reply, f"first reply, right after {line.post.id}")


def _stays(post: Post) -> str:
    if post.answers is not None:
        return f"first reply; {post.answers} is out"
    return "pinned to its slot" if post.slot_key else "a time set by hand"
