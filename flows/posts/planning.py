"""Give the account's waiting posts their slots, and show the calendar that will happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows.core.clock import Clock
from flows.core.identity import digest
from flows.core.post import Post
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.posts.arrange import Fixed, Placed, Rules, Waiting, arrange
from flows.posts.slots import SlotTime, upcoming
from flows.store import Store, Transaction, accounts, log
from flows.store import order as queue_order
from flows.store import posts as queue

# Far enough for a queue of thousands; a post that finds no slot within it waits as `approved`.
HORIZON_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One post of the calendar: when (UTC and local), and why there."""

    at: datetime
    local: datetime
    post: Post
    why: str


def rules_of(workspace: Workspace, account: AccountSettings) -> Rules:
    """Return the rules under which an account posts."""
    return Rules(account, workspace.settings.publish, workspace.zone_of(account))


def replan(
    tx: Transaction, workspace: Workspace, account: AccountSettings, *, now: datetime, who: str
) -> None:
    """Arrange an account's queue anew and write down whose time changed."""
    changes = queue_order.Changes(tx)
    waiting = queue_order.flexible(tx, account.name, now)
    placed = _arranged(tx, workspace, account, waiting, now)
    for post in waiting:
        place = placed.get(post.post_id)
        if place is None and post.slot_key is not None:
            changes.unplace(post.post_id)
        elif place is not None and place.slot.key != post.slot_key:
            changes.place(post.post_id, place.slot.at, place.slot.key)
    changes.write()
    for post in waiting:
        place = placed.get(post.post_id)
        if (place.slot.at if place else None) != post.due_at or place is None:
            _tell(tx, post, place, now=now, who=who)
    accounts.put(tx, account.name, planned_by=_fingerprint(workspace, account))


def rules_changed(tx: Transaction, workspace: Workspace, account: AccountSettings) -> bool:
    """Say whether slots, zone or rules are not those that the queue was arranged by."""
    return accounts.get(tx, account.name).planned_by != _fingerprint(workspace, account)


def plan(store: Store, workspace: Workspace, *, days: int, clock: Clock) -> list[PlanLine]:
    """Return what will be posted in the next `days` days, and why each post sits where it does."""
    now = clock.now()
    lines: list[PlanLine] = []
    with store.read() as tx:
        for account in workspace.settings.account:
            lines += _lines(tx, store, workspace, account, now)
    until = now + timedelta(days=days)
    return sorted((line for line in lines if line.at < until), key=lambda line: line.at)


def _lines(
    tx: Transaction, store: Store, workspace: Workspace, account: AccountSettings, now: datetime
) -> Iterator[PlanLine]:
    placed = _arranged(tx, workspace, account, queue_order.flexible(tx, account.name, now), now)
    zone = ZoneInfo(workspace.zone_of(account))
    states = ("approved", "queued", "deferred")
    for post in queue.listing(tx, store.media, states=states, account=account.name):
        place = placed.get(post.id)
        at = place.slot.at if place else post.due_at
        if at is not None:
            yield PlanLine(at, at.astimezone(zone), post, place.why if place else _stays(post))


def _stays(post: Post) -> str:
    return "pinned to its slot" if post.slot_key else "a time set by hand"


def _arranged(
    tx: Transaction,
    workspace: Workspace,
    account: AccountSettings,
    waiting: list[queue_order.Flexible],
    now: datetime,
) -> dict[str, Placed]:
    rules = rules_of(workspace, account)
    since = now - max(rules.gap, timedelta(days=max(7, rules.publish.speaker_days)))
    posts = [
        Waiting(post.post_id, post.article_id, post.speaker, post.not_before, post.expires_at)
        for post in waiting
    ]
    fixed = [Fixed(*row) for row in queue_order.fixed(tx, account.name, now, since)]
    used = queue_order.fixed_slots(tx, account.name, now)
    return arrange(posts, fixed, _slots(rules, now, used, len(posts)), rules)


def _slots(rules: Rules, now: datetime, used: set[str], wanted: int) -> Iterator[SlotTime]:
    account = rules.account
    days = HORIZON_DAYS if account.slots and wanted else 0
    slots = upcoming(account.name, account.slots, rules.zone, after=now, days=days)
    return (slot for slot in slots if slot.key not in used)


def _tell(
    tx: Transaction,
    post: queue_order.Flexible,
    place: Placed | None,
    *,
    now: datetime,
    who: str,
) -> None:
    if place is None:
        if post.due_at is None:
            return
        what, why = "moved", f"from {_short(post.due_at)} to a free slot yet to come"
    elif post.due_at is None:
        what, why = "queued", f"for {_short(place.slot.at)}: {place.why}"
    else:
        what, why = (
            "moved",
            f"from {_short(post.due_at)} to {_short(place.slot.at)}: {place.why}",
        )
    log.write(tx, at=now, who=who, what=what, why=why, draft_id=post.draft_id, post_id=post.post_id)


def _short(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _fingerprint(workspace: Workspace, account: AccountSettings) -> str:
    rules = rules_of(workspace, account)
    return digest(rules.account.model_dump_json(), rules.publish.model_dump_json(), rules.zone)
