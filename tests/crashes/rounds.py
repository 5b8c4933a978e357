"""Kills in rounds: each named point in turn, random instants between them, until enough struck."""

import itertools
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.context import ForkServerContext

from tests.crashes.desk import LAG, Desk, present
from tests.crashes.forks import struck_at, struck_within, timed
from tests.crashes.tally import Tally

# What a worker reaches on its way, in this order (flows/posts, flows/networks/_exchange).
POINTS = (
    "before-claim",
    "claimed",
    "asked",
    "uploading",
    "uploaded",
    "prepared",
    "sending",
    "body-sent",
    "answer-came",
    "answered",
    "posted",
)
# The same on the way of the first reply, which follows its post in the same run.
OF_THE_REPLY = ("2:sending", "2:body-sent", "2:answer-came", "2:posted")
# After an upload X is told the alt text in a call of its own.
ONLY_ON_X = ("described",)
# A worker dies, and the one that looks what became of it dies too.
TWICE = (
    ("sending", "looked-up"),
    ("body-sent", "looked-up"),
    ("answer-came", "settled"),
    ("sending", "settled"),
)
RANDOM = ("random",)
# A request may be under way when its sender dies at these, and nothing but a look tells where no
# key is known. A loaded machine may take this long over it.
_UNDER_WAY = frozenset({"random", "body-sent", "2:body-sent"})
_WITHOUT_KEYS = frozenset({"x", "snac"})
_HANDLED_WITHIN = 1.0


def plan(name: str, chance: random.Random) -> Iterator[tuple[str, ...]]:
    """Yield where to strike, round after round: all points shuffled, a random instant after each
    third.
    """
    more = ONLY_ON_X if name == "x" else ()
    named = [(point,) for point in (*POINTS, *OF_THE_REPLY, *more)]
    while True:
        order: list[tuple[str, ...]] = [*named, *TWICE]
        chance.shuffle(order)
        for number, points in enumerate(order):
            yield points
            if number % 3 == 0:
                yield RANDOM


class Rounds:
    """Strikes the workers of one desk and knows where they were struck."""

    def __init__(self, name: str, desk: Desk, forks: ForkServerContext, seed: int) -> None:
        self._name = name
        self._desk = desk
        self._forks = forks
        self._chance = random.Random(seed)
        self._plan = plan(name, self._chance)
        self._seconds = 0.0
        self.struck: list[str] = []
        self.missed: list[str] = []

    def until(self, kills: int) -> Tally:
        """Kill until so many struck, then count on the server."""
        self._measure()
        # The double is for servers so fast that a random instant seldom strikes.
        for points in itertools.islice(self._plan, 2 * kills + 20):
            if len(self.struck) >= kills:
                break
            self._round(points, kills)
        return self._desk.count(len(self.struck))

    def _round(self, points: tuple[str, ...], kills: int) -> None:
        now = present()
        self._desk.queue(now, 1)
        for after, point in enumerate(points):
            if len(self.struck) < kills:
                struck = self._strike(point, minutes=5 * after)
                (self.struck if struck else self.missed).append(point)
        self._desk.finish(now, after=self._handled(points[0]))

    def _handled(self, point: str) -> float:
        """Return how many real seconds to leave a server alone after a kill at `point`."""
        if self._name in _WITHOUT_KEYS and point in _UNDER_WAY:
            return max(_HANDLED_WITHIN, self._seconds)
        return 1.5 * LAG

    def _strike(self, point: str, minutes: float) -> bool:
        desk = self._desk
        if minutes:
            # What was sent can be seen by then, as it can after that many real minutes.
            time.sleep(self._handled(self.struck[-1] if self.struck else point))
        # On PostgreSQL a post is taken over only when its lease has run out too.
        given = (self._forks, desk.workspace, present() + timedelta(minutes=minutes))
        if point == "random":
            return struck_within(
                *given, seconds=self._seconds, chance=self._chance, secrets=desk.secrets
            )
        return struck_at(*given, point, secrets=desk.secrets, minutes=minutes)

    def _measure(self) -> None:
        now = present()
        self._desk.queue(now, 1)
        self._seconds = timed(self._forks, self._desk.workspace, now, self._desk.secrets)
        self._desk.finish(now)
