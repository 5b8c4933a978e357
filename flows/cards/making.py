"""An order and a brand become a card."""

import hashlib
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from PIL import Image

from flows.cards.alt import alt_text
from flows.cards.brand import Brand
from flows.cards.contrast import ENOUGH, WANTED, luminance, rgb
from flows.cards.design import load_design
from flows.cards.encode import Kind, encode
from flows.cards.fonts import file_key
from flows.cards.furniture import plan_footer, plan_header
from flows.cards.ground import Prepared, Wanted, prepare
from flows.cards.paint import paint
from flows.cards.pictures import check_rights
from flows.cards.plan import Line, Plan, Sheet
from flows.cards.setting import plan_quote
from flows.cards.shaping import reads_rtl, runs
from flows.cards.xmp import packet
from flows.core.card import SIZES, Card, CardOrder, LayoutReport
from flows.core.errors import PictureRefused
from flows.core.identity import digest, digest_of

# Counts up whenever the same order would come out in other pixels.
LOOK = "1"
_RAISE = 0.05
_RAISES = 10


def render(order: CardOrder, brand: Brand, *, own: Path | None = None) -> Card:
    """Return the finished card. `own` is the working folder, whose designs win over ours.

    Raises DoesNotFit, FontMissing, PictureRefused and SettingsError, each with what to do.
    """
    sheet = lay_out(order, brand, own)
    plan, image, contrast = compose(sheet)
    identity = card_id(sheet, plan)
    alt = alt_text(order)
    xmp = packet(order, identity, alt, brand.name)
    data, media_type = encode(image, _kind(sheet), xmp, order.max_bytes)
    return Card(
        id=identity,
        data=data,
        media_type=media_type,
        width=sheet.width,
        height=sheet.height,
        format=order.format,
        template=order.template,
        alt=alt,
        report=LayoutReport(plan.quote_px, plan.quote_lines, round(contrast, 2)),
        picture=order.picture if sheet.design.picture else None,
    )


def lay_out(order: CardOrder, brand: Brand, own: Path | None = None) -> Sheet:
    """Return the sheet an order is set on. Raises SettingsError and PictureRefused."""
    design = load_design(order.template, own)
    layout = design.layout(order.template, order.format)
    if order.picture is not None:
        check_rights(order.picture)
    width, height = SIZES[order.format]
    scheme = brand.scheme(design.scheme)
    rtl = reads_rtl(order.quote)
    return Sheet(order, design, layout, brand, scheme, width, height, rtl)


def compose(sheet: Sheet) -> tuple[Plan, Image.Image, float]:
    """Return the plan, the finished pixels and the least contrast of the quote with its ground."""
    plan = Plan()
    plan_header(sheet, plan)
    plan_quote(sheet, plan, plan_footer(sheet, plan))
    ground, contrast = _legible(sheet, plan)
    image = ground.image.copy()
    under = _under_logo(sheet, plan, ground)
    paint(image, plan, sheet.brand, under)
    return plan, image, contrast


def _under_logo(sheet: Sheet, plan: Plan, ground: Prepared) -> float:
    if plan.logo is None or sheet.design.ground.kind == "flat":
        return luminance(rgb(sheet.scheme.colour("ground")))
    column = int(min(plan.logo.edge, sheet.width - 9) // 8)
    row = int(plan.logo.middle // 8)
    return float(ground.grid[row, column])


def _legible(sheet: Sheet, plan: Plan) -> tuple[Prepared, float]:
    """Return the ground with its scrim raised until everything can be read, and the contrast of
    the quote. Raises PictureRefused if even the strongest scrim is not enough.
    """
    picture = sheet.order.picture if sheet.design.picture else None
    wanted = Wanted(
        sheet.design.ground,
        sheet.scheme,
        (sheet.width, sheet.height),
        sheet.layout.picture,
        picture,
        _content(picture.path) if picture else "",
        sheet.rtl,
    )
    upper = lower = 0
    while True:
        raised = (round(upper * _RAISE, 2), round(lower * _RAISE, 2))
        ground = prepare(replace(wanted, raised=raised))
        quote, labels_up, labels_low = _measured(plan, ground)
        more_low = (
            picture is not None and lower < _RAISES and (quote < WANTED or labels_low < ENOUGH)
        )
        more_up = picture is not None and upper < _RAISES and labels_up < ENOUGH
        if not more_low and not more_up:
            break
        upper, lower = upper + more_up, lower + more_low
    if picture is not None and min(quote, labels_low, labels_up) < ENOUGH:
        raise PictureRefused(
            f"The words cannot be read on the picture {picture.path.name}"
            f" (contrast {min(quote, labels_low, labels_up):.1f}, {ENOUGH} is needed).",
            "Take a darker or calmer picture.",
        )
    return ground, quote


def _measured(plan: Plan, ground: Prepared) -> tuple[float, float, float]:
    """Return the least contrast of the quote, of the labels above it and of those under it."""
    middle = min((line.y for line in plan.lines if line.use == "quote"), default=0.0)

    def least(lines: list[Line]) -> float:
        return min((ground.contrast(line.box, line.colour) for line in lines), default=21.0)

    quote = [line for line in plan.lines if line.use == "quote"]
    rest = [line for line in plan.lines if line.use != "quote"]
    upper = [line for line in rest if line.y < middle]
    return least(quote), least(upper), least([line for line in rest if line.y >= middle])


def _kind(sheet: Sheet) -> Kind:
    if sheet.order.lossless:
        return "lossless"
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
