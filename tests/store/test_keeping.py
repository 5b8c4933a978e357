import hashlib
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from flows.core.article import Article, Block, LeadImage, Removed
from flows.core.card import Card, LayoutReport
from flows.core.errors import NotFound, StoreError
from flows.core.feed import FeedMemory
from flows.core.quote import Quote, Span, Speaker
from flows.core.workspace import Workspace
from flows.store import Store, articles, feeds, log, media, records, schema

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def card(data: bytes = b"picture", name: str = "a") -> Card:
    return Card(
        name, data, "image/jpeg", 1080, 1350, "4:5", "paper", "alt", LayoutReport(60, (), 9.0)
    )


def test_a_card_is_kept_once_under_its_hash(store: Store) -> None:
    first, second = store.keep_card(card()), store.keep_card(card())
    assert first == second
    assert first.media == hashlib.sha256(b"picture").hexdigest()
    assert media.read(Path(first.path)) == b"picture"
    assert [path for path in store.media.rglob("*") if path.is_file()] == [Path(first.path)]


def test_a_card_file_that_was_damaged_is_never_taken_for_the_card(store: Store) -> None:
    path = Path(store.keep_card(card()).path)
    path.write_bytes(b"picturE")
    with pytest.raises(StoreError, match="damaged"):
        media.read(path)
    path.unlink()
    with pytest.raises(StoreError, match="missing"):
        media.read(path)


def test_a_card_file_cut_off_by_a_full_disk_is_written_again(store: Store) -> None:
    path = Path(store.keep_card(card()).path)
    path.write_bytes(b"pic")
    store.keep_card(card())
    assert media.read(path) == b"picture"


def test_feeds_are_remembered_and_nothing_seen_is_forgotten(store: Store) -> None:
    url = "https://news.example/feed"
    assert feeds.memory(store, url) is None
    feeds.remember(store, url, FeedMemory('"1"', None, frozenset({"a", "b"})))
    feeds.remember(store, url, FeedMemory(None, "Mon", frozenset({"b", "c"})))
    assert feeds.memory(store, url) == FeedMemory(None, "Mon", frozenset("abc"))


def test_an_article_comes_back_in_its_newest_and_in_any_named_revision(store: Store) -> None:
    first = Article("a1", "One.", (Block("paragraph", 0, 4),), name="a")
    second = Article("a1", "One. Two.", (Block("paragraph", 0, 9),), name="a")
    with store.write() as tx:
        articles.save(tx, first, NOW)
        articles.save(tx, second, NOW + timedelta(hours=1))
        assert articles.get(tx, "a1") == second
        assert articles.get(tx, "a1", first.revision) == first
        with pytest.raises(NotFound):
            articles.get(tx, "a2")


def test_the_log_can_be_added_to_but_not_changed(store: Store) -> None:
    with store.write() as tx:
        log.write(tx, at=NOW, who="ann", what="approved", draft_id="d1")
    for change in (sa.update(schema.decision).values(why="…"), sa.delete(schema.decision)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.write() as tx:
            tx.execute(change)
    with store.read() as tx:
        assert [line.who for line in log.of_drafts(tx, ["d1"])["d1"]] == ["ann"]


def test_a_name_can_be_taken_out_of_the_log_without_changing_it(store: Store) -> None:
    with store.write() as tx:
        log.write(tx, at=NOW, who="ann", what="approved", draft_id="d1")
        log.pseudonymise(tx, "ann", "editor 1")
        [line] = log.of_drafts(tx, ["d1"])["d1"]
    assert (line.who, line.what, line.at) == ("editor 1", "approved", NOW)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write() as tx:
            log.write(tx, at=NOW, who="ann", what="unread", why="x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.read() as tx:
        assert log.notes(tx, "unread") == []


def test_writers_wait_for_each_other_instead_of_failing(store: Store) -> None:
    def write(number: int) -> None:
        for step in range(5):
            with store.write() as tx:
                count = tx.scalar(sa.select(sa.func.count()).select_from(schema.decision)) or 0
                log.write(tx, at=NOW, who=f"w{number}", what=str(count), why=str(step))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        counted = [int(what) for what in tx.scalars(sa.select(schema.decision.c.what))]
    # Each writer saw all that the writers before it had written.
    assert sorted(counted) == list(range(30))


def test_an_accounts_lock_is_one_at_a_time(url: str, workspace: Workspace, store: Store) -> None:
    with Store.open(url, workspace.media) as other:
        with store.account_lock("north") as held:
            assert held is not None
            assert held.still_held()
            with other.account_lock("north") as second, other.account_lock("south") as third:
                assert second is None
                assert third is not None
        with other.account_lock("north") as after:
            assert after


words = st.text(max_size=40)
FIRST, LAST = (datetime.fromisoformat(year) for year in ("0002-01-01", "9998-01-01"))


@given(
    st.builds(
        Article,
        id=words,
        text=words,
        blocks=st.just((Block("heading", 0, 3),)),
        removed=st.tuples(st.builds(Removed, words, st.just("ad"), words)),
        title=st.none() | words,
        lead_image=st.none() | st.builds(LeadImage, words, st.none() | words),
        confidence=st.floats(0, 1),
        origins=st.dictionaries(words, words),
    )
)
def test_any_article_comes_back_as_it_was(article: Article) -> None:
    assert records.article_from_text(records.article_to_text(article)) == article


@given(
    st.builds(
        Quote,
        text=words,
        spans=st.just((Span(3, 9),)),
        speaker=st.builds(
            Speaker, st.none() | words, st.just("named"), st.none() | words, st.just(Span(1, 2))
        ),
        flags=st.just(("sensitive", "long")),
        signals=st.tuples(words),
    )
)
def test_any_quote_comes_back_as_it_was(quote: Quote) -> None:
    assert records.quote_from_text(records.quote_to_text(quote)) == quote


@given(
    st.datetimes(
        FIRST, LAST, timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7, minutes=30))])
    )
)
def test_moments_keep_their_instant_and_sort_as_text(moment: datetime) -> None:
    column, dialect = schema.Moment(), sa.create_engine("sqlite://").dialect
    stored = column.process_bind_param(moment, dialect)
    assert column.process_result_value(stored, dialect) == moment
    later = column.process_bind_param(moment + timedelta(microseconds=1), dialect)
    assert stored is not None
    assert later is not None
    assert stored < later


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        schema.Moment().process_bind_param(naive, sa.create_engine("sqlite://").dialect)
