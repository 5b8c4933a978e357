"""What every request passes: the right host, the right origin, signed in, and safe headers.

Deny by default: a path is closed unless it stands in `OPEN`, so a new route cannot be forgotten.
"""

import hmac
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.review.sessions import Sessions

# Health for supervisors; signing in; the looks of the page that says how to sign in.
OPEN = ("/health", "/sign-in")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ANY_ADDRESS = ("0.0.0.0", "[::]")  # noqa: S104 - compared with, never bound here
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware around the whole review page.

    `host` is the address it is bound to; its port is asked of the server. `exact` are further
    Host headers, for a proxy in front. `locked` is the page for those not signed in. Leaves the
    session (None for a bearer) in `request.state.session`.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        sessions: Sessions,
        bearer: str,
        host: str,
        locked: str,
        exact: Collection[str] = (),
    ) -> None:
        self._app = app
        self._sessions = sessions
        self._bearer = bearer.encode()
        self._locked = locked
        bare = (f"[{host}]" if ":" in host else host).lower()
        local = LOOPBACK if bare in (*LOOPBACK, *ANY_ADDRESS) else ()
        self._names = {bare, *local}
        self._exact = {name.lower() for name in exact}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the page, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _seal(MutableHeaders(scope=message))
            await send(message)

        await (self._refusal(Request(scope)) or self._app)(scope, receive, sealed)

    def _refusal(self, request: Request) -> Response | None:
        if not self._right_host(request):
            return PlainTextResponse("The review page is not served under this address.", 421)
        unsafe = request.method not in SAFE_METHODS
        if unsafe and not same_origin(request.headers):
            return PlainTextResponse("This request came from another site: refused.", 403)
        session = self._sessions.find(request.cookies.get(cookie_name(request.scope)))
        request.state.session = session
        path = request.url.path
        if session or path in OPEN or path.startswith("/assets/"):
            return None
        if not path.startswith("/api/"):
            return HTMLResponse(self._locked, 401)
        if self._has_bearer(request.headers):
            return None
        return JSONResponse({"error": "Sign in, or send the bearer token."}, 401)

    def _right_host(self, request: Request) -> bool:
        given = request.headers.get("host", "").lower()
        if given in self._exact:
            return True
        try:
            port = urlsplit(f"//{given}").port or (443 if request.url.scheme == "https" else 80)
        except ValueError:
            return False
        name = given.rpartition(":")[0] if given[-1:].isdigit() and ":" in given else given
        return name in self._names and port == bound_port(request.scope)

    def _has_bearer(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        given = token.strip().encode("utf-8", "replace")
        return scheme.lower() == "bearer" and hmac.compare_digest(given, self._bearer)


def same_origin(headers: Headers) -> bool:
    """Tell whether a request that changes something may have been sent by our own page.

    Browsers say so in Sec-Fetch-Site; our `no-referrer` makes them send `Origin: null` with
    forms (Fetch standard, "append a request Origin header"), so null alone proves nothing and is
    refused. A client that sends neither is no browser; its forms still need their CSRF token.
    """
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None or (origin == "null" and site == "same-origin"):
        return True
    return origin.partition("://")[2].lower() == headers.get("host", "").lower()


def bound_port(scope: Mapping[str, Any]) -> int | None:
    """Return the port the server listens on, as the server itself says."""
    server = scope.get("server")
    return server[1] if server else None


def cookie_name(scope: Mapping[str, Any]) -> str:
    """Return the session cookie's name; browsers share cookies between ports, so it has ours."""
    return f"pullquote_session_{bound_port(scope) or 0}"


def _seal(headers: MutableHeaders) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    # Drafts must not stay behind in a shared browser's cache; hashed files say otherwise.
    headers.setdefault("Cache-Control", "no-store")
