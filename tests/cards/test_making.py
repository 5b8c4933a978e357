import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from flows import cards
from flows.cards.brand import Brand
from flows.core.card import SIZES, CardOrder, Format, Picture
from flows.core.errors import DoesNotFit, FontMissing, PictureRefused, SettingsError

FORMATS: tuple[Format, ...] = ("4:5", "1:1", "16:9", "9:16")


@pytest.mark.parametrize("template", cards.template_names())
@pytest.mark.parametrize("format_", FORMATS)
def test_every_design_draws_every_format(
    template: str, format_: Format, order: CardOrder, brand: Brand, photo: Picture
) -> None:
    card = cards.render(replace(order, template=template, format=format_, picture=photo), brand)
    image = Image.open(io.BytesIO(card.data))
    assert image.size == (card.width, card.height) == SIZES[format_]
    assert card.report.contrast >= 7
    assert card.report.label_contrast >= 4.5
    assert " ".join(card.report.lines).rstrip("”") == order.quote


def test_the_same_order_gives_the_same_bytes(
    order: CardOrder, brand: Brand, photo: Picture
) -> None:
    for template in ("paper", "photo"):
        wanted = replace(order, template=template, picture=photo)
        one, two = cards.render(wanted, brand), cards.render(wanted, brand)
        assert (one.id, one.data) == (two.id, two.data)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "Other words."},
        {"speaker": "Somebody Else"},
        {"role": None},
        {"template": "photo"},
        {"format": "1:1"},
        {"language": "fr"},
        {"source_name": "Harbour Gazette"},
        {"source_url": "https://harbour.example/a"},
        {"kicker": "On the record"},
    ],
)
def test_every_part_of_an_order_is_part_of_the_identity(
    change: dict[str, str], order: CardOrder, brand: Brand
) -> None:
    changed = replace(order, **change)  # type: ignore[arg-type]  # a table of changes
    assert cards.render(changed, brand).id != cards.render(order, brand).id


def test_a_changed_picture_file_changes_the_identity(
    order: CardOrder, brand: Brand, tmp_path: Path
) -> None:
    path = tmp_path / "p.png"
    ids = []
    for colour in ("navy", "maroon"):
        Image.new("RGB", (1200, 1200), colour).save(path)
        picture = Picture(path, "own", "")
        ids.append(cards.render(replace(order, template="photo", picture=picture), brand).id)
    assert ids[0] != ids[1]


def test_a_long_quote_is_set_smaller_and_then_refused_never_cut(
    order: CardOrder, brand: Brand
) -> None:
    sizes: list[int] = []
    longest = order.quote
    while len(sizes) < 60:
        try:
            card = cards.render(replace(order, quote=longest), brand)
        except DoesNotFit:
            break
        assert " ".join(card.report.lines) == longest
        sizes.append(card.report.font_px)
        longest = f"{longest} {order.quote}"
    assert 3 <= len(sizes) < 60
    assert sizes == sorted(sizes, reverse=True)
    with pytest.raises(DoesNotFit, match=r"too long .* characters; about \d+ fit\)\. Cut it"):
        cards.render(replace(order, quote=longest), brand)


def test_a_short_quote_is_not_blown_up(order: CardOrder, brand: Brand) -> None:
    card = cards.render(replace(order, quote="No."), brand)
    assert card.report.font_px <= 0.107 * 1080


def test_one_enormous_word_is_refused_by_name(order: CardOrder, brand: Brand) -> None:
    with pytest.raises(DoesNotFit, match="too wide"):
        cards.render(replace(order, quote="A " + "antidis" * 12 + " word"), brand)


def test_a_character_no_font_has_is_refused_with_its_number(order: CardOrder, brand: Brand) -> None:
    with pytest.raises(FontMissing, match=r"U\+13080"):
        cards.render(replace(order, quote="An eye: \U00013080"), brand)


def test_a_licensed_picture_needs_its_credit(
    order: CardOrder, brand: Brand, photo: Picture
) -> None:
    picture = replace(photo, rights="licensed", credit=" ")
    with pytest.raises(PictureRefused, match="credit"):
        cards.render(replace(order, template="photo", picture=picture), brand)


def test_an_unknown_design_is_refused_with_the_known_ones(order: CardOrder, brand: Brand) -> None:
    with pytest.raises(SettingsError, match="paper"):
        cards.render(replace(order, template="velvet"), brand)


def test_a_design_of_ones_own_is_found_and_wins(
    order: CardOrder, brand: Brand, tmp_path: Path
) -> None:
    folder = tmp_path / "templates/cards"
    folder.mkdir(parents=True)
    text = Path("templates/cards/paper.toml").read_text(encoding="utf-8")
    (folder / "mine.toml").write_text(text.replace("0.107", "0.06"), encoding="utf-8")
    assert "mine" in cards.template_names(tmp_path)
    small = cards.render(replace(order, template="mine"), brand, own=tmp_path)
    assert small.report.font_px < cards.render(order, brand).report.font_px


def test_a_misspelt_design_is_refused_by_the_name_of_its_mistake(
    order: CardOrder, brand: Brand, tmp_path: Path
) -> None:
    folder = tmp_path / "templates/cards"
    folder.mkdir(parents=True)
    text = Path("templates/cards/paper.toml").read_text(encoding="utf-8")
    (folder / "mine.toml").write_text(text.replace("scheme =", "sceme ="), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"sceme|scheme"):
        cards.render(replace(order, template="mine"), brand, own=tmp_path)


def test_nobody_is_printed_where_nobody_is_named(brand: Brand) -> None:
    card = cards.render(CardOrder("We were happy there.", ""), brand)
    assert card.alt == "Quote card: “We were happy there.”"


@given(
    quote=st.lists(
        st.sampled_from(
            [
                "I",
                "you",
                "never",
                "the",
                "sea-wall",
                "1,200",
                "miles",
                "—",
                "Anna",
                "Bell’s,",
                "who?",
                "fi",
                "extraordinarily",
            ]
        ),
        min_size=1,
        max_size=45,
    ).map(" ".join),
    format_=st.sampled_from(["4:5", "1:1"]),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_printed_lines_are_the_words_in_their_order(
    quote: str, format_: Format, brand: Brand
) -> None:
    from flows.cards.making import lay_out, plan_of

    sheet = lay_out(CardOrder(quote, "One user", format=format_), brand)
    plan = plan_of(sheet)
    assert "".join(plan.quote_lines).replace(" ", "") == quote.replace(" ", "")
    edge = sheet.width - sheet.margin
    assert all(line.x + line.wide <= edge + 2 for line in plan.lines)
    assert all(line.px >= 24 for line in plan.lines)


def test_another_process_makes_the_same_bytes(order: CardOrder, brand: Brand) -> None:
    script = (
        "import sys; from flows import cards; from flows.core.card import CardOrder;"
        "o = CardOrder(quote=sys.argv[1], speaker=sys.argv[2], role=sys.argv[3], template='field');"
        "c = cards.render(o, cards.load_brand(None));"
        "import hashlib; print(c.id, hashlib.sha256(c.data).hexdigest())"
    )
    command = [sys.executable, "-c", script, order.quote, order.speaker, order.role or ""]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    card = cards.render(replace(order, template="field"), brand)
    assert said == [card.id, hashlib.sha256(card.data).hexdigest()]


def test_hidden_controls_are_not_printed(order: CardOrder, brand: Brand) -> None:
    hostile = "I said \u202eyes\u202c,\x00 twice."
    assert " ".join(cards.render(replace(order, quote=hostile), brand).report.lines) == (
        "I said yes, twice."
    )


def test_a_whole_article_as_a_quote_is_refused_at_once(order: CardOrder, brand: Brand) -> None:
    with pytest.raises(DoesNotFit, match="any card"):
        cards.render(replace(order, quote="word " * 20_000), brand)
