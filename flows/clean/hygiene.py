"""Text as it was meant: encoding accidents undone, invisible signs gone, words untouched."""

import re
import unicodedata
from collections.abc import Collection, Sequence

# Joiners (U+200C, U+200D) and direction marks mean something in other scripts: only between Latin
# letters are they accidents.
_JOINER = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
_JOINERS = re.compile(
    "(?<![^\x00-\u024f])[\u200c\u200d\u200e\u200f\u202a-\u202e\u2066-\u2069]+(?![^\x00-\u024f])"
)
# Signs that are no part of a text as it is read: line ends of all kinds, spaces of all widths,
# invisible signs (soft hyphen, zero-width space, word joiner, byte-order mark), control characters,
# halves of a sign, which JSON can carry and no file can.
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u00ad\u034f\u1680\u2000-\u200b\u2028\u2029\u202f\u205f-\u2064"
    "\u206a-\u206f\u3000\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
# What a text copied from a terminal carries: colours, titles (ECMA-48, CSI and OSC).
_TERMINAL = re.compile(
    "\x1b(?:\\[[0-?]{0,100}[ -/]{0,100}[@-~]|\\][^\x07\x1b\n]{0,1000}(?:\x07|\x1b\\\\))"
)
_BREAKS = frozenset("\r\x0b\x0c\x85\u2028\u2029")
_SPACE_SIGNS = frozenset("\t\x1c\x1d\x1e\x1f\xa0\u1680\u202f\u205f\u3000") | {
    chr(code) for code in range(0x2000, 0x200B)
}
# What a UTF-8 text looks like after being read as windows-1252; ftfy is loaded only then.
_ACCIDENT = re.compile(
    "[\u00c2\u00c3\u00e2\u00d0\u00d1\u00ef][\u0080-\u00bf\u20ac\u2018-\u201e\u0152-\u0178\u02c6\u02dc\u2020-\u2122]|[\ufb00-\ufb06]|&(?:[A-Za-z]{2,8}|#\\d{2,6}|#[xX][0-9a-fA-F]{2,5});"
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)
# What was escaped twice or three times, as titles in feeds are.
_MOST_ESCAPES = 3
_SPACES = re.compile(" {2,}")
# Printable ASCII and line feeds, but for what an accident begins with.
_PLAIN = bytes({*range(0x20, 0x7F), 0x0A} - {ord("&")})
# Below U+0300 and among these marks, quotation marks and Chinese signs all are in NFC already.
_MAY_COMPOSE = re.compile(
    "[^\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u3005-\u3029\u4e00-\u9fa5]"
)
# How an accident may begin: looked for first, since most texts have none.
_SUSPECT = re.compile("[\u00c2\u00c3\u00e2\u00d0\u00d1\u00ef\ufb00-\ufb06&]")
# Signs are few if there is no more than one in so many.
_FEW = 40
# A tag left over by a scraper that cut a page into lines; "<" in prose is followed by a space.
_STRAY_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|em|b|i|u|a|ul|ol|li|h[1-6]|blockquote|font|img|hr)(?:\s[^<>\n=]{0,100}=[^<>\n]{0,500})?\s{0,9}/?>",
    re.IGNORECASE,
)


def tidy(text: str, *, markup: bool = True) -> str:
    """Return `text` in NFC with line feeds for line ends and single spaces inside lines.

    Undone: text decoded twice (ftfy, `uncurl_quotes=False`: curly quotes are the quote finder's
    signal), character references, leftover tags, invisible and control characters. No letter and
    no quotation mark is changed otherwise. `markup` false: tags are words, since the text comes
    from a parser and its author wrote them to be read.
    """
    rare = rare_signs(text)
    # Accidents first: what looks like a control character may be half of one.
    suspects = set(_SUSPECT.findall(rare))
    if _has_accident(text, suspects):
        lines = text.split("\n")
        text = "\n".join([_repaired(x) if _has_accident(x, suspects) else x for x in lines])
        rare = rare_signs(text)
    if odd := set(_ODD.findall(rare)):
        if "\x1b" in odd:
            text = _TERMINAL.sub("", text)
        text = text.replace("\r\n", "\n")
        for sign in odd:
            text = text.replace(sign, _replacement(sign))
    if markup and "<" in text:
        text = _STRAY_TAG.sub(" ", text)
    if _JOINER.search(rare):
        text = _JOINERS.sub("", text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return unicodedata.normalize("NFC", text) if _MAY_COMPOSE.search(rare) else text


def rare_signs(text: str) -> str:
    """Return the signs of a text that are not plain ASCII, in order.

    They are looked at instead of the text: deleting bytes is ten times as fast as searching.
    """
    signs = text.encode("utf-8", "surrogatepass")
    return signs.translate(None, _PLAIN).decode("utf-8", "surrogatepass")


def _has_accident(text: str, suspects: Collection[str]) -> bool:
    """Tell whether an accident begins at one of the signs; a few are found faster one by one."""
    if sum(map(text.count, suspects)) * _FEW > len(text):
        return _ACCIDENT.search(text) is not None
    for sign in suspects:
        at = text.find(sign)
        while at >= 0:
            if _ACCIDENT.match(text, at):
                return True
            at = text.find(sign, at + 1)
    return False


def _replacement(sign: str) -> str:
    if sign in _SPACE_SIGNS:
        return " "
    if sign in _BREAKS:
        return "\n"
    return "\ufffd" if "\ud800" <= sign <= "\udfff" else ""


def _repaired(text: str) -> str:
    import ftfy

    for _ in range(_MOST_ESCAPES):
        if "&" not in text:
            break
        text = _ENTITY.sub(_meant, text)
    fixed: str = ftfy.fix_text(
        text,
        uncurl_quotes=False,
        unescape_html=False,
        fix_character_width=False,
        normalization="NFC",
    )
    return fixed


def _meant(found: re.Match[str]) -> str:
    from html import unescape
    from html.entities import html5

    # `unescape` would also take the beginning of a word for a name: "&notes;".
    name = found[0][1:]
    return unescape(found[0]) if name.startswith("#") else html5.get(name, found[0])


def tidy_line(text: str, *, markup: bool = True) -> str:
    """Return one line's text, stripped, without line ends. `markup` as for `tidy`."""
    return " ".join(tidy(text, markup=markup).split())


def tidy_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines tidied, one for one. All at once, since most need nothing."""
    together = tidy("\n".join(lines)).split("\n")
    if len(together) == len(lines):
        return [line.strip() for line in together]
    return [tidy_line(line) for line in lines]
