from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import cards
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
