"""Change `pullquote.toml` without losing a comment of it, and never to something that is wrong."""

import os
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Table

from flows.core.errors import SettingsError
from flows.core.settings import DeskSettings, Settings, parsed

_FOLDER = '[[account]]\nname = "folder"\nnetwork = "folder"\n'


def account_block(
    *,
    name: str,
    network: str,
    zone: str,
    options: Mapping[str, str],
    notes: Mapping[str, str],
    unused: Mapping[str, str],
) -> str:
    """Return an `[[account]]` as TOML, commented: `notes` by option, `unused` options as comments.

    Its slots are the settings' own defaults, written out to be edited.
    """
    block = tomlkit.document()
    aot = tomlkit.aot()
    table = tomlkit.table()
    table.add("name", name)
    table.add("network", network)
    zoned = tomlkit.item(zone)
    zoned.comment("slots are wall time in this zone")
    table.add("zone", zoned)
    slots = ", ".join(f"{{ at = {slot} }}" for slot in ("09:00:00", "12:30:00", "18:00:00"))
    table.add("slots", tomlkit.value(f"[{slots}]"))
    told = tomlkit.table()
    for key, value in options.items():
        item = tomlkit.item(value)
        if key in notes:
            item.comment(notes[key])
        told.add(key, item)
    for key, note in unused.items():
        told.add(tomlkit.comment(f'{key} = ""  {note}'))
    table.add("options", told)
    aot.append(table)
    block.add("account", aot)
    return tomlkit.dumps(block)


def with_account(text: str, block: str, desk: str | None) -> str:
    """Return a settings file's text with an account more, which `desk` posts to if one is named.

    All else stays as it is, comments and order included. Raises SettingsError if the result would
    not be valid, as for a name that is taken.
    """
    before = parsed(text)
    name = str(tomlkit.parse(block)["account"][0]["name"])
    if desk is not None:
        text = _on_desk(text, before.desk_named(desk), name)
    # Without any of its own the file means the folder account: now it has to say so.
    folder = "" if "account" in tomlkit.parse(text) else _FOLDER
    changed = "\n\n".join(part.strip("\n") for part in (text, folder, block) if part) + "\n"
    parsed(changed).account_named(name)
    return changed.lstrip("\n")


def _on_desk(text: str, desk: DeskSettings, account: str) -> str:
    document = tomlkit.parse(text)
    desks = document.get("desk")
    if not isinstance(desks, AoT):
        desks = tomlkit.aot()
        desks.append(_table(name=desk.name, accounts=list(desk.accounts)))
        document.append("desk", desks)
    for table in desks:
        if table.get("name", DeskSettings().name) == desk.name:
            if "accounts" not in table:
                table["accounts"] = list(desk.accounts)
            table["accounts"].append(account)
    return tomlkit.dumps(document)


def _table(**values: object) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    return table


def write(path: Path, text: str) -> Settings:
    """Replace a settings file in one step, its mode kept; return the settings. Raises SettingsError."""
    settings = parsed(text)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error
    return settings
