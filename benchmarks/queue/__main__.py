"""`python -m benchmarks.queue [--posts N] [--accounts N] [--json]`: a long queue, and what a look costs.

Fills an empty database with queued posts, then measures on SQLite, and on PostgreSQL where it is
installed: finding what is due and claiming it, and a whole run of `publish_due` with nothing due.
Goals on two cores: under 20 ms and under 50 ms (medians). A bare query on one row stands beside
them, so that a slow machine is told from a slow queue.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from flows import posts
from flows.core.settings import AccountSettings, DeskSettings, Settings, StoreSettings
from flows.core.workspace import Workspace
from flows.store import Store, schema
from flows.store import posts as queue
from tests.posts.newsdesk import TurnedClock, proposed
from tests.servers.postgres import binaries, running

_ROUNDS = 31


@dataclass(frozen=True)
class Figures:
    """Medians in milliseconds: as the clock on the wall has them, and of this process's own work."""

    database: str
    posts: int
    accounts: int
    claim_ms: float
    claim_cpu_ms: float
    idle_run_ms: float
    idle_run_cpu_ms: float
    bare_query_ms: float


def main() -> int:
    """Measure and print; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queue", description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    chosen = parser.parse_args()
    found = []
    for name, store, workspace in _databases(chosen.accounts):
        print(f"{name}: queueing {chosen.posts} posts …", file=sys.stderr, flush=True)
        found.append(_measured(name, store, workspace, chosen.posts))
    if chosen.json:
        print(json.dumps([vars(figures) for figures in found]))
    else:
        for one in found:
            print(
                f"{one.database:10}  {one.posts} posts, {one.accounts} accounts:  "
                f"claim {one.claim_ms:.1f} ms (cpu {one.claim_cpu_ms:.1f})  "
                f"run with nothing due {one.idle_run_ms:.1f} ms (cpu {one.idle_run_cpu_ms:.1f})  "
                f"bare query {one.bare_query_ms:.2f} ms"
            )
    return int(any(one.claim_ms >= 20 or one.idle_run_ms >= 50 for one in found))


def _databases(accounts: int) -> Iterator[tuple[str, Store, Workspace]]:
    with _opened("", accounts) as (store, workspace):
        yield "SQLite", store, workspace
    place = binaries()
    if place is None:
        print("PostgreSQL is not installed.", file=sys.stderr)
        return
    with running(place) as url, _opened(f"{url}/postgres", accounts) as (store, workspace):
        yield "PostgreSQL", store, workspace


@contextmanager
def _opened(url: str, accounts: int) -> Iterator[tuple[Store, Workspace]]:
    names = [f"account-{number}" for number in range(accounts)]
    settings = Settings(
        store=StoreSettings(url=url),
        account=tuple(AccountSettings(name=name, zone="UTC") for name in names),
        desk=(DeskSettings(accounts=tuple(names)),),
    )
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), settings)
        workspace.prepare()
        with Store.open(workspace.database_url, workspace.media) as store:
            yield store, workspace


def _measured(name: str, store: Store, workspace: Workspace, count: int) -> Figures:
    clock = TurnedClock(datetime.now(UTC))
    _fill(store, workspace, clock, count)
    # Once to arrange the accounts and warm up, as a living installation is.
    posts.publish_due(store, workspace, until=clock.at, clock=clock)
    accounts = len(workspace.settings.account)

    def idle() -> None:
        assert posts.publish_due(store, workspace, until=clock.at, clock=clock) == []

    def bare() -> None:
        with store.read() as tx:
            tx.scalar(sa.select(schema.post.c.state).limit(1))

    idle_ms, idle_cpu, bare_ms = *_median(idle), _median(bare)[0]
    due = _let_fall_due(store, clock, _ROUNDS)

    def claim() -> None:
        with store.write() as tx:
            found = queue.due(tx, clock.at)
            lease = clock.at + timedelta(minutes=5)
            assert queue.claim(tx, found[0][1], "benchmark", clock.at, lease)

    claim_ms, claim_cpu = _median(claim)
    assert due == _ROUNDS
    return Figures(name, count, accounts, claim_ms, claim_cpu, idle_ms, idle_cpu, bare_ms)


def _fill(store: Store, workspace: Workspace, clock: TurnedClock, count: int) -> None:
    """Queue posts for the coming months, evenly over the accounts."""
    view = proposed(store, workspace, clock)
    names = [account.name for account in workspace.settings.account]
    rows = [
        {
            "id": f"post-{number:07}",
            "draft_id": view.draft.id,
            "account": names[number % len(names)],
            "said": f"said-{number}",
            "state": "queued",
            "text": f"A quote, number {number}.",
            "key": f"key-{number}",
            "due_at": clock.at + timedelta(hours=1, minutes=5 * (number // len(names))),
            "attempts": 0,
            "looks": 0,
            "pinned": True,
            "position": number,
        }
        for number in range(count)
    ]
    with store.write() as tx:
        for start in range(0, count, 5_000):
            tx.execute(sa.insert(schema.post), rows[start : start + 5_000])
    with store.write() as tx:
        tx.exec_driver_sql("ANALYZE")


def _let_fall_due(store: Store, clock: TurnedClock, count: int) -> int:
    ids = [f"post-{number:07}" for number in range(count)]
    with store.write() as tx:
        moved = sa.update(schema.post).where(schema.post.c.id.in_(ids))
        return tx.execute(moved.values(due_at=clock.at - timedelta(seconds=1))).rowcount


def _median(work: Callable[[], None]) -> tuple[float, float]:
    """Return what a piece of work takes by the wall clock, and of this process's time."""
    wall, cpu = [], []
    for _ in range(_ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - busy) * 1000)
    return statistics.median(wall), statistics.median(cpu)


if __name__ == "__main__":
    sys.exit(main())
