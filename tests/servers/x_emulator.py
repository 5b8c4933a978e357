"""X's API v2 on loopback: no sandbox of X exists, so this stands in for it.

In process:  with XEmulator() as x: x.url, x.credentials, x.posts(), x.set(lag=3)
By itself:   python -m tests.servers.x_emulator --port 8700 --data x.sqlite [--user NAME …]

With a data file its posts, media, tokens, rate windows and rules survive a SIGKILL; faults do not.
`/_control` (see wire.py) also takes {"rules": {...}} (see x_ledger.Rules) and {"grant": user}, and
`/_ledger` lists every post there ever was. Clients sign for X's own address (see x_oauth.py).
"""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.servers import x_media, x_posts, x_tokens
from tests.servers.exchange import Answer, Request
from tests.servers.wire import FaultyServer
from tests.servers.x_answers import APP_ONLY, UNAUTHORIZED, Caller, Problem, problem
from tests.servers.x_ledger import Ledger
from tests.servers.x_oauth import bearer, credentials, signed_by

Handle = Callable[[Ledger, Caller, Request, str], Answer]
_DAY = 86_400.0


def _me(_: Ledger, caller: Caller, __: Request, ___: str) -> Answer:
    user = caller.user
    name = user.user.title()
    return Answer.of(200, {"data": {"id": user.user_id, "name": name, "username": user.user}})


# Method, path, rate window, what answers.
_ROUTES: list[tuple[str, str, str, Handle]] = [
    ("POST", r"/2/tweets", "POST /2/tweets", x_posts.create),
    ("GET", r"/2/tweets/(\d+)", "GET /2/tweets", x_posts.read),
    ("DELETE", r"/2/tweets/(\d+)", "DELETE /2/tweets", x_posts.delete),
    ("GET", r"/2/users/me", "GET /2/users/me", _me),
    ("GET", r"/2/users/(\d+)/tweets", "GET /2/users/timeline", x_posts.timeline),
    ("POST", r"/2/media/upload", "POST /2/media", x_media.upload),
    ("GET", r"/2/media/upload", "GET /2/media", x_media.status),
    ("POST", r"/2/media/upload/initialize", "POST /2/media", x_media.initialize),
    ("POST", r"/2/media/upload/(\d+)/append", "POST /2/media", x_media.append),
    ("POST", r"/2/media/upload/(\d+)/finalize", "POST /2/media", x_media.finalize),
    ("POST", r"/2/media/metadata", "POST /2/media", x_media.describe),
]
_FOR_APPS = {"GET /2/tweets", "GET /2/users/timeline"}
# What an OAuth 2 token needs for each (X docs, "Authentication mapping").
_READS = frozenset({"tweet.read", "users.read"})
_SCOPES = {
    "POST /2/tweets": _READS | {"tweet.write"},
    "DELETE /2/tweets": _READS | {"tweet.write"},
    "POST /2/media": frozenset({"media.write"}),
    "GET /2/media": frozenset({"media.write"}),
}


class XEmulator(FaultyServer):
    """The API for some users, each with the credentials that `x_oauth.credentials` makes."""

    def __init__(
        self, data: Path | None = None, *, port: int = 0, users: Sequence[str] = ("cards",)
    ) -> None:
        super().__init__(port)
        self.ledger = Ledger(data or ":memory:")
        self.users = {user: credentials(user) for user in users}
        self.credentials = self.users[users[0]]
        self._by_token = {user.access_token: user for user in self.users.values()}
        self._names = {user.user_id: name for name, user in self.users.items()}

    def answer(self, request: Request) -> Answer:
        """Find what answers, and who asks."""
        unsigned = self._unsigned(request)
        if unsigned is not None:
            return unsigned
        for method, pattern, window, handle in _ROUTES:
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                caller = self._caller(request)
                if caller is None:
                    return UNAUTHORIZED
                if caller.app_only and window not in _FOR_APPS:
                    return APP_ONLY
                if caller.scopes is not None and not _SCOPES.get(window, _READS) <= caller.scopes:
                    return problem(403, "Forbidden", "Forbidden").answer
                named = match[1] if match.lastindex else ""
                return self._within_limits(window, caller, request, handle, named)
        return problem(404, "Not Found", f"{request.method} {request.path} is not here").answer

    def control(self, change: dict[str, Any]) -> dict[str, Any]:
        """`rules` and `grant` of `/_control`."""
        shown: dict[str, Any] = {}
        if "grant" in change:
            shown["granted"] = x_tokens.grant(self.ledger, str(change.pop("grant")))
        self.ledger.set_rules(**change.pop("rules", {}))
        posts = self.posts()
        shown |= super().control(change)
        shown |= {"rules": asdict(self.ledger.rules), "posts": len(posts)}
        return shown | {"standing": sum(1 for post in posts if not post["deleted"])}

    def set(self, **rules: Any) -> None:
        """Change rules (see x_ledger.Rules)."""
        self.ledger.set_rules(**rules)

    def posts(self, user: str = "") -> list[dict[str, Any]]:
        """Every post there ever was, oldest first, whatever clients were told."""
        return self.ledger.posts(user)

    def stop(self) -> None:
        """Stop serving; the data file stays."""
        super().stop()
        self.ledger.close()

    def _unsigned(self, request: Request) -> Answer | None:
        """The answer to what needs no signature."""
        if request.path == "/_ledger":
            posts = self.posts(request.query.get("user", ""))
            return Answer.of(200, {"posts": posts, "count": len(posts)})
        if (request.method, request.path) == ("GET", "/i/oauth2/authorize"):
            return x_tokens.consented(self.ledger, self.users, request)
        if (request.method, request.path) == ("POST", "/2/oauth2/token"):
            return x_tokens.exchanged(self.ledger, self.users, request)
        return None

    def _caller(self, request: Request) -> Caller | None:
        token = bearer(request)
        for user in self.users.values():
            if token and token == user.app_bearer:
                return Caller(user, self._names, app_only=True)
        if token:
            name, scopes = x_tokens.granted(self.ledger, token)
            return Caller(self.users[name], self._names, scopes=scopes) if name else None
        name = signed_by(request, self._by_token)
        return Caller(self.users[name], self._names) if name else None

    def _within_limits(
        self, window: str, caller: Caller, request: Request, handle: Handle, named: str
    ) -> Answer:
        """Count the request, refuse it or handle it; the counters go out with either."""
        rules = self.ledger.rules
        limit, seconds = rules.limits[window]
        counts = [("x-rate-limit", limit, seconds)]
        if rules.daily and window == "POST /2/tweets":
            counts.append(("x-user-limit-24hour", rules.daily, _DAY))
        headers: dict[str, str] = {}
        allowed = True
        for prefix, most, span in counts:
            key = f"{caller.user.user} {window} {prefix}"
            granted, left, reset = self.ledger.use(key, most, span)
            allowed &= granted
            headers |= {f"{prefix}-limit": str(most), f"{prefix}-remaining": str(left)}
            headers[f"{prefix}-reset"] = str(reset)
        try:
            if not allowed:
                raise problem(429, "Too Many Requests", "Too Many Requests")
            answer = handle(self.ledger, caller, request, named)
        except Problem as refused:
            answer = refused.answer
        return Answer(answer.status, answer.body, answer.headers | headers)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="X's API v2 on loopback")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--user", action="append")
    given = parser.parse_args()
    emulator = XEmulator(given.data, port=given.port, users=given.user or ("cards",))
    print(emulator.url, flush=True)  # noqa: T201 - tells whoever started it where it is
    emulator.run()


if __name__ == "__main__":
    main()
