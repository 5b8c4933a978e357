"""The clock is set back an hour, just when a worker has died."""

from datetime import timedelta
from multiprocessing.context import ForkServerContext

import pytest

from tests.crashes.desk import Desk, present
from tests.crashes.forks import struck_at

pytestmark = pytest.mark.proof
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("name", ["bluesky", "mastodon_mock", "snac"])
@pytest.mark.parametrize("point", ["sending", "answer-came"])
def test_a_clock_that_is_set_back_after_a_kill_sends_nothing_twice(
    desk: Desk, forks: ForkServerContext, point: str
) -> None:
    assert_set_back(desk, forks, point)


@pytest.mark.parametrize("name", ["x"])
@pytest.mark.parametrize("point", ["prepared", "sending", "answer-came"])
def test_nor_does_it_in_either_database(
    desk_anywhere: Desk, forks: ForkServerContext, point: str
) -> None:
    assert_set_back(desk_anywhere, forks, point)


def assert_set_back(desk: Desk, forks: ForkServerContext, point: str) -> None:
    right = present()
    wrong = right + HOUR
    desk.queue(wrong, 1)
    assert struck_at(forks, desk.workspace, wrong, point, secrets=desk.secrets)
    # What was due by the wrong clock and never claimed stays for its time by the right one.
    desk.finish(right, after=1.0)
    desk.finish(right + HOUR)
    desk.finish(right + 2 * HOUR)
    assert desk.count(1).flawless
