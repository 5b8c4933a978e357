"""Cards compared with pictures of themselves that a person has looked at.

`PULLQUOTE_GOLDEN=write pytest tests/cards/test_golden.py` draws them anew; look before committing.
"""

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from flows import cards
from flows.cards.brand import Brand
from flows.cards.sheet import sample_picture
from flows.core.card import CardOrder, Format

GOLDEN = Path(__file__).parents[1] / "golden"
FORMATS: tuple[Format, ...] = ("4:5", "1:1", "16:9", "9:16")
CASES = [
    (template, format_) for template in ("paper", "photo", "field", "story") for format_ in FORMATS
]


def _drawn(template: str, format_: Format, order: CardOrder, brand: Brand) -> Image.Image:
    picture = sample_picture() if template == "photo" else None
    wanted = replace(order, template=template, format=format_, picture=picture, lossless=True)
    image = Image.open(io.BytesIO(cards.render(wanted, brand).data)).convert("RGB")
    # Grain does not compress: grounds that have it are kept at a quarter of their size.
    return image if template == "paper" else image.reduce(4)


def _difference(one: Image.Image, two: Image.Image) -> Image.Image:
    """Return golden, drawn and their difference (times eight) side by side."""
    apart = ImageChops.difference(one, two).point(lambda level: min(level * 8, 255))
    sheet = Image.new("RGB", (one.width * 3 + 40, one.height), (90, 90, 90))
    for number, picture in enumerate((one, two, apart)):
        sheet.paste(picture, (number * (one.width + 20), 0))
    return sheet


@pytest.mark.parametrize(("template", "format_"), CASES)
def test_cards_look_as_they_did(
    template: str, format_: Format, order: CardOrder, brand: Brand, tmp_path: Path
) -> None:
    drawn = _drawn(template, format_, order, brand)
    path = GOLDEN / f"{template}-{format_.replace(':', 'x')}.webp"
    if os.environ.get("PULLQUOTE_GOLDEN") == "write":
        drawn.save(path, "WEBP", lossless=True, method=4)
    golden = Image.open(path).convert("RGB")
    assert drawn.size == golden.size
    counts = ImageChops.difference(golden, drawn).histogram()
    worst = max(index % 256 for index, count in enumerate(counts) if count)
    if worst > 1:
        shown = tmp_path / f"{path.stem}-golden-drawn-difference.png"
        _difference(golden, drawn).save(shown)
        pytest.fail(f"pixels differ by up to {worst} levels; look at {shown}")
