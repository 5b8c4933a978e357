"""Drafts and posts: who said yes, when each goes out, and that it goes out exactly once.

Every function that changes something does so in one transaction and writes a Decision.
"""

from flows.posts.accounts import Checked, check, pause, resume, states
from flows.posts.aftermath import Likely, candidates, mark_posted, send_again
from flows.posts.afterwards import recheck_posted
from flows.posts.calendar import PlanLine, Unplanned, plan, unplanned, without_time
from flows.posts.change import edit, hold, move, release, retry, strike
from flows.posts.correct import again, correct
from flows.posts.decide import approve, reject
from flows.posts.expiry import expire
from flows.posts.look import already, as_seen, listing, next_due, post, story, view, waiting
from flows.posts.notes import note_skipped, note_unread, notes
from flows.posts.order import embargo, expire_at, pin, post_now, put_last, share_next, swap, unpin
from flows.posts.pages import page_now
from flows.posts.propose import propose
from flows.posts.publish import publish_due
from flows.posts.recheck import ToReread, changed_since, hold_changed, reread, to_reread
from flows.posts.removing import takedown
from flows.posts.rereading import Read, SourceNow
from flows.posts.reshare import reshare, reshared
from flows.posts.views import DraftView, Outcome

__all__ = [
    "Checked",
    "DraftView",
    "Likely",
    "Outcome",
    "PlanLine",
    "Read",
    "SourceNow",
    "ToReread",
    "Unplanned",
    "again",
    "already",
    "approve",
    "as_seen",
    "candidates",
    "changed_since",
    "check",
    "correct",
    "edit",
    "embargo",
    "expire",
    "expire_at",
    "hold",
    "hold_changed",
    "listing",
    "mark_posted",
    "move",
    "next_due",
    "note_skipped",
    "note_unread",
    "notes",
    "page_now",
    "pause",
    "pin",
    "plan",
    "post",
    "post_now",
    "propose",
    "publish_due",
    "put_last",
    "recheck_posted",
    "reject",
    "release",
    "reread",
    "reshare",
    "reshared",
    "resume",
    "retry",
    "send_again",
    "share_next",
    "states",
    "story",
    "strike",
    "swap",
    "takedown",
    "to_reread",
    "unpin",
    "unplanned",
    "view",
    "waiting",
    "without_time",
]
