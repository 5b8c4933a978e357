"""Whether something read is a text at all, and which text is a page."""

import re

from flows.core.errors import SourceUnreadable

# Documents and pictures under a text's name: PDF, Office and zip, RTF, old Office, PNG, JPEG, GIF.
_SIGNATURES = (
    b"%PDF-", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
)  # fmt: skip
# Controls that no text has, and what could not be decoded; a scrape may have some.
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_MOST_UNREADABLE = 0.1
# A stray zero is dropped; what is no text has many.
_MOST_ZEROS = 0.01
_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)


def must_be_text(content: str, raw: bytes) -> None:
    """Raise SourceUnreadable if what was read is no text, or holds none."""
    head = content[:10_000]
    unreadable = len(_UNREADABLE.findall(head))
    zeros = head.count("\0") > len(head) * _MOST_ZEROS
    if raw.startswith(_SIGNATURES) or zeros or unreadable > len(head) * _MOST_UNREADABLE:
        raise SourceUnreadable("It is not a text.", "Save it as .txt or .html.")
    if not content.strip():
        raise SourceUnreadable("It is empty.", "Give a file or page with text.")


def looks_like_html(content: str) -> bool:
    """Tell whether a text begins as a page does."""
    return bool(_HTML.match(content))
