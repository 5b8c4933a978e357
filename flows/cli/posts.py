"""`pullquote posts …` and `pullquote publish`: decide about drafts and posts, and send."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, get_args
from zoneinfo import ZoneInfo

import typer

from flows.cli.printing import show, show_json, show_table, tell
from flows.core.clock import SystemClock
from flows.core.errors import NotFound, ServeError, SettingsError, WrongState
from flows.core.post import Post, PostState
from flows.core.quote import SpeakerKind
from flows.core.workspace import Workspace

if TYPE_CHECKING:
    from flows.store import Store

Id = Annotated[str, typer.Argument(help="Id of a post or of its draft; its beginning is enough.")]
Who = Annotated[str, typer.Option("--as", help="Who decides; your user name by default.")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the decision.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

group = typer.Typer(help="See and decide about posts.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="posts")
    app.command()(publish)


def me() -> str:
    """Return who is at the keyboard."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "command line"


@contextmanager
def opened() -> Iterator[tuple[Workspace, "Store"]]:
    """Open the working folder and its store."""
    from flows import pipeline

    workspace = Workspace.open()
    with pipeline.opened(workspace) as store:
        yield workspace, store


@group.command("list")
def list_posts(
    *,
    state: Annotated[str | None, typer.Option(help="Only posts in this state.")] = None,
    account: Annotated[str | None, typer.Option(help="Only posts of this account.")] = None,
    as_json: AsJson = False,
) -> None:
    """List posts with their state and due time."""
    from flows import posts

    with opened() as (workspace, store):
        if account is not None:
            workspace.settings.account_named(account)
        if state is not None and state not in get_args(PostState):
            raise SettingsError(
                f"There is no state {state!r}.", f"Use one of {', '.join(get_args(PostState))}."
            )
        found = posts.listing(store, state=state, account=account)
    if as_json:
        show_json({"posts": [_as_json(post) for post in found]})
        return
    rows = [
        (
            post.id,
            post.account,
            post.state,
            _time(post.due_at),
            post.text[:60].replace("\n", " "),
        )
        for post in found
    ]
    show_table(("id", "account", "state", "due", "text"), rows)
    if not rows:
        tell("There are no posts. Make some with: pullquote make SOURCE")


@group.command("show")
def show_post(post_id: Id, *, as_json: AsJson = False) -> None:
    """Print a post and its story: every decision and attempt."""
    from flows import posts

    with opened() as (_workspace, store):
        post = find_post(store, post_id)
        view = posts.view(store, post.draft_id)
        story = posts.story(store, post.id)
    if as_json:
        show_json(
            {
                **_as_json(post),
                "quote": view.quote.to_json(),
                "article": {
                    "id": view.article.id,
                    "title": view.article.title,
                    "url": view.article.url,
                },
                "story": [
                    {"at": d.at.isoformat(), "who": d.who, "what": d.what, "why": d.why}
                    for d in story
                ],
            }
        )
        return
    show(f"post     {post.id}")
    show(f"draft    {post.draft_id}")
    show(f"account  {post.account}")
    if post.answers:
        show(f"answers  {post.answers}, right after it")
    show(f"state    {post.state}{f' ({post.hold_reason})' if post.hold_reason else ''}")
    show(f"due      {_time(post.due_at)}")
    show(f"article  {view.article.title or view.article.name or view.article.id}")
    for card in post.cards:
        show(f"card     {card.path}")
    if post.remote_url:
        show(f"posted   {post.remote_url}")
    if post.problem:
        show(f"problem  {post.problem}")
    show()
    show(post.text)
    show()
    for decision in story:
        why = f": {decision.why}" if decision.why else ""
        show(f"{decision.at:%Y-%m-%d %H:%M:%S}  {decision.who}  {decision.what}{why}")


@group.command()
def approve(
    post_id: Id,
    *,
    at: Annotated[
        datetime | None,
        typer.Option(
            help="When, in the account's zone (2031-05-04T09:00); the next slot by default."
        ),
    ] = None,
    sign: Annotated[
        bool,
        typer.Option("--sign-picture", help="I may use the picture whose rights are not known."),
    ] = False,
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Say yes: the draft's posts get their slots."""
    from flows import posts

    with opened() as (workspace, store):
        view = posts.approve(
            store,
            workspace,
            _draft_id(store, post_id),
            who=who or me(),
            why=why,
            at=moment_in(workspace, find_post(store, post_id).account, at) if at else None,
            signed=sign,
            clock=SystemClock(),
        )
    _wake(workspace, view.posts)
    report(list(view.posts), as_json=as_json)


def moment_in(workspace: Workspace, account: str, at: datetime) -> datetime:
    """Return a wall time in the account's zone as an instant. Raises SettingsError."""
    if at.tzinfo is not None:
        return at
    zone = workspace.zone_of(workspace.settings.account_named(account))
    moment = at.replace(tzinfo=ZoneInfo(zone))
    try:
        exists = moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == at
    except (OverflowError, ValueError):
        exists = False
    if not exists:
        raise WrongState(f"There is no {at:%Y-%m-%d %H:%M} in {zone}.", "Choose another time.")
    return moment


def _wake(workspace: Workspace, approved: Sequence[Post]) -> None:
    """Tell a server of one's own that something is due sooner; `serve` on this machine looks."""
    if not workspace.settings.prefect.api_url:
        return
    from flows import engine

    try:
        for post in approved:
            engine.emit(workspace, "post.approved", post_id=post.id)
    except ServeError as error:
        tell(f"Approved, but publishing was not woken up; its schedule will look. {error}")


@group.command()
def reject(post_id: Id, *, who: Who = "", why: Why = "", as_json: AsJson = False) -> None:
    """Say no: the draft is never posted, nor the same words again."""
    from flows import posts

    with opened() as (_workspace, store):
        view = posts.reject(
            store, _draft_id(store, post_id), who=who or me(), why=why, clock=SystemClock()
        )
    report(list(view.posts), as_json=as_json)


@group.command()
def edit(
    post_id: Id,
    *,
    text: Annotated[str | None, typer.Option(help="The new wording of the post.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Who said it; the card is set anew.")] = None,
    role: Annotated[str, typer.Option(help="With --speaker: what the person is.")] = "",
    kind: Annotated[
        SpeakerKind, typer.Option(help="With --speaker: named, org or anonymous.")
    ] = "named",
    no_name: Annotated[bool, typer.Option("--no-name", help="Credit nobody, knowingly.")] = False,
    context: Annotated[
        str | None, typer.Option(help="A line of our own beside the words; '' takes it away.")
    ] = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Change the words of a post not yet sent, or who speaks or the context of its draft."""
    from flows import by_hand, posts

    if text is None and speaker is None and context is None and not no_name:
        raise SettingsError("Nothing is to be changed.", "Give --text, --speaker or --context.")
    who, clock = who or me(), SystemClock()
    with opened() as (workspace, store):
        post = find_post(store, post_id)
        changed = [post]
        if speaker is not None or no_name or context is not None:
            said = None
            if speaker is not None or no_name:
                article = posts.view(store, post.draft_id).article
                meant = "none" if no_name else kind
                said = by_hand.said_by(article, speaker or "", role=role, kind=meant)
            view = by_hand.correct(
                workspace, store, post.draft_id, speaker=said, context=context, who=who, clock=clock
            )
            changed = list(view.posts)
            post = next((p for p in changed if p.account == post.account), changed[0])
        if text is not None:
            changed = [posts.edit(store, workspace, post.id, text=text, who=who, clock=clock)]
    report(changed, as_json=as_json, words=True)


@group.command()
def hold(post_id: Id, *, who: Who = "", why: Why = "", as_json: AsJson = False) -> None:
    """Keep a post from going out until it is retried."""
    from flows import posts

    with opened() as (_workspace, store):
        post = find_post(store, post_id)
        held = posts.hold(store, post.id, who=who or me(), why=why, clock=SystemClock())
    report([held], as_json=as_json)


@group.command()
def retry(post_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Give a held or failed post a new slot."""
    from flows import posts

    with opened() as (workspace, store):
        post = find_post(store, post_id)
        go_on = posts.release if post.state == "held" else posts.retry
        again = go_on(store, workspace, post.id, who=who or me(), clock=SystemClock())
    report([again], as_json=as_json)


def publish(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go out; send nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send what is due now."""
    from flows import pipeline

    outcomes = pipeline.publish(Workspace.open(), dry_run=dry_run)
    if as_json:
        show_json(
            {
                "outcomes": [
                    {"post": _as_json(o.post), "what": o.what, "detail": o.detail} for o in outcomes
                ]
            }
        )
    else:
        for outcome in outcomes:
            show(f"{outcome.what}  {outcome.post.id}  {outcome.detail}")
        if not outcomes:
            tell("Nothing is due.")


def find_post(store: "Store", given: str) -> Post:
    """Return the post of an id, or of the beginning of one, or of its draft. Raises NotFound."""
    from flows import posts

    found = [post for post in posts.listing(store) if given in {post.id, post.draft_id}]
    found = found or [p for p in posts.listing(store) if p.id.startswith(given)]
    found = found or [p for p in posts.listing(store) if p.draft_id.startswith(given)]
    if not found:
        raise NotFound(f"There is no post {given!r}.", "See: pullquote posts list")
    if len({post.id for post in found}) > 1 and len({post.draft_id for post in found}) > 1:
        raise NotFound(f"{given!r} is the beginning of several ids.", "Give more of it.")
    return found[0]


def _draft_id(store: "Store", given: str) -> str:
    return find_post(store, given).draft_id


def report(found: list[Post], *, as_json: bool, words: bool = False) -> None:
    """Print posts after a change: state and time, with `words` also what they say."""
    if as_json:
        show_json({"posts": [_as_json(post) for post in found]})
        return
    for post in found:
        if words:
            show(post.text)
        due = f", due {_time(post.due_at)}" if post.due_at else ""
        show(f"{post.id}  {post.account}  {post.state}{due}")


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "–"


def _as_json(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "draft": post.draft_id,
        "account": post.account,
        "answers": post.answers,
        "state": post.state,
        "due_at": post.due_at.isoformat() if post.due_at else None,
        "text": post.text,
        "cards": [card.path for card in post.cards],
        "attempts": post.attempts,
        "hold_reason": post.hold_reason,
        "problem": post.problem,
        "remote_url": post.remote_url,
    }
