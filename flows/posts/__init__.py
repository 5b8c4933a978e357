"""Drafts and posts: who said yes, when each goes out, and that it goes out exactly once.

Every function that changes something does so in one transaction and writes a Decision.
"""

from flows.posts.change import edit, hold, move, release, retry, strike
from flows.posts.decide import approve, reject
from flows.posts.look import already, listing, next_due, post, story, view, waiting
from flows.posts.notes import note_skipped, note_unread, notes
from flows.posts.propose import propose
from flows.posts.publish import publish_due
from flows.posts.views import DraftView, Outcome

__all__ = [
    "DraftView",
    "Outcome",
    "already",
    "approve",
    "edit",
    "hold",
    "listing",
    "move",
    "next_due",
    "note_skipped",
    "note_unread",
    "notes",
    "post",
    "propose",
    "publish_due",
    "reject",
    "release",
    "retry",
    "story",
    "strike",
    "view",
    "waiting",
]
