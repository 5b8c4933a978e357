import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from flows import cards
from flows.cards.brand import Brand
from flows.cards.pictures import cropped, open_picture
from flows.core.card import CardOrder, Picture
from flows.core.errors import PictureRefused

SIZE = (1300, 1300)


def _half(left: str = "#c02020", right: str = "#2020c0") -> Image.Image:
    image = Image.new("RGB", SIZE, right)
    image.paste(left, (0, 0, SIZE[0] // 2, SIZE[1]))
    return image


def _saved(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


def _turned(path: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112] = 3  # lies on its head
    exif[0x9286] = "where I live"
    return _saved(path.with_suffix(".jpg"), _half().rotate(180), exif=exif, quality=95)


def _cmyk(path: Path) -> Path:
    return _saved(path.with_suffix(".jpg"), _half().convert("CMYK"), quality=95)


def _sixteen(path: Path) -> Path:
    grey = Image.new("I;16", SIZE, 12000)
    grey.paste(Image.new("I;16", (SIZE[0] // 2, SIZE[1]), 48000), (0, 0))
    return _saved(path.with_suffix(".png"), grey)


def _alpha(path: Path) -> Path:
    image = _half().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    return _saved(path.with_suffix(".png"), image)


def _palette(path: Path) -> Path:
    return _saved(path.with_suffix(".gif"), _half().quantize(8), save_all=True,
                  append_images=[_half("#000000").quantize(8)])  # fmt: skip


def _profiled(path: Path) -> Path:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return _saved(path.with_suffix(".jpg"), _half(), icc_profile=profile, quality=95)


def _broken_profile(path: Path) -> Path:
    return _saved(path.with_suffix(".jpg"), _half(), icc_profile=b"no profile", quality=95)


@pytest.mark.parametrize(
    "make", [_turned, _cmyk, _alpha, _palette, _profiled, _broken_profile], ids=lambda f: f.__name__
)
def test_pictures_of_all_kinds_become_upright_srgb(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    image = open_picture(make(tmp_path / "picture"))
    assert image.mode == "RGB"
    left, right = (
        image.getpixel((x, image.height - 8)) for x in (image.width // 4, image.width * 3 // 4)
    )
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > left[2] + 60, "red stands on the left"
    assert right[2] > right[0] + 60, "blue on the right"


def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path) -> None:
    image = open_picture(_sixteen(tmp_path / "picture"))
    assert abs(image.getpixel((10, 10))[0] - 48000 / 257) <= 1  # type: ignore[index]
    assert abs(image.getpixel((1290, 10))[0] - 12000 / 257) <= 1  # type: ignore[index]


def _truncated(path: Path) -> Path:
    whole = io.BytesIO()
    Image.effect_noise(SIZE, 60).save(whole, "JPEG")
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 3])
    return path


def _bomb(path: Path) -> Path:
    Image.new("1", (16000, 16000)).save(path, "PNG")
    return path


def _text(path: Path) -> Path:
    path.write_text("no picture", encoding="utf-8")
    return path


def _missing(path: Path) -> Path:
    return path


@pytest.mark.parametrize("make", [_truncated, _bomb, _text, _missing], ids=lambda f: f.__name__)
def test_what_is_no_safe_picture_is_refused(
    make: Callable[[Path], Path], tmp_path: Path, order: CardOrder, brand: Brand
) -> None:
    picture = Picture(make(tmp_path / "picture"), "own", "")
    with pytest.raises(PictureRefused) as refusal:
        cards.render(replace(order, template="photo", picture=picture), brand)
    assert refusal.value.todo
    assert str(tmp_path) not in str(refusal.value), "the name is enough"


def test_a_picture_is_not_enlarged_more_than_half_again(
    tmp_path: Path, order: CardOrder, brand: Brand
) -> None:
    for wide, fits in ((730, True), (700, False)):
        path = _saved(tmp_path / f"{wide}.png", Image.new("RGB", (wide, 1300), "#203040"))
        wanted = replace(order, template="photo", picture=Picture(path, "own", ""))
        if fits:
            cards.render(wanted, brand)
        else:
            with pytest.raises(PictureRefused, match="too few"):
                cards.render(wanted, brand)


def test_the_focus_stays_in_every_crop() -> None:
    image = Image.new("RGB", (1000, 1000))
    image.paste("white", (880, 80, 920, 120))
    for size in ((400, 800), (800, 400), (500, 500)):
        histogram = cropped(image, size, (0.9, 0.1), (0.5, 0.5)).convert("L").histogram()
        assert sum(histogram[200:]) > 100


def test_every_scrim_is_raised_until_words_can_be_read(
    tmp_path: Path, order: CardOrder, brand: Brand
) -> None:
    path = _saved(tmp_path / "snow.png", Image.new("RGB", SIZE, "white"))
    picture = Picture(path, "own", "Photo: Ida Renner")
    for format_ in ("4:5", "1:1", "16:9", "9:16"):
        wanted = replace(order, template="photo", picture=picture, format=format_)
        assert cards.render(wanted, brand).report.contrast >= 7


def test_a_design_without_a_place_for_photos_uses_none(
    order: CardOrder, brand: Brand, photo: Picture
) -> None:
    assert cards.render(replace(order, picture=photo), brand).picture is None


def test_where_the_photo_was_taken_is_on_no_card(
    tmp_path: Path, order: CardOrder, brand: Brand
) -> None:
    exif = Image.Exif()
    exif[0x013B] = "A Photographer"
    exif.get_ifd(0x8825)[2] = (51.0, 28.0, 38.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret place</x:xmpmeta>"
    path = _saved(
        tmp_path / "gps.jpg", _half(), exif=exif, xmp=xmp, comment=b"secret note", quality=95
    )
    assert b"secret place" in path.read_bytes()
    picture = Picture(path, "own", "Photo: Ida Renner")
    for lossless in (False, True):
        wanted = replace(order, template="photo", picture=picture, lossless=lossless)
        data = cards.render(wanted, brand).data
        assert Image.open(io.BytesIO(data)).getexif() == {}
        for private in (b"secret", b"A Photographer", b"Exif\0"):
            assert private not in data


def test_another_colour_space_is_converted_by_its_profile(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Red's and blue's primaries change places: what the file calls red is blue.
    swapped = profile.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"????", b"bXYZ", 1)
    path = _saved(tmp_path / "p.jpg", _half("#c02020", "#c02020"), icc_profile=swapped, quality=95)
    red, _, blue = open_picture(path).getpixel((100, 100))  # type: ignore[misc]
    assert blue > red + 60


def test_the_scrim_is_raised_only_where_it_must_be_and_the_report_says_so(
    tmp_path: Path, order: CardOrder, brand: Brand
) -> None:
    raised = {}
    for name, colour in (("night", "#101216"), ("snow", "#ffffff")):
        path = _saved(tmp_path / f"{name}.png", Image.new("RGB", SIZE, colour))
        wanted = replace(order, template="photo", picture=Picture(path, "own", "Photo: Ida Renner"))
        report = cards.render(wanted, brand).report
        raised[name] = report.scrim_raised
        assert report.contrast >= 7
        assert report.label_contrast >= 4.5
    assert raised["night"] == 0
    assert raised["snow"] > 0


@pytest.mark.parametrize("wide", [1999, 2000, 2001, 1080, 1187])
@pytest.mark.parametrize("focus", [(0.0, 0.0), (1.0, 1.0), (0.6, 0.3)])
def test_every_size_of_photo_can_be_cropped(wide: int, focus: tuple[float, float]) -> None:
    image = Image.new("RGB", (wide, wide), "#303438")
    for size in ((1080, 945), (1080, 1267), (1120, 900), (1080, 799)):
        assert cropped(image, size, focus, (0.5, 0.48)).size == size
