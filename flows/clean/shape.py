"""What can be measured of a line without understanding it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .forms import Form, ends_sentence, form_of

# A sign of a script written without spaces says about as much as this many Latin letters.
_DENSE = 2.4
_DENSE_SIGN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\u0e00-\u0e7f]")
_QUOTE = re.compile('["“”„«»「」『』]')
_WORD = re.compile(r"\w+")
# How a paragraph goes on after a link that a scraper put on a line of its own.
_GOES_ON = re.compile(r"[a-zà-öø-ÿ]|[,.;:)\]’”%]|['’]s\b|[-–—] ")
_NO_SPACE_BEFORE = re.compile(r"[,.;:!?)\]’”%]|['’]s\b")
# How a line ends that cannot be whole: with a word that names its speaker or object next.
_HANGS = re.compile(
    r"(?:[,”\"’] (?:[a-zà-öø-ÿ]+ ){0,2}(?:said|says|added|asked|wrote|told|recalled|explained|replied)"
    r"|,[”\"’]|[\w,”\"’)] (?:the|an?|of|and|or|whose|her|his|their))$"
)
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

    `parts` are the scrape's own lines if this one was put together from several.
    """

    text: str
    size: int
    form: Form | None
    ends: bool
    quotes: bool
    parts: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """A sentence or paragraph by its size and end, whatever its form."""
        return self.size >= PARAGRAPH or (self.ends and self.size >= SENTENCE)

    @property
    def prose(self) -> bool:
        """Running text with no form of junk."""
        return self.form is None and self.running

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


def measured(text: str, parts: tuple[str, ...] = (), *, dense: bool = True) -> Line:
    """Measure one tidy line. `dense` false: the scrape has no script written without spaces."""
    size = len(text)
    if dense and not text.isascii():
        size += int((_DENSE - 1) * len(_DENSE_SIGN.findall(text)))
    ends = ends_sentence(text)
    return Line(
        text=text,
        size=size,
        form=form_of(text, ends=ends),
        ends=ends,
        quotes='"' in text or (not text.isascii() and bool(_QUOTE.search(text))),
        parts=parts,
    )


def _measured_all(texts: Sequence[str]) -> list[Line]:
    """Measure a scrape's lines. What was seen before need not be: a site's pages share menus."""
    dense = bool(_DENSE_SIGN.search("\n".join(texts)))
    if len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.clear()
    lines = []
    for text in texts:
        line = _KNOWN.get(text)
        if line is None:
            line = measured(text, dense=dense)
            if len(text) <= _LONGEST_KNOWN:
                _KNOWN[text] = line
        lines.append(line)
    return lines


def paragraphs(texts: Sequence[str]) -> list[Line]:
    """Measure tidy lines, putting paragraphs together that a scraper cut at their links.

    A line that begins in lower case or with a closing sign goes on the line above, and so does any
    line below one that ends in "said" or "of the"; a short line between a line left hanging and
    such a line is the link.
    """
    lines = _measured_all(texts)
    groups: list[list[Line]] = []
    for place, line in enumerate(lines):
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
    so_far = "" if above[-1].ends else " ".join(part.text for part in above[-3:])
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
