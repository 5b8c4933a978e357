"""Pause and resume an account, or all of them; see how each is doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flows import networks
from flows.core import secrets
from flows.core.clock import Clock
from flows.core.errors import PullquoteError
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks import Limits
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
                    back: dict[str, Any] = {"state": "approved", "hold_reason": None}
                    # Unpinned: the time that a person set has passed meanwhile.
                    back |= {"due_at": None, "slot_key": None, "pinned": False, "problem": None}
                    queue.change(tx, post.id, ("held",), **back)
            replan(tx, workspace, account, now=now, who=who)


@dataclass(frozen=True, slots=True)
class Checked:
    """What looking at an account showed. `name` is who it is on its network, "" if unknown.

    `automated`: whether it is labelled as automated there, None if the network does not tell;
    `problem` is "" if posts can go out; `notes` are worth knowing.
    """

    account: str
    network: str
    problem: str = ""
    name: str = ""
    automated: bool | None = None
    limits: Limits | None = None
    notes: tuple[str, ...] = ()


def check(workspace: Workspace, names: Sequence[str]) -> list[Checked]:
    """Log in to accounts, ask what they are and what their networks take. Posts nothing.

    Raises SettingsError for an account that is not in the settings.
    """
    return [_checked(workspace, workspace.settings.account_named(name)) for name in names]


def _checked(workspace: Workspace, account: AccountSettings) -> Checked:
    try:
        strange = _unknown_options(account)
        standing = networks.connect(account, workspace).check()
    except PullquoteError as error:
        return Checked(account.name, account.network, problem=str(error))
    except Exception as error:  # noqa: BLE001 - one account that cannot be looked at hides no other
        # What an unforeseen error says may repeat the request, and so a secret.
        problem = f"Something unforeseen happened ({type(error).__name__})."
        return Checked(account.name, account.network, problem=problem)
    return Checked(
        account.name,
        account.network,
        name=standing.name,
        automated=standing.automated,
        limits=standing.limits,
        notes=(*standing.notes, *strange),
    )


def _unknown_options(account: AccountSettings) -> list[str]:
    known: set[str] = set()
    for option in networks.options(account.network):
        places = secrets.places() if option.secret else ()
        known |= {f"{option.name}_{place}" for place in places} or {option.name}
    strange = sorted(set(account.options) - known) if known else []
    return [f"The option {name} means nothing to {account.network}." for name in strange]


def states(store: Store, workspace: Workspace) -> list[AccountState]:
    """Return how each account of the settings is doing, in their order."""
    with store.read() as tx:
        return [remembered.get(tx, account.name) for account in workspace.settings.account]
