"""Whether an article's own picture may stand on a card, and what is printed beside it."""

import re
from typing import TYPE_CHECKING

from flows.core.card import Rights

if TYPE_CHECKING:
    from flows.core.settings import PictureSite

# Who sells pictures by licence: that a site may print one gives it no right to pass it on.
_NAMES = re.compile(
    r"\b(?:getty|reuters|associated press|agence france.presse|press association|shutterstock|"
    r"alamy|i?stock(?:photo)?|adobe stock|magnum photos|bloomberg|scanpix|ritzau|keystone|imago|"
    r"zuma(?: press)?|nurphoto|anadolu|xinhua|kyodo|sipa|redux|wireimage|filmmagic|rex features|"
    r"picture.?alliance|depositphotos|dreamstime|polaris images|corbis|eyevine)\b",
    re.IGNORECASE,
)
# Short ones only in capitals, as credits have them: "pa" is a word in many languages.
_LETTERS = re.compile(r"\b(?:AP|AFP|EPA|DPA|PA|EFE|ANSA|TASS|APA|NTB|TT|LUSA|MTI|PAP)\b|\bdpa\b")


def is_agency(credit: str) -> bool:
    """Whether a credit names a picture agency."""
    return bool(_NAMES.search(credit) or _LETTERS.search(credit))


def lead_rights(site: "PictureSite", credit: str | None) -> tuple[Rights, str]:
    """Return the rights to an article's lead picture and the credit to print.

    Unknown, so that an editor must sign for it, where nobody is credited or an agency is.
    """
    printed = (credit or "").strip() or site.credit.strip()
    if not printed or is_agency(printed):
        return "unknown", printed
    return site.rights, printed
