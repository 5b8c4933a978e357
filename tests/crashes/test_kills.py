"""Workers killed while they post to the servers that stand for the networks; counted there."""

import random
from multiprocessing.context import ForkServerContext

import pytest

from flows.core.workspace import Workspace
from flows.store import Store
from tests.crashes.desk import Desk, present
from tests.crashes.forks import killed_soon
from tests.crashes.rounds import OF_THE_REPLY, ONLY_ON_X, POINTS, TWICE, Rounds
from tests.crashes.workers import checkpoint

pytestmark = pytest.mark.proof
# On each of four servers: every named point, and random instants; then on the other database.
KILLS = {"sqlite": 31, "postgresql": 22}


def test_whenever_a_worker_is_killed_each_post_is_out_once(
    name: str, desk_anywhere: Desk, forks: ForkServerContext
) -> None:
    rounds = Rounds(name, desk_anywhere, forks, seed=1)
    database = desk_anywhere.workspace.database_url.partition(":")[0].partition("+")[0]
    tally = rounds.until(KILLS[database])
    assert tally.flawless, (tally, rounds.struck)
    assert tally.kills == KILLS[database]
    # Whoever should die at a point died there; only a random instant may come too late.
    assert {*rounds.missed} <= {"random"}
    if database == "postgresql":
        return
    named = {*POINTS, *OF_THE_REPLY, *(ONLY_ON_X if name == "x" else ())}
    assert {*named, *(point for points in TWICE for point in points)} <= {*rounds.struck}


@pytest.mark.parametrize("name", ["x"])
def test_a_kill_while_sqlite_folds_its_log_loses_nothing(
    desk: Desk, forks: ForkServerContext, workspace: Workspace
) -> None:
    chance = random.Random(1)
    now = present()
    desk.queue(now, 2)
    for _kill in range(8):
        assert killed_soon(forks, checkpoint, desk.workspace, seconds=chance.uniform(0, 0.2))
        with Store.open(desk.workspace.database_url, workspace.media) as store, store.read() as tx:
            assert tx.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    desk.finish(now)
    assert desk.count(8).flawless
