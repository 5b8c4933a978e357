"""Drafts, posts and decisions: what a person says yes to, and what goes out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DraftState = Literal["waiting", "approved", "rejected", "expired"]
PostState = Literal[
    "draft",  # waits for a person
    "approved",  # a person said yes; waits for a free slot
    "queued",  # has a due time
    "claimed",  # a worker holds it
    "prepared",  # media uploaded, nothing public yet
    "sending",  # committed before the first byte leaves
    "posted",
    "unknown",  # may have been posted: looked up before anything is resent
    "deferred",  # rate limit: not an attempt
    "failed",  # the network said no
    "held",  # with a reason: editor, auth, source-changed
    "rejected",
    "expired",
    "removed",  # taken down
]
HoldReason = Literal["editor", "auth", "source-changed"]
LinkPlace = Literal["text", "reply", "none"]
MarkKind = Literal["link", "mention", "tag"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One quote with its cards, waiting for (or after) a person's word."""

    id: str
    article_id: str
    quote_id: str
    desk: str
    state: DraftState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CardRef:
    """A stored card: `media` is its content hash, `path` where its bytes lie."""

    id: str
    media: str
    media_type: str
    path: str
    width: int
    height: int
    format: str
    template: str
    alt: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a post's text (code points, end exclusive) that leads somewhere.

    `value` is the whole address of a link, a handle without its @, a tag without its #.
    """

    kind: MarkKind
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Post:
    """What one account will say, and what became of it. All times are UTC.

    `key` is the idempotency key, fixed before the first send. `due_at` is None until a slot is
    given. `text` is exactly what will be sent. `answers` is the post below which this one stands,
    the first reply with the link: it goes out only after that one is posted.
    """

    id: str
    draft_id: str
    account: str
    state: PostState
    text: str
    key: str
    cards: tuple[CardRef, ...] = ()
    due_at: datetime | None = None
    slot_key: str | None = None
    hold_reason: HoldReason | None = None
    attempts: int = 0
    remote_id: str | None = None
    remote_url: str | None = None
    posted_at: datetime | None = None
    problem: str | None = None
    answers: str | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Who did what to a draft or post, when and why; append-only."""

    at: datetime
    who: str
    what: str
    why: str = ""
    draft_id: str | None = None
    post_id: str | None = None
