"""Hostile and exact text, without a server."""

import html
import re
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.article import Article, Block
from flows.core.post import HoldReason, PostState
from flows.core.quote import Flag, Quote, Span, Speaker, SpeakerKind
from flows.review import wording
from flows.review.pieces import listed, place
from flows.review.shown import around, paragraphs, shown, web_link, without_hidden

TEXT = "One line.\n\nShe said “yes, it works” and left.\n\nLast line."
BLOCKS = (Block("paragraph", 0, 9), Block("paragraph", 11, 45), Block("paragraph", 47, 57))


def article(text: str, blocks: tuple[Block, ...]) -> Article:
    return Article(id="a", text=text, blocks=blocks)


@given(st.text())
def test_shown_text_is_inert_and_loses_nothing(text: str) -> None:
    marked = str(shown(text))
    outside = re.sub(
        r'<span class="hidden-character" title="[^"<>]*">U\+[0-9A-F]+</span>', "", marked
    )
    assert "<" not in outside
    assert '"' not in outside
    assert html.unescape(outside) == without_hidden(text)


@pytest.mark.parametrize(
    "control", ["\u202e", "\u2066", "\u200f", "\u061c", "\x00", "\x1b", "\ufeff", "\U000e0041"]
)
def test_characters_that_trick_the_eye_are_named(control: str) -> None:
    assert f">U+{ord(control):04X}</span>" in shown(f"a{control}b")
    assert without_hidden(f"a{control}b") == "ab"


def test_what_languages_need_is_left_alone() -> None:
    text = "שלום, می\u200cخواهم, 👩\u200d🔬, a\u00adb,\ttab\nline"
    assert without_hidden(text) == text


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://paper.example/a?b=c", True),
        ("http://127.0.0.1:4200", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//paper.example", False),
        ("https://", False),
        ("https://[", False),
        ("https://paper.example/\u202e", False),
        ("file:///etc/hostname", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, fine: bool) -> None:
    assert web_link(url) == (url if fine else None)


@given(st.data())
def test_marks_are_exactly_the_spans(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=60))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    blocks = tuple(
        Block("paragraph", start, end)
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
    )
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    spans = tuple(Span(*pair) for pair in zip(ends[::2], ends[1::2], strict=False))
    evidence = data.draw(st.none() | st.builds(Span, st.just(0), st.integers(1, len(text))))
    quote = Quote("x", spans, Speaker("A", "named", None, evidence))
    shown_blocks = paragraphs(article(text, blocks), quote)
    pieces = [piece for paragraph in shown_blocks for piece in paragraph.pieces]
    assert "".join(piece.text for piece in pieces) == text
    marked = "".join(piece.text for piece in pieces if piece.kind == "quote")
    assert marked == "".join(text[span.start : span.end] for span in spans)


def test_the_paragraph_stands_between_its_neighbours() -> None:
    start = TEXT.index("yes")
    quote = Quote(
        "yes, it works", (Span(start, start + 13),), Speaker("She", "named", None, Span(11, 14))
    )
    before, middle, after = around(article(TEXT, BLOCKS), quote)
    assert [(piece.kind, piece.text) for piece in middle.pieces] == [
        ("evidence", "She"),
        ("plain", " said “"),
        ("quote", "yes, it works"),
        ("plain", "” and left."),
    ]
    assert (before.quoted, after.quoted) == (False, False)
    assert around(article(TEXT, BLOCKS), Quote("gone", ())) == ()


def test_times_are_said_in_the_accounts_zone() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert wording.moment(at, "Europe/London", now) == "Tue 24 Nov 09:00 Europe/London"
    assert wording.moment(at, "Asia/Kolkata", now) == "Tue 24 Nov 14:30 Asia/Kolkata"
    later = datetime(2027, 1, 2, 3, tzinfo=UTC)
    assert wording.moment(later, "UTC", now) == "Sat 2 Jan 2027 03:00 UTC"


def test_names_are_listed_as_in_a_sentence() -> None:
    assert listed(["folder"]) == "folder"
    assert listed(["folder", "press"]) == "folder and press"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_every_state_flag_and_kind_has_words() -> None:
    assert set(wording.STATES) == set(get_args(PostState))
    assert set(wording.HOLDS) == set(get_args(HoldReason))
    assert set(wording.FLAGS) == set(get_args(Flag))
    assert set(wording.SPEAKERS) == set(get_args(SpeakerKind))


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ("2026-02-07T08:30:00+00:00", "7 Feb 2026"),
        ("2026-02-07", "7 Feb 2026"),
        ("Saturday", "Saturday"),
    ],
)
def test_dates_are_said_plainly(published: str, told: str) -> None:
    assert wording.day(published) == told


@pytest.mark.parametrize(
    ("draft", "expected"),
    [("a", (1, None, "b")), ("b", (2, "a", "c")), ("c", (3, "b", None)), ("x", (0, None, "a"))],
)
def test_each_draft_knows_its_neighbours(
    draft: str, expected: tuple[int, str | None, str | None]
) -> None:
    found = place(["a", "b", "c"], draft)
    assert (found.number, found.before, found.after) == expected
    assert found.total == 3
