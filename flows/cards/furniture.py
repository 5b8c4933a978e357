"""What stands round the quote: rule, kicker, credit, speaker, role, source, logo."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.cards.breaking import Measure, Word, break_lines, joined, words
from flows.cards.fonts import Style
from flows.cards.glyphs import side_bearing, trailing_bearing
from flows.cards.plan import LEAST_LABEL, LEAST_SPEAKER, Bar, Line, LogoSpot, Plan, Sheet
from flows.cards.shaping import runs, width
from flows.cards.typography import plain
from flows.core.errors import DoesNotFit

# Size in pixels, weight, colour role.
Type = tuple[float, int, str]
_MOST_LINES = 3


@lru_cache(maxsize=1024)
def set_label(
    text: str, face: Style, room: float, sizes: tuple[float, float]
) -> tuple[tuple[str, float], ...]:
    """Return a label's lines with their type size: at most three, as near the first of `sizes` as
    they fit and no smaller than the second, pixels. Raises DoesNotFit.
    """
    wanted, least = sizes
    measured = Measure(_by_sense(words(text, face)))
    for px in (wanted, max(wanted * 0.9, least), least):
        count = measured.lines_at(room / px)
        found = break_lines(measured, count, room / px) if count <= _MOST_LINES else None
        if found is not None:
            starts = (0, *found[1][:-1])
            pairs = zip(starts, found[1], strict=True)
            return tuple((joined(measured.pieces[first:stop]), px) for first, stop in pairs)
    raise DoesNotFit(
        f"The line “{text[:60]}…” beside the quote is too long for the card.", "Shorten it."
    )


def _by_sense(pieces: Sequence[Word]) -> list[Word]:
    """Return words that break by sense before all: "Director / of the museum", however ragged."""
    return [replace(word, cost=3 * word.cost) if word.cost > 0 else word for word in pieces]


def label(
    sheet: Sheet,
    text: str,
    y: float,
    kind: Type,
    *,
    far: bool = False,
    caps: bool = False,
    inset: float = 0.0,
) -> Line:
    """Return a label at the near or the far margin; `inset` moves it in from the near one."""
    px, weight, role = kind
    tracking = sheet.design.labels.tracking if caps else 0.0
    shown = text.upper() if caps else text
    face = sheet.label(weight)
    line = Line(shown, 0, y, face, px, sheet.colour(role), tracking, sheet.rtl)
    # The last letter's tracking is air that should not hold the word off the margin.
    wide = line.wide - tracking * px
    x = sheet.end(wide) if far else sheet.start(wide, inset)
    return replace(line, x=x + _optical(sheet, line, far=far))


def _optical(sheet: Sheet, line: Line, *, far: bool) -> float:
    """Return the shift that puts a label's first or last ink, not its pen, on the margin."""
    if sheet.rtl or not line.text:
        return 0.0
    found = runs(line.text, line.style)
    if far:
        return trailing_bearing(found[-1].file, line.text[-1]) * line.px
    return -side_bearing(found[0].file, line.text[0]) * line.px


def plan_header(sheet: Sheet, plan: Plan) -> None:
    """Plan the rule over the card, the kicker, and the credit of a photo (else the handle)."""
    head, kinds = sheet.layout.header, sheet.design.labels
    top = head.top * sheet.height
    if head.rule:
        thick = max(round(head.rule * sheet.width), 2)
        box = (sheet.margin, top, sheet.width - sheet.margin, top + thick)
        plan.bars.append(Bar(box, sheet.colour("ink")))
        top += thick
    px = max(head.label * sheet.width, LEAST_LABEL * min(sheet.width, 1080))
    baseline = top + head.gap * sheet.height + px * 0.72
    kicker = sheet.brand.kicker if sheet.order.kicker is None else sheet.order.kicker
    if kicker.strip() and head.show:
        kind = (px, kinds.caps, "accent")
        plan.lines.append(label(sheet, plain(kicker), baseline, kind, caps=True))
        if plan.lines[-1].wide > sheet.width - 2 * sheet.margin:
            raise DoesNotFit("The label over the quote is too long for the card.", "Shorten it.")
    credit = sheet.credit if head.credit == "header" else ""
    if credit:
        kind = (px, kinds.weight, "ink")
        _credit(sheet, plan, label(sheet, plain(credit), baseline, kind, far=True))
    elif head.show and head.handle and sheet.brand.handle:
        kind = (px, kinds.weight, "muted")
        handle = label(sheet, sheet.brand.handle, baseline, kind, far=True)
        if handle.wide <= _room_beside(sheet, plan, handle):
            plan.lines.append(handle)


def _room_beside(sheet: Sheet, plan: Plan, line: Line) -> float:
    """Return the width (px) that the header has left for `line` at its far end."""
    return sheet.width - 2 * sheet.margin - sum(kept.wide + line.px for kept in plan.lines)


def _credit(sheet: Sheet, plan: Plan, line: Line) -> None:
    """Place the credit, which is owed; where both have no room the kicker, which is not, goes."""
    if line.wide > _room_beside(sheet, plan, line):
        plan.lines.clear()
    if line.wide > _room_beside(sheet, plan, line):
        raise DoesNotFit("The picture's credit is too long for the card.", "Shorten the credit.")
    plan.lines.append(line)


def plan_logo(sheet: Sheet, plan: Plan, middle: float) -> None:
    """Plan the logo: at the footer's far end, or at the top."""
    spot = sheet.layout.logo
    height, wide = spot.height * sheet.width, spot.width * sheet.width
    left = sheet.rtl if spot.place == "footer" else not sheet.rtl
    edge = sheet.margin if left else sheet.width - sheet.margin
    if spot.place == "top":
        middle = spot.top * sheet.height + height / 2
    plan.logo = LogoSpot(edge, middle, height, wide, left)


@dataclass(frozen=True)
class _Row:
    """A footer line: its words and their type."""

    text: str
    kind: Type


def plan_footer(sheet: Sheet, plan: Plan) -> float:
    """Plan speaker, role, source, rule and logo; return the footer's top, pixels.

    Raises DoesNotFit.
    """
    foot, kinds = sheet.layout.footer, sheet.design.labels
    unit = sheet.width
    baseline = foot.baseline * sheet.height
    inset = 0.022 * unit if foot.rule == "bar" else 0.0
    speaker = (foot.speaker * unit, kinds.strong, "ink")
    rows = [
        *_rows(sheet, plain(sheet.order.speaker), speaker, inset, LEAST_SPEAKER),
        *_second_rows(sheet, (foot.role * unit, kinds.weight, "muted"), inset),
    ]
    baseline = _credit_below(sheet, plan, rows, baseline)
    first = baseline - foot.step * unit * (len(rows) - 1)
    for number, row in enumerate(rows):
        y = first + number * foot.step * unit
        plan.lines.append(label(sheet, row.text, y, row.kind, inset=inset))
    top = first - (rows[0].kind[0] * 0.74 if rows else sheet.layout.logo.height * unit)
    plan_logo(sheet, plan, (top + baseline) / 2)
    return _rule(sheet, plan, top, baseline)


def _credit_below(sheet: Sheet, plan: Plan, rows: list[_Row], baseline: float) -> float:
    """Place the credit at the far end of the footer's last line, under it if there is no room;
    return the baseline left for the speaker.
    """
    if not sheet.credit or sheet.layout.header.credit != "footer":
        return baseline
    foot, kinds = sheet.layout.footer, sheet.design.labels
    px = max(sheet.layout.header.label * sheet.width, LEAST_LABEL * min(sheet.width, 1080))
    line = label(sheet, plain(sheet.credit), baseline, (px, kinds.weight, "muted"), far=True)
    room = sheet.width - 2 * sheet.margin
    if line.wide > room:
        raise DoesNotFit("The picture's credit is too long for the card.", "Shorten the credit.")
    plan.lines.append(line)
    last = rows[-1] if rows else None
    used = width(last.text, sheet.label(last.kind[1])) * last.kind[0] + 2 * px if last else 0.0
    return baseline if used + line.wide <= room else baseline - foot.step * sheet.width


def _rule(sheet: Sheet, plan: Plan, top: float, baseline: float) -> float:
    """Plan what separates speech from attribution; return its top."""
    foot, unit = sheet.layout.footer, sheet.width
    thin = max(round(0.0037 * min(unit, 1080)), 2)
    if foot.rule == "none":
        return top
    if foot.rule == "bar":
        x = sheet.start(thin * 1.5)
        box = (x, top - thin, x + thin * 1.5, baseline + thin)
        plan.bars.append(Bar(box, sheet.colour("accent")))
        return top
    y = top - foot.rule_gap * sheet.height
    if foot.rule == "hairline":
        plan.bars.append(Bar((sheet.margin, y, unit - sheet.margin, y + 2), sheet.colour("line")))
        return y
    wide = 0.075 * unit
    x = sheet.start(wide)
    plan.bars.append(Bar((x, y, x + wide, y + thin), sheet.colour("accent")))
    return y


def _second_rows(sheet: Sheet, kind: Type, inset: float) -> list[_Row]:
    """Return role and source: in one line, or, where that is too long, each in its own."""
    source = sheet.order.source_name or ""
    # Our own name is on the card already, as the logo.
    if source.casefold() == sheet.brand.name.casefold():
        source = ""
    parts = [shown for part in (sheet.order.role or "", source) if (shown := plain(part))]
    rows = _rows(sheet, " · ".join(parts), kind, inset)
    if len(rows) > 1 and len(parts) > 1:
        return [row for part in parts for row in _rows(sheet, part, kind, inset)]
    return rows


def _rows(
    sheet: Sheet, text: str, kind: Type, inset: float, least: float = LEAST_LABEL
) -> list[_Row]:
    """Return a footer text's lines: one if it can be, beside the logo if that stands there."""
    if not text:
        return []
    room = sheet.width - 2 * sheet.margin - inset
    if sheet.layout.logo.place == "footer":
        room -= (sheet.layout.logo.width + 0.03) * sheet.width
    px, weight, role = kind
    lines = set_label(
        text, sheet.label(weight), room, (px, min(px, least * min(sheet.width, 1080)))
    )
    return [_Row(words_, (size, weight, role)) for words_, size in lines]
