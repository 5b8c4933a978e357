import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.core.feed import FeedMemory
from flows.store import Store, errands, feeds

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://example.org/story"


def opened(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder / 'a.db'}", folder / "media")


def offered(store: Store, now: datetime) -> dict[str, list[str]]:
    with store.write() as tx:
        return errands.take(tx, now)


def test_an_article_is_offered_again_until_it_is_made(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        feeds.remember(store, "f", FeedMemory(seen=frozenset({"1"})), articles={"main": [URL]})
        assert offered(store, NOW) == {"main": [URL]}
        assert offered(store, NOW + HOUR / 2) == {}
        assert offered(store, NOW + HOUR) == {"main": [URL]}
        with store.write() as tx:
            errands.done(tx, URL)
        assert offered(store, NOW + 5 * HOUR) == {}


def test_what_is_made_for_one_desk_is_still_offered_to_another(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        feeds.remember(store, "f", FeedMemory(), articles={"main": [URL], "sports": [URL]})
        assert offered(store, NOW) == {"main": [URL], "sports": [URL]}
        with store.write() as tx:
            errands.done(tx, URL, "main")
        assert offered(store, NOW + HOUR) == {"sports": [URL]}


def test_one_that_never_can_be_made_is_given_up_and_named(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        feeds.remember(store, "f", FeedMemory(), articles={"main": [URL]})
        tries = [offered(store, NOW + n * HOUR) for n in range(errands.MOST_TRIES)]
        assert all(tries)
        later = NOW + 9 * HOUR
        assert offered(store, later) == {}
        with store.write() as tx:
            assert errands.given_up(tx, later) == [URL]
            assert errands.given_up(tx, later) == []


def test_tidying_removes_only_what_a_crash_left_long_ago(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.media.mkdir()
        old, new, kept = (store.media / name for name in (".a.part", ".b.part", "c.png"))
        for path in (old, new, kept):
            path.write_bytes(b"x")
        os.utime(old, (0, 0))
        assert store.tidy() == ["Removed .a.part, left half-written."]
        assert not old.exists()
        assert new.exists()
        assert kept.exists()
