"""How X reads the text of a post: weighted length, links, and what a timeline shows of it.

Rules: X's "Counting characters" and the configuration of its twitter-text (v3). Written apart
from the product's own counting, which it is there to check.
"""

import hashlib
import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

LIMIT = 280
URL_LENGTH = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
# Without a scheme only names under a known top-level domain are links; these are enough here.
_TOP = "com|org|net|edu|gov|info|news|app|dev|blog|co|io|uk|de|fr|eu|es|it|nl|test|example"
_PATH = r"/(?:(?:[\w\-.~!*';:=+,$%@&/#|]|\([^\s()]*\))*(?:[\w\-=/+&#]|\([^\s()]*\)))?"
_QUERY = r"\?[\w\-.~!*'();:&=+$/%#@,?]*[\w\-=&/+#]"
_URL = re.compile(
    r"(?<![\w@#$./-])"
    rf"(?:https?://(?:[\w-]+\.)+[a-z]{{2,}}(?::\d+)?(?:{_PATH})?(?:{_QUERY})?"
    rf"|(?:[a-z0-9-]+\.)+(?:{_TOP})\b(?![.@-]\w)(?::\d+)?(?:{_PATH}(?:{_QUERY})?)?)",
    re.IGNORECASE,
)
_PICTURE = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_JOINED = rf"{_PICTURE}\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_EMOJI = re.compile(
    "[#*0-9]\ufe0f?\u20e3"
    "|[\U0001f1e6-\U0001f1ff]{2}"
    "|\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f"
    rf"|{_JOINED}(?:\u200d{_JOINED})+"
    rf"|{_PICTURE}(?:\ufe0f[\U0001f3fb-\U0001f3ff]?|[\U0001f3fb-\U0001f3ff])"
    "|[\U0001f000-\U0001faff]"
)


@dataclass(frozen=True)
class Picture:
    """A medium at the end of a shown text."""

    media_key: str
    number: int


def stored(text: str) -> str:
    """The text as X keeps it: NFC, no white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def length(text: str) -> int:
    """The weighted length; 280 is the most."""
    text = unicodedata.normalize("NFC", text)
    links = list(_URL.finditer(text))
    for link in reversed(links):
        text = text[: link.start()] + text[link.end() :]
    emoji = _EMOJI.findall(text)
    rest = _EMOJI.sub("", text)
    return len(links) * URL_LENGTH + len(emoji) * 2 + sum(map(_weight, rest))


def _weight(character: str) -> int:
    return 1 if any(low <= ord(character) <= high for low, high in _LIGHT) else 2


def shortened(url: str) -> str:
    """The t.co address of `url`, always the same for the same one."""
    return f"https://t.co/{hashlib.sha256(url.encode()).hexdigest()[:10]}"


def shown(text: str, post_id: str, user: str, pictures: list[str]) -> tuple[str, dict[str, Any]]:
    """The text as the API shows it, and its entities.

    Links become t.co, the first picture adds a t.co of its own at the end, and `&<>` come
    escaped. `pictures` are media keys. Positions count code points of the shown text.
    """
    out, urls, at = "", [], 0
    for link in _URL.finditer(text):
        out += html.escape(text[at : link.start()], quote=False)
        whole = link[0] if "://" in link[0] else f"http://{link[0]}"
        out, entity = _linked(out, whole, link[0].split("://")[-1])
        urls.append(entity)
        at = link.end()
    out += html.escape(text[at:], quote=False)
    if pictures:
        page = f"https://x.com/{user}/status/{post_id}/photo/1"
        out, entity = _linked(f"{out} " if out else "", page, f"pic.x.com/{post_id[-10:]}")
        urls += [entity | {"media_key": key} for key in pictures]
    return out, {"urls": urls} if urls else {}


def _linked(before: str, url: str, display: str) -> tuple[str, dict[str, Any]]:
    short = shortened(url)
    place = {"start": len(before), "end": len(before) + len(short)}
    return before + short, place | {"url": short, "expanded_url": url, "display_url": display}
