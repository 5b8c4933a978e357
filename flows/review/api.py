"""The same actions as JSON, for scripts: with a session and its CSRF token, or with the bearer.

Times are ISO 8601 with a zone. Errors are `{"error": "one sentence and what to do"}`.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from flows import by_hand, posts
from flows.core.errors import PullquoteError
from flows.core.post import Decision, Post
from flows.core.quote import SpeakerKind
from flows.posts import DraftView
from flows.review import making, outbox
from flows.review.room import Room, clean_name
from flows.review.settling import Given
from flows.store import articles


def _room(request: Request) -> Room:
    room: Room = request.app.state.room
    return room


def _csrf(
    request: Request, x_csrf_token: Annotated[str, Header(description="From /api/session")] = ""
) -> None:
    """Let a browser's session change things only with its token; a bearer needs none."""
    session = request.state.session
    safe = request.method == "GET" or session is None
    if not safe and not session.owns(x_csrf_token):
        raise HTTPException(403, "Send the header X-CSRF-Token from GET /api/session.")


Here = Annotated[Room, Depends(_room)]
router = APIRouter(prefix="/api", tags=["review"], dependencies=[Depends(_csrf)])


class Said(BaseModel):
    """Who acts, and why. The name is recorded."""

    model_config = ConfigDict(extra="forbid")
    who: str = Field(min_length=1, max_length=80)
    why: str = Field("", max_length=500)


class Yes(Said):
    """An approval; `at` empty gives each post its next free time, `signed` takes responsibility
    for a picture whose rights are unknown.
    """

    at: AwareDatetime | None = None
    signed: bool = False


class Credit(Said):
    """Who speaks; `kind` none: no name stands on the card."""

    name: str = Field("", max_length=400)
    role: str = Field("", max_length=400)
    kind: SpeakerKind = "named"


class Context(Said):
    """A line of our own beside the words; empty takes it away."""

    line: str = Field("", max_length=1_000)


class Words(Credit):
    """Words as they stand in an article, at or after the code point `near`; or the id of a quote
    that was left out.
    """

    words: str = Field("", max_length=20_000)
    near: int = Field(0, ge=0)
    quote: str = ""
    context: str = Field("", max_length=1_000)
    desk: str | None = None


class Change(Said):
    """What is done to a post: `text` belongs to edit, `at` to move, `url` and `remote_id` (what
    the network calls it) to posted.
    """

    text: str = Field("", max_length=20_000)
    at: AwareDatetime | None = None
    url: str = Field("", max_length=2_000)
    remote_id: str = Field("", max_length=500)


class Source(BaseModel):
    """An http(s) URL, or a file in the inbox."""

    model_config = ConfigDict(extra="forbid")
    source: str = Field(min_length=1, max_length=4000)


@router.get("/session")
def session(request: Request) -> dict[str, str | None]:
    """Return the CSRF token that this browser's session must send; null for a bearer."""
    found = request.state.session
    return {"csrf": found.csrf if found else None}


@router.get("/drafts")
def waiting(
    room: Here,
    desk: str | None = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Return the drafts that wait, newest article first, best quote first."""
    views = posts.waiting(room.store, desk)
    drafts = [_draft(view) for view in views[offset : offset + limit]]
    return {"total": len(views), "drafts": drafts}


@router.get("/drafts/{draft_id}")
def draft(room: Here, draft_id: str) -> dict[str, Any]:
    """Return one draft, waiting or decided."""
    return _draft(posts.view(room.store, draft_id))


@router.post("/drafts/{draft_id}/approve")
def approve(room: Here, draft_id: str, yes: Yes) -> dict[str, Any]:
    """Say yes to a draft: each post gets its next free time, or `at`."""
    if yes.at is not None and yes.at < room.clock.now():
        raise PullquoteError("That time has passed.", "Give a later one.")
    view = posts.approve(
        room.store,
        room.workspace,
        draft_id,
        who=_name(yes.who),
        why=yes.why,
        at=yes.at,
        signed=yes.signed,
        clock=room.clock,
    )
    room.wake()
    return _draft(view)


@router.post("/drafts/{draft_id}/reject")
def reject(room: Here, draft_id: str, no: Said) -> dict[str, Any]:
    """Say no to a draft, for good."""
    who = _name(no.who)
    return _draft(posts.reject(room.store, draft_id, who=who, why=no.why, clock=room.clock))


@router.post("/drafts/{draft_id}/speaker")
def credit(room: Here, draft_id: str, body: Credit) -> dict[str, Any]:
    """Say who speaks in a waiting draft; its cards and posts are made anew."""
    view = posts.view(room.store, draft_id)
    near = view.quote.spans[0].start if view.quote.spans else 0
    speaker = by_hand.said_by(view.article, body.name, role=body.role, kind=body.kind, near=near)
    who = _name(body.who)
    return _draft(
        by_hand.correct(
            room.workspace, room.store, draft_id, speaker=speaker, who=who, clock=room.clock
        )
    )


@router.post("/drafts/{draft_id}/context")
def context(room: Here, draft_id: str, body: Context) -> dict[str, Any]:
    """Set the line of context on a waiting draft's cards."""
    who = _name(body.who)
    return _draft(
        by_hand.correct(
            room.workspace, room.store, draft_id, context=body.line, who=who, clock=room.clock
        )
    )


@router.post("/articles/{article_id}/drafts", status_code=201)
def choose(room: Here, article_id: str, body: Words) -> dict[str, Any]:
    """Make a draft of any words of an article, or return the one that is there."""
    with room.store.read() as tx:
        article = articles.get(tx, article_id)
    view, _new = by_hand.choose(
        room.workspace,
        room.store,
        article,
        by_hand.Chosen(body.words, body.near, body.quote),
        speaker=by_hand.said_by(article, body.name, role=body.role, kind=body.kind, near=body.near),
        context=body.context,
        desk=body.desk,
        who=_name(body.who),
        clock=room.clock,
    )
    return _draft(view)


@router.get("/posts")
def listing(
    room: Here,
    state: str | None = None,
    account: str | None = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """Return posts, the next due first."""
    found = posts.listing(room.store, state=state, account=account)
    return {"total": len(found), "posts": [_post(post) for post in found[offset : offset + limit]]}


@router.get("/posts/{post_id}")
def one(room: Here, post_id: str) -> dict[str, Any]:
    """Return one post with its story, oldest first."""
    story = [_decision(line) for line in posts.story(room.store, post_id)]
    return {**_post(posts.post(room.store, post_id)), "story": story}


@router.post("/posts/{post_id}/reshare", status_code=201)
def reshare(room: Here, post_id: str, body: Change) -> dict[str, Any]:
    """Lay a post of long ago before the reviewers once more, as a new draft."""
    who = _name(body.who)
    return _draft(by_hand.reshare(room.workspace, room.store, post_id, who=who, clock=room.clock))


@router.post("/posts/{post_id}/{action}")
def act(room: Here, post_id: str, action: outbox.Action, body: Change) -> dict[str, Any]:
    """Edit (with `text`), move (with `at`), hold, release, retry or strike one post; say that it
    is posted, or to be looked for and sent again (resend); take its draft down everywhere.
    """
    given = Given(body.text, body.at, body.why, body.url, body.remote_id)
    return _post(outbox.change(room, post_id, action, given, who=_name(body.who)))


@router.get("/posts/{post_id}/candidates")
def candidates(room: Here, post_id: str) -> dict[str, Any]:
    """Return what an unknown post may be on its network, what says the same first."""
    found = posts.candidates(room.store, room.workspace, post_id, clock=room.clock)
    return {"candidates": [{**asdict(one.found), "same": one.same} for one in found]}


@router.post("/make", status_code=202)
def make(room: Here, source: Source) -> dict[str, str]:
    """Start making cards of a URL or an inbox file."""
    return {"started": making.start(room, source.source.strip())}


def _name(given: str) -> str:
    name = clean_name(given)
    if not name:
        raise PullquoteError("`who` needs a name.")
    return name


def _draft(view: DraftView) -> dict[str, Any]:
    article = view.article
    return {
        "id": view.draft.id,
        "state": view.draft.state,
        "desk": view.draft.desk,
        "created_at": _iso(view.draft.created_at),
        "quote": {
            **view.quote.to_json(),
            "signals": list(view.quote.signals),
            "context": view.quote.context,
        },
        "article": {
            "id": article.id,
            "title": article.title,
            "byline": article.byline,
            "url": article.url,
            "language": article.language,
        },
        "cards": [_card(card) for card in view.cards],
        "posts": [_post(post) for post in view.posts],
        "decisions": [_decision(decision) for decision in view.decisions],
    }


def _card(card: Any) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(card).items() if name != "path"}
    return {**fields, "url": f"/media/{card.media}"}


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "draft_id": post.draft_id,
        "account": post.account,
        "state": post.state,
        "text": post.text,
        "due_at": _iso(post.due_at),
        "hold_reason": post.hold_reason,
        "attempts": post.attempts,
        "remote_id": post.remote_id,
        "remote_url": post.remote_url,
        "posted_at": _iso(post.posted_at),
        "problem": post.problem,
        "cards": [_card(card) for card in post.cards],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {**asdict(decision), "at": _iso(decision.at)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
