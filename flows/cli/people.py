"""`pullquote people …`: who is mentioned by which handle."""

from typing import Annotated

import typer

from flows.cli.posts import AsJson, opened
from flows.cli.printing import show, show_json, show_table, tell
from flows.core.post import PostState
from flows.core.workspace import Workspace

group = typer.Typer(help="See and delete entries of people.toml.", no_args_is_help=True)
_UNSENT: tuple[PostState, ...] = ("draft", "approved", "queued", "deferred", "held", "failed")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="people")


@group.command("list")
def list_people(*, as_json: AsJson = False) -> None:
    """Print everybody who may be mentioned, and their handles."""
    from flows.posts import people

    found = people.load(Workspace.open().root)
    if as_json:
        rows = [
            {"name": one.name, "aliases": list(one.aliases), "handles": one.handles}
            for one in found
        ]
        show_json({"people": rows})
        return
    show_table(
        ("name", "also", "handles"),
        [
            (
                one.name,
                ", ".join(one.aliases) or "–",
                ", ".join(f"{place} @{handle}" for place, handle in one.handles.items()) or "–",
            )
            for one in found
        ],
    )
    if not found:
        tell(f"There is nobody in {people.FILE_NAME}: add [[person]] entries to mention somebody.")


@group.command()
def remove(
    name: Annotated[str, typer.Argument(help="The whole name, or an alias.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Delete a person's entry; posts that still mention them are named."""
    from flows import posts
    from flows.posts import people

    with opened() as (workspace, store):
        gone = people.remove(workspace.root, name)
        handles = set(gone.handles.values())
        still = [
            post.id
            for post in posts.listing(store)
            if post.state in _UNSENT
            and any(mark.kind == "mention" and mark.value in handles for mark in post.marks)
        ]
    if as_json:
        show_json({"removed": gone.name, "still_mentioned": still})
        return
    show(f"Removed: {gone.name}")
    for post_id in still:
        show(f"still mentioned in post {post_id}: pullquote posts edit {post_id} --text …")
