"""Reading a finished card back, and asking whether its words still stand in the article."""

import io
import re
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image

from flows.core.errors import CardError
from flows.core.verbatim import normalised

_MOST_BYTES = 64_000_000
_APART = re.compile(r"\[[^\]]*\]|…")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Words said by somebody else may stand between two halves of one quotation, outside the marks.
_BETWEEN = 300


@dataclass(frozen=True, slots=True)
class Written:
    """What a card's file says about itself; empty where it says nothing."""

    card_id: str
    quote: str
    speaker: str
    source_name: str
    source_url: str
    revision: str
    credit: str
    alt: str
    language: str


def read_back(data: bytes) -> Written:
    """Return what is written in a card's file. Raises CardError if it is no card of ours."""
    packet = _packet(data)
    identity = _field(packet, "pullquote:card")
    if not re.fullmatch(r"[0-9a-f]{32}", identity):
        raise CardError(
            "This picture carries no Pullquote data.",
            "Networks strip it: verify the file as it was made.",
        )
    return Written(
        card_id=identity,
        quote=_field(packet, "pullquote:quote"),
        speaker=_field(packet, "pullquote:speaker"),
        source_name=_field(packet, "pullquote:sourceName"),
        source_url=_field(packet, "dc:source"),
        revision=_field(packet, "pullquote:revision"),
        credit=_field(packet, "photoshop:Credit"),
        alt=_field(packet, "Iptc4xmpCore:AltTextAccessibility"),
        language=_field(packet, "pullquote:language"),
    )


def _packet(data: bytes) -> str:
    if len(data) > _MOST_BYTES:
        raise CardError("The file is too large to be a card.")
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CardError("The file is not a picture that can be read.") from error
    return found if isinstance(found, str) else bytes(found).decode("utf-8", "replace")


def _field(packet: str, name: str) -> str:
    """Return a field's words. No XML parser: the file may come from anywhere, the form is ours."""
    found = re.search(rf"<{name}>(.*?)</{name}>", packet, re.DOTALL)
    text = re.sub(r"<[^>]*>", "", found.group(1)) if found else ""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def stands_in(quote: str, text: str) -> bool:
    """Whether a quote's words stand in a text, in their order and case.

    Marks, spaces and full stops may differ; between two words the text may close its quotation
    marks, say who speaks, and open them again. What an editor put in brackets is left out.
    """
    words = [_WORD.findall(part) for part in _APART.split(normalised(quote).replace('"', "'"))]
    pattern = ".*?".join(_pattern(part) for part in words if part)
    if not pattern:
        return False
    return re.search(pattern, _plain(text), re.DOTALL) is not None


def _plain(text: str) -> str:
    """Return the text with apostrophes inside words kept and every other mark as one sign."""
    return re.sub(r"(?<!\w)'|'(?!\w)", '"', normalised(text))


def _pattern(words: list[str]) -> str:
    said = rf'[^\w"]*"[^"]{{1,{_BETWEEN}}}"[^\w"]*'
    apart = rf'(?:[^\w"]+|[^\w"]*"[^\w"]*|{said})'
    parts = [re.escape(words[0])]
    parts += [f"{apart}{re.escape(after)}" for _, after in pairwise(words)]
    return rf"(?<!\w){''.join(parts)}(?!\w)"
