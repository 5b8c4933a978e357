"""Pause and resume an account, or all of them; see how each is doing."""

from collections.abc import Sequence

from flows.core.clock import Clock
from flows.core.workspace import Workspace
from flows.posts.planning import replan
from flows.store import Store, log
from flows.store import accounts as remembered
from flows.store import posts as queue
from flows.store.accounts import AccountState


def pause(store: Store, names: Sequence[str], *, who: str, why: str = "", clock: Clock) -> None:
    """Stop accounts at once: what is not on its way yet waits until they are resumed."""
    with store.write() as tx:
        for name in names:
            remembered.put(tx, name, paused_at=clock.now(), pause_reason=why)
            log.write(tx, at=clock.now(), who=who, what="paused", why=f"{name}: {why}".rstrip(": "))


def resume(
    store: Store, workspace: Workspace, names: Sequence[str], *, who: str, clock: Clock
) -> None:
    """Let accounts post again, posts held for a lost login included. Raises SettingsError."""
    now = clock.now()
    with store.write() as tx:
        for name in names:
            account = workspace.settings.account_named(name)
            remembered.put(tx, name, paused_at=None, pause_reason="", wait_until=None, troubles=0)
            log.write(tx, at=now, who=who, what="resumed", why=name)
            for post in queue.listing(tx, store.media, states=("held",), account=name):
                if post.hold_reason == "auth":
                    back = {"state": "approved", "hold_reason": None, "problem": None}
                    queue.change(tx, post.id, ("held",), due_at=None, slot_key=None, **back)
            replan(tx, workspace, account, now=now, who=who)


def states(store: Store, workspace: Workspace) -> list[AccountState]:
    """Return how each account of the settings is doing, in their order."""
    with store.read() as tx:
        return [remembered.get(tx, account.name) for account in workspace.settings.account]
