"""What became of a post that may be out: the network's own posts beside it, and a person's word."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows import posts
from flows.core.errors import PullquoteError
from flows.core.post import Post
from flows.posts import Likely, Outcome
from flows.review.room import Room
from flows.review.shown import web_link

# A page that waits longer for a network is taken for broken.
PATIENCE_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the network showed, or in `problem` why there is nothing to show."""

    likely: tuple[Likely, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What was said beside an action: `text` to edit, `at` to move, `url` and `remote_id` to
    posted.
    """

    text: str = ""
    at: datetime | None = None
    why: str = ""
    url: str = ""
    remote_id: str = ""


def look(room: Room, post: Post) -> Looked | None:
    """Look what an unknown post may be on its network; None for any other post. Raises nothing."""
    if post.state != "unknown":
        return None
    pool = ThreadPoolExecutor(1, thread_name_prefix="look")
    asked = pool.submit(posts.candidates, room.store, room.workspace, post.id, clock=room.clock)
    pool.shutdown(wait=False)
    try:
        return Looked(tuple(asked.result(PATIENCE_SECONDS)))
    except TookTooLong:
        return Looked(problem=f"{post.account} did not answer in time. Load the page again.")
    except PullquoteError as problem:
        return Looked(problem=str(problem))
    except Exception as problem:  # noqa: BLE001 - the page and a person's word work without a look
        return Looked(problem=f"It could not be looked at ({type(problem).__name__}).")


def act(
    room: Room,
    post_id: str,
    action: Literal["posted", "resend", "takedown"],
    given: Given,
    *,
    who: str,
) -> Post:
    """Take a person's word that a post is out, is to be sent again, or is to come down with its
    draft. Raises NotFound, WrongState, PullquoteError.
    """
    if action == "posted":
        return _said_posted(room, post_id, given, who=who)
    if action == "resend":
        return posts.send_again(room.store, post_id, who=who, why=given.why, clock=room.clock)
    take_down(room, posts.post(room.store, post_id), who=who, why=given.why)
    return posts.post(room.store, post_id)


def _said_posted(room: Room, post_id: str, given: Given, *, who: str) -> Post:
    address = given.url.strip()
    if address and not given.remote_id and web_link(address) is None:
        raise PullquoteError("That is no web address.", "Give the post's own, or leave it out.")
    return posts.mark_posted(
        room.store,
        post_id,
        who=who,
        remote_id=given.remote_id or None,
        url=address or None,
        why=given.why,
        clock=room.clock,
    )


def take_down(room: Room, post: Post, *, who: str, why: str) -> Sequence[Outcome]:
    """Take a post's whole draft down, everywhere it went. Raises NotFound."""
    return posts.takedown(
        room.store, room.workspace, post.draft_id, who=who, why=why, clock=room.clock
    )
