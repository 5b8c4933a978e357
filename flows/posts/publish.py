"""`publish_due`: send each post at its own time, whatever died or was approved meanwhile."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime, timedelta

from flows import networks
from flows.core.clock import Clock, as_utc
from flows.core.errors import SettingsError, StoreError
from flows.core.post import Post
from flows.core.workspace import Workspace
from flows.posts.deliver import deliver
from flows.posts.expiry import expire
from flows.posts.notes import ITSELF
from flows.posts.planning import replan, with_other_rules
from flows.posts.removing import remove
from flows.posts.rereading import Read, Rereading
from flows.posts.settle import recover, settle
from flows.posts.views import Outcome
from flows.posts.worker import Worker
from flows.store import Store, accounts
from flows.store import order as queue_order
from flows.store import posts as queue

# Accounts that are served at the same time, so that a slow network delays no other.
_AT_ONCE = 8
# While a network is slow, the queue is looked at again so often, in seconds.
_MOMENT = 1.0
# How long an account waits whose settings cannot be used, unless the process is started again.
_SETTINGS_WAIT = timedelta(minutes=5)


def publish_due(
    store: Store,
    workspace: Workspace,
    *,
    until: datetime,
    clock: Clock,
    sleep: Callable[[float], None] = time.sleep,
    reread_seconds: float = 10.0,
    dry_run: bool = False,
    read: Read | None = None,
) -> list[Outcome]:
    """Send every post that falls due before `until` (aware), each at its own time.

    Re-reads the queue every `reread_seconds` while it waits, so that what is approved, moved or
    held meanwhile counts. Returns when nothing is left due before `until` that may go out; what is
    due on an account that is paused, or waits beyond `until`, is told as "waits". `dry_run` sends
    and changes nothing and does not wait. `read` reads a post's source again in the minutes before
    its time; a post that is due waits for the answer, but not for long.
    """
    until = as_utc(until)
    if dry_run:
        return _would_send(store, until, clock.now())
    worker = Worker(store, workspace, clock)
    _put_in_order(worker)
    with Rereading(worker, read) as sources:
        return _until(worker, sources, until, sleep, reread_seconds)


def _until(
    worker: Worker,
    sources: Rereading,
    until: datetime,
    sleep: Callable[[float], None],
    reread_seconds: float,
) -> list[Outcome]:
    store, clock = worker.store, worker.clock
    outcomes: list[Outcome] = []
    while True:
        outcomes += sources.look()
        expire(store, clock=clock)
        done = _round(worker, sources, until)
        outcomes += done
        if not done and sources.wait():
            continue
        now = clock.now()
        with store.read() as tx:
            next_moment = queue.next_moment(tx, now)
        if done and next_moment is not None and next_moment <= now:
            continue  # a first reply follows its post at once, whatever `until` says
        if next_moment is None or next_moment >= until or now >= until:
            told = {outcome.post.id for outcome in outcomes}
            return outcomes + [o for o in _stopped(store, until, now) if o.post.id not in told]
        if next_moment > now:
            pause = min((next_moment - now).total_seconds(), reread_seconds)
            if not sources.answered(within=pause):
                rest = (next_moment - clock.now()).total_seconds()
                sleep(max(0.0, min(rest, reread_seconds)))
        elif not done:
            # Something is due but another process has the account.
            sleep(reread_seconds)


def _round(worker: Worker, sources: Rereading, until: datetime) -> list[Outcome]:
    """Do everything that can be done at this moment, the accounts beside one another.

    While a slow network keeps one of them, what falls due on the others goes out all the same.
    """
    outcomes: list[Outcome] = []
    busy: dict[Future[list[Outcome]], str] = {}
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="account") as pool:

        def serve() -> None:
            for account in _waiting(worker):
                if account not in busy.values():
                    busy[pool.submit(_serve, worker, sources, account)] = account

        serve()
        while busy:
            over = wait(busy, timeout=_MOMENT, return_when=FIRST_COMPLETED).done
            for future in over:
                del busy[future]
                outcomes += future.result()
            if not over and worker.clock.now() < until:
                # What is under way ends first; a database that is away is met by the next round.
                with suppress(StoreError):
                    outcomes += sources.look()
                    serve()
    return outcomes


def _waiting(worker: Worker) -> list[str]:
    """Return the accounts that have something to settle, to take down or to send now."""
    now = worker.clock.now()
    with worker.store.read() as tx:
        found = [
            *queue.in_hand(tx),
            *queue.to_look_up(tx, now),
            *queue.to_remove(tx, now),
            *queue.due(tx, now),
        ]
    return list(dict.fromkeys(account for account, _post_id in found))


def _serve(worker: Worker, sources: Rereading, account: str) -> list[Outcome]:
    """Settle and send what one account has to say now, if no other process is at it."""
    with worker.store.account_lock(account) as held:
        if held is None:
            return []
        worker = worker.holding(held)
        recover(worker, account)
        try:
            settings = worker.workspace.settings.account_named(account)
            network = networks.connect(settings, worker.workspace)
        except SettingsError as error:
            return _wait_for_settings(worker, account, error)
        now = worker.clock.now()
        with worker.store.read() as tx:
            looks = [post_id for name, post_id in queue.to_look_up(tx, now) if name == account]
            unread = sources.unread(tx, now)
            due = [post_id for name, post_id in queue.due(tx, now) if name == account]
        done = [settle(worker, network, post_id) for post_id in looks]
        with worker.store.read() as tx:
            gone = [post_id for name, post_id in queue.to_remove(tx, now) if name == account]
        done += [remove(worker, network, post_id) for post_id in gone]
        done += [deliver(worker, network, post_id) for post_id in due if post_id not in unread]
        return [outcome for outcome in done if outcome is not None]


def _wait_for_settings(worker: Worker, account: str, error: SettingsError) -> list[Outcome]:
    """Leave the posts of an account that cannot be used as they are, and say so."""
    now = worker.clock.now()
    with worker.store.write() as tx:
        due = [post_id for name, post_id in queue.due(tx, now) if name == account]
        accounts.put(tx, account, wait_until=now + _SETTINGS_WAIT)
        posts = [queue.get(tx, post_id, worker.store.media) for post_id in due]
    return [Outcome(post, "retry", str(error)) for post in posts]


def _put_in_order(worker: Worker) -> None:
    """Arrange queues whose rules, or whose posts, have changed, without what has expired."""
    now = worker.clock.now()
    expire(worker.store, clock=worker.clock)
    with worker.store.read() as tx:
        waiting = queue_order.accounts_to_arrange(tx)
        changed = with_other_rules(tx, worker.workspace)
        changed += [
            account
            for account in worker.workspace.settings.account
            if account.name in waiting and account not in changed
        ]
    for account in changed:
        with worker.store.write() as tx:
            replan(tx, worker.workspace, account, now=now, who=ITSELF)


def _would_send(store: Store, until: datetime, now: datetime) -> list[Outcome]:
    stopped = _stopped(store, until, now)
    waiting = {outcome.post.id for outcome in stopped}
    return stopped + [
        Outcome(post, "would-send", f"Would be posted to {post.account}.")
        for post in _due(store, until)
        if post.id not in waiting
    ]


def _stopped(store: Store, until: datetime, now: datetime) -> list[Outcome]:
    """Return what is due before `until` on accounts that post nothing now, and why they do not."""
    due = _due(store, until)
    with store.read() as tx:
        names = dict.fromkeys(post.account for post in due)
        why = {name: accounts.get(tx, name).stopped(now) for name in names}
    return [Outcome(post, "waits", reason) for post in due if (reason := why[post.account])]


def _due(store: Store, until: datetime) -> list[Post]:
    with store.read() as tx:
        return queue.listing(tx, store.media, states=queue.PENDING, due_before=until)
