"""`pullquote plan` and the order of the queue under `pullquote posts …`."""

import shlex
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.posts import AsJson, Id, Who, Why, find_post, me, moment_in, opened, report
from flows.cli.printing import show, show_json, show_table, tell
from flows.core.clock import SystemClock
from flows.core.errors import SettingsError
from flows.core.post import Post

if TYPE_CHECKING:
    from flows.posts import Likely


def register(app: typer.Typer, posts_group: typer.Typer) -> None:
    """Add the commands."""
    app.command()(plan)
    for name, command in (
        ("next", share_next),
        ("last", put_last),
        ("swap", swap),
        ("pin", pin),
        ("unpin", unpin),
        ("embargo", embargo),
        ("expire", expire),
        ("now", post_now),
        ("settle", settle),
        ("takedown", takedown),
        ("reshare", reshare),
    ):
        posts_group.command(name)(command)


def plan(
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="How far ahead.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Print the calendar that will happen, and why each post sits where it does."""
    from flows import posts

    with opened() as (workspace, store):
        lines = posts.plan(store, workspace, days=days, clock=SystemClock())
        without = posts.unplanned(store, workspace)
    if as_json:
        rows = [
            {
                "at": line.at.isoformat(),
                "local": line.local.isoformat(),
                "post": line.post.id,
                "account": line.post.account,
                "why": line.why,
            }
            for line in lines
        ]
        named = [{"post": o.post.id, "account": o.post.account, "why": o.why} for o in without]
        show_json({"plan": rows, "unplanned": named})
        return
    show_table(
        ("when", "account", "post", "words", "why"),
        [
            (
                f"{line.local:%a %d %b %H:%M %Z}",
                line.post.account,
                line.post.id,
                _words(line.post),
                line.why,
            )
            for line in lines
        ],
    )
    if without:
        nowhere = [
            ("–", one.post.account, one.post.id, _words(one.post), one.why) for one in without
        ]
        show_table(("no time", "account", "post", "words", "why"), nowhere)
    if not lines and not without:
        tell("Nothing is queued. Approve something: pullquote posts list --state draft")


def _words(post: Post) -> str:
    return post.text.partition("\n")[0][:50]


def share_next(post_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Put a post at the front of its account's queue."""
    _arrange("share_next", post_id, who, as_json=as_json)


def put_last(post_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Put a post at the end of its account's queue."""
    _arrange("put_last", post_id, who, as_json=as_json)


def unpin(post_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Let a post take the slot that its turn brings again."""
    _arrange("unpin", post_id, who, as_json=as_json)


def post_now(post_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Let an approved post go out with the next look at the queue."""
    _arrange("post_now", post_id, who, as_json=as_json)


def _arrange(action: str, post_id: str, who: str, *, as_json: bool) -> None:
    from flows import posts

    act: Callable[..., Post] = getattr(posts, action)
    with opened() as (workspace, store):
        post = find_post(store, post_id)
        changed = act(store, workspace, post.id, who=who or me(), clock=SystemClock())
    report([changed], as_json=as_json)


def pin(post_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Keep a queued post at its time, however the queue is arranged."""
    from flows import posts

    with opened() as (_workspace, store):
        post = find_post(store, post_id)
        pinned = posts.pin(store, post.id, who=who or me(), clock=SystemClock())
    report([pinned], as_json=as_json)


def swap(post_id: Id, other_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Let two posts of one account change places."""
    from flows import posts

    with opened() as (workspace, store):
        ids = (find_post(store, post_id).id, find_post(store, other_id).id)
        changed = posts.swap(store, workspace, *ids, who=who or me(), clock=SystemClock())
    report(list(changed), as_json=as_json)


def embargo(
    post_id: Id,
    *,
    until: Annotated[
        datetime | None, typer.Option(help="Not before, in the account's zone; lifted without.")
    ] = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Let a post go out not before a time."""
    from flows import posts

    _limit(post_id, until, partial(posts.embargo, who=who or me()), name="until", as_json=as_json)


def expire(
    post_id: Id,
    *,
    at: Annotated[
        datetime | None, typer.Option(help="When, in the account's zone; never without.")
    ] = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Let a post go stale at a time: what is not out by then is let go."""
    from flows import posts

    _limit(post_id, at, partial(posts.expire_at, who=who or me()), name="at", as_json=as_json)


def _limit(
    post_id: str, local: datetime | None, act: Callable[..., Post], *, name: str, as_json: bool
) -> None:
    """Give a post a limit in its account's zone, or take it away."""
    with opened() as (workspace, store):
        post = find_post(store, post_id)
        limit = moment_in(workspace, post.account, local) if local else None
        kept = act(store, workspace, post.id, clock=SystemClock(), **{name: limit})
    report([kept], as_json=as_json)


def settle(
    post_id: Id,
    *,
    posted: Annotated[bool, typer.Option("--posted", help="It is out.")] = False,
    resend: Annotated[bool, typer.Option("--resend", help="Look once more, then send.")] = False,
    url: Annotated[str | None, typer.Option(help="Where it stands, with --posted.")] = None,
    remote_id: Annotated[
        str | None, typer.Option("--id", help="What the network calls it, with --posted.")
    ] = None,
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """Say what became of an unknown post, or that one handed to you is out.

    Without --posted or --resend: shows what it may be on its network, what says the same first.
    """
    from flows import posts

    if posted and resend:
        raise SettingsError("Both --posted and --resend were given.", "Give one of them.")
    with opened() as (workspace, store):
        post = find_post(store, post_id)
        if not posted and not resend:
            clock = SystemClock()
            found = posts.candidates(store, workspace, post.id, clock=clock)
            _show_candidates(post, found, as_json=as_json)
            return
        said: dict[str, Any] = {"who": who or me(), "why": why, "clock": SystemClock()}
        if posted:
            settled = posts.mark_posted(store, post.id, remote_id=remote_id, url=url, **said)
        else:
            settled = posts.send_again(store, post.id, **said)
    report([settled], as_json=as_json)


def _show_candidates(post: Post, found: "list[Likely]", *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "id": one.found.remote_id,
                "url": one.found.remote_url,
                "at": one.found.at.isoformat() if one.found.at else None,
                "text": one.found.text,
                "images": one.found.images,
                "same": one.same,
            }
            for one in found
        ]
        show_json({"post": post.id, "problem": post.problem, "candidates": rows})
        return
    show(f"{post.id}  {post.account}  {post.state}: {post.problem or 'it may be out'}")
    for one in found:
        at = f"{one.found.at:%Y-%m-%d %H:%M:%S} UTC" if one.found.at else "–"
        mark = "same words" if one.same else "other words"
        show(f"{mark}  {at}  {one.found.remote_url or one.found.remote_id}")
        show(f"    {' '.join(one.found.text.split())[:100]}")
        show(
            f"    pullquote posts settle {post.id} --posted --id {shlex.quote(one.found.remote_id)}"
        )
    if not found:
        tell("Nothing is to be seen there since it may have left.")
    tell(f"It is not there: pullquote posts settle {post.id} --resend (looks once more first)")


def takedown(post_id: Id, *, who: Who = "", why: Why = "", as_json: AsJson = False) -> None:
    """Delete a draft's posts everywhere they went, and strike those that are not out yet."""
    from flows import posts

    with opened() as (workspace, store):
        draft = find_post(store, post_id).draft_id
        clock = SystemClock()
        outcomes = posts.takedown(store, workspace, draft, who=who or me(), why=why, clock=clock)
    if as_json:
        rows = [{"post": o.post.id, "what": o.what, "detail": o.detail} for o in outcomes]
        show_json({"outcomes": rows})
        return
    for outcome in outcomes:
        show(f"{outcome.what}  {outcome.post.id}  {outcome.post.account}: {outcome.detail}")


def reshare(post_id: Id, *, who: Who = "", as_json: AsJson = False) -> None:
    """Lay a post of long ago before the reviewers once more, as a new variant."""
    from flows import by_hand

    with opened() as (workspace, store):
        post = find_post(store, post_id)
        view = by_hand.reshare(workspace, store, post.id, who=who or me(), clock=SystemClock())
    report(list(view.posts), as_json=as_json)
