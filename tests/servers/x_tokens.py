"""OAuth 2.0: access tokens of two hours and refresh tokens that work exactly once."""

import secrets

from tests.servers.exchange import Answer, Request
from tests.servers.x_ledger import Ledger
from tests.servers.x_oauth import Credentials, client_of

_SCOPE = "tweet.read tweet.write users.read media.write offline.access"


def grant(ledger: Ledger, owner: str) -> dict[str, object]:
    """A new pair, as after the user's consent."""
    access, refresh = secrets.token_urlsafe(40), secrets.token_urlsafe(40)
    with ledger.transaction() as db:
        for token, kind in ((access, "access"), (refresh, "refresh")):
            db.execute(
                "insert into tokens values (?, ?, ?, ?, null)", [token, kind, owner, ledger.now()]
            )
    life = int(ledger.rules.access_life)
    return {"token_type": "bearer", "expires_in": life, "access_token": access} | {
        "refresh_token": refresh,
        "scope": _SCOPE,
    }


def refreshed(ledger: Ledger, users: dict[str, Credentials], request: Request) -> Answer:
    """POST /2/oauth2/token with grant_type=refresh_token."""
    owner = client_of(request, users)
    if not owner:
        return _no(401, "unauthorized_client", "Missing valid authorization header")
    form = {name: value.decode() for name, value in request.form().items()}
    if form.get("grant_type") != "refresh_token":
        return _no(400, "unsupported_grant_type", "Only refresh_token is spoken here")
    with ledger.transaction() as db:
        spent = db.execute(
            "update tokens set spent = ? where token = ? and kind = 'refresh' and owner = ?"
            " and spent is null",
            [ledger.now(), form.get("refresh_token", ""), owner],
        ).rowcount
        if not spent:
            return _no(400, "invalid_request", "Value passed for the token was invalid.")
        return Answer.of(200, grant(ledger, owner))


def owner_of(ledger: Ledger, access: str) -> str:
    """The user an access token speaks for, or "" when it is unknown or too old."""
    with ledger.transaction() as db:
        row = db.execute(
            "select owner from tokens where token = ? and kind = 'access' and created > ?",
            [access, ledger.now() - ledger.rules.access_life],
        ).fetchone()
    return str(row["owner"]) if row else ""


def _no(status: int, error: str, description: str) -> Answer:
    return Answer.of(status, {"error": error, "error_description": description})
