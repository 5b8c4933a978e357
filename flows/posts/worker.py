"""One process at work on the queue, and the steps it takes in the database.

Every step is a compare-and-set on state and owner: a post that a person held, or that another
process took over, drops out of our hands instead of being sent.
"""

import json
import os
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.core.clock import Clock
from flows.core.post import Post, PostState
from flows.core.workspace import Workspace
from flows.networks import Image, Network, Parcel, Prepared, Sent
from flows.posts.notes import ITSELF
from flows.posts.replies import let_follow
from flows.posts.views import Outcome, What
from flows.store import AccountLock, Store, Transaction, accounts, log, media
from flows.store import posts as queue
from flows.store.posts import Delivery

# What a held post says that a person has to post.
LAID_READY = "It lies ready: post it, then say that it is out."
# A lease outlasts every call that may be under way by this much.
_MARGIN = timedelta(seconds=60)


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Worker:
    """Who works: the store, the settings, the time, and a name no other process has."""

    store: Store
    workspace: Workspace
    clock: Clock
    name: str = field(default_factory=_name)
    lock: AccountLock | None = None

    def holding(self, lock: AccountLock) -> "Worker":
        """Return the same worker while it holds an account."""
        return replace(self, lock=lock)

    @property
    def still_holds(self) -> bool:
        """Whether the account is still ours alone: asked at the last moment before a post leaves.

        A process that was frozen, or cut off from the database, may have lost it meanwhile.
        """
        return self.lock is None or self.lock.still_held()

    def lease(self, network: Network, calls: int = 1) -> datetime:
        """Return until when a post is ours, if `calls` calls to the network lie ahead."""
        timeout = timedelta(seconds=network.limits.timeout_seconds)
        return self.clock.now() + calls * timeout + _MARGIN

    def step(self, post: Post, was: PostState, said: tuple[str, str] | None, **values: Any) -> bool:
        """Move a post that is ours from `was`, with a line (what, why) in the log, or not at all."""
        with self.store.write() as tx:
            if not queue.step(tx, post.id, self.name, was, **values):
                return False
            if said is not None:
                self.note(tx, post, *said)
        return True

    def note(self, tx: Transaction, post: Post, what: str, why: str) -> None:
        """Write a line of a post's story."""
        log.write(
            tx,
            at=self.clock.now(),
            who=ITSELF,
            what=what,
            why=why,
            draft_id=post.draft_id,
            post_id=post.id,
        )

    def outcome(self, post: Post, what: What, detail: str) -> Outcome:
        """Return what became of a post, as it stands now."""
        with self.store.read() as tx:
            return Outcome(queue.get(tx, post.id, self.store.media), what, detail)


def parcel_of(delivery: Delivery) -> Parcel:
    """Return what will be sent, the same at every attempt. Raises StoreError for a damaged card."""
    post = delivery.post
    assert delivery.fixed_at is not None, "fixed when it was claimed"
    images = []
    for card in post.cards:
        path = Path(card.path)
        media.read(path)
        images.append(Image(card.media, card.media_type, path, card.width, card.height, card.alt))
    return Parcel(
        post_id=post.id,
        account=post.account,
        key=post.key,
        text=post.text,
        images=tuple(images),
        created_at=delivery.fixed_at,
        intent_at=delivery.intent_at,
        prepared=_stored(delivery.prepared),
        marks=post.marks,
        reply_to=delivery.answered.remote_id if delivery.answered else None,
    )


def prepared_to_text(prepared: Prepared) -> str:
    """Return what the network gave back for the media, as it is stored."""
    until = prepared.good_until
    return json.dumps({"data": prepared.data, "until": until.isoformat() if until else None})


def prepared_from_text(text: str | None, now: datetime) -> Prepared | None:
    """Return what is stored, None if there is nothing or it is no longer good."""
    prepared = _stored(text)
    if prepared is None or prepared.good_until is None or prepared.good_until > now:
        return prepared
    return None


def _stored(text: str | None) -> Prepared | None:
    if text is None:
        return None
    stored = json.loads(text)
    until = datetime.fromisoformat(stored["until"]) if stored["until"] else None
    return Prepared(stored["data"], until)


def record_sent(worker: Worker, post: Post, was: Sequence[PostState], sent: Sent, why: str) -> bool:
    """Write down that a post is out, or laid ready for a person who posts it.

    False if it is in none of the states `was`.
    """
    now = worker.clock.now()
    with worker.store.write() as tx:
        done = queue.change(
            tx,
            post.id,
            was,
            state="held" if sent.by_hand else "posted",
            hold_reason="editor" if sent.by_hand else None,
            remote_id=sent.remote_id,
            remote_url=sent.remote_url,
            posted_at=None if sent.by_hand else now,
            problem=LAID_READY if sent.by_hand else None,
            owner=None,
            lease_until=None,
            look_at=None,
        )
        if done:
            # A reply is no post of its own to readers: the gap goes by what it answers.
            sent_at = {} if post.answers else {"last_sent_at": now}
            accounts.put(tx, post.account, wait_until=None, troubles=0, **sent_at)
            worker.note(tx, post, "laid-ready" if sent.by_hand else "posted", why)
            let_follow(tx, now=now, account=post.account)
    return done
