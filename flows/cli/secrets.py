"""`pullquote secrets …`: the encrypted token file. No command prints what is in it."""

import sys
from typing import Annotated

import typer

from flows.cli.printing import show, show_json, tell
from flows.core.errors import SettingsError
from flows.core.tokens import TokenFile, new_key
from flows.core.workspace import Workspace

group = typer.Typer(help="Keep secrets in an encrypted file.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="What options call it: password_stored = NAME.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="secrets")


@group.command("new-key")
def print_key() -> None:
    """Print a key for the file, to be kept in another place than the file."""
    show(new_key())


@group.command("set")
def set_secret(name: Name) -> None:
    """Keep a secret: typed without being shown, or one line of standard input."""
    TokenFile.of(Workspace.open()).put(name, typed(name))
    tell(f"Kept {name}.")


@group.command("list")
def list_secrets(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Print the names of what is kept."""
    names = TokenFile.of(Workspace.open()).names()
    if as_json:
        show_json({"secrets": names})
    else:
        for name in names:
            show(name)


@group.command()
def drop(name: Name) -> None:
    """Forget a secret."""
    TokenFile.of(Workspace.open()).drop(name)
    tell(f"Forgot {name}.")


@group.command()
def rotate() -> None:
    """Seal everything with a new key."""
    tell(TokenFile.of(Workspace.open()).rotate())


def typed(name: str) -> str:
    """Return a secret from the keyboard, unseen, or from standard input. Raises SettingsError."""
    if sys.stdin.isatty():
        value = typer.prompt(f"{name} (not shown)", hide_input=True, err=True, default="")
    else:
        value = sys.stdin.readline()
    if not value.strip():
        raise SettingsError(f"No {name} was given.", "Type it, or give it on standard input.")
    return str(value).strip()
