import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from flows import cards
from flows.cards.brand import Brand
from flows.cards.encode import encode, png
from flows.cards.scan import Kept, jpeg, srgb_profile
from flows.core.card import CardOrder, Format, Picture
from flows.core.errors import DoesNotFit


def test_flat_cards_are_small_palette_pngs_with_the_brands_very_colours(
    order: CardOrder, brand: Brand
) -> None:
    card = cards.render(order, brand)
    image = Image.open(io.BytesIO(card.data))
    assert (card.media_type, image.mode) == ("image/png", "P")
    assert len(card.data) < 80_000
    assert image.convert("RGB").getpixel((4, 4)) == (0xF7, 0xF2, 0xE8)


def test_photo_cards_are_jpegs_in_full_colour_resolution(
    order: CardOrder, brand: Brand, photo: Picture
) -> None:
    card = cards.render(replace(order, template="photo", picture=photo), brand)
    image = Image.open(io.BytesIO(card.data))
    assert (card.media_type, image.format) == ("image/jpeg", "JPEG")
    assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]
    assert image.info["icc_profile"] == srgb_profile()


def test_lossless_on_request_is_lossless(order: CardOrder, brand: Brand) -> None:
    from flows.cards.making import compose, lay_out

    wanted = replace(order, template="field", lossless=True)
    drawn = compose(lay_out(wanted, brand))[1]
    card = cards.render(wanted, brand)
    read = Image.open(io.BytesIO(card.data))
    assert ImageChops.difference(read, drawn).getbbox() is None
    assert read.info["icc_profile"] == srgb_profile()


@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)), seed=st.binary(min_size=1, max_size=64)
)
@settings(max_examples=40, deadline=None)
def test_our_png_writer_agrees_with_every_reader(size: tuple[int, int], seed: bytes) -> None:
    need = size[0] * size[1] * 3
    image = Image.frombytes("RGB", size, (seed * (need // len(seed) + 1))[:need])
    read = Image.open(io.BytesIO(png(image)))
    assert read.tobytes() == image.tobytes()


def test_a_byte_limit_lowers_quality_never_size(order: CardOrder, brand: Brand) -> None:
    wanted = replace(order, template="story")
    whole = cards.render(wanted, brand)
    limit = len(whole.data) * 6 // 10
    fitted = cards.render(replace(wanted, max_bytes=limit), brand)
    assert len(fitted.data) <= limit
    assert Image.open(io.BytesIO(fitted.data)).size == (whole.width, whole.height)


def test_a_png_over_the_limit_becomes_a_jpeg_under_it() -> None:
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    data, kind = encode(noise, "lossless", b"", 60_000)
    assert kind == "image/jpeg"
    assert len(data) <= 60_000


def test_an_impossible_limit_is_refused() -> None:
    with pytest.raises(DoesNotFit, match="allowed"):
        encode(Image.effect_noise((300, 300), 80).convert("RGB"), "jpeg", b"", 500)


@pytest.mark.parametrize("house", cards.sample_brands(), ids=lambda house: house.name)
@pytest.mark.parametrize("format_", ["4:5", "16:9"])
def test_few_colours_keep_the_brands_own_and_hardly_move_the_rest(
    house: Brand, format_: Format, order: CardOrder
) -> None:
    from flows.cards.making import compose, lay_out

    sheet = lay_out(replace(order, format=format_), house)
    drawn = compose(sheet)[1]
    few = Image.open(io.BytesIO(cards.render(sheet.order, house).data)).convert("RGB")
    apart = ImageChops.difference(drawn, few)
    assert max(high for _, high in apart.getextrema()) <= 10  # type: ignore[misc]
    kept = {colour for _, colour in few.getcolors(100_000) or []}
    for role in ("ground", "ink", "accent", "line"):
        assert sheet.colour(role) in kept


def test_a_flat_card_of_very_many_colours_still_becomes_a_palette() -> None:
    from flows.cards.encode import palette_png

    noise = Image.merge("RGB", [Image.effect_noise((300, 300), 80) for _ in range(3)])
    few = Image.open(io.BytesIO(palette_png(noise, b"")))
    assert few.mode == "P"
    assert len(few.convert("RGB").getcolors(1000) or []) <= 256


@pytest.mark.parametrize("subsampling", [0, 2])
@given(
    size=st.tuples(st.integers(1, 70), st.integers(1, 230)),
    boxes=st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 229), st.integers(1, 90)), max_size=3
    ),
)
@settings(max_examples=30, deadline=None)
def test_a_file_made_of_kept_bands_shows_what_one_written_whole_does(
    size: tuple[int, int], boxes: list[tuple[int, int, int]], subsampling: int
) -> None:
    ground, kept = Image.effect_noise(size, 60).convert("RGB"), Kept()
    assert jpeg(ground, b"", 90, subsampling, kept=kept) == jpeg(ground, b"", 90, subsampling)
    for left, top, side in boxes:
        card = ground.copy()
        card.paste((250, 120, 20), (left, top, left + side, top + side))
        made = jpeg(card, b"x", 90, subsampling, kept=kept, touched=[(top, top + side)])
        assert made == jpeg(card, b"x", 90, subsampling)
        whole = io.BytesIO()
        card.save(whole, "JPEG", quality=90, subsampling=subsampling)
        assert Image.open(io.BytesIO(made)).tobytes() == Image.open(whole).tobytes()


@pytest.mark.parametrize(
    "words", ["Ảnh ởn ợ Ṩ", "של מי", "Well 👨‍👩‍👧 done", "A\u0301\u0302\u0303\u0304 rise", "ﷺ"]
)
def test_every_row_drawn_on_is_told(
    words: str, order: CardOrder, brand: Brand, photo: Picture
) -> None:
    from flows.cards.making import compose, ground_of, lay_out

    for template in ("photo", "story"):
        wanted = replace(order, quote=words, template=template, picture=photo)
        sheet = lay_out(wanted, brand)
        card = compose(sheet)
        apart = ImageChops.difference(card.image, ground_of(sheet, card.plan)).convert("L")
        for top, bottom in card.touched:
            apart.paste(0, (0, max(top, 0), card.image.width, max(bottom, 0)))
        assert apart.getbbox() is None
