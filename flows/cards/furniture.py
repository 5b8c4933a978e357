"""What stands round the quote: rule, kicker, credit, speaker, role, source, logo."""

from dataclasses import replace

from flows.cards.breaking import Measure, break_lines, joined, words
from flows.cards.design import Footer
from flows.cards.fonts import Style
from flows.cards.plan import LEAST_LABEL, Bar, Line, LogoSpot, Plan, Sheet
from flows.cards.typography import plain
from flows.core.errors import DoesNotFit


def label(
    sheet: Sheet,
    text: str,
    y: float,
    px: float,
    weight: int,
    role: str,
    *,
    far: bool = False,
    caps: bool = False,
    inset: float = 0.0,
) -> Line:
    """Return a label at the near or the far margin."""
    face = sheet.label(weight)
    tracking = sheet.design.labels.tracking if caps else 0.0
    shown = text.upper() if caps else text
    line = Line(shown, 0, y, face, px, sheet.colour(role), tracking, sheet.rtl)
    left, _, right, _ = line.box()
    # The last letter's tracking is air that should not hold the word off the margin.
    wide = right - left - tracking * px
    return replace(line, x=sheet.end(wide) if far else sheet.start(wide, inset))


def plan_header(sheet: Sheet, plan: Plan) -> None:
    """Plan the rule over the card, the kicker and, with a photo, its credit."""
    head = sheet.layout.header
    unit, high = sheet.width, sheet.height
    top = head.top * high
    if head.rule:
        thick = max(round(head.rule * unit), 2)
        box = (sheet.margin, top, unit - sheet.margin, top + thick)
        plan.bars.append(Bar(box, sheet.colour("ink")))
        top += thick
    px = max(head.label, LEAST_LABEL * min(unit, 1080) / unit) * unit
    baseline = top + head.gap * high + px * 0.72
    kicker = sheet.order.kicker if sheet.order.kicker is not None else sheet.brand.kicker
    credit = sheet.order.picture.credit.strip() if sheet.order.picture else ""
    used = 0.0
    if kicker and head.show:
        line = label(
            sheet, plain(kicker), baseline, px, sheet.design.labels.caps, "accent", caps=True
        )
        used = line.box()[2] - line.box()[0] + px
        plan.lines.append(line)
    if credit and sheet.design.picture:
        _credit(sheet, plan, credit, baseline, px, used)
    elif head.show and head.rule and sheet.brand.handle:
        plan.lines.append(
            label(
                sheet,
                sheet.brand.handle,
                baseline,
                px,
                sheet.design.labels.weight,
                "muted",
                far=True,
            )
        )


def _credit(sheet: Sheet, plan: Plan, credit: str, baseline: float, px: float, used: float) -> None:
    line = label(sheet, plain(credit), baseline, px, sheet.design.labels.weight, "ink", far=True)
    left, _, right, _ = line.box()
    if right - left > sheet.width - 2 * sheet.margin - used:
        # No room beside the kicker: the credit is owed, the kicker is not.
        plan.lines = [kept for kept in plan.lines if not kept.tracking]
        line = _shrunk(sheet, line)
    plan.lines.append(line)


def _shrunk(sheet: Sheet, line: Line) -> Line:
    room = sheet.width - 2 * sheet.margin
    left, _, right, _ = line.box()
    share = min(room / (right - left), 1.0)
    smaller = replace(line, px=line.px * share)
    return replace(smaller, x=sheet.end((right - left) * share))


def plan_logo(sheet: Sheet, plan: Plan, middle: float) -> None:
    """Plan the logo: at the footer's far end, or at the top."""
    spot = sheet.layout.logo
    height, wide = spot.height * sheet.width, spot.width * sheet.width
    if spot.place == "top":
        edge = sheet.width - sheet.margin if sheet.rtl else sheet.margin
        top = spot.top * sheet.height + height / 2
        plan.logo = LogoSpot(edge, top, height, wide, left=not sheet.rtl)
    else:
        edge = sheet.margin if sheet.rtl else sheet.width - sheet.margin
        plan.logo = LogoSpot(edge, middle, height, wide, left=sheet.rtl)


def plan_footer(sheet: Sheet, plan: Plan) -> float:
    """Plan speaker, role, source, rule and logo; return the footer's top, pixels."""
    foot = sheet.layout.footer
    unit = sheet.width
    step, baseline = foot.step * unit, foot.baseline * sheet.height
    inset = 0.022 * unit if foot.rule == "bar" else 0.0
    small = _wrapped(sheet, _second_line(sheet), foot, sheet.design.labels.weight, foot.role, inset)
    strong = _wrapped(
        sheet, plain(sheet.order.speaker), foot, sheet.design.labels.strong, foot.speaker, inset
    )
    y = baseline
    for text, px in reversed(small):
        plan.lines.append(
            label(sheet, text, y, px, sheet.design.labels.weight, "muted", inset=inset)
        )
        y -= step
    for text, px in reversed(strong):
        plan.lines.append(label(sheet, text, y, px, sheet.design.labels.strong, "ink", inset=inset))
        y -= step
    top = y + step - (foot.speaker if strong else foot.role) * unit * 0.74
    if not strong and not small:
        top = baseline - sheet.layout.logo.height * unit
    plan_logo(sheet, plan, (top + baseline) / 2)
    return _rule(sheet, plan, foot, top, baseline)


def _rule(sheet: Sheet, plan: Plan, foot: Footer, top: float, baseline: float) -> float:
    unit = sheet.width
    if foot.rule == "none":
        return top
    if foot.rule == "bar":
        x = sheet.start(0.004 * unit)
        plan.bars.append(
            Bar((x, top, x + max(0.004 * unit, 3), baseline + 2), sheet.colour("accent"))
        )
        return top
    y = top - foot.rule_gap * sheet.height
    if foot.rule == "hairline":
        box = (sheet.margin, y, unit - sheet.margin, y + 2)
        plan.bars.append(Bar(box, sheet.colour("line")))
    else:
        wide = 0.075 * unit
        x = sheet.start(wide)
        plan.bars.append(Bar((x, y - 2, x + wide, y + 2), sheet.colour("accent")))
    return y


def _second_line(sheet: Sheet) -> str:
    """Return role and source in one line; our own name is on the card already, as the logo."""
    source = sheet.order.source_name or ""
    if source.casefold() == sheet.brand.name.casefold():
        source = ""
    parts = [plain(part) for part in (sheet.order.role or "", source) if part.strip()]
    return " · ".join(parts)


def _wrapped(
    sheet: Sheet, text: str, foot: Footer, weight: int, size: float, inset: float
) -> list[tuple[str, float]]:
    """Return the lines of a footer text with their size: one if it can be, else two or three."""
    if not text:
        return []
    room = sheet.width - 2 * sheet.margin - inset
    if sheet.layout.logo.place == "footer":
        room -= sheet.layout.logo.width * sheet.width + 0.03 * sheet.width
    px = size * sheet.width
    least = LEAST_LABEL * min(sheet.width, 1080)
    return set_label(text, sheet.label(weight), room, px, least)


def set_label(
    text: str, face: Style, room: float, px: float, least: float
) -> list[tuple[str, float]]:
    """Return a label's lines with their size in pixels: at most three, no smaller than `least`.

    Raises DoesNotFit.
    """
    pieces = words(text, face)
    measured = Measure(pieces)
    for size in (px, max(px * 0.9, least), least):
        count = measured.lines_at(room / size)
        found = break_lines(measured, count, room / size) if count <= 3 else None
        if found is not None:
            starts = (0, *found[1][:-1])
            return [(joined(pieces[a:b]), size) for a, b in zip(starts, found[1], strict=True)]
    raise DoesNotFit(
        f"The line “{text[:60]}” under the quote is too long for the card.", "Shorten it."
    )
