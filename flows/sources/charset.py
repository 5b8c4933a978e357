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


# What the WHATWG Encoding Standard reads these labels as: the charset that pages under them are
# really in, with the curly quotes and the signs that were added later.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Python's codecs that no page is written in; to undo them would change words.
_NEVER = frozenset(
    {"idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape"}
    | {"raw-unicode-escape", "utf-7", "charmap", "undefined"}
)
# A text is in a charset if for every byte that is none of its signs there are so many rare signs.
# Texts in the charsets of Asia have two such bytes or more for each sign that UTF-8 would find.
_SIGNS_PER_DAMAGE = 4
# These bytes are the same marks in every Windows charset, and none of UTF-8's signs alone.
_PASTED = {
    0xDC00 + byte: mark
    for byte, mark in zip(b"\x85\x91\x92\x93\x94\x96\x97", "…‘’“”–—", strict=True)
}
# Of a sign that is cut, the bytes left over are no marks.
_CUT = re.compile("[\udcc2-\udcf4][\udc80-\udcbf]*")
_LOST = "\udcff"
_DAMAGE = re.compile("[\udc80-\udcff]")


def decode(raw: bytes, declared: str | None = None) -> str:
    """Return the text of `raw`. `declared` is the charset the server named, if any.

    Order: byte-order mark, UTF-8, the declared charset (server's, then the document's own), then
    BeautifulSoup's UnicodeDammit. A few damaged bytes (a page cut off, marks pasted in from
    elsewhere) do not speak against a charset: what cannot be read becomes U+FFFD. Never raises.
    """
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return raw.decode(codec, errors="replace")
    names = [name for name in (declared, _declared_inside(raw)) if name]
    text = _utf_8(raw)
    for name in names:
        text = _strictly(raw, name) if text is None else text
    for name in names:
        text = _nearly(raw, name) if text is None else text
    return _guessed(raw) if text is None else text


def _declared_inside(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:_HEAD].lower())
    return found[1].decode("ascii", errors="ignore") if found else None


def _utf_8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", errors="surrogateescape")
    text = _CUT.sub(_LOST, text)
    if not _is_sound(text, len(_DAMAGE.findall(text))):
        return None
    return _DAMAGE.sub("\ufffd", text.translate(_PASTED))


def _is_sound(text: str, damage: int) -> bool:
    rare = len(text) - len(text.encode("ascii", errors="ignore")) - damage
    return rare >= _SIGNS_PER_DAMAGE * damage


def _codec(raw: bytes, label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    # A page of UTF-16 has a zero in every sign of its markup; others only say that they are.
    if name in _NEVER or (name.startswith(("utf-16", "utf-32")) and b"\0" not in raw[:_HEAD]):
        return None
    return _READ_AS.get(name, name)


def _strictly(raw: bytes, label: str) -> str | None:
    try:
        name = _codec(raw, label)
        # Unlike the codec itself, `decode` refuses those that give bytes (zlib, base64).
        return raw.decode(name) if name else None
    except (LookupError, ValueError):
        return None


def _nearly(raw: bytes, label: str) -> str | None:
    name = _codec(raw, label)
    try:
        text = raw.decode(name, errors="replace") if name else ""
    except (LookupError, ValueError):
        return None
    return text if text and _is_sound(text, text.count("\ufffd")) else None


def _guessed(raw: bytes) -> str:
    from bs4.dammit import UnicodeDammit

    guess = UnicodeDammit(raw[:200_000], ["windows-1252"])
    name = guess.original_encoding or "utf-8"
    return raw.decode(name, errors="replace")
