"""OAuth 2.0 with PKCE: consent, access tokens of two hours, refresh tokens that work exactly once."""

import base64
import hashlib
import secrets
from urllib.parse import urlencode

from tests.servers.exchange import Answer, Request
from tests.servers.x_ledger import Ledger
from tests.servers.x_oauth import Credentials, client_of

SCOPES = "tweet.read tweet.write users.read media.write offline.access"
# X docs: "authorization code … only valid for 30 seconds".
_CODE_LIFE = 30.0


def grant(ledger: Ledger, owner: str, scopes: str = SCOPES) -> dict[str, object]:
    """A new pair, as after the user's consent; without offline.access there is no refresh token."""
    access, refresh = secrets.token_urlsafe(40), secrets.token_urlsafe(40)
    given: dict[str, object] = {"token_type": "bearer", "access_token": access, "scope": scopes}
    with ledger.transaction():
        _keep(ledger, access, "access", owner, scopes)
        if "offline.access" in scopes.split():
            _keep(ledger, refresh, "refresh", owner, scopes)
            given["refresh_token"] = refresh
    return given | {"expires_in": int(ledger.rules.access_life)}


def consented(ledger: Ledger, users: dict[str, Credentials], request: Request) -> Answer:
    """GET /i/oauth2/authorize: whoever asks has the user's yes, and is sent back with a code."""
    asked = request.query
    owners = [u.user for u in users.values() if u.client_id == asked.get("client_id")]
    whole = asked.get("response_type") == "code" and asked.get("code_challenge_method") == "S256"
    if not (owners and whole and asked.get("redirect_uri") and asked.get("code_challenge")):
        return _no(400, "invalid_request", "Something went wrong with this authorization request")
    code = secrets.token_urlsafe(30)
    scopes = asked.get("scope", SCOPES) if ledger.rules.scopes is None else ledger.rules.scopes
    bound = f"{asked['code_challenge']} {asked['redirect_uri']} {scopes}"
    _keep(ledger, code, "code", owners[0], bound)
    back = urlencode({"state": asked.get("state", ""), "code": code})
    return Answer(302, headers={"Location": f"{asked['redirect_uri']}?{back}"})


def exchanged(ledger: Ledger, users: dict[str, Credentials], request: Request) -> Answer:
    """POST /2/oauth2/token: a code or a refresh token, each good once, for a new pair."""
    owner = client_of(request, users, confidential=ledger.rules.confidential)
    if not owner:
        return _no(401, "unauthorized_client", "Missing valid authorization header")
    form = {name: value.decode() for name, value in request.form().items()}
    if form.get("grant_type") == "refresh_token":
        token, kind, bound, oldest = form.get("refresh_token", ""), "refresh", "", 0.0
    elif form.get("grant_type") == "authorization_code":
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        token, kind, oldest = form.get("code", ""), "code", ledger.now() - _CODE_LIFE
        bound = f"{challenge} {form.get('redirect_uri', '')} "
    else:
        return _no(400, "unsupported_grant_type", "A code or a refresh token is needed")
    with ledger.transaction() as db:
        spent = db.execute(
            "update tokens set spent = ? where token = ? and kind = ? and owner = ?"
            " and substr(bound, 1, ?) = ? and created > ? and spent is null returning bound",
            [ledger.now(), token, kind, owner, len(bound), bound, oldest],
        ).fetchone()
        if not spent:
            return _no(400, "invalid_request", "Value passed for the token was invalid.")
        return Answer.of(200, grant(ledger, owner, spent["bound"].removeprefix(bound)))


def granted(ledger: Ledger, access: str) -> tuple[str, frozenset[str]]:
    """The user an access token speaks for, and its scopes; "" when it is unknown or too old."""
    with ledger.transaction() as db:
        row = db.execute(
            "select owner, bound from tokens where token = ? and kind = 'access' and created > ?",
            [access, ledger.now() - ledger.rules.access_life],
        ).fetchone()
    return (str(row["owner"]), frozenset(row["bound"].split())) if row else ("", frozenset())


def _keep(ledger: Ledger, token: str, kind: str, owner: str, bound: str = "") -> None:
    made = [token, kind, owner, ledger.now(), bound]
    with ledger.transaction() as db:
        db.execute("insert into tokens values (?, ?, ?, ?, null, ?)", made)


def _no(status: int, error: str, description: str) -> Answer:
    return Answer.of(status, {"error": error, "error_description": description})
