"""Setting the quote: as large as it fits, its marks hung or placed by ink."""

from collections.abc import Sequence
from dataclasses import replace

from flows.cards.breaking import Word, joined, words
from flows.cards.contrast import RGB
from flows.cards.design import QuoteBox
from flows.cards.fit import Fitted, Room, block_height, fit, too_wide
from flows.cards.fonts import FontFile, Style, metrics
from flows.cards.glyphs import Stroke
from flows.cards.plan import Line, MarkInk, Plan, Sheet
from flows.cards.shaping import runs, width
from flows.cards.typography import Marks, marks, typeset
from flows.core.errors import DoesNotFit


def plan_quote(sheet: Sheet, plan: Plan, footer_top: float) -> None:
    """Plan the quote, its marks and its context line. Raises DoesNotFit and FontMissing."""
    box = sheet.layout.quote
    face = sheet.quote_style()
    custom = marks(sheet.order.language)
    text = typeset(sheet.order.quote, sheet.order.language)
    hanging = sheet.design.quote.marks == "hanging"
    printed = f"{text}{custom.space}{custom.close}" if hanging else text
    pieces = words(printed, face)
    if not pieces:
        raise DoesNotFit("There are no words to set.", "Give the quote's words.")
    top = box.top * sheet.height
    bottom = min(box.bottom * sheet.height, footer_top - sheet.layout.footer.air * sheet.height)
    over = 0.0 if hanging else (box.mark + box.mark_gap) * sheet.height
    room = Room(
        width=(sheet.width - 2 * sheet.margin) * box.width,
        height=bottom - top - over,
        least=box.size[0] * sheet.width,
        most=box.size[1] * sheet.width,
        unit=sheet.width,
    )
    fitted = _fitted(sheet, pieces, room, box, face)
    height = over + fitted.height
    start = top + (bottom - top - height) * box.place
    _place(sheet, plan, pieces, fitted, start + over, custom, face)
    if not hanging:
        plan.mark = _mark(sheet, custom, start, face)


def _fitted(sheet: Sheet, pieces: Sequence[Word], room: Room, box: QuoteBox, face: Style) -> Fitted:
    leading = sheet.design.quote.leading
    heights = metrics(_main_file(pieces, face))
    found = fit(pieces, room, leading, heights)
    if found is None and box.small is not None:
        found = fit(pieces, replace(room, least=box.small * sheet.width), leading, heights)
    if found is not None:
        return found
    wide = too_wide(pieces, replace(room, least=(box.small or box.size[0]) * sheet.width))
    if wide is not None:
        raise DoesNotFit(
            f"The word “{wide.text[:40]}” is too wide for the {sheet.order.template} design"
            f" in {sheet.order.format}.",
            "Put soft hyphens into it, or choose a wider format.",
        )
    count = len(joined(pieces))
    raise DoesNotFit(
        f"The quote is too long for the {sheet.order.template} design in {sheet.order.format}"
        f" ({count} characters; about {_room_for(sheet, pieces, room, box, face)} fit).",
        "Cut it with […], or choose a taller format.",
    )


def _room_for(sheet: Sheet, pieces: Sequence[Word], room: Room, box: QuoteBox, face: Style) -> int:
    """Return about how many characters of this text fit, for the message."""
    px = (box.small or box.size[0]) * sheet.width
    heights = metrics(_main_file(pieces, face))
    lines = 1
    while (
        block_height(px, lines + 1, sheet.design.quote.leading, room.unit, heights) <= room.height
    ):
        lines += 1
    per_line = room.width / px / (sum(w.width + w.space for w in pieces) / len(joined(pieces)))
    return int(lines * per_line * 0.93 / 10) * 10


def _main_file(pieces: Sequence[Word], face: Style) -> FontFile:
    """Return the font file that sets most of the text: its heights are the block's."""
    counts: dict[FontFile, int] = {}
    for word in pieces:
        for run in runs(word.text, face):
            if run.kind != "emoji":
                counts[run.file] = counts.get(run.file, 0) + len(run.text)
    return max(counts, key=lambda file: counts[file]) if counts else face.files[0]


def _place(
    sheet: Sheet,
    plan: Plan,
    pieces: Sequence[Word],
    fitted: Fitted,
    top: float,
    custom: Marks,
    face: Style,
) -> None:
    heights = metrics(_main_file(pieces, face))
    y = top + heights.cap * fitted.px
    shown: list[str] = []
    emphasis = _emphasis(sheet, pieces)
    opening = custom.open + custom.space
    inset = _inset(sheet, opening, face, fitted.px)
    passed = 0
    for number, (first, stop) in enumerate(fitted.lines):
        text = joined(pieces[first:stop])
        wide = width(text, face, sheet.rtl) * fitted.px
        x = sheet.start(wide, inset)
        strokes = _strokes(sheet, text, passed, emphasis)
        line = Line(
            text, x, y, face, fitted.px, sheet.colour("ink"), 0.0, sheet.rtl, strokes, "quote"
        )
        plan.lines.append(line)
        if number == 0 and sheet.design.quote.marks == "hanging":
            hang = width(opening, face, sheet.rtl) * fitted.px
            at = x + wide if sheet.rtl else x - hang
            plan.lines.append(replace(line, text=opening, x=at, strokes=()))
        shown.append(text)
        passed += len("".join(w.text + (" " if w.space else "") for w in pieces[first:stop]))
        y += fitted.step
    plan.quote_px, plan.quote_lines = fitted.px, tuple(shown)


def _inset(sheet: Sheet, opening: str, face: Style, px: float) -> float:
    """Return how far the text moves in where the margin is too narrow for the hanging mark."""
    if sheet.design.quote.marks != "hanging":
        return 0.0
    needed = 1.1 * width(opening, face) * px + 0.02 * sheet.width
    return max(needed - sheet.margin, 0.0)


def _emphasis(sheet: Sheet, pieces: Sequence[Word]) -> tuple[int, int] | None:
    phrase = getattr(sheet.order, "emphasis", None)
    if not phrase:
        return None
    whole = "".join(word.text + (" " if word.space else "") for word in pieces)
    wanted = typeset(phrase, sheet.order.language)
    start = whole.find(wanted)
    return (start, start + len(wanted)) if start >= 0 else None


def _strokes(
    sheet: Sheet, text: str, passed: int, emphasis: tuple[int, int] | None
) -> tuple[Stroke, ...]:
    if emphasis is None:
        return ()
    start, stop = (min(max(edge - passed, 0), len(text)) for edge in emphasis)
    if start >= stop:
        return ()
    ink: RGB = sheet.colour("ink")
    cuts = (
        Stroke(0, start, ink),
        Stroke(start, stop, sheet.colour("accent")),
        Stroke(stop, len(text), ink),
    )
    return tuple(cut for cut in cuts if cut.start < cut.stop)


def _mark(sheet: Sheet, custom: Marks, top: float, face: Style) -> MarkInk:
    x = sheet.width - sheet.margin if sheet.rtl else sheet.margin
    height = sheet.layout.quote.mark * sheet.height
    return MarkInk(
        custom.open, x, top, height, face, sheet.colour(sheet.design.quote.mark_colour), sheet.rtl
    )
