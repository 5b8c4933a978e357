"""Who gets which slot: the queue in its order, kept apart, within the account's rules.

Pure: what is given decides, so that a calendar shown is the calendar that will happen.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.core.settings import EVERY_DAY, AccountSettings, PublishSettings
from flows.posts.slots import SlotTime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that will take whatever slot its turn brings."""

    post_id: str
    article_id: str
    speaker: str
    not_before: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, order=True)
class Fixed:
    """A post of the account with a time that does not change: out, on its way, or pinned."""

    at: datetime
    article_id: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A slot for a post, and in words why this one."""

    slot: SlotTime
    why: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What an account's settings say about when it may post."""

    account: AccountSettings
    publish: PublishSettings
    zone: str

    @property
    def gap(self) -> timedelta:
        """The least time between two posts."""
        return timedelta(minutes=self.publish.min_gap_minutes)

    def local_date(self, moment: datetime) -> date:
        """The account's own date at a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def closed(self, moment: datetime) -> str | None:
        """Say why nothing may go out at a moment: quiet hours or a blackout date; None if open."""
        local = moment.astimezone(ZoneInfo(self.zone))
        if local.date() in self.account.blackout:
            return f"{local.date().isoformat()} is blacked out"
        for quiet in self.account.quiet:
            # Hours that run over midnight belong to the day on which they begin.
            overnight = quiet.until <= quiet.start
            before = overnight and local.time() < quiet.until
            day = EVERY_DAY[(local.weekday() - before) % 7]
            inside = (
                local.time() >= quiet.start or before
                if overnight
                else quiet.start <= local.time() < quiet.until
            )
            if inside and day in quiet.days:
                return f"quiet hours from {quiet.start:%H:%M} to {quiet.until:%H:%M}"
        return None


@dataclass
class _Calendar:
    """The account's posts by time, as far as they are placed."""

    rules: Rules
    posts: list[Fixed]
    per_day: dict[date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.posts.sort()
        for post in self.posts:
            self._count(post)

    def add(self, post: Fixed) -> None:
        insort(self.posts, post)
        self._count(post)

    def _count(self, post: Fixed) -> None:
        day = self.rules.local_date(post.at)
        self.per_day[day] = self.per_day.get(day, 0) + 1

    def free(self, moment: datetime) -> bool:
        cap = self.rules.account.daily_cap
        if cap is not None and self.per_day.get(self.rules.local_date(moment), 0) >= cap:
            return False
        near = self._neighbours(moment)
        if any(abs(post.at - moment) < self.rules.gap for post in near):
            return False
        return self.rules.closed(moment) is None

    def _neighbours(self, moment: datetime) -> list[Fixed]:
        place = bisect_left(self.posts, moment, key=lambda post: post.at)
        return self.posts[max(0, place - 1) : place + 1]

    def apart(self, post: Waiting, moment: datetime) -> bool:
        return self.rules.publish.spread == "off" or not any(
            near.article_id == post.article_id or (post.speaker and near.speaker == post.speaker)
            for near in self._neighbours(moment)
        )

    def rested(self, post: Waiting, moment: datetime) -> bool:
        days = timedelta(days=self.rules.publish.speaker_days)
        if not days or not post.speaker:
            return True
        start = bisect_right(self.posts, moment - days, key=lambda other: other.at)
        end = bisect_left(self.posts, moment + days, key=lambda other: other.at)
        return all(other.speaker != post.speaker for other in self.posts[start:end])


def arrange(
    waiting: Sequence[Waiting], fixed: Iterable[Fixed], slots: Iterable[SlotTime], rules: Rules
) -> dict[str, Placed]:
    """Return a slot for each waiting post, as far as the slots reach.

    The posts keep their order, except that one steps back for the next when it would follow a
    post of its own article or speaker. A post without a place is left out.
    """
    calendar = _Calendar(rules, list(fixed))
    left = list(waiting)
    placed: dict[str, Placed] = {}
    for slot in slots:
        if not left:
            break
        if not calendar.free(slot.at):
            continue
        chosen, why = _choose(left, slot.at, calendar)
        if chosen is not None:
            left.remove(chosen)
            placed[chosen.post_id] = Placed(slot, why)
            calendar.add(Fixed(slot.at, chosen.article_id, chosen.speaker))
    return placed


def _choose(
    left: Sequence[Waiting], moment: datetime, calendar: _Calendar
) -> tuple[Waiting | None, str]:
    able = (
        post
        for post in left
        if (post.not_before is None or post.not_before <= moment)
        and (post.expires_at is None or moment < post.expires_at)
        and calendar.rested(post, moment)
    )
    first: Waiting | None = None
    for post in able:
        if calendar.apart(post, moment):
            passed = first is not None
            return post, "kept apart from its like" if passed else "next in the queue"
        first = first or post
    if calendar.rules.publish.spread == "strict":
        return None, ""
    return first, "nothing else waits to stand between it and its like"
