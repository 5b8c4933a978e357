"""Quote marks, apostrophes and spaces as each language's printers set them.

Letters and their order never change; only what `core.verbatim` allows does, and a nested mark may
change its level (“ ” inside a quotation is set ‘ ’), which is the same custom.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from flows.cards.clusters import invisible

NBSP = "\u00a0"
NNBSP = "\u202f"


@dataclass(frozen=True, slots=True)
class Marks:
    """A language's outer and inner quotation marks; `space` stands inside the outer ones."""

    open: str
    close: str
    inner_open: str
    inner_close: str
    space: str = ""


# CLDR's delimiters, with French spacing as the Imprimerie nationale's manual has it.
_ENGLISH = Marks("“", "”", "‘", "’")
_LOW = Marks("„", "“", "‚", "‘")
_LOW_HIGH = Marks("„", "”", "’", "’")
_ANGLE = Marks("«", "»", "„", "“")
_MARKS: dict[str, Marks] = {
    "fr": Marks("«", "»", "“", "”", NNBSP),
    "de": _LOW, "cs": _LOW, "sk": _LOW, "sl": _LOW, "bg": _LOW, "is": _LOW, "lt": _LOW, "et": _LOW,
    "pl": Marks("„", "”", "«", "»"), "hu": Marks("„", "”", "»", "«"),
    "ro": Marks("„", "”", "«", "»"), "hr": _LOW_HIGH, "sr": _LOW_HIGH,
    "sv": Marks("”", "”", "’", "’"), "fi": Marks("”", "”", "’", "’"),
    "ru": _ANGLE, "uk": _ANGLE, "be": _ANGLE, "el": Marks("«", "»", "“", "”"),
    "no": Marks("«", "»", "‘", "’"), "nb": Marks("«", "»", "‘", "’"),
    "it": Marks("«", "»", "“", "”"), "da": Marks("»", "«", "›", "‹"),
    "de-ch": Marks("«", "»", "‹", "›"), "he": Marks("”", "”", "’", "’"),
    "ar": Marks("«", "»", "“", "”"), "fa": Marks("«", "»", "‹", "›"),
    "ja": Marks("「", "」", "『", "』"), "zh-tw": Marks("「", "」", "『", "』"),
    "zh-hant": Marks("「", "」", "『", "』"),
}  # fmt: skip

# Controls nobody sees, and those that would turn the reading order round behind an editor's back.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_OPENERS = "(（[{-–—/¿¡" + NBSP + NNBSP
_DOUBLE = frozenset('"“”„‟«»″＂「」')
_SINGLE = frozenset("'‘’‚‛′‹›＇`´『』")
# Words that begin with an apostrophe; anything else after a space opens a quotation.
_CLIPPED = re.compile(
    r"(?:tis|twas|twere|em|til|cause|bout|round|n|kay|cos|\d\ds?)\b", re.IGNORECASE
)


def marks(language: str) -> Marks:
    """Return the marks of a BCP 47 language tag; English ones when it is not known."""
    tag = language.casefold().replace("_", "-")
    return _MARKS.get(tag) or _MARKS.get(tag.split("-", maxsplit=1)[0]) or _ENGLISH


@lru_cache(maxsize=1024)
def typeset(text: str, language: str = "en") -> str:
    """Return the words of a quotation (without its outer marks) as they are printed."""
    text = _HIDDEN.sub("", unicodedata.normalize("NFC", text)).replace("...", "…")
    text = re.sub(r"[^\S\u00a0\u202f\u3000]+", " ", text).strip()
    if all(map(invisible, text)):
        return ""
    text = _with_marks(text, marks(language))
    if language.casefold().split("-", maxsplit=1)[0] == "fr":
        text = _french(text)
    return text


def plain(text: str) -> str:
    """Return a name, a role or a label as it is printed: one line, real apostrophes."""
    return typeset(text)


def _with_marks(text: str, custom: Marks) -> str:
    out: list[str] = []
    for index, char in enumerate(text):
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        if char in _SINGLE and _is_apostrophe(text, index, before, after):
            out.append("’")
        elif char in _DOUBLE or char in _SINGLE:
            out.append(custom.inner_open if _opens(char, before, after) else custom.inner_close)
        else:
            out.append(char)
    return "".join(out)


def _is_apostrophe(text: str, index: int, before: str, after: str) -> bool:
    """Tell an apostrophe from a single quotation mark."""
    char = text[index]
    if char in "‹›‚『』":
        return False
    if before.isalnum() and after.isalnum():
        return True
    if not before.isalnum() and after.isalnum():
        return bool(_CLIPPED.match(text, index + 1)) and char != "‘"
    # A closing mark needs an opening one before it; without it this is the dogs' apostrophe.
    opened = len(re.findall(r"(?<!\w)['‘](?=\w)", text[:index]))
    closed = len(re.findall(r"(?<=[\w.,!?…])['’](?!\w)", text[:index]))
    return before.isalnum() and opened <= closed


def _opens(char: str, before: str, after: str) -> bool:
    if char in "“‘„‚「『":
        return not (char in "“‘" and before.isalnum() and not after.isalnum())
    if char in "«‹":
        return not (before.isalnum() and not after.isalnum())
    if char in "」』":
        return False
    return (before.isspace() or before in _OPENERS or not before.isalnum()) and (
        after.isalnum() or (after in "¿¡[(…" and before.isspace())
    )


def _french(text: str) -> str:
    """Narrow no-break spaces before high punctuation and inside « »."""
    text = re.sub(rf"[ {NBSP}{NNBSP}]*([;!?»])", rf"{NNBSP}\1", text)
    text = re.sub(rf"[ {NBSP}{NNBSP}]*:(?=\s|$)", f"{NBSP}:", text)
    text = re.sub(rf"«[ {NBSP}{NNBSP}]*", f"«{NNBSP}", text)
    return re.sub(rf"(?<=[!?]){NNBSP}(?=[!?])", "", text)
