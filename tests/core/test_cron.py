import pytest

from flows.core import cron

GOOD = [
    "* * * * *",
    "*/5 * * * *",
    "17 4 * * *",
    "0,30 8-18 * * mon-fri",
    "0 9-17/2 1,15 JAN-MAR 1-5",
    "59 23 31 12 7",
    "0 0 29 2 *",
    "0 0 31 2 sun",
    "  0   0 * * 0 ",
]
BAD = [
    "bogus",
    "",
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * 32 * *",
    "* * * 13 *",
    "* * * foo *",
    "* * * * 8",
    "*/0 * * * *",
    "*/ * * * *",
    "5/15 * * * *",
    "*-5 * * * *",
    "9-5 * * * *",
    "1,,2 * * * *",
    "-1 * * * *",
    "mon * * * *",
    "\u0661 * * * *",
    "0 0 30 2 *",
    "0 0 31 4,jun *",
    "@hourly",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_schedule_is_taken(text: str) -> None:
    cron.check(text)


@pytest.mark.parametrize("text", BAD)
def test_what_never_comes_round_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"schedule|never comes"):
        cron.check(text)
