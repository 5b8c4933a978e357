"""Lines: where they break, how large they are set, what they keep together."""

from dataclasses import replace
from itertools import combinations, pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import cards
from flows.cards.brand import Brand
from flows.cards.breaking import Measure, Word, break_lines, joined, widest, words
from flows.cards.design import Leading
from flows.cards.fit import Room, block_height, fit
from flows.cards.fonts import metrics, style
from flows.cards.making import lay_out, plan_of
from flows.core.card import CardOrder, Format
from flows.core.errors import DoesNotFit

FACE = style("newsreader", 500)
HEIGHTS = metrics(FACE.files[0])
SPEECHES = (
    "Nobody teaches you how to stand in a room where you are the only one laughing.",
    "You don’t find your voice. You stop apologising for it.",
    "Grief is a lodger. It pays no rent, it moves the chairs, and one morning you find you have set"
    " it a place.",
    "The first winter we had no heating, so we rehearsed in coats. You can still hear the coats.",
    "We kept the lighthouse lit for eleven years after the last ship, because somebody might be late.",
    "A bridge is a promise you make to people you will never meet.",
    "The hardest opponent you’re going to face is that guy in the mirror today.",
    "I used to think that the job was to have the answer before anybody in the room had finished"
    " asking the question.",
)
TEXTS = st.lists(
    st.sampled_from(
        [
            "I",
            "am",
            "the",
            "12",
            "miles",
            "of",
            "sea-wall,",
            "Anna",
            "Bell’s",
            "who?",
            "fi",
            "extraordinarily",
            "and",
        ]
    ),
    min_size=1,
    max_size=50,
).map(" ".join)


@given(text=TEXTS, wide=st.floats(300, 1500), high=st.floats(200, 1200))
def test_what_is_set_stays_in_its_box(text: str, wide: float, high: float) -> None:
    pieces = words(text, FACE)
    room = Room(wide, high, 40, 120, 1080)
    found = fit(pieces, room, Leading(), HEIGHTS)
    if found is None:
        return
    assert 40 <= found.px <= 120
    assert found.height <= high + 1e-6
    assert [first for first, _ in found.lines] == [0, *(stop for _, stop in found.lines[:-1])]
    assert found.lines[-1][1] == len(pieces)
    measured = Measure(pieces)
    assert all(measured.line(a, b - 1) * found.px <= wide + 0.1 for a, b in found.lines)


@given(text=TEXTS, wide=st.floats(300, 1500), high=st.floats(200, 1200))
def test_nothing_much_larger_would_have_fitted(text: str, wide: float, high: float) -> None:
    pieces = words(text, FACE)
    measured, leading = Measure(pieces), Leading()
    found = fit(pieces, Room(wide, high, 20, 4000, 1080), leading, HEIGHTS)
    if found is None:
        return
    larger = (found.px + 1) * 1.37
    count = measured.lines_at(wide / larger)
    too_wide = widest(pieces) * larger > wide
    assert too_wide or block_height(larger, count, leading, 1080, HEIGHTS) > high - 1


@given(text=TEXTS, count=st.integers(1, 6))
def test_breaking_keeps_every_word_once_and_in_order(text: str, count: int) -> None:
    pieces = words(text, FACE)
    found = break_lines(Measure(pieces), count, 60.0)
    if found is None:
        return
    edges = (0, *found[1])
    lines = [joined(pieces[a:b]) for a, b in pairwise(edges)]
    assert " ".join(lines).replace("- ", "-") == " ".join(text.split())


@given(text=TEXTS, count=st.integers(1, 6), under=st.floats(-60, 200))
def test_a_limit_on_cost_hides_no_cheaper_breaks(text: str, count: int, under: float) -> None:
    measured = Measure(words(text, FACE))
    whole = break_lines(measured, count, 60.0)
    limited = break_lines(measured, count, 60.0, under)
    assert limited == (whole if whole is not None and whole[0] < under else None)


@given(text=TEXTS, count=st.integers(1, 12))
def test_the_narrowest_measure_holds_the_words_and_a_narrower_one_does_not(
    text: str, count: int
) -> None:
    measured = Measure(words(text, FACE))
    narrow = measured.narrowest(count)
    assert measured.lines_at(narrow) <= count
    if narrow * 0.999 > measured.widest:
        assert measured.lines_at(narrow * 0.999) > count


def test_hardly_a_line_ends_in_a_word_that_leans_on_the_next(brand: Brand) -> None:
    leaning, ends = {"a", "an", "the", "to", "of", "i", "and"}, []
    for text in SPEECHES:
        for template in ("paper", "field"):
            for format_ in ("4:5", "1:1", "16:9", "9:16"):
                ends += [
                    line.split()[-1].casefold() for line in _lines(text, brand, format_, template)
                ]
    assert sum(end in leaning for end in ends) <= len(ends) * 0.04


def _lines(text: str, brand: Brand, format_: Format = "4:5", template: str = "paper") -> list[str]:
    order = CardOrder(text, "Ida", template=template, format=format_)
    return list(plan_of(lay_out(order, brand)).quote_lines)


@pytest.mark.parametrize("format_", ["4:5", "1:1", "16:9", "9:16"])
@pytest.mark.parametrize("template", ["paper", "field"])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "We walked the last 40 miles home, and then Anna Bell said we should walk back.",
            "40 miles",
        ),
        (
            "We walked the last 40 miles home, and then Anna Bell said we should walk back.",
            "Anna Bell",
        ),
        (
            "I asked Dr. Okonjo what the number meant and he said it meant we were all late.",
            "Dr. Okonjo",
        ),
    ],
)
def test_names_and_numbers_are_not_parted(
    text: str, kept: str, format_: Format, template: str, brand: Brand
) -> None:
    assert any(kept in line for line in _lines(text, brand, format_, template))


@pytest.mark.parametrize("house", cards.sample_brands(), ids=lambda house: house.name)
@pytest.mark.parametrize("template", ["paper", "field", "story"])
def test_no_word_stands_alone_on_the_last_line(template: str, house: Brand) -> None:
    for text in (
        "Nobody teaches you how to stand in a room where you are the only one laughing.",
        "Nobody teaches you how to stand in a room where you are the only one there.",
        "I never wanted to be loved by everyone. I wanted to be understood.",
    ):
        for format_ in ("4:5", "1:1", "16:9", "9:16"):
            assert " " in _lines(text, house, format_, template)[-1]


def test_lines_end_at_pauses_where_they_can(brand: Brand) -> None:
    lines = _lines("We lost, and I slept well.", brand)
    assert lines == ["We lost,", "and I slept well."]


def test_a_soft_hyphen_is_used_only_where_a_word_would_not_fit(brand: Brand) -> None:
    soft = "\u00ad"
    assert _lines(f"A har{soft}bour for ships.", brand) == _lines("A harbour for ships.", brand)
    long = soft.join(["unter", "wasser", "archäologie", "werkstatt", "verwaltung"])
    lines = _lines(f"Die {long} lebt.", brand)
    assert any(line.endswith("-") for line in lines)
    letters = "".join(lines).replace("-", "").replace(" ", "")
    assert letters == "Die" + long.replace(soft, "") + "lebt."


def test_an_emphasised_phrase_is_in_the_accent_and_must_be_in_the_quote(
    order: CardOrder, brand: Brand
) -> None:
    wanted = replace(order, template="field", emphasis="the only one laughing")
    plan = plan_of(lay_out(wanted, brand))
    shown = "".join(
        line.text[stroke.start : stroke.stop] + " "
        for line in plan.lines
        for stroke in line.strokes
    )
    assert shown.split() == ["the", "only", "one", "laughing."]
    with pytest.raises(DoesNotFit, match="does not stand in the quote"):
        cards.render(replace(wanted, emphasis="the lonely one"), brand)


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_context_line_stands_beside_the_quote(
    place: Literal["above", "below"], order: CardOrder, brand: Brand
) -> None:
    wanted = replace(order, context="On the winter of the long strike", context_place=place)
    plan = plan_of(lay_out(wanted, brand))
    context = next(line for line in plan.lines if line.text.startswith("On the winter"))
    quote = [line.y for line in plan.lines if line.use == "quote"]
    assert context.y < min(quote) if place == "above" else context.y > max(quote)


@pytest.mark.parametrize("format_", ["4:5", "1:1", "16:9", "9:16"])
@pytest.mark.parametrize("template", ["paper", "photo", "field", "story"])
def test_long_roles_and_sources_wrap_and_never_reach_the_logo(
    template: str, format_: Format, order: CardOrder, brand: Brand
) -> None:
    role = "Bandleader of the Northside Municipal Orchestra and keeper of its archive since 1998"
    wanted = replace(
        order, role=role, source_name="Harbour Gazette", template=template, format=format_
    )
    sheet = lay_out(wanted, brand)
    plan = plan_of(sheet)
    logo = plan.logo
    assert logo is not None
    for line in plan.lines:
        if abs(line.y - logo.middle) < line.px * 1.5 and not logo.left:
            assert line.x + line.wide <= logo.edge - logo.width


@given(widths=st.lists(st.floats(1, 6), min_size=4, max_size=10), count=st.integers(2, 4))
def test_no_other_breaks_are_less_ragged(widths: list[float], count: int) -> None:
    """Where no break costs anything, the lines are the most even ones there are."""
    measured = Measure([Word("ab", wide, 0.25, -0.001) for wide in widths])
    mean = measured.line(0, len(widths) - 1) / count

    def ragged(stops: tuple[int, ...]) -> float:
        off = [measured.line(a, b - 1) / mean - 1 for a, b in pairwise((0, *stops))]
        return (
            sum(78 * each * each for each in off[:-1]) + (48 if off[-1] < 0 else 78) * off[-1] ** 2
        )

    every = [(*inner, len(widths)) for inner in combinations(range(1, len(widths)), count - 1)]
    # A last line of one word and lines under a third of the mean are never taken.
    taken = [stops for stops in every if len(widths) - stops[-2] > 1]
    taken = [
        s for s in taken if all(measured.line(a, b - 1) > mean * 0.35 for a, b in pairwise((0, *s)))
    ]
    found = break_lines(measured, count, 1000)
    if found is not None and taken:
        assert ragged(found[1]) <= min(map(ragged, taken)) + 0.01


@pytest.mark.parametrize("template", ["photo", "paper", "field"])
def test_a_role_in_two_lines_is_parted_by_sense(
    template: str, order: CardOrder, brand: Brand
) -> None:
    role = "Deputy director of the Harbour Museum in Port Ellery"
    plan = plan_of(lay_out(replace(order, role=role, template=template), brand))
    assert "of the Harbour Museum in Port Ellery" in [line.text for line in plan.lines]
