"""`pullquote accounts connect`: a person lets us speak for an account, in a browser."""

from typing import Annotated

import typer

from flows.cli.accounts import group
from flows.cli.printing import show, tell
from flows.cli.secrets import typed
from flows.core.workspace import Workspace


def register() -> None:
    """Add the command to the others about accounts."""
    group.command("connect")(connect)


def connect(name: Annotated[str, typer.Argument(help="The account.")]) -> None:
    """Connect an account in a browser (X by OAuth 2): prints what to open, takes the address that
    the browser ends at, typed without being shown or on standard input, and keeps its tokens
    encrypted.
    """
    from flows import networks, posts

    workspace = Workspace.open()
    consent = networks.consent(workspace.settings.account_named(name), workspace)
    tell("Open this in a browser that is signed in as the account, and allow it:")
    show(consent.url)
    tell("Within 30 seconds, paste the address that it ends at; its page need not open.")
    consent.finish(typed("address"))
    [found] = posts.check(workspace, [name])
    show(f"Connected {name} as {found.name}." if not found.problem else f"Connected {name}.")
    if found.problem:
        tell(found.problem)
    tell(f"If it was paused: pullquote accounts resume {name}")
