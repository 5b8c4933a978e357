"""Give an account's waiting posts their slots."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.core.identity import digest
from flows.core.post import Decision
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.posts.arrange import Fixed, Placed, Rules, Waiting, arrange
from flows.posts.replies import let_follow
from flows.posts.slots import SlotTime, upcoming
from flows.store import Transaction, accounts, log
from flows.store import order as queue_order

# Far enough for a queue of thousands; a post that finds no slot within it waits as `approved`.
HORIZON_DAYS = 3 * 366


def rules_of(workspace: Workspace, account: AccountSettings) -> Rules:
    """Return the rules under which an account posts."""
    return Rules(account, workspace.settings.publish, workspace.zone_of(account))


def replan(
    tx: Transaction, workspace: Workspace, account: AccountSettings, *, now: datetime, who: str
) -> None:
    """Arrange an account's queue anew and write down whose time changed.

    Replies whose post is out meanwhile are queued as well.
    """
    let_follow(tx, now=now, account=account.name)
    changes = queue_order.Changes(tx)
    waiting = queue_order.flexible(tx, account.name, now)
    placed = arranged(tx, workspace, account, waiting, now)
    for post in waiting:
        place = placed.get(post.post_id)
        if place is None and post.slot_key is not None:
            changes.unplace(post.post_id)
        elif place is not None and place.slot.key != post.slot_key:
            changes.place(post.post_id, place.slot.at, place.slot.key)
    changes.write()
    told = (_told(post, placed.get(post.post_id), now=now, who=who) for post in waiting)
    log.write_all(tx, [line for line in told if line is not None])
    accounts.put(tx, account.name, planned_by=_fingerprint(workspace, account))


def with_other_rules(tx: Transaction, workspace: Workspace) -> list[AccountSettings]:
    """Return the accounts whose slots, zone or rules are not those they were arranged by."""
    plans = accounts.plans(tx)
    return [
        account
        for account in workspace.settings.account
        if plans.get(account.name) != _fingerprint(workspace, account)
    ]


def arranged(
    tx: Transaction,
    workspace: Workspace,
    account: AccountSettings,
    waiting: list[queue_order.Flexible],
    now: datetime,
    *,
    until: datetime | None = None,
) -> dict[str, Placed]:
    """Return the place of each waiting post that finds one, among the slots before `until`.

    A shorter calendar is the beginning of a longer one: slots are given away in their order.
    """
    rules = rules_of(workspace, account)
    since = now - max(rules.gap, timedelta(days=max(7, rules.publish.speaker_days)))
    posts = [
        Waiting(post.post_id, post.article_id, post.speaker, post.not_before, post.expires_at)
        for post in waiting
    ]
    fixed = [Fixed(*row) for row in queue_order.fixed(tx, account.name, now, since)]
    used = queue_order.fixed_slots(tx, account.name, now)
    slots = _slots(rules, now, used, until) if posts else iter(())
    return arrange(posts, fixed, slots, rules)


def _slots(
    rules: Rules, now: datetime, used: set[str], until: datetime | None
) -> Iterator[SlotTime]:
    account = rules.account
    days = (until - now).days + 2 if until else HORIZON_DAYS
    days = min(days, HORIZON_DAYS) if account.slots else 0
    slots = upcoming(account.name, account.slots, rules.zone, after=now, days=days)
    return (slot for slot in slots if slot.key not in used and (not until or slot.at < until))


def _told(
    post: queue_order.Flexible, place: Placed | None, *, now: datetime, who: str
) -> Decision | None:
    """Return the line of the log about a post's new time, None if it keeps the one it has."""
    at = place.slot.at if place else None
    if at == post.due_at:
        return None
    if place is None or at is None:
        what, why = "moved", "to a free slot yet to come"
    elif post.due_at is None:
        what, why = "queued", f"for {_short(at)}: {place.why}"
    else:
        what, why = "moved", f"from {_short(post.due_at)} to {_short(at)}: {place.why}"
    return Decision(now, who, what, why, post.draft_id, post.post_id)


def _short(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _fingerprint(workspace: Workspace, account: AccountSettings) -> str:
    rules = rules_of(workspace, account)
    return digest(rules.account.model_dump_json(), rules.publish.model_dump_json(), rules.zone)
