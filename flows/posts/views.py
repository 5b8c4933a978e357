"""What a page, a command or a flow is shown: a draft with all that belongs to it, an outcome."""

from dataclasses import dataclass
from typing import Literal

from flows.core.article import Article
from flows.core.post import CardRef, Decision, Draft, Post
from flows.core.quote import Quote

What = Literal[
    "posted",  # it is out, once
    "would-send",  # dry run: this is due
    "waits",  # it is due, but its account is paused or asked to wait
    "moved",  # its time had passed too long ago, or the account needs a gap: it has a new time
    "deferred",  # the network asked us to come back later
    "retry",  # certainly nothing left; tried again at its new time
    "unknown",  # may be out: looked up before anything is resent
    "failed",  # the network said no for good
    "skipped",  # its time was missed and the settings say that such posts are not sent
    "held",  # waits for a person
    "removed",  # taken down, or struck before it went out
]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with the article and quote it comes from, its cards, posts and history.

    `article` is the revision that `quote.spans` point into. `unsigned` is the credit ("" for none)
    of a picture whose rights are unknown: an editor signs for it with the approval.
    """

    draft: Draft
    article: Article
    quote: Quote
    cards: tuple[CardRef, ...]
    posts: tuple[Post, ...]
    decisions: tuple[Decision, ...]
    unsigned: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one post in a run of `publish_due`, with one sentence for a person."""

    post: Post
    what: What
    detail: str
