"""One look at what is to be told, and a thread that looks while something else runs."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flows.core import secrets
from flows.core.clock import Clock
from flows.core.errors import PullquoteError
from flows.core.points import reached
from flows.core.workspace import Workspace
from flows.notices.wording import message
from flows.store import Store, Transaction, notices
from flows.store.notices import Notice

# No account is called like this, so its lock is nobody else's.
_LOCK = "+notices"
# Doubles with every failure, up to an hour; after so many, some 20 hours, the next message follows.
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_TRIES = 24
LOOK_SECONDS = 10.0
# At the end of a run, a message that is on its way is waited for no longer than this.
END_SECONDS = 20.0
_LOG = logging.getLogger("pullquote.notices")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a message. `destination` names where the address is kept, never itself."""

    destination: str
    what: Literal["sent", "retry", "given-up"]
    detail: str


def tell(store: Store, workspace: Workspace, *, clock: Clock) -> list[Told]:
    """Gather what needs a person and send what is due, to each destination of the settings.

    Returns what became of each message that was tried; an address that does not work is tried
    again later and keeps nothing back from the others. Raises StoreError.
    """
    destinations = workspace.settings.notify.to
    if not destinations:
        return []
    with store.account_lock(_LOCK) as held:
        if held is None:
            return []
        found = (_look(store, workspace, name, clock.now()) for name in dict.fromkeys(destinations))
        return [told for told in found if told is not None]


def try_out(workspace: Workspace) -> list[Told]:
    """Send a test message to each destination; nothing of it is remembered."""
    title, body = "Pullquote: a test", "This is where Pullquote tells what waits for a person."
    tried = []
    for name in dict.fromkeys(workspace.settings.notify.to):
        problem = _send(workspace, name, title, body)
        tried.append(Told(name, "retry" if problem else "sent", problem or "A test was sent."))
    return tried


def trouble(store: Store, workspace: Workspace) -> list[str]:
    """Say in a sentence per destination which messages do not arrive."""
    with store.read() as tx:
        last = [notices.last(tx, name) for name in workspace.settings.notify.to]
    return [
        f"{notice.destination} did not take a message, {notice.tries} times now."
        for notice in last
        if notice is not None and notice.state != "sent" and notice.tries
    ]


@contextmanager
def alongside(
    store: Store, workspace: Workspace, clock: Clock, *, silent: bool = False
) -> Iterator[None]:
    """Tell what is to be told while something else runs, and once more at its end; not if `silent`.

    Whatever goes wrong with it stops and delays nothing else; it is logged.
    """
    if silent or not workspace.settings.notify.to:
        yield
        return
    ended = threading.Event()

    def work() -> None:
        over = False
        while not over:
            over = ended.wait(LOOK_SECONDS)
            _tell_quietly(store, workspace, clock)

    thread = threading.Thread(target=work, name="notices", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(END_SECONDS)


def _tell_quietly(store: Store, workspace: Workspace, clock: Clock) -> None:
    try:
        for told in tell(store, workspace, clock=clock):
            if told.what != "sent":
                _LOG.warning("%s: %s", told.destination, told.detail)
    except Exception as error:  # noqa: BLE001 - posts go out whatever becomes of messages
        _LOG.warning("Nobody could be told: %s.", type(error).__name__)


def _look(store: Store, workspace: Workspace, destination: str, now: datetime) -> Told | None:
    """Send the message that is under way to a destination, or make the next one and send that."""
    with store.write() as tx:
        notice = notices.last(tx, destination)
        if notice is None or notice.state != "unsent":
            notice = _gathered(tx, workspace, destination, notice, now)
    reached("notice-made")
    if notice is None or notice.send_at > now:
        return None
    problem = _send(workspace, destination, f"{notice.title} (#{notice.id})", notice.body)
    reached("notice-left")
    return _noted(store, notice, problem, now)


def _gathered(
    tx: Transaction,
    workspace: Workspace,
    destination: str,
    before: Notice | None,
    now: datetime,
) -> Notice | None:
    said = workspace.settings.notify
    if before is not None:
        since = now - before.made_at
        # A clock that was set back must not silence anybody.
        if timedelta() <= since < timedelta(minutes=said.batch_minutes):
            return None
    upto = notices.newest_line(tx)
    after = before.upto if before is not None else 0
    words = message(notices.events(tx, after), said.kinds) if upto > after else None
    if words is None:
        return None
    title, body = words
    notices.add(
        tx, destination=destination, upto=upto, title=title, body=body, made_at=now, send_at=now
    )
    return notices.last(tx, destination)


def _noted(store: Store, notice: Notice, problem: str, now: datetime) -> Told:
    tries = notice.tries + 1
    if not problem:
        with store.write() as tx:
            notices.change(tx, notice.id, ("unsent",), state="sent", tries=tries)
        return Told(notice.destination, "sent", notice.title)
    over = tries >= MOST_TRIES
    wait = min(_FIRST_WAIT * 2 ** min(notice.tries, 10), _LONGEST_WAIT)
    with store.write() as tx:
        state = "given-up" if over else "unsent"
        notices.change(tx, notice.id, ("unsent",), state=state, tries=tries, send_at=now + wait)
    return Told(notice.destination, "given-up" if over else "retry", problem)


def _send(workspace: Workspace, destination: str, title: str, body: str) -> str:
    """Send a message; return in a sentence why it did not arrive, "" if it did."""
    place, _, name = destination.partition(":")
    try:
        address = secrets.find(workspace, place, name)
    except PullquoteError as error:
        return str(error)
    if not address:
        return f"There is no address at {destination}."
    import apprise

    # What Apprise logs of a failure may repeat the address, which is a secret.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    try:
        notifier = apprise.Apprise()
        if not notifier.add(address):
            return f"What is at {destination} is no address that Apprise knows."
        sent = notifier.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
    except Exception as error:  # noqa: BLE001 - any of a hundred services may break in its own way
        return f"The message could not be sent ({type(error).__name__})."
    return "" if sent else "The message was not taken, or nobody was reached."
