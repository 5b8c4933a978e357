"""What a person says of a post whose end we do not know, and taking down what is out."""

from flows import networks
from flows.core.clock import Clock
from flows.core.errors import NetworkError, WrongState
from flows.core.post import Post
from flows.core.workspace import Workspace
from flows.posts.change import strike
from flows.posts.look import view
from flows.posts.replies import below_first, let_follow
from flows.posts.settle import MOST_ATTEMPTS
from flows.posts.views import Outcome
from flows.store import Store, Transaction, accounts, log
from flows.store import posts as queue


def mark_posted(
    store: Store, post_id: str, *, who: str, url: str | None = None, why: str = "", clock: Clock
) -> Post:
    """Settle by a person's word that a post is out: an unknown one, or one handed to a person.

    Raises NotFound, WrongState.
    """
    now = clock.now()
    with store.write() as tx:
        post = _unsettled(tx, store, post_id)
        values = {"state": "posted", "posted_at": now, "problem": None, "hold_reason": None}
        queue.change(
            tx, post_id, (post.state,), **values, look_at=None, remote_url=url or post.remote_url
        )
        if post.answers is None:
            accounts.put(tx, post.account, last_sent_at=now)
        _note(tx, post, "posted", why or "said so", who=who, clock=clock)
        let_follow(tx, now=now, account=post.account)
        return queue.get(tx, post_id, store.media)


def send_again(store: Store, post_id: str, *, who: str, why: str = "", clock: Clock) -> Post:
    """Let an unknown post be looked for once more and, if it is not there, be sent once more.

    Raises NotFound, WrongState.
    """
    with store.write() as tx:
        post = queue.get(tx, post_id, store.media)
        if post.state != "unknown":
            raise WrongState(f"Post {post_id} is {post.state}; only an unknown one is sent again.")
        attempts = min(post.attempts, MOST_ATTEMPTS - 1)
        values = {"look_at": clock.now(), "looks": 0, "attempts": attempts}
        queue.change(tx, post_id, ("unknown",), **values)
        _note(tx, post, "send-again", why, who=who, clock=clock)
        return queue.get(tx, post_id, store.media)


def takedown(
    store: Store, workspace: Workspace, draft_id: str, *, who: str, why: str = "", clock: Clock
) -> list[Outcome]:
    """Delete a draft's posts everywhere they went, and strike those that are not out yet.

    Returns what became of each; one that a network would not delete stays `posted` and says so.
    A post on its way is waited for by nobody: it is told as `unknown`, to be taken down later.
    Raises NotFound.
    """
    outcomes = []
    # Replies first: an answer to nothing may not be left standing.
    for each in below_first(view(store, draft_id).posts):
        # Striking one post ends its replies too.
        with store.read() as tx:
            post = queue.get(tx, each.id, store.media)
        if post.state == "posted":
            outcomes.append(_delete(store, workspace, post, who=who, why=why, clock=clock))
        elif post.state in {"sending", "unknown"}:
            outcomes.append(Outcome(post, "unknown", "It may be out: settle it first."))
        elif post.state not in {"rejected", "expired", "removed"}:
            struck = strike(store, post.id, who=who, why=why, clock=clock)
            outcomes.append(Outcome(struck, "removed", "It was not out yet."))
    return outcomes


def _delete(
    store: Store, workspace: Workspace, post: Post, *, who: str, why: str, clock: Clock
) -> Outcome:
    account = workspace.settings.account_named(post.account)
    network = networks.connect(account, workspace)
    try:
        if post.remote_id is None:
            return _still_out(store, post, "Nobody knows its address.", who=who, clock=clock)
        network.delete(post.remote_id)
    except NetworkError as error:
        return _still_out(store, post, str(error), who=who, clock=clock)
    with store.write() as tx:
        queue.change(tx, post.id, ("posted",), state="removed", problem=None)
        _note(tx, post, "removed", why, who=who, clock=clock)
        return Outcome(queue.get(tx, post.id, store.media), "removed", "Deleted.")


def _still_out(store: Store, post: Post, problem: str, *, who: str, clock: Clock) -> Outcome:
    with store.write() as tx:
        queue.change(tx, post.id, ("posted",), problem=problem)
        _note(tx, post, "not-removed", problem, who=who, clock=clock)
        return Outcome(queue.get(tx, post.id, store.media), "failed", problem)


def _unsettled(tx: Transaction, store: Store, post_id: str) -> Post:
    post = queue.get(tx, post_id, store.media)
    # A held post that has an address was laid ready for a person.
    handed = post.state == "held" and post.remote_id is not None
    if post.state != "unknown" and not handed:
        raise WrongState(f"Post {post_id} is {post.state}: there is nothing to settle.")
    return post


def _note(tx: Transaction, post: Post, what: str, why: str, *, who: str, clock: Clock) -> None:
    ids = {"draft_id": post.draft_id, "post_id": post.id}
    log.write(tx, at=clock.now(), who=who, what=what, why=why, **ids)
