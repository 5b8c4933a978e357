"""`pullquote init`: a settings file and a brand folder, commented, ready to edit."""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from tzlocal import get_localzone_name

from flows.cli.printing import show
from flows.core.errors import SettingsError
from flows.core.resources import resource
from flows.core.workspace import FILE_NAME


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to set up.")] = Path(),
) -> None:
    """Write a settings file and a brand folder, ready to edit; overwrite nothing."""
    target = folder / FILE_NAME
    if target.exists():
        raise SettingsError(
            f"{target} is already there.", "Edit it, or run init in another folder."
        )
    try:
        (folder / "inbox").mkdir(parents=True, exist_ok=True)
        text = resource("templates/settings/pullquote.toml").read_text(encoding="utf-8")
        target.write_text(text.replace("@ZONE@", get_localzone_name() or "UTC"), encoding="utf-8")
        if not (folder / "brand").exists():
            shutil.copytree(resource("assets/brand"), folder / "brand")
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written ({error.strerror}).", "Choose another folder."
        ) from error
    show(f"{target}   the settings, commented")
    show(f"{folder / 'brand'}   the look of your cards: colours, fonts, logo")
    show(f"{folder / 'inbox'}   files that forms and flows may read")
    show("Next: pullquote doctor, then pullquote serve")
