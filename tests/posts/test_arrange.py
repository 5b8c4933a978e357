from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.settings import AccountSettings, PublishSettings, QuietHours, Slot
from flows.posts.arrange import Fixed, Rules, Waiting, arrange
from flows.posts.slots import upcoming

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def rules(account: AccountSettings | None = None, zone: str = "UTC", **publish: object) -> Rules:
    slots = tuple(Slot(at=time(hour)) for hour in (9, 12, 18))
    return Rules(
        account or AccountSettings(name="a", slots=slots),
        PublishSettings.model_validate(publish),
        zone,
    )


def waiting(*posts: str) -> list[Waiting]:
    """Posts named by article and speaker: `a1x` is number 1 of article a by speaker x."""
    return [Waiting(post, post[0], post[-1]) for post in posts]


def order(
    posts: list[Waiting], by: Rules, fixed: tuple[Fixed, ...] = (), days: int = 30
) -> list[str]:
    slots = upcoming("a", by.account.slots, by.zone, after=MONDAY, days=days)
    placed = arrange(posts, fixed, slots, by)
    return sorted(placed, key=lambda post_id: placed[post_id].slot.at)


def times(posts: list[Waiting], by: Rules, fixed: tuple[Fixed, ...] = ()) -> list[str]:
    slots = upcoming("a", by.account.slots, by.zone, after=MONDAY, days=30)
    placed = arrange(posts, fixed, slots, by)
    zone = ZoneInfo(by.zone)
    return [
        f"{placed[post.post_id].slot.at.astimezone(zone):%a %H}"
        for post in posts
        if post.post_id in placed
    ]


def test_posts_of_one_article_or_speaker_step_back_for_others() -> None:
    posts = waiting("a1x", "a2y", "b1x", "c1z", "c2w")
    assert order(posts, rules()) == ["a1x", "c1z", "a2y", "b1x", "c2w"]


def test_without_others_the_like_follow_each_other() -> None:
    posts = waiting("a1x", "a2x", "a3x")
    assert order(posts, rules()) == ["a1x", "a2x", "a3x"]
    assert times(posts, rules(spread="strict")) == ["Mon 09"]
    assert order(waiting("a1x", "a2x", "b1y"), rules(spread="off")) == ["a1x", "a2x", "b1y"]


def test_one_speaker_rests_for_days() -> None:
    posts = waiting("a1x", "b1x", "c1y")
    assert times(posts, rules(speaker_days=2)) == ["Mon 09", "Wed 09", "Mon 12"]
    out = Fixed(MONDAY - timedelta(hours=15), "z", "x")
    assert times(waiting("a1x"), rules(speaker_days=2), (out,)) == ["Tue 09"]


def test_posts_keep_their_gap_to_times_set_by_hand() -> None:
    by_hand = Fixed(MONDAY + timedelta(hours=11, minutes=45), "z", "z")
    assert times(waiting("a1x", "b1y"), rules(), (by_hand,)) == ["Mon 09", "Mon 18"]


def test_an_embargo_lets_others_pass_and_what_expires_before_its_turn_gets_none() -> None:
    early, late = MONDAY + timedelta(hours=10), MONDAY + timedelta(days=1)
    posts = [
        Waiting("embargoed", "a", "x", not_before=late),
        Waiting("next", "b", "y"),
        Waiting("stale", "c", "z", expires_at=early),
    ]
    assert order(posts, rules()) == ["next", "embargoed"]


def test_quiet_hours_blackout_dates_and_a_daily_cap() -> None:
    account = AccountSettings(
        name="a",
        slots=tuple(Slot(at=time(hour)) for hour in (1, 9, 12, 23)),
        quiet=(QuietHours(start=time(22), until=time(7)),),
        blackout=(date(2026, 1, 6),),
        daily_cap=1,
    )
    posts = waiting("a1x", "b1y", "c1z")
    assert times(posts, rules(account)) == ["Mon 09", "Wed 09", "Thu 09"]


@pytest.mark.parametrize(
    ("at", "closed"),
    [("21:59", False), ("22:00", True), ("06:59", True), ("07:00", False)],
)
def test_quiet_hours_over_midnight_belong_to_the_day_they_begin(at: str, closed: bool) -> None:
    friday = QuietHours(start=time(22), until=time(7), days=("fri",))
    by = rules(AccountSettings(name="a", quiet=(friday,)), zone="Europe/Berlin")
    clock = time.fromisoformat(at)
    day = date(2026, 1, 9) if clock > time(12) else date(2026, 1, 10)
    moment = datetime.combine(day, clock, ZoneInfo("Europe/Berlin"))
    assert (by.closed(moment) is not None) is closed
    assert by.closed(moment + timedelta(days=1)) is None


names = st.from_regex(r"[abc][0-9]{4}[xyz]", fullmatch=True)


@given(
    st.lists(names, unique=True, max_size=25),
    st.lists(
        st.tuples(st.integers(0, 20 * 24 * 60), st.sampled_from("abc"), st.sampled_from("xyz")),
        max_size=10,
    ),
    st.sampled_from(["prefer", "strict", "off"]),
    st.integers(0, 400),
    st.none() | st.integers(1, 2),
)
def test_whatever_waits_every_rule_holds(
    posts: list[str],
    given_times: list[tuple[int, str, str]],
    spread: str,
    gap: int,
    cap: int | None,
) -> None:
    account = rules().account.model_copy(update={"daily_cap": cap})
    by = rules(account, spread=spread, min_gap_minutes=gap)
    fixed = tuple(
        Fixed(MONDAY + timedelta(minutes=m), article, who) for m, article, who in given_times
    )
    slots = list(upcoming("a", account.slots, "UTC", after=MONDAY, days=60))
    placed = arrange(waiting(*posts), fixed, slots, by)
    keys = [place.slot.key for place in placed.values()]
    assert len(set(keys)) == len(keys)
    if spread != "strict" and cap is None:
        assert set(placed) == set(posts) or gap > 180
    ours = [Fixed(place.slot.at, post[0], post[-1]) for post, place in placed.items()]
    for post in ours:
        others = [*fixed, *(other for other in ours if other is not post)]
        assert all(abs(other.at - post.at) >= timedelta(minutes=gap) for other in others)
        if cap:
            assert sum(other.at.date() == post.at.date() for other in others) < cap or any(
                f.at.date() == post.at.date() for f in fixed
            )
    if spread == "strict":
        everything = sorted([*fixed, *ours])
        for one, other in pairwise(everything):
            if one in ours or other in ours:
                assert one.article_id != other.article_id
                assert one.speaker != other.speaker
