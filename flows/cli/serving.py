"""`pullquote serve` and `pullquote doctor`: run it all, and see whether all of it can run."""

from typing import Annotated

import typer

from flows.cli.printing import show, show_json, tell
from flows.core.stopping import at_once
from flows.core.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(doctor)


def serve(
    *,
    samples: Annotated[
        bool, typer.Option("--samples", help="Make cards from our own sample articles first.")
    ] = False,
) -> None:
    """Run everything on this machine: Prefect, its schedules and the review page."""
    with at_once():
        from flows.serve import serve as serve_all

    serve_all(Workspace.open(), samples=samples)


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check settings, database, language model, fonts and server; say what to do."""
    from flows.cli.checks import run_checks

    found = run_checks(Workspace.open())
    if as_json:
        show_json({"checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in found]})
    else:
        for check in found:
            show(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
    if not all(check.ok for check in found):
        tell("Something needs attention; see the lines marked FAIL.")
        raise typer.Exit(1)
