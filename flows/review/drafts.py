"""The review page itself: the drafts that wait, one at a time, with yes and no."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response

from flows import posts
from flows.core.errors import PullquoteError
from flows.core.post import Decision, Draft
from flows.posts import DraftView
from flows.posts.look import views
from flows.review import wording
from flows.review.asking import ASK_NAME, asked, deciding, reviewers
from flows.review.by_hand import candidates
from flows.review.making import inbox_files
from flows.review.pieces import draft_piece, listed, place, when
from flows.review.room import Room, Visit, Visitor, chosen_time, with_desk
from flows.store.drafts import waiting

router = APIRouter(include_in_schema=False)
# So many lines of the queue stand beside the draft: a few before it, the rest after.
BESIDE = 40
_BEFORE = 5


@router.get("/")
def first(visit: Visitor, desk: str | None = None) -> Response:
    """Show the first draft that waits, or what to do when none does."""
    line = waiting_line(visit.room, desk)
    if not line:
        return visit.page("empty.html.j2", inbox=inbox_files(visit.room.workspace))
    return _draft_page(visit, line[0].id, line, desk)


@router.get("/drafts/{draft_id}")
def one(visit: Visitor, draft_id: str, desk: str | None = None) -> Response:
    """Show one draft, waiting or decided."""
    return _draft_page(visit, draft_id, waiting_line(visit.room, desk), desk)


@router.post("/drafts/{draft_id}/approve")
def approve(
    visit: Visitor,
    draft_id: str,
    *,
    at: Annotated[str, Form()] = "",
    timing: Annotated[Literal["slot", "at", "now"], Form()] = "slot",
    signed: Annotated[bool, Form()] = False,
    seen: Annotated[str, Form(max_length=64)] = "",
    desk: str | None = None,
) -> Response:
    """Say yes: at the next free times, at a time, or now."""
    room = visit.room
    try:
        view = posts.view(room.store, draft_id)
        who = deciding(visit, view)
        moment = _moment(room, view, timing, at)
        ahead = _after(room, draft_id, desk)
        done = posts.approve(
            room.store,
            room.workspace,
            draft_id,
            who=who,
            at=moment,
            signed=signed,
            seen=seen,
            clock=room.clock,
        )
    except PullquoteError as problem:
        form = "at" if timing == "at" else "approve"
        visit.send_back(draft_id, asked(form, problem), problem, at=at)
        return visit.go(with_desk(f"/drafts/{draft_id}", desk))
    room.wake()
    visit.say("Approved. " + what_next(room, done))
    return visit.go(with_desk(ahead, desk))


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
        visit.send_back(draft_id, asked("reject", problem), problem, other=other)
        return visit.go(with_desk(f"/drafts/{draft_id}", desk))
    visit.say(f"Rejected{f': {reason}' if reason else ''}. Nothing of it goes out.")
    return visit.go(with_desk(ahead, desk))


def what_next(room: Room, view: DraftView) -> str:
    """Say in words what happens after a yes, account by account."""
    going = [post for post in view.posts if post.state not in ("rejected", "expired", "removed")]
    return when(room, *going) + "." if going else "Nothing goes out."


def _draft_page(visit: Visit, draft_id: str, line: Sequence[Draft], desk: str | None) -> Response:
    room = visit.room
    where = place([draft.id for draft in line], draft_id)
    start = max(0, where.number - 1 - _BEFORE)
    with room.store.read() as tx:
        beside = views(tx, room.store, line[start : start + BESIDE])
    view = next((v for v in beside if v.draft.id == draft_id), None)
    view = view or posts.view(room.store, draft_id)
    after = next((v for v in beside if v.draft.id == where.after), None)
    return visit.page(
        "draft.html.j2",
        places=(draft_id, *(post.id for post in view.posts)),
        ask_name=ASK_NAME,
        piece=draft_piece(room, view),
        seen=posts.as_seen(view),
        place=where,
        queue=beside,
        queue_start=start,
        decided=_decided(view),
        after_card=after.cards[0] if after and after.cards else None,
        reasons=wording.REASONS,
        reviewers=reviewers(room, view),
        earliest=room.local_now(_account(view)),
        desk=desk,
        desks=[d.name for d in room.workspace.settings.desk],
        candidates=list(candidates(room, view.article, _place(view))),
        kinds=wording.KINDS,
        next_words=what_next(room, view),
        accounts=listed([post.account for post in view.posts]) if view.posts else "",
    )


def _place(view: DraftView) -> int:
    return view.quote.spans[0].start if view.quote.spans else 0


def _decided(view: DraftView) -> Decision | None:
    """Return the decision that ended the waiting, None while the draft waits."""
    if view.draft.state == "waiting":
        return None
    return next(
        (d for d in reversed(view.decisions) if d.post_id is None),
        view.decisions[-1] if view.decisions else None,
    )


def _moment(room: Room, view: DraftView, timing: str, at: str) -> datetime | None:
    """Return when a draft shall go out, None for the next free times. Raises PullquoteError."""
    if timing == "now":
        return room.clock.now()
    moment = chosen_time(room, _account(view), at)
    if timing == "at" and moment is None:
        raise PullquoteError("No time was given.", "Choose one, or press “Approve”.")
    return moment


def _account(view: DraftView) -> str:
    """Return the account in whose zone a time for the whole draft is meant."""
    return view.posts[0].account if view.posts else ""


def waiting_line(room: Room, desk: str | None) -> list[Draft]:
    """Return the drafts that wait, in order. Raises SettingsError: no such desk."""
    name = room.workspace.settings.desk_named(desk).name if desk else None
    with room.store.read() as tx:
        return waiting(tx, name)


def _after(room: Room, draft_id: str, desk: str | None) -> str:
    """Return where to go once a draft is decided: the one after it, else the one before it."""
    where = place([draft.id for draft in waiting_line(room, desk)], draft_id)
    following = where.after or where.before
    return f"/drafts/{following}" if following else "/"
