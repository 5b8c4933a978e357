"""Who is signed in: one printed link works once and leaves a session; scripts carry a bearer.

Sessions live in memory: restarting the page signs everybody out and prints a new link.
"""

import hmac
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from flows.core.clock import Clock

LIFETIME = timedelta(days=7)
MOST_SESSIONS = 200
BEARER_FILE = "review-bearer"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that was sent back: which one of which draft or post, why, and what was typed in it.

    `form` is an action's name, or "who" for the field that asks for a name.
    """

    place: str
    form: str
    reason: str
    typed: Mapping[str, str]


@dataclass(slots=True)
class Session:
    """One signed-in browser. `csrf` stands in each of its forms; `notices` are shown once;
    `refused` is the last form that was sent back, until its page shows it.
    """

    csrf: str
    until: datetime
    notices: list[tuple[str, str]] = field(default_factory=list)
    refused: Refusal | None = None

    def say(self, text: str, kind: str = "done") -> None:
        """Keep a line for the next page: `kind` is "done" or "problem"."""
        self.notices.append((kind, text))

    def take_notices(self) -> list[tuple[str, str]]:
        """Return the lines kept for this page and forget them."""
        taken, self.notices = self.notices, []
        return taken

    def take_refused(self, *places: str) -> Refusal | None:
        """Return the form that was sent back at one of these places, and forget it."""
        found = self.refused
        if found is None or found.place not in places:
            return None
        self.refused = None
        return found

    def owns(self, csrf: str) -> bool:
        """Tell whether a form's token is this session's, in constant time."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode("utf-8", "replace"))


class Sessions:
    """Every signed-in browser, by the hash of its cookie; safe to use from several threads."""

    def __init__(self, token: str, clock: Clock) -> None:
        self._token: bytes | None = token.encode()
        self._clock = clock
        self._known: OrderedDict[bytes, Session] = OrderedDict()
        self._lock = threading.Lock()

    def exchange(self, token: str) -> str | None:
        """Return a new cookie value for the one-time token; None if it is wrong or was used."""
        with self._lock:
            given = token.encode("utf-8", "replace")
            if self._token is None or not hmac.compare_digest(self._token, given):
                return None
            self._token = None
            return self._open()

    def find(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie value, None if there is none or it has ended."""
        if not cookie:
            return None
        with self._lock:
            session = self._known.get(_hashed(cookie))
            if session is None or session.until <= self._clock.now():
                return None
            return session

    def end(self, cookie: str | None) -> None:
        """Sign a browser out."""
        with self._lock:
            self._known.pop(_hashed(cookie or ""), None)

    def _open(self) -> str:
        cookie = secrets.token_urlsafe(32)
        until = self._clock.now() + LIFETIME
        self._known[_hashed(cookie)] = Session(csrf=secrets.token_urlsafe(32), until=until)
        while len(self._known) > MOST_SESSIONS:
            self._known.popitem(last=False)
        return cookie


def _hashed(cookie: str) -> bytes:
    return sha256(cookie.encode("utf-8", "replace")).digest()


def bearer(var: Path) -> str:
    """Return the token that scripts send, from a file in `var/` that only its owner can read.

    It is made on first use and stays the same over restarts.
    """
    path = var / BEARER_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        token = secrets.token_urlsafe(32)
        file.write(token + "\n")
    return token
