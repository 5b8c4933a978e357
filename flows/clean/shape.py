"""What can be measured of a line without understanding it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.core.article import RemovedKind

from .forms import MAY_END, ends_sentence, forms_of
from .hygiene import rare_signs
from .rules import Form

# A sign of a script written without spaces says about as much as this many Latin letters.
_DENSE = 2.4
_DENSE_SIGN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\u0e00-\u0e7f]")
_QUOTES = tuple('"“”„«»「」『』')
_WORD = re.compile(r"\w+")
# How a paragraph goes on after a link that a scraper put on a line of its own.
_GOES_ON = re.compile(r"[a-zà-öø-ÿ]|[,.;:)\]’”%]|['’]s\b|[-–—] ")
# The first signs of such lines.
_GOES_ON_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz,.;:)]’”%'-–—") | frozenset(
    chr(code) for code in (*range(ord("à"), ord("ö") + 1), *range(ord("ø"), ord("ÿ") + 1))
)
# Below or above a line with the same start, such a line is an item of a list, or a speech.
_ITEM_STARTS = frozenset(("- ", "– ", "— "))
_CLOSING = re.compile(r"[,.;:!?)\]’”%]+")
_NO_SPACE_BEFORE = re.compile(r"[,.;:!?)\]’”%]|['’]s\b")
# How a line ends that cannot be whole: with a word that names its speaker or object next.
_SAID = "said|says|added|asked|wrote|told|recalled|explained|replied"
_OPEN = "the|a|an|of|and|or|whose|her|his|their"
_HANGS = re.compile(
    rf"(?:[,”\"’] (?:[a-zà-öø-ÿ]+ ){{0,2}}(?:{_SAID})|,[”\"’]|[\w,”\"’)] (?:{_OPEN}))$"
)
_HANGING_WORDS = frozenset(f"{_SAID}|{_OPEN}".split("|"))
_HANGING_SIGNS = frozenset('”"’')
# A sentence of a script without spaces is one word by the count of words.
_DENSE_SENTENCE = 20
_HANGING = 60
# The longest link that is taken for one although its form is of a date or of words for sharing.
_LINKED_FORM = 30
# So much stands before it, if its line is where the paragraph begins.
_TOLD_BEFORE = 40
# Words put between marks with their own stop, or five and more: spoken, no title and no term.
_SPOKEN = re.compile(r"[“\"«„](?:[^“”\"«»„]{2,}[.!?…,]|[^“”\"«»„\s]+(?: [^“”\"«»„\s]+){4,})[”\"»“]")
_PERSON = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]* ){1,3}[A-ZÀ-ÖØ-Þ][\w'’.-]*, [a-zà-öø-ÿ][^.!?]{2,60}")

# Lines of earlier scrapes, measured; all are forgotten when they are too many (about 15 MB).
_LONGEST_KNOWN = 600
_MOST_KNOWN = 20_000
# Lines that one paragraph may have been cut into.
_MOST_PARTS = 200

# Sizes in Latin letters. A line this long that ends as a sentence is prose; this long, whatever
# its end, it is a paragraph.
SENTENCE = 55
PARAGRAPH = 150


_GOES_ON_AFTER_DATE = frozenset(",:;")
_GOES_ON_AFTER = frozenset(",:") | {""}
# What a form's kind is in a line's code; 0 is none.
_KINDS: dict[RemovedKind, int] = {
    "ad": 1,
    "credit": 2,
    "disclaimer": 3,
    "promo": 4,
    "share": 5,
    "byline": 6,
    "comment": 7,
    "navigation": 8,
}
CODES = 32 * (len(_KINDS) + 1)


def told_by(code: int) -> list[bool]:
    """Return what a line's code tells.

    It ends, is running text, has quotation marks, begins in lower case, goes on; then for each
    kind but "duplicate" whether its form is of that kind.
    """
    bits = [bool(code & bit) for bit in (1, 2, 4, 8, 16)]
    return bits + [code >> 5 == number for number in _KINDS.values()]


@dataclass(slots=True, init=False)
class Line:
    """A line of a scrape. `size` counts Latin letters (dense scripts weigh more).

    `parts` are the scrape's own lines if this one was put together from several. `running`: a
    sentence or paragraph by its size and end, whatever its form; `prose`: and with no form of junk.
    `code` holds all that can only be so or not so (`told_by`).
    """

    text: str
    size: int
    form: Form | None
    ends: bool
    quotes: bool
    running: bool
    prose: bool
    code: int
    parts: tuple[str, ...]

    def __init__(
        self, text: str, size: int, form: Form | None, *, ends: bool, quotes: bool
    ) -> None:
        """Tell what is so and what is not once, since every pass asks for it."""
        self.text, self.size, self.form, self.ends, self.quotes = text, size, form, ends, quotes
        self.parts = ()
        self.running = running = size >= PARAGRAPH or (ends and size >= SENTENCE)
        self.prose = running and form is None
        code = 32 * _KINDS[form.kind] if form else 0
        if ends:
            code += 3 if running else 1
        elif running:
            code += 2
        if quotes:
            code += 4
        if text[:1].islower():
            code += 8
        if text[-1:] in _GOES_ON_AFTER:
            code += 16
        self.code = code

    @property
    def says(self) -> bool:
        """A whole sentence, however short, or spoken words: menus and lists have no such lines."""
        if self.form is not None:
            return False
        ends = self.ends or any(map(ends_sentence, self.parts))
        return (ends and (self.words > 1 or self.size > _DENSE_SENTENCE)) or self.spoken

    @property
    def spoken(self) -> bool:
        """Whether it holds words spoken, between marks and with their own stop."""
        return self.quotes and bool(_SPOKEN.search(self.text))

    @property
    def names_one(self) -> bool:
        """Whether it is a name and who that is, as it stands below words spoken."""
        return self.form is None and bool(_PERSON.fullmatch(self.text))

    @property
    def words(self) -> int:
        """Number of words."""
        return len(_WORD.findall(self.text))

    @property
    def originals(self) -> tuple[str, ...]:
        """The scrape's lines that this line is."""
        return self.parts or (self.text,)


_KNOWN: dict[str, Line] = {}


def forget() -> None:
    """Forget the lines of earlier scrapes."""
    _KNOWN.clear()


def measured(text: str) -> Line:
    """Measure one tidy line."""
    return measured_all([text])[0]


def _measured(texts: Sequence[str]) -> list[Line]:
    dense = bool(_DENSE_SIGN.search(rare_signs("\n".join(texts))))
    # Most lines are told by their last sign alone.
    ends = [text[-1:] in MAY_END and ends_sentence(text) for text in texts]
    forms = forms_of(texts, ends)
    sizes = map(_size, texts) if dense else map(len, texts)
    return [
        Line(text, size, form, ends=end, quotes=_has_quotes(text))
        for text, size, form, end in zip(texts, sizes, forms, ends, strict=True)
    ]


def _size(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) + int((_DENSE - 1) * len(_DENSE_SIGN.findall(text)))


def _has_quotes(text: str) -> bool:
    if text.isascii():
        return '"' in text
    for sign in _QUOTES:  # noqa: SIM110 - any() with a generator takes three times as long
        if sign in text:
            return True
    return False


def measured_all(texts: Sequence[str]) -> list[Line]:
    """Measure tidy lines. What was seen before need not be: a site's pages share menus."""
    # Taken out first: another thread may forget them meanwhile.
    found = {text: line for text in texts if (line := _KNOWN.get(text)) is not None}
    new = [text for text in dict.fromkeys(texts) if text not in found]
    fresh = dict(zip(new, _measured(new), strict=True))
    if len(_KNOWN) > _MOST_KNOWN:
        forget()
    _KNOWN.update((text, line) for text, line in fresh.items() if len(text) <= _LONGEST_KNOWN)
    found.update(fresh)
    return [found[text] for text in texts]


def paragraphs(texts: Sequence[str]) -> list[Line]:
    """Measure tidy lines, putting paragraphs together that a scraper cut at their links.

    A line that begins in lower case or with a closing sign goes on the line above, and so does any
    line below one that ends in "said" or "of the"; a short line between a line left hanging and
    such a line is the link.
    """
    lines = measured_all(texts)
    within = [line.text[:1] in _GOES_ON_SIGNS and _begins_within(line) for line in lines]
    for place in _items(lines):
        within[place] = False
    hanging = [not line.ends and _may_hang(line.text) for line in lines]
    groups: list[list[Line]] = []
    last = len(lines) - 1
    for place, line in enumerate(lines):
        may_go_on = place > 0 and (within[place] or hanging[place - 1])
        may_link = 0 < place < last and (within[place + 1] or hanging[place])
        if (may_go_on and _goes_on(line, groups[-1], within=within[place])) or (
            may_link and _is_link(lines, place, within=within[place + 1])
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    if len(groups) == len(lines):
        return lines
    joined = iter(_measured([_joined(group) for group in groups if len(group) > 1]))
    return [group[0] if len(group) == 1 else _put_together(next(joined), group) for group in groups]


def _items(lines: Sequence[Line]) -> list[int]:
    """Return the places of lines that begin with a dash as a line beside them does."""
    starts = [line.text[:2] for line in lines]
    dashed = [place for place, start in enumerate(starts) if start in _ITEM_STARTS]
    return [p for p in dashed if starts[p] in starts[max(p - 1, 0) : p] + starts[p + 1 : p + 2]]


def _begins_within(line: Line) -> bool:
    """Tell whether a line begins as no paragraph does. A full stop may be all that follows a link."""
    if line.form is not None and not _CLOSING.fullmatch(line.text):
        return False
    return _GOES_ON.match(line.text) is not None


def _may_hang(text: str) -> bool:
    return text[-1:] in _HANGING_SIGNS or text[text.rfind(" ") + 1 :] in _HANGING_WORDS


def _goes_on(line: Line, above: Sequence[Line], *, within: bool) -> bool:
    """Tell whether a line that begins `within` a paragraph, or below one that may hang, goes on."""
    if len(above) == 1 and (form := above[0].form) is not None:
        # A paragraph may begin with a linked date: ": the day the ferry came back" tells so.
        return form.kind == "byline" and line.form is None and line.text[:1] in _GOES_ON_AFTER_DATE
    if line.form is not None:
        return within and not above[-1].ends
    if len(above) >= _MOST_PARTS:
        return False
    if within:
        return True
    so_far = " ".join([part.text for part in above[-3:]])
    return not above[-1].ends and bool(_HANGS.search(so_far[-_HANGING:]))


def _is_link(lines: Sequence[Line], place: int, *, within: bool) -> bool:
    """Tell whether a line is a link within a paragraph that goes on below (`within`) it."""
    above, line = lines[place - 1], lines[place]
    if above.ends or above.size < 12 or above.form is not None:
        return False
    if line.ends or line.size >= 120:
        return False
    if line.form is not None:
        # Words that share lines are made of are links too, where a sentence goes on after them.
        told = above.size >= _TOLD_BEFORE or _begins_within(above)
        return within and told and line.size <= _LINKED_FORM
    return _goes_on(lines[place + 1], (line,), within=within)


def _joined(group: Sequence[Line]) -> str:
    texts = [group[0].text]
    for line in group[1:]:
        texts += [line.text] if _NO_SPACE_BEFORE.match(line.text) else [" ", line.text]
    return "".join(texts)


def _put_together(line: Line, group: Sequence[Line]) -> Line:
    line.parts = tuple([part.text for part in group])
    return line
