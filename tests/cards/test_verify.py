import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from flows import cards
from flows.cards.alt import alt_text
from flows.cards.brand import Brand
from flows.core.card import CardOrder, Picture
from flows.core.errors import CardError

ARTICLE = (
    "The hall was full. “We never asked,” said Ines Barranquero, who built it. “We began.” "
    'He answered: "My father\'s boat – the red one – is still there", and left.'
)


@pytest.mark.parametrize("template", ["paper", "field"])
@pytest.mark.parametrize("lossless", [True, False])
def test_a_card_says_what_it_is(
    template: str, lossless: bool, order: CardOrder, brand: Brand
) -> None:
    wanted = replace(
        order,
        quote="Salt & <stone>, she said: “go on”.",
        template=template,
        lossless=lossless,
        source_url="https://harbour.example/a?b=1&c=2",
        source_name="Harbour Gazette",
    )
    card = cards.render(wanted, brand)
    written = cards.read_back(card.data)
    assert (written.card_id, written.alt) == (card.id, card.alt)
    assert (written.quote, written.speaker) == (wanted.quote, wanted.speaker)
    assert (written.source_url, written.source_name) == (wanted.source_url, wanted.source_name)


def test_the_credit_is_in_the_file_and_the_photographers_own_data_is_not(
    order: CardOrder, brand: Brand, photo: Picture, tmp_path: object
) -> None:
    card = cards.render(replace(order, template="photo", picture=photo), brand)
    assert cards.read_back(card.data).credit == photo.credit
    assert b"Exif" not in card.data


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(CardError):
        cards.read_back(data)


@pytest.mark.parametrize(
    "quote",
    [
        "We began.",
        "We never asked. We began.",
        "We never asked, we began".replace("we began", "We began"),
        "My father’s boat – the red one – is still there",
        "My father’s boat […] is still there",
        "My father’s boat […] is still [over] there",
    ],
)
def test_words_of_the_article_stand_in_it(quote: str) -> None:
    assert cards.stands_in(quote, ARTICLE)


@pytest.mark.parametrize(
    "quote",
    [
        "We began. We never asked.",
        "We always asked.",
        "we began",
        "My fathers boat",
        "We never asked who built it",
        "egan",
        "",
        "[…]",
    ],
)
def test_other_words_do_not(quote: str) -> None:
    assert not cards.stands_in(quote, ARTICLE)


@given(
    st.text(alphabet="ab '“”\"’.,[]…", max_size=40), st.text(alphabet="ab '“”\"’.,", max_size=80)
)
def test_any_text_can_be_asked_about(quote: str, text: str) -> None:
    assert cards.stands_in(quote, text) in {True, False}


def test_a_card_says_which_reading_of_the_article_it_is_from(
    order: CardOrder, brand: Brand
) -> None:
    wanted = replace(order, revision="0123456789abcdef")
    card = cards.render(wanted, brand)
    assert cards.read_back(card.data).revision == wanted.revision
    assert cards.render(order, brand).id != card.id


def test_the_files_own_words_are_where_other_programs_look(
    order: CardOrder, brand: Brand, photo: Picture
) -> None:
    wanted = replace(
        order,
        template="photo",
        picture=photo,
        source_url="https://harbour.example/a",
        lossless=True,
    )
    for lossless in (True, False):
        card = cards.render(replace(wanted, lossless=lossless), brand)
        info = Image.open(io.BytesIO(card.data)).info
        packet = info.get("xmp") or info["XML:com.adobe.xmp"].encode()
        tree = ET.fromstring(packet)

        def said(name: str, tree: ET.Element = tree) -> str:
            found = next(node for node in tree.iter() if node.tag.endswith(f"}}{name}"))
            return "".join(found.itertext())

        assert said("Credit") == photo.credit
        assert said("source") == wanted.source_url
        assert said("creator") == brand.name
        assert said("AltTextAccessibility") == card.alt


@pytest.mark.parametrize("long", [0, 400, 900, 975, 1100, 2000])
def test_alt_text_holds_the_whole_quote_and_a_thousand_characters_at_most(long: int) -> None:
    quote = ("We kept the light. " + "word " * (long // 5)).strip()
    order = CardOrder(
        quote, "Mirela Vanterpool", role="Ferry captain", source_name="Harbour Gazette"
    )
    alt = alt_text(order)
    assert len(alt) <= 1000
    assert alt.startswith("Quote card: “We kept the light.")
    if long <= 900:
        assert f"“{quote}”" in alt
        assert "Mirela Vanterpool" in alt
    if long <= 400:
        assert alt.endswith("— Mirela Vanterpool, Ferry captain. Harbour Gazette.")
