"""What the templates show of drafts and posts, worked out beforehand in plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.core.post import CardRef, Decision, Post, PostState
from flows.posts import DraftView
from flows.review import wording
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
}
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

    `actions` are of edit, move, hold, release, retry, strike; the posts room has the last word.
    """

    post: Post
    network: str
    zone: str
    state: str
    when: str
    actions: frozenset[str]
    link: str | None
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

    @property
    def cards(self) -> tuple[CardRef, ...]:
        """The draft's cards, one per format."""
        return self.view.cards


def draft_piece(room: Room, view: DraftView) -> DraftPiece:
    """Work out what the page shows of one draft."""
    return DraftPiece(
        view=view,
        paragraphs=around(view.article, view.quote),
        posts=tuple(post_piece(room, post) for post in view.posts),
        flags=tuple(wording.FLAGS[flag] for flag in view.quote.flags),
        sureness=wording.sureness(view.quote),
        speaker_kind=wording.SPEAKERS[view.quote.speaker.kind],
        language=wording.foreign(view.article.language),
        source=web_link(view.article.url),
        zone=room.zone(view.posts[0].account) if view.posts else "UTC",
    )


def post_piece(room: Room, post: Post, story: Sequence[Decision] = ()) -> PostPiece:
    """Work out what the page shows of one post."""
    return PostPiece(
        post=post,
        network=room.network(post.account),
        zone=room.zone(post.account),
        state=wording.STATES[post.state],
        when=when(room, post),
        actions=_actions(post),
        link=web_link(post.remote_url),
        story=tuple(story),
    )


def when(room: Room, *posts: Post) -> str:
    """Say when posts go or went out: "Goes out Tue 24 Nov 09:00 Europe/London on folder".

    Accounts of which the same is to be said are named together.
    """
    said: dict[str, list[str]] = {}
    for post in posts:
        said.setdefault(_saying(room, post), []).append(post.account)
    return "; ".join(text.format(listed(accounts)) for text, accounts in said.items())


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: "folder, press and wire"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _saying(room: Room, post: Post) -> str:
    """Return what is to be said of a post, with `{}` where its account goes."""
    zone = room.zone(post.account)
    if post.state == "posted" and post.posted_at:
        return f"Posted {room.moment(post.posted_at, zone)} on {{}}"
    if post.state == "held":
        reason = wording.HOLDS[post.hold_reason] if post.hold_reason else "kept back"
        return f"Held on {{}}: {reason}"
    if post.state in _SAYING:
        return _SAYING[post.state]
    if post.due_at is None:
        return "Waits for a free time on {}"
    if post.due_at <= room.clock.now():
        return "Goes out now on {}"
    return f"Goes out {room.moment(post.due_at, zone)} on {{}}"


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
    return frozenset(action for action, states in _MAY.items() if post.state in states)
