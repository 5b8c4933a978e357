"""Who said it: every quotation of a page, sentence by sentence. Never a guess: what the article
does not settle stays open.
"""

from dataclasses import replace

from flows.quotes.discourse import Discourse
from flows.quotes.disowned import disowned
from flows.quotes.grounds import GOES_ON, Credit
from flows.quotes.masking import Mask
from flows.quotes.pronouns import learn_genders, main_person
from flows.quotes.reading import MOST_IN_SENTENCE, Line, Page
from flows.quotes.resolve import Scene, nobody, resolve
from flows.quotes.sources import Source, source_of

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
        discourse.move_on(page, line)
    _spread(page, discourse.credits)
    return discourse.credits


def _one(page: Page, line: Line, mask: Mask, source: Source | None, discourse: Discourse) -> Credit:
    if source is None:
        return _continued(page, line, mask, discourse)
    scene = Scene(page, line, source, discourse)
    why = disowned(line, source, mask)
    return nobody(scene, "unclear", why) if why else resolve(scene)


def _continued(page: Page, line: Line, mask: Mask, discourse: Discourse) -> Credit:
    """A quotation that names no source goes on with the last one of its paragraph."""
    last = discourse.last
    stretch = page.stretches[mask.stretch]
    apart = line.masked.paragraph - discourse.last_paragraph
    follows = apart == 1 and (stretch.goes_on or _opens_paragraph(page, line, mask))
    if last is None or mask.embedded or not (apart == 0 or follows):
        return _NOBODY
    if last.grounds.how == "dash" and not stretch.goes_on:
        return _NOBODY
    narrated = mask.start > 1 or discourse.line > discourse.last_line + 1
    if narrated and not stretch.goes_on:
        return _NOBODY
    steps = apart if stretch.goes_on else last.grounds.steps + 1 + apart
    return replace(
        last, grounds=replace(last.grounds, steps=steps), signals=(*last.signals, GOES_ON)
    )


def _opens_paragraph(page: Page, line: Line, mask: Mask) -> bool:
    """Whether a quotation begins its paragraph and the paragraph before began with one."""
    place = page.stretches[mask.stretch].outer[0]
    if place != page.paragraphs[line.masked.paragraph].start or mask.stretch == 0:
        return False
    before = page.paragraphs[line.masked.paragraph - 1]
    earlier = (page.stretches[n] for n in range(mask.stretch - 1, -1, -1))
    opening = next((s for s in earlier if s.outer[0] <= before.start), None)
    return opening is not None and opening.outer[0] == before.start


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
