"""Bytes to text: strict UTF-8, then what was declared, then a guess. Nothing is repaired here."""

import codecs
import re

# A byte-order mark is the surest sign there is; UTF-32 before UTF-16, whose mark it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The HTML standard looks for the declaration in the first 1024 bytes; scrapes are less tidy.
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})"
)
_HEAD = 4096


def decode(raw: bytes, declared: str | None = None) -> str:
    """Return the text of `raw`. `declared` is the charset the server named, if any.

    Order: byte-order mark, strict UTF-8, the declared charset (server's, then the document's own),
    then BeautifulSoup's UnicodeDammit. Never raises: what cannot be read becomes U+FFFD.
    """
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return raw.decode(codec, errors="replace")
    for name in ("utf-8", declared, _declared_inside(raw)):
        text = _strictly(raw, name) if name else None
        if text is not None:
            return text
    return _guessed(raw)


def _declared_inside(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:_HEAD].lower())
    return found[1].decode("ascii", errors="ignore") if found else None


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
        # The WHATWG standard reads both labels as windows-1252, which has the curly quotes.
        if codec.name in {"iso8859-1", "ascii"}:
            codec = codecs.lookup("cp1252")
        return codec.decode(raw, "strict")[0]
    except (LookupError, UnicodeError, ValueError, TypeError):
        return None


def _guessed(raw: bytes) -> str:
    from bs4.dammit import UnicodeDammit

    guess = UnicodeDammit(raw[:200_000], ["windows-1252"])
    name = guess.original_encoding or "utf-8"
    return raw.decode(name, errors="replace")
