"""Article text on its way into a post: one line, nothing hidden in it, and nobody called."""

import re
import unicodedata

# Invisible, or turning the line around; joiners and single direction marks belong to scripts and
# emoji and stay.
_HIDDEN = re.compile(
    "[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_NO_TEXT = frozenset({"Cc", "Cs", "Co"})
# What X and Mastodon take for a mention when it is typed. Letters before the sign make it an
# address, except "RT" (twitter-text 3.1.0, validMentionPrecedingChars).
_CALL = re.compile(r"(?:(?<![A-Za-z0-9_])|(?<=\b[Rr][Tt]))[@＠](?=\w)")
_BREAK = "\u200b"


def plain(text: str) -> str:
    """Return `text` on one line without control, private and direction-changing characters.

    Composed (NFC), as networks keep it: what is shown beforehand is what will stand there.
    """
    text = unicodedata.normalize("NFC", text)
    kept = "".join(
        c if c.isspace() or unicodedata.category(c) not in _NO_TEXT else "" for c in text
    )
    return " ".join(_HIDDEN.sub("", kept).split())


def calls_nobody(text: str) -> str:
    """Return `text` with an invisible break in each @name, so that it is shown and calls nobody."""
    return _CALL.sub(lambda sign: f"{sign[0]}{_BREAK}", text)


def without_breaks(text: str) -> str:
    """Return `text` as it was before `calls_nobody`."""
    return text.replace(_BREAK, "")
