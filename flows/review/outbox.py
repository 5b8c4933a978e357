"""The list of posts with each one's story, and what an editor can do to a single post."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Response

from flows import by_hand, posts
from flows.core.errors import PullquoteError
from flows.core.post import Post
from flows.posts import Outcome
from flows.review import settling
from flows.review.asking import deciding, named
from flows.review.overdue import overdue
from flows.review.pieces import listed, post_piece, when
from flows.review.room import Room, Visitor, chosen_time
from flows.review.settling import Given

router = APIRouter(include_in_schema=False)
PER_PAGE = 25
# The page's tabs: what a person asks for, and the states that answer it.
GROUPS: dict[str, tuple[str, ...]] = {
    "queued": ("approved", "queued", "claimed", "prepared", "sending", "deferred"),
    "posted": ("posted",),
    "held": ("held",),
    "failed": ("failed",),
    "unknown": ("unknown",),
    "waiting": ("draft",),
    "ended": ("rejected", "expired", "removed"),
}
Action = Literal[
    "edit", "move", "hold", "release", "retry", "strike", "posted", "resend", "takedown"
]
_DONE = {
    "edit": "The new text is kept. ",
    "move": "Moved. ",
    "hold": "Held back. ",
    "release": "Released. ",
    "retry": "Trying again. ",
    "strike": "Struck. ",
    "posted": "Thank you. ",
    "resend": "It is looked for once more, and sent if it is not there. ",
}


@router.get("/posts")
def listing(
    visit: Visitor, show: str = "", account: str = "", page: Annotated[int, Query(ge=1)] = 1
) -> Response:
    """List posts, a page at a time, each with its story."""
    room = visit.room
    every = posts.listing(room.store, account=account or None)
    stopped = {state.name for state in room.paused()}
    counts = Counter(_group(post) for post in every)
    chosen = [post for post in every if show in ("", _group(post))]
    late = {post.id for post in overdue(room.store, room.clock.now(), stopped)}
    chosen.sort(key=lambda post: (post.id not in late, _rank(room, post)))
    cut = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    return visit.page(
        "posts.html.j2",
        pieces=[post_piece(room, post, posts.story(room.store, post.id), stopped) for post in cut],
        groups=GROUPS,
        counts=counts,
        total=len(every),
        show=show,
        account=account,
        accounts=[a.name for a in room.workspace.settings.account],
        page=page,
        pages=max(1, -(-len(chosen) // PER_PAGE)),
        query=lambda **new: _query(**{"show": show, "account": account, **new}),
    )


@router.get("/posts/{post_id}")
def one(visit: Visitor, post_id: str) -> Response:
    """Show one post, its story and what can be done."""
    room = visit.room
    post = posts.post(room.store, post_id)
    piece = post_piece(room, post, posts.story(room.store, post_id))
    looked = settling.look(room, post)
    return visit.page("post.html.j2", places=(post_id,), piece=piece, looked=looked)


@router.post("/posts/{post_id}/reshare")
def reshare(visit: Visitor, post_id: str) -> Response:
    """Lay a post of long ago before the reviewers once more, and go there."""
    room = visit.room
    try:
        who = named(visit)
        view = by_hand.reshare(room.workspace, room.store, post_id, who=who, clock=room.clock)
    except PullquoteError as problem:
        visit.say(str(problem), "problem")
        return visit.go(f"/posts/{quote(post_id, safe='')}")
    visit.say("Laid before you once more, on another card. It waits for a yes.")
    return visit.go(f"/drafts/{view.draft.id}")


@router.post("/posts/{post_id}/{action}")
def act(  # noqa: PLR0917 - FastAPI reads them by name
    visit: Visitor,
    post_id: str,
    action: Action,
    text: Annotated[str, Form(max_length=20_000)] = "",
    why: Annotated[str, Form(max_length=500)] = "",
    at: Annotated[str, Form(max_length=40)] = "",
    url: Annotated[str, Form(max_length=2_000)] = "",
    remote_id: Annotated[str, Form(max_length=500)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Do one thing to one post; then show it again."""
    room = visit.room
    post = posts.post(room.store, post_id)
    here = f"/drafts/{post.draft_id}" if back == "draft" else f"/posts/{quote(post_id, safe='')}"
    try:
        who = deciding(visit, posts.view(room.store, post.draft_id))
        if action == "takedown":
            _tell(visit, settling.take_down(room, post, who=who, why=why.strip()))
            return visit.go(here)
        given = Given(text, chosen_time(room, post.account, at), why.strip(), url, remote_id)
        done = change(room, post_id, action, given, who=who)
    except PullquoteError as problem:
        visit.send_back(post_id, action, problem, text=text, at=at, why=why, url=url)
        return visit.go(here)
    visit.say(_DONE[action] + when(room, done) + ".")
    return visit.go(here)


@router.post("/pause")
def pause(
    visit: Visitor,
    account: Annotated[list[str], Form()],
    why: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Stop accounts at once, until they are resumed."""
    room = visit.room
    try:
        names = [room.workspace.settings.account_named(name).name for name in account]
        who = named(visit)
        posts.pause(room.store, names, who=who, why=why.strip(), clock=room.clock)
        visit.say(f"Paused: {listed(names)}.")
    except PullquoteError as problem:
        visit.say(str(problem), "problem")
    return visit.go("/posts")


@router.post("/accounts/{account}/resume")
def resume(visit: Visitor, account: str) -> Response:
    """Let an account post again."""
    room = visit.room
    try:
        posts.resume(room.store, room.workspace, [account], who=named(visit), clock=room.clock)
    except PullquoteError as problem:
        visit.say(str(problem), "problem")
        return visit.go("/posts")
    room.wake()
    visit.say(f"{account} posts again.")
    return visit.go("/posts")


def _tell(visit: Visitor, outcomes: Sequence[Outcome]) -> None:
    """Say what became of each post that was to be taken down."""
    for outcome in outcomes:
        kind = "done" if outcome.what == "removed" else "problem"
        visit.say(f"{outcome.post.account}: {outcome.detail}", kind)
    if not outcomes:
        visit.say("There was nothing left to take down.")
    visit.room.wake()


def change(room: Room, post_id: str, action: Action, given: Given, *, who: str) -> Post:
    """Do one thing to one post, and wake the publisher if it may now go out sooner.

    Raises NotFound, WrongState and what `posts.edit` raises.
    """
    store, clock, why = room.store, room.clock, given.why
    match action:
        case "edit":
            kept = _whole(given.text)
            return posts.edit(store, room.workspace, post_id, text=kept, who=who, clock=clock)
        case "hold":
            return posts.hold(store, post_id, who=who, why=why, clock=clock)
        case "strike":
            return posts.strike(store, room.workspace, post_id, who=who, why=why, clock=clock)
        case "move":
            if given.at is None:
                raise PullquoteError("No time was given.", "Choose one.")
            done = posts.move(store, room.workspace, post_id, at=given.at, who=who, clock=clock)
        case "release":
            done = posts.release(store, room.workspace, post_id, who=who, why=why, clock=clock)
        case "retry":
            done = posts.retry(store, room.workspace, post_id, who=who, why=why, clock=clock)
        case _:
            done = settling.act(room, post_id, action, given, who=who)
    room.wake()
    return done


def _whole(text: str) -> str:
    """Return a post's text as it is kept; a browser ends a text area's lines with CR LF
    (HTML standard, constructing the entry list). Raises PullquoteError if nothing is left.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise PullquoteError("A post needs words.", "Write some, or strike the post.")
    return text


def _group(post: Post) -> str:
    return next((name for name, states in GROUPS.items() if post.state in states), "ended")


def _rank(room: Room, post: Post) -> tuple[int, float]:
    """Order what needs a person first, then what is coming, soonest first, then the newest past."""
    past = post.state in (*GROUPS["posted"], *GROUPS["ended"])
    order = ("failed", "unknown", "held", "queued", "waiting", "posted", "ended")
    at = (post.posted_at or post.due_at or room.clock.now()).timestamp()
    return order.index(_group(post)), -at if past else at


def _query(**values: str | int) -> str:
    return "&".join(f"{name}={quote(str(value))}" for name, value in values.items() if value)
