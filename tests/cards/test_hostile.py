"""Whatever an article holds: a card, or one clear sentence; never a traceback, never a hang."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import cards
from flows.cards.brand import Brand
from flows.cards.making import lay_out, plan_of
from flows.cards.typography import typeset
from flows.core.card import Card, CardOrder, Picture
from flows.core.errors import DoesNotFit, FontMissing, PullquoteError

FIELDS = ("quote", "speaker", "role", "source_name", "source_url", "kicker", "context", "emphasis")
TEXTS = {
    "nul": "I said\x00 yes",
    "terminal": "\x1b[31mred\x1b[0m \x9b31m \x7f\x08 text",
    "bidi overrides": "I said \u202eyes\u2066 no\u2069\u202c \u061cmaybe",
    "zero width": "I\u200b \u200c\u200d\u2060\ufeff said",
    "nothing to see": "\u200b\u200b\u2060\u00ad",
    "line ends": "\n\n\r\n\t\u2028\u2029",
    "spaces": "   \u00a0\u3000 ",
    "ten thousand words": "word " * 10_000,
    "one word of ten thousand": "w" * 10_000,
    "marks on marks": "".join("a" + "\u0301\u0316\u0489" * 40 for _ in range(5)),
    "nine thousand marks": "a" + "\u0301" * 9_000,
    "marks on nothing": "\u0301\u0301 \u0301",
    "half a character": "I said \ud83d yes",
    "noncharacters": "a \ufffe \uffff b",
    "private use": "a \ue000 b",
    "tags": "a\U000e0041\U000e0042 b",
    "families": "👩‍👩‍👧‍👦" * 300,
    "flags": "🇳" * 41,
    "soft hyphens": "a\u00ad" * 500 + "\u00ad\u00ad",
    "no-break spaces": "a\u00a0" * 60,
    "quote marks": "\"'“”‘’«»" * 40,
    "dots": "." * 500,
    "closers": "、" * 200,
    "markup": "<script>alert(1)</script>&amp;<!--",
    "jamo": "\u1112\u1161\u11ab" * 50,
    "another script": "ᠮᠣᠩᠭᠣᠯ",
}


def outcome(order: CardOrder, brand: Brand) -> Card | PullquoteError:
    """The card, or the refusal: anything else that is raised fails the test."""
    try:
        return cards.render(order, brand)
    except PullquoteError as refusal:
        return refusal


def plain(refusal: PullquoteError) -> bool:
    """Whether a refusal can be shown on a terminal."""
    return all(unicodedata.category(char) not in {"Cc", "Cs", "Zl"} for char in str(refusal))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", list(TEXTS.values()), ids=list(TEXTS))
def test_hostile_words_give_a_card_or_one_sentence(
    text: str, field: str, brand: Brand, order: CardOrder
) -> None:
    changed = replace(order, template="field", **{field: text})  # type: ignore[arg-type]  # by name
    found = outcome(changed, brand)
    if isinstance(found, PullquoteError):
        assert plain(found)
        assert found.todo
    else:
        assert cards.read_back(found.data).alt == found.alt
        assert len(found.alt) <= 1000


@pytest.mark.parametrize("text", list(TEXTS.values()), ids=list(TEXTS))
def test_a_hostile_credit_gives_a_card_or_one_sentence(
    text: str, brand: Brand, order: CardOrder, photo: Picture
) -> None:
    wanted = replace(order, template="photo", picture=replace(photo, credit=text))
    found = outcome(wanted, brand)
    assert isinstance(found, Card) or plain(found)


@given(st.text(min_size=1, max_size=40))
def test_any_words_at_all_are_set_or_refused(brand: Brand, text: str) -> None:
    order = CardOrder(text, text[:12], role=text[:20], template="photo")
    found = outcome(order, brand)
    if isinstance(found, Card):
        shown, printed = "".join(found.report.lines), typeset(text)
        assert [c for c in shown if c.isalnum()] == [c for c in printed if c.isalnum()]
    else:
        assert plain(found)


def test_what_nobody_sees_is_no_quote(brand: Brand, order: CardOrder) -> None:
    for nothing in ("", " ", "\u200b\u2060", "\n\u3000"):
        with pytest.raises(DoesNotFit, match="no words"):
            cards.render(replace(order, quote=nothing), brand)


def test_a_zero_width_space_is_where_a_line_may_end_and_nothing_is_printed(
    brand: Brand, order: CardOrder
) -> None:
    long = "unterwasser\u200barchäologie\u200bwerkstatt\u200bverwaltung"
    lines = plan_of(lay_out(replace(order, quote=f"Die {long} lebt."), brand)).quote_lines
    assert "".join(lines).replace(" ", "") == "Die" + long.replace("\u200b", "") + "lebt."
    with pytest.raises((DoesNotFit, FontMissing)):
        cards.render(replace(order, quote=long.replace("\u200b", "") * 2), brand)
