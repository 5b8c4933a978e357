"""What can be measured of a line without understanding it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .forms import Form, ends_sentence, forms_of

# A sign of a script written without spaces says about as much as this many Latin letters.
_DENSE = 2.4
_DENSE_SIGN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\u0e00-\u0e7f]")
_QUOTES = tuple('"“”„«»「」『』')
_WORD = re.compile(r"\w+")
# How a paragraph goes on after a link that a scraper put on a line of its own.
_GOES_ON = re.compile(r"[a-zà-öø-ÿ]|[,.;:)\]’”%]|['’]s\b|[-–—] ")
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
# Words put between marks with their own stop, or five and more: spoken, no title and no term.
_SPOKEN = re.compile(r"[“\"«„](?:[^“”\"«»„]{2,}[.!?…,]|[^“”\"«»„\s]+(?: [^“”\"«»„\s]+){4,})[”\"»“]")
_PERSON = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]* ){1,3}[A-ZÀ-ÖØ-Þ][\w'’.-]*, [a-zà-öø-ÿ][^.!?]{2,60}")

# Short lines of earlier scrapes, measured; all are forgotten when they are too many.
_LONGEST_KNOWN = 100
_MOST_KNOWN = 10_000
# Lines that one paragraph may have been cut into.
_MOST_PARTS = 200

# Sizes in Latin letters. A line this long that ends as a sentence is prose; this long, whatever
# its end, it is a paragraph.
SENTENCE = 55
PARAGRAPH = 150


@dataclass(slots=True)
class Line:
    """A line of a scrape. `size` counts Latin letters (dense scripts weigh more).

    `parts` are the scrape's own lines if this one was put together from several. `running`: a
    sentence or paragraph by its size and end, whatever its form; `prose`: and with no form of junk.
    """

    text: str
    size: int
    form: Form | None
    ends: bool
    quotes: bool
    parts: tuple[str, ...] = ()
    running: bool = field(init=False)
    prose: bool = field(init=False)

    def __post_init__(self) -> None:
        """Tell running text once, since every pass asks for it."""
        self.running = self.size >= PARAGRAPH or (self.ends and self.size >= SENTENCE)
        self.prose = self.form is None and self.running

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


def measured(text: str, parts: tuple[str, ...] = ()) -> Line:
    """Measure one tidy line, put together from `parts` if there are any."""
    line = _measure([text], dense=True)[0]
    line.parts = parts
    return line


def _measure(texts: Sequence[str], *, dense: bool) -> list[Line]:
    """Measure tidy lines. `dense` false: none has a script written without spaces."""
    ends = [ends_sentence(text) for text in texts]
    forms = forms_of(texts, ends)
    return [
        Line(text, _size(text) if dense else len(text), form, end, _has_quotes(text))
        for text, form, end in zip(texts, forms, ends, strict=True)
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


def _measured_all(texts: Sequence[str]) -> list[Line]:
    """Measure a scrape's lines. What was seen before need not be: a site's pages share menus."""
    dense = bool(_DENSE_SIGN.search("\n".join(texts)))
    if len(_KNOWN) > _MOST_KNOWN:
        forget()
    new = [text for text in dict.fromkeys(texts) if text not in _KNOWN]
    fresh = dict(zip(new, _measure(new, dense=dense), strict=True))
    _KNOWN.update((text, line) for text, line in fresh.items() if len(text) <= _LONGEST_KNOWN)
    return [fresh.get(text) or _KNOWN[text] for text in texts]


def paragraphs(texts: Sequence[str]) -> list[Line]:
    """Measure tidy lines, putting paragraphs together that a scraper cut at their links.

    A line that begins in lower case or with a closing sign goes on the line above, and so does any
    line below one that ends in "said" or "of the"; a short line between a line left hanging and
    such a line is the link.
    """
    lines = _measured_all(texts)
    groups: list[list[Line]] = []
    above: Line | None = None
    for place, line in enumerate(lines):
        ended, above = above is None or above.ends, line
        if ended and not (groups and _GOES_ON.match(line.text)):
            groups.append([line])
            continue
        after = lines[place + 1] if place + 1 < len(lines) else None
        if groups and (_goes_on(line, groups[-1]) or _is_link(line, groups[-1][-1], after)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [group[0] if len(group) == 1 else _joined(group) for group in groups]


def _goes_on(line: Line, above: list[Line]) -> bool:
    hangs = len(above) < _MOST_PARTS and (len(above) > 1 or above[0].form is None)
    if not hangs or line.form is not None:
        return False
    if _GOES_ON.match(line.text):
        return True
    last = above[-1].text
    if above[-1].ends or (
        last[-1:] not in _HANGING_SIGNS and last.split(" ")[-1] not in _HANGING_WORDS
    ):
        return False
    so_far = " ".join(part.text for part in above[-3:])
    return bool(_HANGS.search(so_far[-_HANGING:]))


def _is_link(line: Line, above: Line, after: Line | None) -> bool:
    hanging = not above.ends and above.size >= 12 and above.form is None
    short = line.size < 120 and not line.ends
    return hanging and short and after is not None and _goes_on(after, [line])


def _joined(group: list[Line]) -> Line:
    texts = [group[0].text]
    for line in group[1:]:
        texts += [line.text] if _NO_SPACE_BEFORE.match(line.text) else [" ", line.text]
    return measured("".join(texts), tuple(line.text for line in group))
