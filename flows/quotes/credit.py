"""Who said it: every quotation of a page, sentence by sentence. Never a guess: what the article
does not settle stays open.
"""

from dataclasses import replace

from flows.quotes.discourse import Discourse
from flows.quotes.disowned import disowned
from flows.quotes.genders import learn_genders
from flows.quotes.grounds import GOES_ON, Credit
from flows.quotes.masking import Mask
from flows.quotes.pronouns import main_person
from flows.quotes.reading import MOST_IN_SENTENCE, Line, Page
from flows.quotes.resolve import Scene, nobody, resolve
from flows.quotes.sources import Source, indirect, source_of

_NOBODY = Credit(signals=("no words of the writer say who speaks",))


def credit(page: Page) -> dict[int, Credit]:
    """Return the credit of every stretch in `page.speech`."""
    learn_genders(page)
    discourse = Discourse(*main_person(page))
    for line in page.lines:
        discourse.enter(line.masked.paragraph)
        source: Source | None = None
        for mask in line.masked.masks[:MOST_IN_SENTENCE]:
            source = source_of(line, mask, source)
            if mask.stretch in page.speech:
                discourse.note(mask.stretch, _one(page, line, mask, source, discourse))
        report = _reported(page, line, discourse)
        discourse.move_on(page, line)
        discourse.report = report
    _spread(page, discourse.credits)
    return discourse.credits


def _one(page: Page, line: Line, mask: Mask, source: Source | None, discourse: Discourse) -> Credit:
    if source is None:
        return _continued(page, line, mask, discourse)
    scene = Scene(page, line, source, discourse)
    why = disowned(line, source, mask)
    return nobody(scene, "unclear", why) if why else resolve(scene)


def _reported(page: Page, line: Line, discourse: Discourse) -> Credit | None:
    """Return whom a sentence reports in the writer's words ("Lee said the fans were kind."): a
    quotation without a source right after it in the paragraph is theirs.
    """
    source = indirect(line)
    if source is None:
        return None
    found = resolve(Scene(page, line, source, discourse))
    if found.person is None:
        return None
    return replace(found, signals=(*found.signals, GOES_ON))


def _continued(page: Page, line: Line, mask: Mask, discourse: Discourse) -> Credit:
    """A quotation that names no source goes on with the last one of its paragraph, or with the
    one that ended the paragraph before; after a sentence that reports, with whom it reports.
    """
    if page.stretches[mask.stretch].goes_on:
        return _next_piece(page, mask, discourse)
    last = discourse.last
    apart = line.masked.paragraph - discourse.last_paragraph
    if mask.embedded or mask.start > 1:
        return _NOBODY
    if discourse.report is not None:
        return discourse.report
    follows = apart == 1 and _opens_paragraph(page, line, mask)
    if last is None or last.grounds.how == "dash" or not (apart == 0 or follows):
        return _NOBODY
    between = discourse.line - discourse.last_line - 1
    if between > 0:
        told_on = discourse.aside and between == 1 and apart == 0
        return _going_on(last, last.grounds.steps + 2) if told_on else _NOBODY
    near = last.grounds.how == "after" or _unbroken(page, mask)
    return _going_on(last, last.grounds.steps + 1 + (0 if near else apart))


def _unbroken(page: Page, mask: Mask) -> bool:
    """Whether nothing of the writer's stands between a quotation and the one before it."""
    before, now = page.stretches[mask.stretch - 1], page.stretches[mask.stretch]
    return not page.text[before.outer[1] : now.outer[0]].strip()


def _next_piece(page: Page, mask: Mask, discourse: Discourse) -> Credit:
    """The next piece of a speech told as `"One. "Two. "Three,"` goes on with the piece before it,
    and with nothing said earlier.
    """
    before = discourse.credits.get(mask.stretch - 1)
    if before is None or not before.sourced:
        return _NOBODY
    pieces = page.stretches[mask.stretch - 1], page.stretches[mask.stretch]
    return _going_on(before, pieces[1].paragraph - pieces[0].paragraph)


def _going_on(last: Credit, steps: int) -> Credit:
    grounds = replace(last.grounds, steps=steps)
    return replace(last, grounds=grounds, signals=(*last.signals, GOES_ON))


def _opens_paragraph(page: Page, line: Line, mask: Mask) -> bool:
    """Whether a quotation begins its paragraph and is no answer to the one before."""
    place = page.stretches[mask.stretch].outer[0]
    here = page.paragraphs[line.masked.paragraph]
    if place != here.start or mask.stretch == 0 or here.kind == "blockquote":
        return False
    before = page.stretches[mask.stretch - 1]
    return not before.stray and page.text[before.end - 1] != "?"


def _spread(page: Page, given: dict[int, Credit]) -> None:
    """A speech of several pieces (`"One. "Two. "Three," he said`) has one speaker; where its pieces
    are credited to two, the one that names no source of its own is left to nobody.
    """
    for number in sorted(given, reverse=True):
        before = given.get(number - 1)
        if not page.stretches[number].goes_on or before is None:
            continue
        if not before.sourced:
            given[number - 1] = given[number]
        elif before.signals[-1:] == (GOES_ON,) and _apart(before, given[number]):
            given[number - 1] = replace(_NOBODY, signals=("goes on in words of somebody else",))


def _apart(before: Credit, after: Credit) -> bool:
    return after.person is not None and after.person is not before.person
