"""`pullquote accounts …`: set accounts up, prove that they work, pause and resume them."""

from typing import Annotated, Any

import typer

from flows.cli.posts import AsJson, Who, Why, me, opened
from flows.cli.printing import show, show_json, show_table
from flows.core.clock import SystemClock
from flows.core.errors import SettingsError
from flows.core.workspace import FILE_NAME, Workspace

group = typer.Typer(help="Set up, check, pause and resume accounts.", no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(help="Accounts; all of them by default.")]
All = Annotated[bool, typer.Option("--all", help="Every account, as without names.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="accounts")


@group.command("list")
def list_accounts(*, as_json: AsJson = False) -> None:
    """Print each account, its network and how it is doing."""
    from flows import posts

    with opened() as (workspace, store):
        states = posts.states(store, workspace)
        networks = {account.name: account.network for account in workspace.settings.account}
    rows = [
        {
            "name": state.name,
            "network": networks[state.name],
            "paused": state.pause_reason or True if state.paused_at else None,
            "waits_until": state.wait_until.isoformat() if state.wait_until else None,
            "last_sent": state.last_sent_at.isoformat() if state.last_sent_at else None,
        }
        for state in states
    ]
    if as_json:
        show_json({"accounts": rows})
        return
    headings = ("name", "network", "paused", "waits_until", "last_sent")
    show_table(headings, [tuple(str(row[name] or "–") for name in headings) for row in rows])


@group.command()
def check(names: Names = None, *, as_json: AsJson = False) -> None:
    """Log in to each account and say who it is, what it takes and whether it is labelled as
    automated; nothing is posted.
    """
    from flows import posts

    workspace = Workspace.open()
    found = posts.check(workspace, _known(workspace, names, every=False))
    if as_json:
        show_json({"accounts": [_as_json(one) for one in found]})
    else:
        for one in found:
            show(
                f"{'FAIL' if one.problem else 'ok  '}  {one.account} ({one.network}): {_line(one)}"
            )
    if any(one.problem for one in found):
        raise typer.Exit(1)


@group.command()
def pause(names: Names = None, *, every: All = False, who: Who = "", why: Why = "") -> None:
    """Stop accounts at once; what is not on its way yet waits."""
    from flows import posts

    with opened() as (workspace, store):
        chosen = _known(workspace, names, every=every)
        posts.pause(store, chosen, who=who or me(), why=why, clock=SystemClock())
    show(f"Paused: {', '.join(chosen)}")


@group.command()
def resume(names: Names = None, *, every: All = False, who: Who = "") -> None:
    """Let accounts post again."""
    from flows import posts

    with opened() as (workspace, store):
        chosen = _known(workspace, names, every=every)
        posts.resume(store, workspace, chosen, who=who or me(), clock=SystemClock())
    show(f"Resumed: {', '.join(chosen)}")


def _line(one: Any) -> str:
    if one.problem:
        return str(one.problem)
    labelled = {True: "labelled as automated", False: "not labelled as automated", None: ""}
    limits = one.limits
    parts = [
        one.name,
        labelled[one.automated],
        f"takes {limits.text} characters, {limits.images} images of {_size(limits.image_bytes)}",
    ]
    return "; ".join(part for part in parts if part) + "." + "".join(f" {n}" for n in one.notes)


def _size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{number // 1_000} kB"


def _as_json(one: Any) -> dict[str, Any]:
    limits = one.limits
    return {
        "account": one.account,
        "network": one.network,
        "ok": not one.problem,
        "problem": one.problem or None,
        "name": one.name or None,
        "automated": one.automated,
        "limits": None
        if limits is None
        else {
            "text": limits.text,
            "images": limits.images,
            "image_bytes": limits.image_bytes,
            "alt": limits.alt,
        },
        "notes": list(one.notes),
    }


def _known(workspace: Workspace, names: list[str] | None, *, every: bool) -> list[str]:
    known = [account.name for account in workspace.settings.account]
    if names and every:
        raise SettingsError("Names and --all were given.", "Give one of them.")
    for name in names or ():
        if name not in known:
            raise SettingsError(f"There is no account named {name!r}.", f"See {FILE_NAME}.")
    return names or known
