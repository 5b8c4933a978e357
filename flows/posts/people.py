"""The people file: who may be mentioned by which handle, written by hand in the working folder.

`people.toml` holds `[[person]]` entries: `name`, `aliases`, and a handle per network or account.
A wrong mention is as bad as a wrong name: only a whole name counts, letter for letter, and a name
that two entries share counts for neither.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from flows.core.errors import NotFound, SettingsError
from flows.core.quote import Quote
from flows.core.settings import AccountSettings

FILE_NAME = "people.toml"
_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*person[ \t]*\]\]", re.MULTILINE)
_FORMS = {
    "x": re.compile(r"[A-Za-z0-9_]{1,15}"),
    "bluesky": re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE),
    "mastodon": re.compile(r"\w[\w.-]*(?:@[\w-]+(?:\.[\w-]+)+)?"),
}
_ANY = re.compile(r"[\w@.-]{1,200}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with handles: by network ("bluesky") or by the name of an account, without @."""

    name: str
    aliases: tuple[str, ...] = ()
    handles: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """All names under which this person is known."""
        return (self.name, *self.aliases)


def load(root: Path) -> tuple[Person, ...]:
    """Return the people of a working folder; nobody without a file. Raises SettingsError."""
    path = root / FILE_NAME
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{FILE_NAME} cannot be read: {error}.") from error
    entries = data.get("person", [])
    if set(data) - {"person"} or not isinstance(entries, list):
        raise SettingsError(f"{FILE_NAME} holds something else than [[person]] entries.")
    return tuple(_person(entry) for entry in entries)


def handle_of(people: tuple[Person, ...], quote: Quote, account: AccountSettings) -> str | None:
    """Return the handle of a quote's speaker on an account's network, None if not surely known."""
    speaker = quote.speaker
    if speaker.kind not in {"named", "org"} or not speaker.name:
        return None
    found = [one for one in people if _same(speaker.name) in map(_same, one.names)]
    if len(found) != 1:
        return None
    return found[0].handles.get(account.name) or found[0].handles.get(account.network)


def remove(root: Path, name: str) -> Person:
    """Delete the entry of a person, known by name or alias, from the file; return it.

    The other entries stay as they are written. Raises NotFound, SettingsError.
    """
    people = load(root)
    places = [at for at, one in enumerate(people) if _same(name) in map(_same, one.names)]
    if len(places) != 1:
        many = "Several entries have" if places else "Nobody has"
        raise NotFound(f"{many} the name {name!r} in {FILE_NAME}.", "See: pullquote people list")
    path = root / FILE_NAME
    text = path.read_text(encoding="utf-8")
    starts = [match.start() for match in _ENTRY.finditer(text)] + [len(text)]
    left = text[: starts[places[0]]] + text[starts[places[0] + 1] :] if len(starts) > 1 else ""
    rest = [one for at, one in enumerate(people) if at != places[0]]
    if not _says(left, rest):
        left = tomli_w.dumps({"person": [_written(one) for one in rest]})
    part = path.with_suffix(".part")
    part.write_text(left, encoding="utf-8")
    part.replace(path)
    return people[places[0]]


def _says(text: str, people: list[Person]) -> bool:
    try:
        return [_person(one) for one in tomllib.loads(text).get("person", [])] == people
    except (tomllib.TOMLDecodeError, SettingsError):
        return False


def _written(one: Person) -> dict[str, object]:
    aliases = {"aliases": list(one.aliases)} if one.aliases else {}
    return {"name": one.name, **aliases, **one.handles}


def _person(entry: object) -> Person:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise SettingsError(f"{FILE_NAME}: an entry has no name.", 'Add name = "Given Surname".')
    name, aliases = entry["name"], entry.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(each, str) for each in aliases):
        raise SettingsError(f"{FILE_NAME}: the aliases of {name!r} are no list of names.")
    if not name.strip() or any(len(alias.split()) < 2 for alias in aliases):
        raise SettingsError(
            f"{FILE_NAME}: {name!r} has an empty name, or an alias that is no full name.",
            "A surname alone could be somebody else's: give both names.",
        )
    handles = {
        place: _handle(name, place, value)
        for place, value in entry.items()
        if place not in {"name", "aliases"}
    }
    return Person(name, tuple(aliases), handles)


def _handle(name: str, place: str, value: object) -> str:
    handle = value.strip().removeprefix("@") if isinstance(value, str) else ""
    if not _FORMS.get(place, _ANY).fullmatch(handle):
        raise SettingsError(f"{FILE_NAME}: {value!r} is no handle of {name!r} on {place}.")
    return handle


def _same(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())
