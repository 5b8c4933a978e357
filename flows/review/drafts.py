"""The review page itself: the drafts that wait, one at a time, with yes and no."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response

from flows import posts
from flows.core.errors import PullquoteError
from flows.core.post import Decision
from flows.posts import DraftView
from flows.review import wording
from flows.review.pieces import draft_piece, place, when
from flows.review.room import Room, Visit, Visitor, local_time
from flows.review.shown import paragraphs

router = APIRouter(include_in_schema=False)
# So many lines of the queue stand beside the draft: a few before it, the rest after.
BESIDE = 40
_BEFORE = 5


@router.get("/")
def first(visit: Visitor, desk: str | None = None) -> Response:
    """Show the first draft that waits, or what to do when none does."""
    waiting = posts.waiting(visit.room.store, _known_desk(visit.room, desk))
    if not waiting:
        return visit.page("empty.html.j2", desk=desk, inbox=(), waiting_count=0)
    return _draft_page(visit, waiting[0], waiting, desk)


@router.get("/drafts/{draft_id}")
def one(visit: Visitor, draft_id: str, desk: str | None = None) -> Response:
    """Show one draft, waiting or decided."""
    waiting = posts.waiting(visit.room.store, _known_desk(visit.room, desk))
    here = next((view for view in waiting if view.draft.id == draft_id), None)
    return _draft_page(visit, here or posts.view(visit.room.store, draft_id), waiting, desk)


@router.get("/drafts/{draft_id}/article")
def article(visit: Visitor, draft_id: str) -> Response:
    """Show the whole article with the quote marked, and what was left out of it, and why."""
    view = posts.view(visit.room.store, draft_id)
    whole = paragraphs(view.article, view.quote)
    return visit.page("article.html.j2", view=view, paragraphs=whole)


@router.post("/drafts/{draft_id}/approve")
def approve(
    visit: Visitor,
    draft_id: str,
    at: Annotated[str, Form()] = "",
    now: Annotated[str, Form()] = "",
    desk: str | None = None,
) -> Response:
    """Say yes: at the next free times, at a time, or now."""
    room = visit.room
    try:
        view = posts.view(room.store, draft_id)
        moment = room.clock.now() if now else _chosen_time(room, view, at)
        who = deciding(visit, view)
        ahead = _after(room, draft_id, desk)
        done = posts.approve(
            room.store, room.workspace, draft_id, who=who, at=moment, clock=room.clock
        )
    except PullquoteError as problem:
        return _stay(visit, draft_id, problem, desk)
    room.wake()
    visit.say("Approved. " + what_next(room, done))
    return visit.go(_with_desk(ahead, desk))


@router.post("/drafts/{draft_id}/reject")
def reject(
    visit: Visitor,
    draft_id: str,
    why: Annotated[str, Form()] = "",
    other: Annotated[str, Form()] = "",
    desk: str | None = None,
) -> Response:
    """Say no, with a reason if one was given."""
    room = visit.room
    try:
        who = deciding(visit, posts.view(room.store, draft_id))
        ahead = _after(room, draft_id, desk)
        reason = (other.strip() or why.strip())[:500]
        posts.reject(room.store, draft_id, who=who, why=reason, clock=room.clock)
    except PullquoteError as problem:
        return _stay(visit, draft_id, problem, desk)
    visit.say(f"Rejected{f': {reason}' if reason else ''}. Nothing of it goes out.")
    return visit.go(_with_desk(ahead, desk))


def what_next(room: Room, view: DraftView) -> str:
    """Say in words what happens after a yes, account by account."""
    going = [post for post in view.posts if post.state not in ("rejected", "expired", "removed")]
    return "; ".join(when(room, post) for post in going) + "." if going else "Nothing goes out."


def deciding(visit: Visit, view: DraftView) -> str:
    """Return the name a decision is recorded under: given, else the desk's first reviewer.

    Raises PullquoteError if nobody is known.
    """
    if visit.who:
        return visit.who
    for desk in visit.room.workspace.settings.desk:
        if desk.name == view.draft.desk and desk.reviewers:
            return desk.reviewers[0]
    raise PullquoteError("Say who you are first: your name is recorded with every decision.")


def _draft_page(
    visit: Visit, view: DraftView, waiting: Sequence[DraftView], desk: str | None
) -> Response:
    room = visit.room
    where = place(waiting, view.draft.id)
    start = max(0, where.number - 1 - _BEFORE)
    after = next((v for v in waiting if v.draft.id == where.after), None)
    return visit.page(
        "draft.html.j2",
        piece=draft_piece(room, view),
        place=where,
        queue=waiting[start : start + BESIDE],
        queue_start=start,
        decided=_decided(view),
        after_card=after.cards[0] if after and after.cards else None,
        reasons=wording.REASONS,
        reviewers=_reviewers(room, view),
        earliest=_earliest(room, view),
        desk=desk,
        desks=[d.name for d in room.workspace.settings.desk],
        next_words=what_next(room, view),
        waiting_count=len(waiting),
    )


def _decided(view: DraftView) -> Decision | None:
    """Return the decision that ended the waiting, None while the draft waits."""
    if view.draft.state == "waiting":
        return None
    return next(
        (d for d in reversed(view.decisions) if d.post_id is None),
        view.decisions[-1] if view.decisions else None,
    )


def _reviewers(room: Room, view: DraftView) -> tuple[str, ...]:
    for desk in room.workspace.settings.desk:
        if desk.name == view.draft.desk:
            return desk.reviewers
    return ()


def _zone(room: Room, view: DraftView) -> str:
    return room.zone(view.posts[0].account) if view.posts else "UTC"


def _earliest(room: Room, view: DraftView) -> str:
    from zoneinfo import ZoneInfo

    return f"{room.clock.now().astimezone(ZoneInfo(_zone(room, view))):%Y-%m-%dT%H:%M}"


def _chosen_time(room: Room, view: DraftView, at: str) -> datetime | None:
    if not at.strip():
        return None
    moment = local_time(at.strip(), _zone(room, view))
    if moment < room.clock.now():
        raise PullquoteError("That time has passed.", "Choose a later one, or “Post now”.")
    return moment


def _after(room: Room, draft_id: str, desk: str | None) -> str:
    """Return where to go once a draft is decided: the one after it, else the one before it."""
    where = place(posts.waiting(room.store, _known_desk(room, desk)), draft_id)
    following = where.after or where.before
    return f"/drafts/{following}" if following else "/"


def _known_desk(room: Room, desk: str | None) -> str | None:
    return room.workspace.settings.desk_named(desk).name if desk else None


def _with_desk(path: str, desk: str | None) -> str:
    from urllib.parse import quote

    return f"{path}?desk={quote(desk, safe='')}" if desk else path


def _stay(visit: Visit, draft_id: str, problem: PullquoteError, desk: str | None) -> Response:
    visit.say(str(problem), "problem")
    return visit.go(_with_desk(f"/drafts/{draft_id}", desk))
