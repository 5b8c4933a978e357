"""`pullquote make`: articles in, drafts with cards out."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.printing import counted, progress, show, show_json, tell
from flows.core.errors import SourceError, about
from flows.core.workspace import Workspace

if TYPE_CHECKING:
    from flows.pipeline import Made

# A page drops hundreds of lines: what matters of a thousand articles must not drown in them.
_MOST_DROPPED = 12


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(make)


def make(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help=".txt, .html, URL, feed URL, folder, or - for stdin."
        ),
    ],
    *,
    url: Annotated[
        str | None, typer.Option(help="Where the article stands, for a saved page.")
    ] = None,
    foreign: Annotated[
        bool, typer.Option(help="Also from sites that are not in own_sites.")
    ] = False,
    desk: Annotated[
        str | None, typer.Option(help="The desk it is for; the first by default.")
    ] = None,
    via: Annotated[str, typer.Option(help="'local', or 'prefect' to run on the server.")] = "local",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per article.")] = False,
) -> None:
    """Turn articles into quote cards that wait for a person's yes."""
    workspace = Workspace.open()
    if via == "prefect":
        if url is not None:
            raise typer.BadParameter("works on this machine only", param_hint="--url")
        _by_prefect(workspace, sources, desk, foreign=foreign, as_json=as_json)
        return
    if via != "local":
        raise typer.BadParameter("use 'local' or 'prefect'", param_hint="--via")
    from flows import pipeline
    from flows.sources import Unread

    articles = drafts = unread = 0
    with progress() as say:
        for outcome in pipeline.make(
            workspace, sources, desk=desk, url=url, foreign=foreign, progress=say
        ):
            if isinstance(outcome, Unread):
                unread += 1
                tell(f"Not used: {about(outcome.name, outcome.reason)}")
                continue
            articles += 1
            drafts += outcome.new_drafts
            if as_json:
                show_json(outcome.to_json())
            else:
                _print_made(outcome)
    if articles + unread > 1:
        tell(_summary(articles, drafts, unread))
    if unread and not articles:
        raise typer.Exit(1)


def _summary(articles: int, drafts: int, unread: int) -> str:
    read = f"{counted(articles, 'article')}, {counted(drafts, 'new draft')}"
    if not unread:
        return f"Done: {read}."
    return (
        f"Done: {read}; {unread} not used, as told above and under “Left out” on the review page."
    )


def _by_prefect(
    workspace: Workspace, given: list[str], desk: str | None, *, foreign: bool, as_json: bool
) -> None:
    from flows import engine
    from flows import sources as places

    names: list[str] = []
    for source in given:
        try:
            names += places.into_inbox(source, workspace)
        except SourceError as error:
            tell(f"Not used: {source[:300]}: {error}")
    if not names:
        raise typer.Exit(1)
    run = engine.start_make_cards(workspace, names, desk=desk, foreign=foreign)
    tell(f"Started on Prefect: {run}")
    if as_json:
        show_json({"run": str(run), "sources": names})


def _print_made(made: "Made") -> None:
    article = made.article
    words = counted(len(article.text.split()), "word")
    show(f"{article.title or article.name}")
    show(f"  cleaned   {words}, {counted(len(article.removed), 'line')} dropped")
    for dropped in article.removed[:_MOST_DROPPED]:
        show(f"            - [{dropped.kind}] {_short(dropped.line)} ({dropped.reason})")
    if (more := len(article.removed) - _MOST_DROPPED) > 0:
        show(f"            - and {more} more: pullquote clean --explain shows all")
    show(f"  picked    {counted(len(made.quotes), 'quote')}")
    for quote in made.quotes:
        who = f"{quote.speaker.name} ({quote.confidence:.0%} sure)"
        show(f"            “{quote.text}” — {who if quote.speaker.name else 'left to you'}")
    show(f"  rendered  {counted(len(made.cards), 'card')}")
    for card in made.cards:
        show(f"            {card.path} ({card.width}×{card.height})")
    new = counted(made.new_drafts, "new draft")
    show(f"  queued    {new}, {counted(len(made.posts), 'post')} in all")
    for post in made.posts:
        due = f", due {post.due_at:%a %d %b %H:%M} UTC" if post.due_at else ""
        show(f"            {post.id}  {post.account}  {post.state}{due}")
    for reason in made.skipped:
        show(f"  left out  {reason}")


def _short(line: str, most: int = 90) -> str:
    return line if len(line) <= most else line[: most - 1] + "…"
