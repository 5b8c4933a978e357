"""Pictures of people from folders that a person vouches for: named or tagged by who is on them."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from flows.cards.schema import Limits, Table, checked
from flows.core.card import Picture, Rights
from flows.core.errors import SettingsError

if TYPE_CHECKING:
    from flows.core.settings import PictureFolder

NOTES = "pictures.toml"
_ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# A number tells several pictures of one person apart: "ada-quill-2.jpg".
_NUMBER = re.compile(r" \d+$")
_Part = Annotated[float, Limits(ge=0, le=1)]


@dataclass(frozen=True, kw_only=True)
class PictureNote(Table):
    """What a folder's pictures.toml says of one picture, under its file name: `tags` (people on
    it), `focus` (the point that every crop keeps, from the left and the top), and rights and
    credit where they differ from the folder's.
    """

    tags: tuple[str, ...] = ()
    focus: tuple[_Part, _Part] | None = None
    rights: Rights | None = None
    credit: str | None = None


_NO_NOTE = PictureNote()


def portrait(folders: Iterable["PictureFolder"], root: Path, person: str) -> Picture | None:
    """Return a picture whose file is named after `person` ("Ada Quill": ada-quill.jpg) or tagged
    with the name in the folder's pictures.toml, or None.

    Only with rights; one of unknown rights is no picture to take. The first by name wins, so that
    the same person always gets the same picture. Raises SettingsError for a spoilt pictures.toml.
    """
    wanted = _plain(person)
    for folder in folders:
        if not wanted:
            continue
        notes = picture_notes(root / folder.path)
        for path in sorted((root / folder.path).glob("*")):
            note = notes.get(path.name, _NO_NOTE)
            rights = note.rights or folder.rights
            if rights == "unknown" or wanted not in _people(path, note):
                continue
            made = Picture(path, rights, folder.credit if note.credit is None else note.credit)
            return made if note.focus is None else Picture(path, rights, made.credit, note.focus)
    return None


def _people(path: Path, note: PictureNote) -> set[str]:
    if path.suffix.lower() not in _ENDINGS:
        return set()
    return {_NUMBER.sub("", _plain(path.stem)), *map(_plain, note.tags)}


def picture_notes(folder: Path) -> Mapping[str, PictureNote]:
    """Return what the folder's pictures.toml says, by file name. Raises SettingsError."""
    path = folder / NOTES
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return {}
    return _read(path, changed)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Mapping[str, PictureNote]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}.") from error
    return checked(dict[str, PictureNote], found, path, path.name, "Correct it.")


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", letters).strip()
