"""Cards on demand: a form for a URL or an inbox file; and the list of what was left out."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from flows import sources
from flows.core.errors import NotFound, PullquoteError
from flows.core.workspace import Workspace
from flows.review import shown
from flows.review.by_hand import left_out as left_out_of
from flows.review.room import Room, Visitor
from flows.store import articles, log

router = APIRouter(include_in_schema=False)
MOST_FILES = 200
# Articles on a page of what was left out.
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file that may be chosen: its path inside the inbox, its size in bytes, when it came."""

    name: str
    size: int
    changed: float


@router.get("/make")
def form(visit: Visitor) -> Response:
    """Show the form, with the inbox's files to choose from."""
    return visit.page("make.html.j2", inbox=inbox_files(visit.room.workspace))


@router.post("/make")
def make(
    visit: Visitor,
    url: Annotated[str, Form(max_length=4000)] = "",
    file: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Start a make run on a URL or an inbox file, and say so."""
    given = url.strip() or file.strip()
    try:
        visit.say(start(visit.room, given))
    except PullquoteError as problem:
        visit.say(str(problem), "problem")
    return visit.go("/make")


@router.get("/left-out")
def left_out(visit: Visitor, page: Annotated[int, Query(ge=1)] = 1) -> Response:
    """List what could not be read, and by article what got no card or draft, and why."""
    room = visit.room
    with room.store.read() as tx:
        passed = log.passed(tx)
        unread = log.notes(tx, "unread")
    start = (page - 1) * PER_PAGE
    shown_now = passed[start : start + PER_PAGE]
    return visit.page(
        "left_out.html.j2",
        unread=unread,
        passed=shown_now,
        choices={article.article_id: _choices(room, article.article_id) for article in shown_now},
        page=page,
        pages=max(1, -(-len(passed) // PER_PAGE)),
        zone=room.zone(room.workspace.settings.account[0].name),
        link=shown.web_link,
    )


def _choices(room: Room, article_id: str) -> dict[str, str] | None:
    """Return, by the line that tells of it, the id of each quote a draft can still be made of;
    None where the article's text is not kept.
    """
    try:
        with room.store.read() as tx:
            article = articles.get(tx, article_id)
    except NotFound:
        return None
    return {f"“{kept.quote.text}”: {kept.why}": kept.id for kept in left_out_of(room, article)}


def start(room: Room, given: str) -> str:
    """Start making cards of a source that forms may name. Raises SourceRefused and others."""
    if not given:
        raise PullquoteError("Nothing was chosen.", "Give a web address or choose a file.")
    return room.make(sources.admitted(given, room.workspace))


def inbox_files(workspace: Workspace) -> tuple[InboxFile, ...]:
    """Return the articles in the inbox, the newest first, `MOST_FILES` at most.

    Links are not followed, hidden and other files not shown.
    """
    found = sorted(_walk(workspace.inbox, workspace.inbox), key=lambda f: -f.changed)
    return tuple(found[:MOST_FILES])


def _walk(folder: Path, inbox: Path) -> Iterator[InboxFile]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        path = Path(entry.path)
        if entry.is_dir():
            yield from _walk(path, inbox)
        elif path.suffix.lower() in sources.SUFFIXES and _utf8(entry.name):
            status = entry.stat()
            yield InboxFile(path.relative_to(inbox).as_posix(), status.st_size, status.st_mtime)


def _utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
