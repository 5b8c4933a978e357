"""Other scripts. The fonts are an optional install: without them these tests say so and skip."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from flows import cards
from flows.cards.brand import Brand
from flows.cards.clusters import clusters
from flows.cards.fonts import LATIN, Style, covers, font_for, style
from flows.cards.glyphs import Pen, draw
from flows.cards.making import lay_out, plan_of
from flows.cards.shaping import runs, width
from flows.core.card import CardOrder, Format
from flows.core.errors import FontMissing

SERIF = style("source-serif-4", 500)
TEXTS = {
    "ar": "كنا نتدرب في قاعة قديمة قرب النهر، وكان الصمت هو الشيء الوحيد الذي لا نملك ثمنه.",
    "he": "התאמנו באולם ישן ליד הנהר (1998), והשתיקה הייתה הכול.",
    "hi": "हम नदी के पास पुराने हॉल में अभ्यास करते थे, और चुप रहना ही एक चीज़ थी।",
    "ja": "川のそばの古いホールで練習していました。静けさだけは、手に入らなかったのです。",
    "zh": "我们在河边的旧礼堂里排练，安静是我们唯一买不起的东西。",
}


def _style(text: str, language: str = "en") -> Style:
    """The serif with whatever fonts are installed; skips where the text's are not."""
    found = style("source-serif-4", 500, language)
    try:
        runs(text, found)
    except FontMissing as missing:
        pytest.skip(str(missing))
    return found


@pytest.mark.parametrize("language", list(TEXTS))
@pytest.mark.parametrize("format_", ["4:5", "16:9"])
def test_no_empty_box_is_ever_drawn(language: str, format_: Format, brand: Brand) -> None:
    text = TEXTS[language]
    _style(text, language)
    order = CardOrder(text, text.split()[0][:8], language=language, format=format_)
    plan = plan_of(lay_out(order, brand))
    for line in plan.lines:
        for run in runs(line.text, line.style, line.rtl):
            assert all(covers(run.file, cluster) for cluster in clusters(run.text))
    printed = "".join(plan.quote_lines)
    assert printed.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("language", ["ar", "he"])
def test_right_to_left_cards_are_mirrored(language: str, brand: Brand) -> None:
    _style(TEXTS[language], language)
    sheet = lay_out(CardOrder(TEXTS[language], "Ida", language=language, template="field"), brand)
    plan = plan_of(sheet)
    ends = [line.x + line.wide for line in plan.lines if line.use == "quote" and len(line.text) > 2]
    assert all(abs(end - (sheet.width - sheet.margin)) < 2 for end in ends)
    assert plan.logo is not None
    assert plan.logo.left


def test_words_of_two_directions_are_in_reading_order() -> None:
    text = "ליד Northside (1998)"
    found = runs(text, _style(text), True)
    assert [run.text.strip() for run in found if run.text.strip()][-1].startswith("ליד")
    order = [run.text for run in found]
    assert order.index(next(t for t in order if "Northside" in t)) > 0 or "1998" in order[0]


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_kinsoku(language: str, brand: Brand) -> None:
    _style(TEXTS[language], language)
    for template in ("paper", "story"):
        order = CardOrder(TEXTS[language], "Ida", language=language, template=template)
        for line in plan_of(lay_out(order, brand)).quote_lines:
            assert line[0] not in "、。，．」』）"
            assert line[-1] not in "「『（"


@pytest.mark.parametrize(
    ("text", "count"),
    [("👩‍👩‍👧‍👦", 1), ("🇳🇴🇸🇪", 2), ("❤️", 1), ("👍🏽!", 2), ("e\u0301a", 2), ("क्षि", 1), ("1️⃣", 1)],
)
def test_what_a_reader_takes_for_one_character_is_one(text: str, count: int) -> None:
    assert len(clusters(text)) == count


def test_emoji_are_drawn_in_colour_at_the_height_of_letters() -> None:
    text = "won 🙂"
    face = _style(text)
    image = Image.new("RGB", (400, 160), "white")
    end = draw(image, text, (10, 110), Pen(face, 90, (0, 0, 0)))
    assert end == pytest.approx(10 + width(text, face) * 90, abs=1)
    smile = image.crop((int(end) - 80, 0, 400, 160))
    box = Image.eval(smile.convert("L"), lambda level: 255 - level).getbbox()
    assert box is not None
    assert 60 <= box[3] - box[1] <= 100
    colours = smile.getcolors(100_000) or []
    assert any(isinstance(c, tuple) and c[0] - c[2] > 80 for _, c in colours), "yellow"


def test_a_missing_script_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, brand: Brand, order: CardOrder
) -> None:
    from flows.cards import fonts

    monkeypatch.setattr(fonts, "_folders", lambda _extra: iter(()))
    for cached in (fonts.font_for, fonts._installed, runs, width):
        cached.cache_clear()
    try:
        with pytest.raises(FontMissing, match="Noto Naskh Arabic"):
            font_for(SERIF, "ق")
        with pytest.raises(FontMissing, match="Noto Color Emoji"):
            cards.render(replace(order, quote="Well 🙂"), brand)
    finally:
        for cached in (fonts.font_for, fonts._installed, runs, width):
            cached.cache_clear()


@pytest.mark.parametrize(
    "text", ["Ångström ≠ Łódź", "naïve coöperation", "Ελληνικά", "Привет, мир", "№ 5 – €12½"]
)
def test_european_scripts_need_nothing_installed(text: str, brand: Brand, order: CardOrder) -> None:
    for template in ("paper", "photo", "field"):
        card = cards.render(replace(order, quote=text, template=template), brand)
        assert text.split(maxsplit=1)[0] in card.report.lines[0]


def test_letters_drawn_one_by_one_stand_where_the_shaper_puts_them() -> None:
    text = "AVATAR: fifty “official” waffles, Wołga To Ty."
    for family in ("newsreader", "source-serif-4", "instrument-serif", "libre-franklin"):
        face = style(family, 500)
        font = face.files[0]
        if not all(covers(font, char) for char in text if char != " "):
            continue
        from flows.cards.fonts import opened

        assert width(text, face) * 100 == pytest.approx(opened(font, 100).getlength(text), abs=1.5)


def test_the_whole_gallery_can_be_drawn(tmp_path: Path) -> None:
    import io

    sheet = cards.gallery(cards.sample_brands()[1:], height=90)
    assert Image.open(io.BytesIO(sheet)).height > 4 * 90


@pytest.mark.parametrize("language", list(TEXTS))
def test_every_font_is_shaped_by_raqm_never_by_the_basic_layout(language: str) -> None:
    from PIL import ImageFont, features

    from flows.cards.fonts import opened

    assert features.check("raqm")
    for run in runs(TEXTS[language], _style(TEXTS[language], language)):
        assert opened(run.file, run.file.strike or 60).layout_engine == ImageFont.Layout.RAQM


@pytest.mark.parametrize(
    ("language", "word"), [("ar", "السلام"), ("hi", "क्षत्रिय"), ("hi", "हिन्दी"), ("ar", "لا")]
)
def test_letters_join_and_stack(language: str, word: str) -> None:
    face = _style(word, language)
    apart = sum(width(letter, face, rtl=language == "ar") for letter in word)
    assert width(word, face, rtl=language == "ar") < apart * 0.95


@pytest.mark.parametrize("language", ["ar", "he"])
def test_right_to_left_the_mark_and_the_speaker_stand_on_the_right(
    language: str, brand: Brand
) -> None:
    text = TEXTS[language]
    _style(text, language)
    order = CardOrder(text, text.split()[0], language=language, template="paper")
    sheet = lay_out(order, brand)
    mark = plan_of(sheet).mark
    assert mark is not None
    assert mark.x == pytest.approx(sheet.width - sheet.margin)
    sheet = lay_out(replace(order, template="field"), brand)
    plan = plan_of(sheet)
    opening = min(
        (line for line in plan.lines if line.use == "quote"), key=lambda line: len(line.text)
    )
    assert opening.x >= sheet.width - sheet.margin
    speaker = next(line for line in plan.lines if line.text == order.speaker)
    assert speaker.x > sheet.width / 2


@pytest.mark.parametrize(
    ("language", "least"), [("ja", 1.4), ("zh", 1.4), ("ar", 1.3), ("hi", 1.3)]
)
def test_scripts_that_need_air_between_lines_get_it(
    language: str, least: float, brand: Brand
) -> None:
    _style(TEXTS[language], language)
    order = CardOrder(TEXTS[language], "Ida", language=language)
    plan = plan_of(lay_out(order, brand))
    lines = sorted(line.y for line in plan.lines if line.use == "quote")
    assert len(lines) > 1
    assert lines[1] - lines[0] >= least * plan.quote_px


def test_a_family_is_one_picture_as_wide_as_a_face() -> None:
    family, one = "👩‍👩‍👧‍👦", "🙂"
    face = _style(family + one)
    assert width(family, face) == pytest.approx(width(one, face), rel=0.05)
    assert [run.kind for run in runs(family, face)] == ["emoji"]


def test_tracked_capitals_are_set_letter_by_letter_without_ligatures() -> None:
    face = style("libre-franklin", 700)
    images = []
    for text in ("OFFICE", "fi"):
        image = Image.new("RGB", (600, 120), "white")
        end = draw(image, text, (10, 90), Pen(face, 60, (0, 0, 0), (), 0.5))
        images.append(end)
        assert end >= 10 + width(text, face) * 60 + 0.5 * 60 * len(text) - 2
    assert images[0] > images[1]


@pytest.mark.parametrize(
    "family", ["newsreader", "source-serif-4", "instrument-serif", "libre-franklin"]
)
def test_a_font_said_to_have_all_latin_letters_draws_each(family: str) -> None:
    for weight in (400, 500, 600, 700):
        for file in style(family, weight).files:
            if file.latin:
                unsaid = replace(file, latin=False)
                assert [c for c in sorted(LATIN) if not covers(unsaid, c)] == []
