"""Coming in and going out: health, the printed link, the name, files by hash."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from flows.review.guard import cookie_name
from flows.review.room import Visitor
from flows.review.sessions import LIFETIME, Sessions
from flows.store import media as stored

router = APIRouter(include_in_schema=False)
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}
_AHEAD = ("prefetch", "prerender")


@router.get("/health")
def health() -> dict[str, str]:
    """Answer that the page is up; says nothing else."""
    return {"status": "ok"}


@router.get("/sign-in")
def sign_in(request: Request, token: str = "") -> Response:
    """Exchange the printed link's token, once, for a session cookie.

    A browser that only looks ahead does not use it up.
    """
    state = request.app.state
    if request.state.session:
        return RedirectResponse("/", 303)
    purpose = request.headers.get("sec-purpose", request.headers.get("purpose", ""))
    sessions: Sessions = state.sessions
    cookie = None if purpose.startswith(_AHEAD) else sessions.exchange(token)
    if cookie is None:
        return HTMLResponse(state.spent if token else state.locked, 401)
    # A Strict cookie is not sent after a redirect that began on another site (a link in a chat);
    # a page of our own that goes on by itself starts a navigation of its own.
    abroad = request.headers.get("sec-fetch-site") == "cross-site"
    answer = HTMLResponse(state.onward) if abroad else RedirectResponse("/", 303)
    answer.set_cookie(
        cookie_name(request.scope),
        cookie,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out")
def sign_out(visit: Visitor) -> Response:
    """End this browser's session."""
    request = visit.request
    name = cookie_name(request.scope)
    request.app.state.sessions.end(request.cookies.get(name))
    answer = HTMLResponse(request.app.state.locked)
    answer.delete_cookie(name, httponly=True, samesite="strict")
    return answer


@router.get("/you")
def you(visit: Visitor) -> Response:
    """Ask under which name decisions are recorded."""
    names = [name for desk in visit.room.workspace.settings.desk for name in desk.reviewers]
    return visit.page("you.html.j2", names=list(dict.fromkeys(names)))


@router.post("/you")
def name(visit: Visitor, who: Annotated[str, Form()] = "") -> Response:
    """Keep a name in this browser."""
    if not who.strip():
        visit.say("A name is needed: it is recorded with every decision.", "problem")
        return visit.go("/you")
    visit.say(f"Your decisions are recorded as {visit.who}.")
    return visit.go("/")


@router.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """Return one of the files that were read at the start."""
    found = request.app.state.room.assets.get(name)
    if found is None:
        raise HTTPException(404)
    data, media_type = found
    return Response(data, media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/media/{media}")
def media(visit: Visitor, media: str) -> Response:
    """Return a stored card by its content hash, proven by it. Raises StoreError if damaged."""
    if not _HASH.match(media):
        raise HTTPException(404)
    for media_type in ("image/jpeg", "image/png"):
        path = stored.place(visit.room.store.media, media, media_type)
        if path.is_file():
            return Response(stored.read(path), media_type=media_type, headers=_FOR_EVER)
    raise HTTPException(404)
