"""A year of slots in twelve zones, with a process that is down for random hours."""

import json
import random
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from flows import posts
from flows.core.settings import DeskSettings, PublishSettings, Slot
from flows.core.workspace import Workspace
from flows.posts.slots import upcoming
from flows.store import Store
from tests.posts.newsdesk import TurnedClock, account, proposed, workspace_of
from tests.posts.test_slots import ZONES

pytestmark = pytest.mark.proof
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 365


def ups(seed: int) -> list[tuple[datetime, datetime]]:
    """When the process runs: hours to days, with hours of nothing between."""
    rolls = random.Random(seed)
    found, now = [], START
    while now < START + timedelta(days=DAYS):
        up = now + timedelta(minutes=rolls.randint(60, 4000))
        found.append((now, up))
        now = up + timedelta(minutes=rolls.randint(10, 900))
    return found


def test_every_slot_fires_once_and_on_time_when_somebody_is_there(
    store: Store, workspace: Workspace
) -> None:
    # Clocks change in the night to Sunday (in Cairo to Friday): the hour that matters is here.
    slots = (Slot(at=time(2, 30), days=("fri", "sun")),)
    accounts = [
        account(f"zone-{number}", zone=zone).model_copy(update={"slots": slots})
        for number, zone in enumerate(ZONES)
    ]
    names = tuple(each.name for each in accounts)
    desk = DeskSettings(accounts=names)
    workspace = workspace_of(
        workspace, accounts=accounts, desk=desk, publish=PublishSettings(spread="off")
    )
    clock = TurnedClock(START)
    for number in range(DAYS // 7 * 2):
        view = proposed(store, workspace, clock, f"Said as number {number} of the year")
        posts.approve(store, workspace, view.draft.id, who="ann", clock=clock)
    windows = ups(1)
    for start, end in windows:
        clock.at = start
        posts.publish_due(
            store, workspace, until=end, clock=clock, sleep=clock.sleep, reread_seconds=86_400
        )
    posted = posts.listing(store, state="posted")
    lines = (workspace.posted / "posted.jsonl").read_text().splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == len(lines) == len(posted)
    for each in accounts:
        mine = sorted(p.posted_at for p in posted if p.account == each.name and p.posted_at)
        assert all(later - earlier >= timedelta(minutes=20) for earlier, later in pairwise(mine))
        for slot in upcoming(each.name, each.slots, each.zone, after=START, days=DAYS - 9):
            if any(start <= slot.at < end for start, end in windows):
                near = [at for at in mine if abs(at - slot.at) <= timedelta(seconds=60)]
                assert len(near) == 1, (each.zone, slot)
