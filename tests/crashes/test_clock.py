"""The clock is set back an hour, just when a worker has died."""

from datetime import timedelta
from multiprocessing.context import ForkServerContext

import pytest

from tests.crashes.desk import Desk, present
from tests.crashes.forks import struck_at

pytestmark = pytest.mark.proof
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("point", ["prepared", "sending", "answer-came", "posted"])
def test_a_clock_that_is_set_back_after_a_kill_sends_nothing_twice(
    desk_anywhere: Desk, forks: ForkServerContext, point: str
) -> None:
    desk = desk_anywhere
    right = present()
    wrong = right + HOUR
    desk.queue(wrong, 1)
    assert struck_at(forks, desk.workspace, wrong, point, secrets=desk.secrets)
    # What was due by the wrong clock and never claimed stays for its time by the right one.
    desk.finish(right, after=1.0)
    desk.finish(right + HOUR)
    desk.finish(right + 2 * HOUR)
    assert desk.count(1).flawless
