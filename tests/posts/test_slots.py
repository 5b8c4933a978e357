from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.settings import EVERY_DAY, Slot
from flows.posts.slots import upcoming

ZONES = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Pacific/Chatham",
    "America/Havana",
]


def around(zone: str, day: str, *times: str) -> list[str]:
    """The local times at which slots happen on one day, and how often."""
    place = ZoneInfo(zone)
    slots = tuple(Slot(at=time.fromisoformat(at)) for at in times)
    before = datetime.combine(date.fromisoformat(day), time.min, place) - timedelta(minutes=1)
    found = upcoming("a", slots, zone, after=before, days=2)
    local = [slot.at.astimezone(place) for slot in found]
    return [f"{at:%H:%M%z}" for at in local if at.date().isoformat() == day]


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # The clock jumps from 02:00 to 03:00: as much later as the clock jumped.
        ("Europe/Berlin", "2026-03-29", "02:30", ["03:30+0200"]),
        # 02:30 happens twice: the first time.
        ("Europe/Berlin", "2026-10-25", "02:30", ["02:30+0200"]),
        # A jump of half an hour.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", ["02:45+1100"]),
        # Midnight itself does not exist.
        ("America/Havana", "2026-03-08", "00:30", ["01:30-0400"]),
        ("Asia/Tokyo", "2026-03-29", "02:30", ["02:30+0900"]),
    ],
)
def test_what_clocks_do_twice_a_year(zone: str, day: str, at: str, expected: list[str]) -> None:
    assert around(zone, day, at) == expected


def test_a_slot_keeps_its_wall_time_all_year() -> None:
    found = list(
        upcoming(
            "a",
            (Slot(at=time(9)),),
            "Europe/London",
            after=datetime(2026, 1, 1, tzinfo=UTC),
            days=365,
        )
    )
    assert {slot.at.astimezone(ZoneInfo("Europe/London")).time() for slot in found} == {time(9)}
    assert {slot.at.hour for slot in found} == {8, 9}
    assert len(found) == 366


def test_slots_only_on_their_days() -> None:
    slots = (Slot(at=time(9), days=("mon", "thu")), Slot(at=time(20), days=("sun",)))
    found = upcoming("a", slots, "UTC", after=datetime(2026, 1, 5, 9, tzinfo=UTC), days=6)
    assert [f"{slot.at:%a %H}" for slot in found] == ["Thu 09", "Sun 20"]


def test_an_account_without_slots_has_none() -> None:
    assert list(upcoming("a", (), "UTC", after=datetime(2026, 1, 5, tzinfo=UTC), days=30)) == []


@given(
    zone=st.sampled_from(ZONES),
    times=st.sets(st.times(), min_size=1, max_size=4),
    days=st.sets(st.sampled_from(EVERY_DAY), min_size=1),
    start=st.datetimes(
        datetime.fromisoformat("2024-01-01"),
        datetime.fromisoformat("2028-01-01"),
        timezones=st.just(UTC),
    ),
    split=st.integers(1, 59),
)
def test_every_slot_comes_once_in_order_wherever_one_starts_to_look(
    zone: str, times: set[time], days: set[str], start: datetime, split: int
) -> None:
    slots = tuple(
        Slot.model_validate({"at": at.replace(second=0, microsecond=0), "days": tuple(days)})
        for at in times
    )
    found = list(upcoming("a", slots, zone, after=start, days=60))
    assert found == sorted(found, key=lambda slot: slot.at)
    assert len({slot.key for slot in found}) == len(found)
    wanted = {
        (day, slot.at)
        for slot in slots
        for day in range(61)
        if EVERY_DAY[(start.astimezone(ZoneInfo(zone)).date() + timedelta(days=day)).weekday()]
        in days
    }
    # All of them, but those of the first day that lie behind the start.
    assert len(wanted) - len(slots) <= len(found) <= len(wanted)
    middle = start + timedelta(days=split)
    later = list(upcoming("a", slots, zone, after=middle, days=60 - split))
    assert [slot for slot in found if slot.at > middle and slot in later] == [
        slot for slot in found if slot.at > middle
    ]
