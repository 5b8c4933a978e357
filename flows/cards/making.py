"""An order and a brand become a card."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from flows.cards.alt import alt_text
from flows.cards.brand import Brand
from flows.cards.contrast import ENOUGH, RGB, WANTED, luminance, rgb
from flows.cards.design import load_design
from flows.cards.encode import Kind, encode
from flows.cards.fonts import file_key
from flows.cards.furniture import plan_footer, plan_header
from flows.cards.ground import Light, Prepared, Wanted, header_end, prepare, preview
from flows.cards.paint import paint
from flows.cards.pictures import check_rights
from flows.cards.plan import Box, Line, Plan, Sheet
from flows.cards.scan import Kept, Rows
from flows.cards.setting import plan_quote
from flows.cards.shaping import reads_rtl, runs
from flows.cards.xmp import packet
from flows.core.card import SIZES, Card, CardOrder, LayoutReport, Picture
from flows.core.errors import CardError, PictureRefused
from flows.core.identity import digest, digest_of

# Counts up whenever the same order would come out in other pixels.
LOOK = "3"
_HALF = re.compile("[\ud800-\udfff]")
_RAISE = 0.05
_RAISES = 28
# Where texts stand, with their colours.
Texts = tuple[tuple[Box, RGB], ...]
# Least contrast of the quote, of the labels, and what was added to the scrim's alpha.
Measured = tuple[float, float, float]


class Composed(NamedTuple):
    """A card's plan, its finished pixels, what was measured for legibility, what of its ground is
    encoded already, and the rows that were drawn on.
    """

    plan: Plan
    image: Image.Image
    measured: Measured
    kept: Kept
    touched: Sequence[Rows]


# One after the other: forty cards take 0.6 s once warm. Measured on two cores with other work on
# them, two warm processes took 0.87 to 1.05 of that and two threads 0.91 to 1.0, while starting the
# processes costs 1.9 s: a pool would pay only for hundreds of cards at once.
def render(order: CardOrder, brand: Brand, *, own: Path | None = None) -> Card:
    """Return the finished card. `own` is the working folder, whose designs win over ours.

    Raises DoesNotFit, FontMissing, PictureRefused and SettingsError, each with what to do.
    """
    sheet = lay_out(order, brand, own)
    plan, image, measured, kept, touched = compose(sheet)
    identity = card_id(sheet, plan)
    alt = alt_text(order)
    xmp = packet(order, identity, alt, brand.name)
    data, media_type = encode(image, _kind(sheet), xmp, order.max_bytes, kept=kept, touched=touched)
    return Card(
        id=identity,
        data=data,
        media_type=media_type,
        width=sheet.width,
        height=sheet.height,
        format=order.format,
        template=order.template,
        alt=alt,
        report=LayoutReport(plan.quote_px, plan.quote_lines, *measured),
        picture=order.picture if sheet.design.picture else None,
    )


def lay_out(order: CardOrder, brand: Brand, own: Path | None = None) -> Sheet:
    """Return the sheet an order is set on. Raises SettingsError, PictureRefused and CardError."""
    _must_be_whole(order)
    design = load_design(order.template, own)
    layout = design.layout(order.template, order.format)
    if order.picture is not None:
        check_rights(order.picture)
    width, height = SIZES[order.format]
    scheme = brand.scheme(design.scheme)
    rtl = reads_rtl(order.quote)
    return Sheet(order, design, layout, brand, scheme, width, height, rtl)


def _must_be_whole(order: CardOrder) -> None:
    """Refuse halves of characters, which a badly decoded text has: no file can hold them."""
    words = (order.quote, order.speaker, order.role, order.source_name, order.source_url)
    extra = (order.kicker, order.emphasis, order.context, order.picture and order.picture.credit)
    for text in (*words, *extra):
        if text and _HALF.search(text):
            raise CardError(
                "The card's words hold half a character (a lone surrogate).",
                "Read the text as UTF-8 again.",
            )


def compose(sheet: Sheet) -> Composed:
    """Return the plan and the finished pixels, with all that encoding them asks for."""
    plan = plan_of(sheet)
    ground, measured = _legible(sheet, plan)
    image = ground.image.copy()
    under = _under_logo(sheet, plan, ground)
    touched = paint(image, plan, sheet.brand, under)
    return Composed(plan, image, measured, ground.kept, touched)


def plan_of(sheet: Sheet) -> Plan:
    """Return where everything stands; nothing is drawn. Raises DoesNotFit and FontMissing."""
    plan = Plan()
    plan_header(sheet, plan)
    plan_quote(sheet, plan, plan_footer(sheet, plan))
    return plan


def ground_of(sheet: Sheet, plan: Plan) -> Image.Image:
    """Return what a plan is drawn on, before anything is. Raises PictureRefused."""
    return _legible(sheet, plan)[0].image


def _under_logo(sheet: Sheet, plan: Plan, ground: Prepared) -> float:
    if plan.logo is None or sheet.design.ground.kind == "flat":
        return luminance(rgb(sheet.scheme.colour("ground")))
    middle = plan.logo.edge + (0.5 if plan.logo.left else -0.5) * plan.logo.width
    return ground.light.at(middle, plan.logo.middle)


def _legible(sheet: Sheet, plan: Plan) -> tuple[Prepared, Measured]:
    """Return the ground with its scrim raised until everything can be read, and what was measured:
    the least contrast of the quote, that of the labels, and how far the scrim was raised. Raises PictureRefused if even the strongest scrim is not enough.
    """
    picture = sheet.order.picture if sheet.design.picture else None
    wanted = Wanted(
        _ground_key(sheet, picture),
        (sheet.width, sheet.height),
        sheet.design.ground,
        sheet.scheme,
        sheet.layout.picture,
        picture,
        sheet.rtl,
    )
    quote = [line for line in plan.lines if line.use == "quote"]
    border = header_end(wanted)
    labels = [line for line in plan.lines if line.use != "quote"]
    above = tuple((line.box, line.colour) for line in labels if line.y < border)
    below = tuple((line.box, line.colour) for line in labels if line.y >= border)
    words = ((_around(quote), quote[0].colour),)
    upper = _raised(wanted, above, ENOUGH, upper=True)
    lower = max(_raised(wanted, below, ENOUGH), _raised(wanted, words, WANTED))
    wanted = replace(wanted, raised=(round(upper * _RAISE, 2), round(lower * _RAISE, 2)))
    light = preview(wanted)
    quoted, labelled = _least(light, words), min(_least(light, above), _least(light, below))
    least = min(quoted, labelled)
    if picture is not None and least < ENOUGH:
        raise PictureRefused(
            f"The words cannot be read on the picture {picture.path.name}"
            f" (contrast {least:.1f}, {ENOUGH} is needed).",
            "Take a darker or calmer picture.",
        )
    return prepare(wanted), (round(quoted, 2), round(labelled, 2), max(wanted.raised))


def _ground_key(sheet: Sheet, picture: Picture | None) -> str:
    focus = picture.focus if picture else None
    parts = (sheet.design.key, sheet.brand.key, sheet.order.format, _content_of(picture), focus)
    return repr(parts)


def _around(lines: list[Line]) -> Box:
    boxes = [line.box for line in lines]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return left, top, max(box[2] for box in boxes), max(box[3] for box in boxes)


def _least(light: Light, texts: Texts) -> float:
    """Return the least contrast of texts with the ground, 21 if there are none."""
    return min((light.contrast(box, colour) for box, colour in texts), default=21.0)


@lru_cache(maxsize=1024)
def _raised(wanted: Wanted, texts: Texts, level: float, *, upper: bool = False) -> int:
    """Return by how many steps the scrim must be raised for texts to reach a contrast."""
    if wanted.picture is None:
        return 0
    for steps in range(_RAISES):
        more = round(steps * _RAISE, 2)
        raised = (more, 0.0) if upper else (0.0, more)
        if _least(preview(replace(wanted, raised=raised)), texts) >= level:
            return steps
    return _RAISES


def _kind(sheet: Sheet) -> Kind:
    if sheet.order.lossless:
        return "lossless"
    if sheet.order.jpeg:
        return "jpeg"
    return "palette" if sheet.design.ground.kind == "flat" else "jpeg"


def card_id(sheet: Sheet, plan: Plan) -> str:
    """Return the hash of everything a card is made from."""
    order = asdict(sheet.order)
    if sheet.order.picture is not None:
        order["picture"]["path"] = _content(sheet.order.picture.path)
    files = {
        file_key(run.file) for line in plan.lines for run in runs(line.text, line.style, line.rtl)
    }
    return digest("card", LOOK, digest_of(order), sheet.design.key, sheet.brand.key, *sorted(files))


def _content_of(picture: Picture | None) -> str:
    return _content(picture.path) if picture else ""


def _content(path: Path) -> str:
    try:
        found = path.stat()
    except OSError as error:
        raise PictureRefused(
            f"The picture {path.name} cannot be read.", "Give a file that exists."
        ) from error
    return _hashed(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=256)
def _hashed(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
