"""What the templates show of drafts and posts, worked out beforehand in plain values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flows import posts
from flows.core.post import CardRef, Decision, Post, PostState
from flows.posts import DraftView
from flows.review import wording
from flows.review.overdue import is_overdue
from flows.review.room import Room
from flows.review.shown import Paragraph, around, web_link

# What is offered in which state; what the posts room would refuse is not offered.
_COMING: tuple[PostState, ...] = ("approved", "queued", "deferred")
_MAY: dict[str, tuple[PostState, ...]] = {
    "edit": ("draft", *_COMING, "held", "failed"),
    "move": (*_COMING, "failed"),
    "hold": (*_COMING, "claimed", "prepared"),
    "release": ("held",),
    "retry": ("failed",),
    "strike": ("draft", *_COMING, "claimed", "prepared", "held", "failed"),
    "settle": ("unknown",),
    "takedown": ("posted", "unknown"),
    "reshare": ("posted",),
}
_WAITS_FOR_POST = "Goes out right after the post that it answers on {}"
_SAYING: dict[PostState, str] = {
    "draft": "Gets the next free time on {} when approved",
    "claimed": "Goes out now on {}",
    "prepared": "Goes out now on {}",
    "sending": "Goes out now on {}",
    "unknown": "May be out on {}: it is looked up before anything is resent",
    "failed": "Did not go out on {}",
    "rejected": "Does not go out on {}",
    "expired": "Does not go out on {}: its time passed",
    "removed": "Was taken down from {}",
}


@dataclass(frozen=True, slots=True)
class PostPiece:
    """One post as a line of the page: its state, its time in its account's zone, what can be done.

    `actions` are of edit, move, hold, release, retry, strike, settle (say what became of it),
    handed (post it by hand), takedown and reshare; the posts room has the last word.
    `edited_by` names the people who changed the text, "" if nobody did.
    """

    post: Post
    network: str
    zone: str
    state: str
    when: str
    actions: frozenset[str]
    link: str | None
    overdue: bool = False
    edited_by: str = ""
    story: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a draft stands among those that wait: `number` from 1, 0 if it does not wait."""

    number: int
    total: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """One draft as the page shows it."""

    view: DraftView
    paragraphs: tuple[Paragraph, ...]
    posts: tuple[PostPiece, ...]
    flags: tuple[str, ...]
    sureness: str
    speaker_kind: str
    language: str | None
    source: str | None
    zone: str
    changed: str | None = None

    @property
    def cards(self) -> tuple[CardRef, ...]:
        """The draft's cards, one per format."""
        return self.view.cards


def draft_piece(room: Room, view: DraftView) -> DraftPiece:
    """Work out what the page shows of one draft."""
    paused = _paused(room)
    return DraftPiece(
        view=view,
        paragraphs=around(view.article, view.quote),
        posts=tuple(post_piece(room, post, view.decisions, paused) for post in view.posts),
        flags=tuple(wording.FLAGS[flag] for flag in view.quote.flags),
        sureness=wording.sureness(view.quote),
        speaker_kind=wording.SPEAKERS[view.quote.speaker.kind],
        language=wording.foreign(view.article.language),
        source=web_link(view.article.url),
        zone=room.zone(view.posts[0].account) if view.posts else "UTC",
        changed=posts.changed_since(room.store, view.article, view.quote),
    )


def post_piece(
    room: Room,
    post: Post,
    story: Sequence[Decision] = (),
    paused: Collection[str] | None = None,
) -> PostPiece:
    """Work out what the page shows of one post; `paused` names the accounts that stand still."""
    paused = _paused(room) if paused is None else paused
    return PostPiece(
        post=post,
        network=room.network(post.account),
        zone=room.zone(post.account),
        state=wording.STATES[post.state],
        when=_saying(room, post, paused).format(post.account),
        actions=_actions(post),
        link=web_link(post.remote_url),
        overdue=is_overdue(post, room.clock.now(), paused),
        edited_by=_editors(post, story),
        story=tuple(story),
    )


def when(room: Room, *going: Post) -> str:
    """Say when posts go or went out: "Goes out Tue 24 Nov 09:00 on folder".

    Accounts of which the same is to be said are named together.
    """
    said: dict[str, list[str]] = {}
    paused = _paused(room)
    for post in going:
        said.setdefault(_saying(room, post, paused), []).append(post.account)
    return "; ".join(text.format(listed(accounts)) for text, accounts in said.items())


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: "folder, press and wire"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _paused(room: Room) -> frozenset[str]:
    return frozenset(state.name for state in room.paused())


def _editors(post: Post, story: Sequence[Decision]) -> str:
    """Return who changed the post's text, from the word `posts.edit` leaves in the log."""
    who = [line.who for line in story if line.what == "edited" and line.post_id == post.id]
    return listed(list(dict.fromkeys(who))) if who else ""


def _saying(room: Room, post: Post, paused: Collection[str]) -> str:
    """Return what is to be said of a post, with `{}` where its account goes."""
    zone = room.zone(post.account)
    if post.state == "posted" and post.posted_at:
        return f"Posted {room.moment(post.posted_at, zone)} on {{}}"
    if post.state == "held":
        return _saying_held(post)
    if post.state in _SAYING:
        return _SAYING[post.state]
    if post.due_at is None:
        why = "" if post.answers else posts.without_time(room.store, room.workspace, post)
        return f"Has no time on {{}}: {why}" if why else _WAITS_FOR_POST
    if post.due_at > room.clock.now():
        return f"Goes out {room.moment(post.due_at, zone)} on {{}}"
    return _saying_due(room, post, paused)


def _saying_held(post: Post) -> str:
    if post.remote_id is not None:
        return "Ready on {}: post it by hand, then say so"
    reason = wording.HOLDS[post.hold_reason] if post.hold_reason else "kept back"
    return f"Held on {{}}: {reason}"


def _saying_due(room: Room, post: Post, paused: Collection[str]) -> str:
    if post.account in paused:
        return "Waits on {}: the account is paused"
    if post.due_at and is_overdue(post, room.clock.now(), paused):
        since = room.since(post.due_at, room.zone(post.account))
        return f"Overdue since {since}: publishing is not running"
    return "Goes out now on {}"


def place(ids: Sequence[str], draft_id: str) -> QueuePlace:
    """Find a draft among those that wait; for one that does not, the next is the first."""
    if draft_id not in ids:
        return QueuePlace(0, len(ids), None, ids[0] if ids else None)
    at = ids.index(draft_id)
    return QueuePlace(
        number=at + 1,
        total=len(ids),
        before=ids[at - 1] if at else None,
        after=ids[at + 1] if at + 1 < len(ids) else None,
    )


def _actions(post: Post) -> frozenset[str]:
    may = {action for action, states in _MAY.items() if post.state in states}
    # A reply has no time of its own, and no card.
    may -= {"move", "reshare"} if post.answers else set()
    # Held with an address: it lies ready for a person to post.
    handed = post.state == "held" and post.remote_id is not None
    return frozenset((may - {"release", "edit"}) | {"handed"} if handed else may)
