"""`pullquote notify`: tell now what is to be told, or try the addresses out."""

from typing import Annotated

import typer

from flows.cli.posts import AsJson, opened
from flows.cli.printing import show, show_json, tell
from flows.core.clock import SystemClock
from flows.core.errors import SettingsError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(notify)


def notify(
    *,
    test: Annotated[bool, typer.Option("--test", help="Send a test message instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell people what waits for them, as [notify] in the settings says."""
    from flows import notices

    with opened() as (workspace, store):
        if not workspace.settings.notify.to:
            raise SettingsError(
                "Nobody is named who shall be told.", "Set to under [notify] in pullquote.toml."
            )
        told = (
            notices.try_out(workspace)
            if test
            else notices.tell(store, workspace, clock=SystemClock())
        )
    if as_json:
        rows = [{"to": t.destination, "what": t.what, "detail": t.detail} for t in told]
        show_json({"told": rows})
    else:
        for one in told:
            show(f"{one.what}  {one.destination}: {one.detail}")
        if not told:
            tell("There is nothing to tell now.")
    if any(one.what != "sent" for one in told):
        raise typer.Exit(1)
