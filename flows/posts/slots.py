"""Weekly slots as instants: local wall time in an IANA zone, and what clocks do twice a year.

A time that the clock jumps over happens as much later as the clock jumped; a time that happens
twice happens the first time. Both follow from `fold=0` (PEP 495).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.core.settings import EVERY_DAY, Slot


@dataclass(frozen=True, slots=True, order=True)
class SlotTime:
    """One occurrence of a weekly slot. `key` is unique to account, local time and local date."""

    at: datetime
    key: str


def upcoming(
    account: str, slots: Sequence[Slot], zone: str, *, after: datetime, days: int
) -> Iterator[SlotTime]:
    """Yield the slots of the next `days` local days that lie after a moment (aware), in order."""
    place = ZoneInfo(zone)
    first = after.astimezone(place).date()
    # One day back and a look ahead: a jump may carry a slot into its neighbour's hour.
    pending: list[SlotTime] = []
    for offset in range(-1, days + 1):
        day = first + timedelta(days=offset)
        pending.extend(_of_day(account, slots, place, day))
        pending.sort()
        border = _instant(day, time.min, place)
        while pending and pending[0].at < border:
            found = pending.pop(0)
            if found.at > after:
                yield found
    yield from (found for found in pending if found.at > after)


def _of_day(account: str, slots: Sequence[Slot], place: ZoneInfo, day: date) -> list[SlotTime]:
    weekday = EVERY_DAY[day.weekday()]
    found = {}
    for slot in slots:
        if weekday in slot.days:
            key = f"{account}/{day.isoformat()}T{slot.at.isoformat('minutes')}"
            found[key] = SlotTime(_instant(day, slot.at, place), key)
    return list(found.values())


def _instant(day: date, wall: time, place: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=place).astimezone(UTC)
