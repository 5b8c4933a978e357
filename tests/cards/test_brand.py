from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from flows import cards
from flows.cards.brand import Brand
from flows.core.card import CardOrder
from flows.core.errors import SettingsError

MINIMAL = 'name = "Harbour Post"\n'


def _folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "brand.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_brand_of_a_name_alone_works(tmp_path: Path, order: CardOrder) -> None:
    brand = cards.load_brand(_folder(tmp_path, MINIMAL))
    assert cards.render(order, brand).data.startswith(b"\x89PNG")


def test_a_brand_turns_a_design_into_its_own(
    tmp_path: Path, order: CardOrder, brand: Brand
) -> None:
    text = MINIMAL + (
        '[scheme.paper]\nground = "#ffffff"\nink = "#102030"\nmuted = "#506070"\naccent = "#0040c0"\n'
        '[fonts]\nquote = "instrument-serif"\n'
    )
    own = cards.render(order, cards.load_brand(_folder(tmp_path, text)))
    sample = cards.render(order, brand)
    assert own.id != sample.id
    assert own.data != sample.data


def test_a_logo_is_part_of_the_identity(tmp_path: Path, order: CardOrder) -> None:
    ids = []
    for colour in ("navy", "maroon"):
        Image.new("RGBA", (400, 200), colour).save(tmp_path / "logo.png")
        brand = cards.load_brand(_folder(tmp_path, MINIMAL + '[logo]\ndark = "logo.png"\n'))
        ids.append(cards.render(order, brand).id)
    assert ids[0] != ids[1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "name"),
        ('name = "A"\ncolour = "red"', "colour"),
        ('name = "A"\n[scheme.paper]\nground = "red"', "ground"),
        ('name = "A"\n[logo]\nlight = "../../etc/hostname"', "not in the brand's folder"),
        ('name = "A"\n[logo]\nlight = "nowhere.png"', "not in the brand's folder"),
        ("name = ", "cannot be read"),
    ],
)
def test_mistakes_in_a_brand_are_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        cards.load_brand(_folder(tmp_path, text))


@pytest.mark.parametrize("font", ["comic", "../../secret.ttf", "nowhere.ttf"])
def test_an_unknown_font_is_refused(tmp_path: Path, order: CardOrder, font: str) -> None:
    brand = cards.load_brand(_folder(tmp_path, MINIMAL + f'[fonts]\nquote = "{font}"\n'))
    with pytest.raises(SettingsError, match=r"font"):
        cards.render(replace(order, quote="No."), brand)
