"""The one closed list of changes under which printed words still count as the article's words."""

import re
import unicodedata

# Quote marks and apostrophes may follow the language's custom; nothing else about a mark may.
_DOUBLE = '"“”„‟«»″〝〞＂「」『』'
_SINGLE = "'‘’‚‛′‹›＇`´"
_MARKS = str.maketrans({**dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_SINGLE, "'")})
_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def normalised(text: str) -> str:
    """Return `text` under the closed list: NFC, runs of white space, quote marks, `...` as `…`.

    Letters and case never change. Two texts are verbatim the same if their normal forms are.
    """
    text = unicodedata.normalize("NFC", text).translate(_MARKS).replace("...", "…")
    return _SPACE.sub(" ", text).strip()


def normalised_words(text: str) -> str:
    """Return the words alone, in lower case, one space between: what "said already" compares."""
    return " ".join(_WORDS.findall(normalised(text).casefold()))
