"""What can be measured of a line without understanding it."""

import re
from dataclasses import dataclass

from .forms import Form, ends_sentence, form_of

# A sign of a script written without spaces says about as much as this many Latin letters.
_DENSE = 2.4
_DENSE_SIGN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\u0e00-\u0e7f]")
_QUOTE = re.compile('["“”„«»「」『』]')
_WORD = re.compile(r"\w+")

# Sizes in Latin letters. A line this long that ends as a sentence is prose; this long, whatever
# its end, it is a paragraph.
SENTENCE = 55
PARAGRAPH = 150


@dataclass(slots=True)
class Line:
    """A line of a scrape. `size` counts Latin letters (dense scripts weigh more).

    `prose`: a sentence or paragraph of running text by size and end, with no form of junk.
    """

    text: str
    size: int
    form: Form | None
    ends: bool
    quotes: bool

    @property
    def prose(self) -> bool:
        """Running text."""
        if self.form is not None:
            return False
        return self.size >= PARAGRAPH or (self.ends and self.size >= SENTENCE)

    @property
    def words(self) -> int:
        """Number of words."""
        return len(_WORD.findall(self.text))


def measured(text: str) -> Line:
    """Measure one tidy line."""
    size = len(text)
    if not text.isascii():
        size += int((_DENSE - 1) * len(_DENSE_SIGN.findall(text)))
    return Line(
        text=text,
        size=size,
        form=form_of(text),
        ends=ends_sentence(text),
        quotes=bool(_QUOTE.search(text)),
    )
