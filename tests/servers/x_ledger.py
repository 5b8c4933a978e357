"""What the X emulator remembers, in one SQLite file: a SIGKILL of it loses nothing it answered."""

import json
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

_SCHEMA = """
create table if not exists posts (id integer primary key, author text not null, text text not null,
  media text not null, pictures text not null, reply_to integer, reply_settings text not null,
  created real not null, deleted real);
create table if not exists media (id integer primary key, owner text not null, kind text not null,
  size integer not null, width integer, height integer, sha256 text not null, alt text not null,
  created real not null, ready integer not null, polls integer not null, content blob);
create table if not exists segments (media integer not null, place integer not null,
  content blob not null, primary key (media, place));
create table if not exists tokens (token text primary key, kind text not null, owner text not null,
  created real not null, spent real, bound text not null);
create table if not exists windows (name text primary key, ends real not null, used integer not null);
create table if not exists rules (one integer primary key check (one = 1), rules text not null);
create index if not exists timeline on posts (author, id);
"""
# X counts milliseconds from this instant in its ids.
_EPOCH_MS = 1_288_834_974_657


@dataclass(frozen=True)
class Rules:
    """What differs between accounts, days and tests; kept in the file, set through `/_control`.

    `lag`: seconds until a post shows in the timeline. `duplicates`: "text" refuses the same text
    within `duplicate_window` seconds (its true size is not published), "media" only with the same
    pictures, "off" nothing. `limits`: requests and seconds per endpoint and user. `daily`: posts
    per user in 24 h (0: no such limit). `ahead`: seconds by which the emulator's clock is ahead.
    `confidential`: OAuth 2 clients have to prove themselves by their secret. `scopes`: what users
    let apps do, whatever is asked for (None: all of it).
    """

    lag: float = 0.0
    duplicates: str = "text"
    duplicate_window: float = 86_400.0
    too_long_status: int = 403
    media_life: float = 86_400.0
    access_life: float = 7_200.0
    processing_polls: int = 0
    daily: int = 0
    ahead: float = 0.0
    confidential: bool = False
    scopes: str | None = None
    limits: dict[str, tuple[int, float]] = field(
        # Per user and 15 minutes (X docs, transcribed 2026-08).
        default_factory=lambda: {
            "POST /2/tweets": (100, 900.0),
            "DELETE /2/tweets": (50, 900.0),
            "GET /2/tweets": (900, 900.0),
            "GET /2/users/timeline": (900, 900.0),
            "GET /2/users/me": (75, 900.0),
            "POST /2/media": (500, 900.0),
            "GET /2/media": (1000, 900.0),
        }
    )

    def changed(self, **change: Any) -> "Rules":
        """A copy; TypeError for a rule that does not exist, `limits` are merged."""
        if "limits" in change:
            given = {name: (int(n), float(s)) for name, (n, s) in change["limits"].items()}
            change = change | {"limits": self.limits | given}
        return replace(self, **change)


class Ledger:
    """The emulator's tables behind one lock; `with ledger.transaction() as db:` to read or write."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        # What is written survives this process; a loss of power need not be survived.
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=off")
        self._db.executescript(_SCHEMA)
        row = self._db.execute("select rules from rules").fetchone()
        self._rules = Rules().changed(**json.loads(row["rules"])) if row else Rules()

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self._rules

    def set_rules(self, **change: Any) -> None:
        """Change some; TypeError for one that does not exist."""
        with self.transaction() as db:
            self._rules = self._rules.changed(**change)
            db.execute(
                "insert or replace into rules values (1, ?)", [json.dumps(asdict(self._rules))]
            )

    def now(self) -> float:
        """The emulator's time (epoch)."""
        return time.time() + self._rules.ahead

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """One at a time, whole or not at all."""
        with self._lock:
            if self._db.in_transaction:
                yield self._db
                return
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def new_id(self, table: str) -> int:
        """A snowflake above every one of `table` (call inside a transaction)."""
        last = self._db.execute(f"select max(id) from {table}").fetchone()[0] or 0
        return max(last + 1, (int(self.now() * 1000) - _EPOCH_MS) << 22)

    def use(self, name: str, limit: int, seconds: float) -> tuple[bool, int, int]:
        """Count one use of window `name`: (allowed, remaining, reset epoch)."""
        now = self.now()
        with self.transaction() as db:
            row = db.execute("select ends, used from windows where name = ?", [name]).fetchone()
            ends, used = (row["ends"], row["used"]) if row else (0.0, 0)
            if now >= ends:
                ends, used = float(int(now + seconds)), 0
            allowed = used < limit
            used += allowed
            db.execute("insert or replace into windows values (?, ?, ?)", [name, ends, used])
        return allowed, limit - used, int(ends)

    def posts(self, author: str = "") -> list[dict[str, Any]]:
        """Everything that was ever posted, oldest first, deleted ones with their time."""
        with self.transaction() as db:
            rows = db.execute("select * from posts where ? in ('', author) order by id", [author])
            return [_post(row) for row in rows]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()


def _post(row: sqlite3.Row) -> dict[str, Any]:
    post = dict(row)
    return post | {
        "id": str(row["id"]),
        "media": json.loads(row["media"]),
        "pictures": json.loads(row["pictures"]),
        "reply_to": str(row["reply_to"]) if row["reply_to"] else None,
    }
