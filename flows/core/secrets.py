"""Where secrets are kept: an environment variable, the encrypted token file, and what is added.

Settings name a place and what lies there, never the secret: `password_env = "BLUESKY"` among an
account's options, `"env:PULLQUOTE_NOTIFY"` in a list.
"""

import os
from collections.abc import Callable

from flows.core.errors import SettingsError
from flows.core.tokens import TokenFile
from flows.core.workspace import Workspace

Look = Callable[[Workspace, str], str | None]


def _from_environment(workspace: Workspace, name: str) -> str | None:
    del workspace
    return os.environ.get(name)


def _from_file(workspace: Workspace, name: str) -> str | None:
    return TokenFile.of(workspace).get(name)


# What starts the process may add some ("block": a Prefect Secret block).
_places: dict[str, Look] = {"env": _from_environment, "stored": _from_file}


def add_place(place: str, look: Look) -> None:
    """Let settings name secrets of a further place, which `look` finds."""
    _places[place] = look


def places() -> tuple[str, ...]:
    """Return the names of all places."""
    return tuple(_places)


def find(workspace: Workspace, place: str, name: str) -> str | None:
    """Return the secret `name` of a place; None if there is nothing.

    Raises SettingsError for a place we do not know and for a token file that cannot be opened,
    and whatever an added place raises when it cannot be asked just now.
    """
    look = _places.get(place)
    if look is None:
        raise SettingsError(
            f"Secrets cannot be kept in {place!r} here.", f"Use one of: {', '.join(_places)}."
        )
    return look(workspace, name) or None
