from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.article import Article, RawDocument, joined
from flows.core.clock import as_utc
from flows.core.identity import digest, digest_of
from flows.core.quote import Quote, Span, Speaker


@given(st.lists(st.text(min_size=1), max_size=6))
def test_every_block_lies_where_it_says_in_the_joined_text(words: list[str]) -> None:
    text, blocks = joined([("paragraph", part) for part in words])
    assert [text[b.start : b.end] for b in blocks] == words


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_the_borders_between_parts_count_in_a_digest(one: list[str], two: list[str]) -> None:
    assert (digest(*one) == digest(*two)) == (one == two)


def test_key_order_does_not_count_in_a_digest() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})


def test_a_better_cleaner_makes_a_revision_never_a_new_article() -> None:
    document = RawDocument(kind="text", content="x", raw=b"x", name="x.txt")
    one = Article(id=document.article_id, text="as it was", blocks=())
    two = Article(id=document.article_id, text="as it is", blocks=())
    assert one.id == two.id
    assert one.revision != two.revision


def test_said_already_compares_words_and_speaker_not_marks_or_offsets() -> None:
    speaker = Speaker("Ada Quill", "named")
    one = Quote("It’s late.", (Span(0, 10),), speaker)
    assert one.key == Quote("It's late", (Span(50, 59),), speaker).key
    assert one.key != Quote("It’s late.", (Span(0, 10),), Speaker("Bo Quill", "named")).key


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        as_utc(datetime(2026, 5, 4, 9, 0))  # noqa: DTZ001 - the point of the test
    east = datetime(2026, 5, 4, 9, 0, tzinfo=timezone(timedelta(hours=2)))
    assert as_utc(east) == datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
