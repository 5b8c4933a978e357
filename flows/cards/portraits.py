"""Pictures of people from folders that a person vouches for: named by who is on them."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from flows.core.card import Picture
from flows.core.settings import PictureFolder

_ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# A number tells several pictures of one person apart: "ada-quill-2.jpg".
_NUMBER = re.compile(r" \d+$")


def portrait(folders: Iterable[PictureFolder], root: Path, person: str) -> Picture | None:
    """Return a picture whose file is named after `person` ("Ada Quill": ada-quill.jpg), or None.

    Only from folders with rights; one of unknown rights is no place to take pictures from. The
    first by name wins, so that the same person always gets the same picture.
    """
    wanted = _plain(person)
    for folder in folders:
        if folder.rights == "unknown" or not wanted:
            continue
        for path in sorted((root / folder.path).glob("*")):
            if path.suffix.lower() in _ENDINGS and _NUMBER.sub("", _plain(path.stem)) == wanted:
                return Picture(path, folder.rights, folder.credit)
    return None


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", letters).strip()
