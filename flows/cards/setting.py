"""Setting the quote: as large as it fits, its marks hung or placed by ink, its context beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.cards.breaking import Word, joined, words
from flows.cards.design import Leading, QuoteBox
from flows.cards.fit import Fitted, Room, block_height, fit, too_wide
from flows.cards.fonts import FontFile, Metrics, Style, metrics
from flows.cards.furniture import label, set_label
from flows.cards.glyphs import Stroke, side_bearing
from flows.cards.plan import LEAST_LABEL, Line, MarkInk, Plan, Sheet
from flows.cards.shaping import runs, width
from flows.cards.typography import Marks, marks, plain, typeset
from flows.core.errors import DoesNotFit

# No design holds half of it; fitting is not even tried beyond, since its time grows with length.
_MOST_CHARACTERS = 2000
# Air between a hanging mark and the first letter beyond the font's own, in ems.
_HANG_AIR = 0.02


@dataclass(frozen=True)
class _Setting:
    """A quote's words with the face that sets them."""

    sheet: Sheet
    pieces: tuple[Word, ...]
    face: Style
    heights: Metrics
    custom: Marks
    leading: Leading

    @property
    def hanging(self) -> bool:
        return self.sheet.design.quote.marks == "hanging"

    @property
    def opening(self) -> str:
        return self.custom.open + self.custom.space

    @property
    def box(self) -> QuoteBox:
        return self.sheet.layout.quote


def plan_quote(sheet: Sheet, plan: Plan, footer_top: float) -> None:
    """Plan the quote, its marks and its context line. Raises DoesNotFit and FontMissing."""
    setting = _setting(sheet)
    box, high = setting.box, sheet.height
    top = box.top * high
    bottom = min(box.bottom * high, footer_top - sheet.layout.footer.air * high)
    mark = 0.0 if setting.hanging else (box.mark + box.mark_gap) * high
    context = _context_lines(sheet)
    step = box.context * sheet.width * 1.35
    aside = (len(context) * step + 0.028 * high) if context else 0.0
    fitted = _fitted(setting, bottom - top - mark - aside)
    if fitted is None:
        setting = _setting(sheet, hyphens=True)
        fitted = _fitted(setting, bottom - top - mark - aside)
    if fitted is None:
        raise _refusal(setting, bottom - top - mark - aside)
    start = top + (bottom - top - mark - aside - fitted.height) * box.place
    above = sheet.order.context_place == "above"
    if context:
        first = start if above else start + mark + fitted.height + 0.028 * high
        _place_context(sheet, plan, context, first + step * 0.72, step)
    if above:
        start += aside
    if not setting.hanging:
        plan.mark = _mark(setting, start)
    _place(setting, plan, fitted, start + mark)


def _setting(sheet: Sheet, *, hyphens: bool = False) -> _Setting:
    face, custom = sheet.quote_style(), marks(sheet.order.language)
    text = typeset(sheet.order.quote, sheet.order.language)
    if not text:
        raise DoesNotFit("There are no words to set.", "Give the quote's words.")
    if len(text) > _MOST_CHARACTERS:
        raise DoesNotFit(
            f"The quote has {len(text)} characters, more than any card holds.",
            "Choose a shorter passage.",
        )
    if sheet.design.quote.marks == "hanging":
        text = f"{text}{custom.space}{custom.close}"
    pieces = words(text, face, hyphens=hyphens)
    main = _main_file(text, face)
    leading = _loosened(sheet.design.quote.leading, main.leading)
    setting = _Setting(sheet, pieces, face, metrics(main), custom, leading)
    emphasis = _emphasis(setting)
    return replace(setting, pieces=_kept_whole(pieces, emphasis)) if emphasis else setting


def _loosened(leading: Leading, least: float) -> Leading:
    """Return the design's leading, no tighter than the script wants it."""
    if leading.tight >= least:
        return leading
    return replace(leading, tight=least, loose=max(leading.loose, least))


def _kept_whole(pieces: Sequence[Word], emphasis: tuple[int, int]) -> tuple[Word, ...]:
    """Return the words with a break before the emphasised phrase cheaper than one inside it."""
    made, passed = [], 0
    for word in pieces:
        passed += len(word.whole)
        if passed == emphasis[0]:
            made.append(replace(word, cost=min(word.cost, 0.0) - 8.0))
        elif emphasis[0] < passed < emphasis[1]:
            made.append(replace(word, cost=word.cost + 4.0))
        else:
            made.append(word)
    return tuple(made)


@lru_cache(maxsize=512)
def _main_file(text: str, face: Style) -> FontFile:
    """Return the font file that sets most of the text: its heights are the block's."""
    counts: dict[FontFile, int] = {}
    for run in runs(text, face):
        if run.kind != "emoji":
            counts[run.file] = counts.get(run.file, 0) + len(run.text)
    return max(counts, key=lambda file: counts[file]) if counts else face.files[0]


def _room(setting: _Setting, height: float, *, small: bool) -> Room:
    sheet, box = setting.sheet, setting.box
    unit = sheet.width
    least = box.small if small and box.small is not None else box.size[0]
    wide = (unit - 2 * sheet.margin) * box.width
    return Room(wide, height, least * unit, box.size[1] * unit, unit)


def _fitted(setting: _Setting, height: float) -> Fitted | None:
    """Return the setting at the design's sizes, else at its smaller one, else None."""
    for small in (False, True):
        room = _room(setting, height, small=small)
        found = fit(setting.pieces, room, setting.leading, setting.heights)
        inset = _inset(setting, found.px) if found is not None else 0.0
        if inset:
            narrower = replace(room, width=room.width - inset)
            found = fit(setting.pieces, narrower, setting.leading, setting.heights)
        if found is not None:
            return found
    return None


def _refusal(setting: _Setting, height: float) -> DoesNotFit:
    room = _room(setting, height, small=True)
    order = setting.sheet.order
    where = f"the {order.template} design in {order.format}"
    wide = too_wide(setting.pieces, room)
    if wide is not None:
        return DoesNotFit(
            f"The word “{wide.text[:40]}” is too wide for {where}.",
            "Put soft hyphens into it, or choose a wider format.",
        )
    text, leading = joined(setting.pieces), setting.leading
    lines = 1
    while block_height(room.least, lines + 1, leading, room.unit, setting.heights) <= room.height:
        lines += 1
    ems = sum(word.width + word.space for word in setting.pieces) / len(text)
    # Ragged lines are about a fourteenth shorter than the measure.
    fits = int(lines * room.width / room.least / ems * 0.93 / 10) * 10
    return DoesNotFit(
        f"The quote is too long for {where} ({len(text)} characters; about {fits} fit).",
        "Cut it with […], or choose a taller format.",
    )


def _place(setting: _Setting, plan: Plan, fitted: Fitted, top: float) -> None:
    sheet, face, px = setting.sheet, setting.face, fitted.px
    y = top + setting.heights.cap * px
    emphasis = _emphasis(setting)
    inset = _inset(setting, px)
    passed, shown = 0, []
    for number, (first, stop) in enumerate(fitted.lines):
        text = joined(setting.pieces[first:stop])
        wide = width(text, face, sheet.rtl) * px
        x = sheet.start(wide, inset) + _optical(setting, text, px)
        strokes = _strokes(sheet, text, passed, emphasis)
        ink = sheet.colour("ink")
        line = Line(text, x, y, face, px, ink, 0.0, sheet.rtl, strokes, "quote")
        plan.lines.append(line)
        if number == 0 and setting.hanging:
            hang = (width(setting.opening, face, sheet.rtl) + _HANG_AIR) * px
            at = x + wide + _HANG_AIR * px if sheet.rtl else x - hang
            plan.lines.append(replace(line, text=setting.opening, x=at, strokes=()))
        shown.append(text)
        passed += sum(len(w.whole) for w in setting.pieces[first:stop])
        y += fitted.step
    plan.quote_px, plan.quote_lines = px, tuple(shown)


def _optical(setting: _Setting, text: str, px: float) -> float:
    """Return the shift that puts a line's first ink, not its pen, on the margin."""
    if setting.sheet.rtl:
        return 0.0
    return -side_bearing(runs(text, setting.face)[0].file, text[0]) * px


def _inset(setting: _Setting, px: float) -> float:
    """Return how far the text moves in where the margin is too narrow for the hanging mark."""
    if not setting.hanging:
        return 0.0
    sheet = setting.sheet
    needed = 1.1 * width(setting.opening, setting.face) * px + 0.02 * sheet.width
    return max(needed - sheet.margin, 0.0)


def _emphasis(setting: _Setting) -> tuple[int, int] | None:
    order = setting.sheet.order
    if not order.emphasis:
        return None
    whole = "".join(word.whole for word in setting.pieces)
    wanted = typeset(order.emphasis, order.language)
    start = whole.find(wanted)
    if start < 0:
        raise DoesNotFit(
            "The phrase to be emphasised does not stand in the quote.",
            "Give words of the quote, in their order.",
        )
    stop = start + len(wanted)
    # The stop or comma after the phrase is read with it; the closing quotation mark is not.
    while stop < len(whole) and whole[stop] in ".,!?…":
        stop += 1
    return start, stop


def _strokes(
    sheet: Sheet, text: str, passed: int, emphasis: tuple[int, int] | None
) -> tuple[Stroke, ...]:
    if emphasis is None:
        return ()
    start, stop = (min(max(edge - passed, 0), len(text)) for edge in emphasis)
    return (Stroke(start, stop, sheet.colour("accent")),) if start < stop else ()


def _mark(setting: _Setting, top: float) -> MarkInk:
    sheet = setting.sheet
    x = sheet.width - sheet.margin if sheet.rtl else sheet.margin
    height = setting.box.mark * sheet.height
    colour = sheet.colour(sheet.design.quote.mark_colour)
    return MarkInk(setting.custom.open, x, top, height, setting.face, colour, sheet.rtl)


def _context_lines(sheet: Sheet) -> Sequence[tuple[str, float]]:
    text = plain(sheet.order.context or "")
    if not text:
        return ()
    face = sheet.label(sheet.design.labels.weight)
    room = sheet.width - 2 * sheet.margin
    least = LEAST_LABEL * min(sheet.width, 1080)
    return set_label(text, face, room, (sheet.layout.quote.context * sheet.width, least))


def _place_context(
    sheet: Sheet, plan: Plan, lines: Sequence[tuple[str, float]], y: float, step: float
) -> None:
    for number, (text, px) in enumerate(lines):
        weight = sheet.design.labels.weight
        plan.lines.append(label(sheet, text, y + number * step, (px, weight, "muted")))
