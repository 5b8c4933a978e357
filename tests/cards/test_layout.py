"""What an editor would measure with a ruler: marks, margins, sizes, air, contrast."""

import io
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from flows import cards
from flows.cards.brand import Brand
from flows.cards.contrast import luminance, ratio, rgb
from flows.cards.design import Leading, load_design
from flows.cards.making import compose, ground_of, lay_out, plan_of
from flows.cards.plan import Line, Plan, Sheet
from flows.core.card import SIZES, CardOrder, Format, Picture
from flows.core.errors import DoesNotFit

FORMATS: tuple[Format, ...] = ("4:5", "1:1", "16:9", "9:16")
DESIGNS = ("field", "paper", "photo", "story")
BRANDS = pytest.mark.parametrize("house", cards.sample_brands(), ids=lambda house: house.name)
EVERY = [(design, format_) for design in DESIGNS for format_ in FORMATS]
LONG = (
    "I used to think that the job was to have the answer before anybody in the room had finished "
    "asking. It took me twenty years to see that it was to stay and hear what the question was."
)
QUOTES = (
    "We lost.",
    "Nobody teaches you how to stand in a room where you are the only one laughing.",
    LONG,
)


def planned(order: CardOrder, house: Brand) -> tuple[Sheet, Plan]:
    sheet = lay_out(order, house)
    return sheet, plan_of(sheet)


def quote_lines(plan: Plan) -> list[Line]:
    return [line for line in plan.lines if line.use == "quote"]


@BRANDS
@pytest.mark.parametrize(("design", "format_"), EVERY)
def test_one_opening_mark_drawn_large_or_hung_in_the_margin(
    design: str, format_: Format, house: Brand, order: CardOrder
) -> None:
    sheet, plan = planned(replace(order, template=design, format=format_), house)
    lines = quote_lines(plan)
    hung = [line for line in lines if line.text == "“"]
    if plan.mark is not None:
        assert not any(mark in line.text for line in lines for mark in "“”")
        assert plan.mark.x == pytest.approx(sheet.margin)
    else:
        assert [line.text for line in lines].count("“") == len(hung) == 1
        assert hung[0].x + hung[0].wide <= sheet.margin + 0.02 * hung[0].px
        assert hung[0].x >= 0.015 * sheet.width, "not against the card's edge"
        assert lines[-1].text.endswith("”")


def _first_column(image: Image.Image, colour: str, box: tuple[int, int, int, int]) -> int:
    flat = Image.new("RGB", image.size, rgb(colour))
    near = ImageChops.difference(image, flat).convert("L").point(lambda far: 255 * (far < 60))
    found = near.crop(box).getbbox()
    assert found is not None
    return box[0] + found[0]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("text", ["Why now?", "You lost.", "No.", "Ask me."])
def test_mark_letters_and_labels_begin_on_one_edge_by_their_ink(
    format_: Format, text: str, brand: Brand, order: CardOrder
) -> None:
    wanted = replace(order, quote=text, format=format_, lossless=True)
    sheet, plan = planned(wanted, brand)
    image = compose(sheet)[1]
    mark, wide = plan.mark, sheet.width
    assert mark is not None
    band = (0, round(mark.top), wide // 2, round(mark.top + mark.height))
    edges = [_first_column(image, sheet.scheme.accent, band)]
    for line in (*quote_lines(plan), *(line for line in plan.lines if line.text == order.speaker)):
        band = (0, round(line.y - line.px * 0.72), wide // 2, round(line.y))
        edges.append(_first_column(image, sheet.scheme.ink, band))
    assert all(abs(edge - sheet.margin) <= 2.5 for edge in edges), edges


@BRANDS
@pytest.mark.parametrize(("design", "format_"), EVERY)
def test_nothing_is_too_small_to_read_on_a_phone(
    design: str, format_: Format, house: Brand, order: CardOrder, photo: Picture
) -> None:
    for text in QUOTES:
        for name in (order.speaker, "Dr. Maximiliane von Hohenberg-Schillingsfürst of Ermengarde"):
            wanted = replace(
                order, quote=text, speaker=name, template=design, format=format_, picture=photo
            )
            plan = planned(wanted, house)[1]
            strong = max(line.px for line in plan.lines if line.text in name)
            assert min(line.px for line in plan.lines) >= 24
            assert strong >= 33
            assert plan.quote_px > strong, "speech is larger than its attribution"


@BRANDS
@pytest.mark.parametrize(("design", "format_"), EVERY)
def test_everything_keeps_its_distance(
    design: str, format_: Format, house: Brand, order: CardOrder, photo: Picture
) -> None:
    for text in QUOTES:
        wanted = replace(
            order, quote=text, template=design, format=format_, picture=photo,
            source_name="Harbour Gazette", context="On the winter of the long strike",
        )  # fmt: skip
        sheet, plan = planned(wanted, house)
        logo = plan.logo
        assert logo is not None
        clear = logo.height / 2
        top, bottom = logo.middle - logo.height / 2 - clear, logo.middle + logo.height / 2 + clear
        left, right = logo.edge - logo.width, logo.edge
        if logo.left:
            left, right = logo.edge, logo.edge + logo.width
        for line in plan.lines:
            x0, y0, x1, y1 = line.box
            assert y1 < top or y0 > bottom or x1 < left - clear or x0 > right + clear
            assert y1 <= sheet.height * 0.985
        lines = quote_lines(plan)
        for one in lines:
            for other in plan.lines:
                if other.use == "label":
                    assert other.box[3] <= one.box[1] + 2 or other.box[1] >= one.box[3] - 2


@pytest.mark.parametrize("design", DESIGNS)
def test_stories_leave_the_apps_controls_free(
    design: str, brand: Brand, order: CardOrder, photo: Picture
) -> None:
    wanted = replace(order, quote=LONG, template=design, format="9:16", picture=photo)
    sheet, plan = planned(wanted, brand)
    assert all(line.box[1] >= 0.14 * sheet.height for line in plan.lines)
    assert all(line.y <= 0.8 * sheet.height for line in plan.lines)


@given(st.floats(0.01, 0.2), st.floats(0.01, 0.2))
def test_leading_falls_as_type_grows(one: float, two: float) -> None:
    small, large = sorted((one, two))
    for design in DESIGNS:
        leading = load_design(design).quote.leading
        assert leading.at(small) >= leading.at(large) >= 1
    assert Leading().at(small) >= Leading().at(large)


@BRANDS
@pytest.mark.parametrize(("design", "format_"), EVERY)
def test_every_brand_can_be_read_on_every_design(
    design: str, format_: Format, house: Brand, order: CardOrder, photo: Picture
) -> None:
    for picture in (None, photo) if design == "photo" else (None,):
        wanted = replace(order, template=design, format=format_, picture=picture)
        quote, labels, _ = compose(lay_out(wanted, house)).measured
        assert quote >= 7
        assert labels >= 4.5
    scheme = house.scheme(load_design(design).scheme)
    for ground in (scheme.ground, scheme.ground_end or scheme.ground):
        # The accent carries a phrase of the quote and the kicker.
        assert ratio(luminance(rgb(scheme.accent)), luminance(rgb(ground))) >= 4.5


def test_what_the_report_says_of_flat_paper_is_wcags_ratio(brand: Brand, order: CardOrder) -> None:
    scheme = brand.scheme("paper")
    said = cards.render(order, brand).report
    exact = ratio(luminance(rgb(scheme.ink)), luminance(rgb(scheme.ground)))
    assert said.contrast == pytest.approx(exact, rel=0.02)
    assert said.scrim_raised == 0


@pytest.mark.parametrize("format_", FORMATS)
def test_the_focal_point_stays_clear_of_the_words(
    format_: Format, brand: Brand, order: CardOrder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A red dot is where the face would be: it is on the card, and no line stands on it."""
    path = tmp_path_factory.mktemp("dot") / "dot.png"
    image = Image.new("RGB", (2000, 2000), "#303438")
    image.paste("#ff1010", (1180, 580, 1220, 620))
    image.save(path)
    picture = Picture(path, "own", "Photo: Ida Renner", (0.6, 0.3))
    wanted = replace(order, template="photo", format=format_, picture=picture)
    sheet, plan = planned(wanted, brand)
    red, green, _ = ground_of(sheet, plan).split()
    spot = ImageChops.subtract(red, green).point(lambda level: 255 * (level > 60)).getbbox()
    assert spot is not None
    for line in quote_lines(plan):
        left, top, right, bottom = line.box
        apart = spot[2] < left or spot[0] > right or spot[3] < top or spot[1] > bottom
        assert apart, line.text


def test_the_logo_for_the_ground_is_taken_and_not_recoloured(
    tmp_path_factory: pytest.TempPathFactory, order: CardOrder
) -> None:
    folder = tmp_path_factory.mktemp("house")
    colours = {"light": (250, 220, 40), "dark": (30, 40, 160)}
    for name, colour in colours.items():
        Image.new("RGB", (400, 200), colour).save(folder / f"{name}.png")
    (folder / "brand.toml").write_text(
        'name = "Harbour Post"\n[logo]\nlight = "light.png"\ndark = "dark.png"\n', encoding="utf-8"
    )
    house = cards.load_brand(folder)
    for design, expected in (("paper", "dark"), ("field", "light")):
        sheet, plan = planned(replace(order, template=design), house)
        logo = plan.logo
        assert logo is not None
        pixel = compose(sheet)[1].getpixel((round(logo.edge - 10), round(logo.middle)))
        assert pixel == colours[expected]


def test_flat_grounds_have_no_grain_and_gradients_have(brand: Brand, order: CardOrder) -> None:
    for design in DESIGNS:
        ground = load_design(design).ground
        assert (ground.grain == 0) == (ground.kind == "flat")
    corner = Image.open(io.BytesIO(cards.render(order, brand).data)).convert("RGB")
    assert len(corner.crop((0, 0, 80, 60)).getcolors() or []) == 1


@pytest.mark.parametrize("format_", FORMATS)
def test_scrims_have_no_edge(
    format_: Format, brand: Brand, order: CardOrder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Over a flat photo the scrim alone is seen: from row to row it never jumps."""
    path = tmp_path_factory.mktemp("flat") / "flat.png"
    Image.new("RGB", (2000, 2000), "#c0c0c0").save(path)
    picture = Picture(path, "own", "Photo: Ida Renner")
    sheet, plan = planned(replace(order, template="photo", format=format_, picture=picture), brand)
    ground = ground_of(sheet, plan).convert("L")
    wide, high = SIZES[format_]
    # Means over a whole row or column: the grain is gone.
    down = list(ground.resize((1, high), Image.Resampling.BOX).tobytes())
    across = list(ground.resize((wide, 1), Image.Resampling.BOX).tobytes())
    for levels in (down, across):
        assert max(abs(one - two) for one, two in pairwise(levels)) <= 3


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "label", ["On the record", "On the record with our readers in June", "W" * 60]
)
def test_a_label_of_ones_own_stays_on_the_card_and_off_the_handle(
    label: str, format_: Format, brand: Brand, order: CardOrder
) -> None:
    wanted = replace(order, kicker=label, template="paper", format=format_, picture=None)
    try:
        sheet, plan = planned(wanted, brand)
    except DoesNotFit:
        assert len(label) == 60
        return
    kicker = next(line for line in plan.lines if line.text.casefold() == label.casefold())
    beside = [line for line in plan.lines if line is not kicker and line.y == kicker.y]
    assert len(label) < 60
    assert kicker.box[2] <= min([line.x for line in beside], default=sheet.width)


@BRANDS
@pytest.mark.parametrize(("design", "format_"), EVERY)
def test_who_spoke_where_it_stands_and_who_took_the_photo_are_on_the_card(
    design: str, format_: Format, house: Brand, order: CardOrder, photo: Picture
) -> None:
    """In the pixels: networks take a file's own words away."""
    wanted = replace(
        order, role="Ferry captain", source_name="Harbour Gazette",
        template=design, format=format_, picture=photo,
    )  # fmt: skip
    plan = planned(wanted, house)[1]
    labels = " ".join(line.text for line in plan.lines if line.use == "label")
    assert all(part in labels for part in (order.speaker, "Ferry captain", "Harbour Gazette"))
    assert (photo.credit in labels) == (design == "photo")


def _apca(text: str, ground: str) -> float:
    """Return the lightness contrast of APCA-W3 0.1.9 (SAPC-4g), without its sign."""

    def screen(colour: str) -> float:
        red, green, blue = ((level / 255) ** 2.4 for level in rgb(colour))
        y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
        return float(y + max(0.022 - y, 0) ** 1.414)

    ink, back = screen(text), screen(ground)
    if back > ink:
        return float(max((back**0.56 - ink**0.57) * 114 - 2.7, 0))
    return float(max((ink**0.62 - back**0.65) * 114 - 2.7, 0))


@BRANDS
@pytest.mark.parametrize("design", DESIGNS)
def test_a_second_measure_of_contrast_agrees(design: str, house: Brand) -> None:
    assert _apca("#000000", "#ffffff") == pytest.approx(106.04, abs=0.1)
    assert _apca("#ffffff", "#000000") == pytest.approx(107.88, abs=0.1)
    scheme = house.scheme(load_design(design).scheme)
    for ground in (scheme.ground, scheme.ground_end or scheme.ground):
        assert _apca(scheme.ink, ground) >= 75
        assert _apca(scheme.muted, ground) >= 45
        assert _apca(scheme.accent, ground) >= 45


@pytest.mark.parametrize("format_", FORMATS)
def test_a_scrim_raised_for_the_words_leaves_the_subject_bright(
    format_: Format, brand: Brand, order: CardOrder, tmp_path: Path
) -> None:
    path = tmp_path / "snow.png"
    Image.new("RGB", (2000, 2000), "#f4f4f4").save(path)
    wanted = replace(
        order, template="photo", format=format_, picture=Picture(path, "own", "Photo: Ida Renner")
    )
    card = compose(lay_out(wanted, brand))
    assert card.measured[2] > 0
    assert card.measured[0] >= 7
    ground = ground_of(lay_out(wanted, brand), card.plan).convert("L")
    assert max(ground.resize((16, 16), Image.Resampling.BOX).tobytes()) > 170
