"""Who is calling: OAuth 1.0a signatures (RFC 5849) and bearer tokens, really checked."""

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from tests.servers.exchange import Request

# Clients sign the address they mean, whatever a test's adapter makes of it afterwards.
PUBLIC_HOSTS = ("api.twitter.com", "api.x.com")
CLOCK_SKEW_SECONDS = 300
_PARAMETER = re.compile(r'\s*([a-z_]+)="([^"]*)"\s*(?:,|$)')


@dataclass(frozen=True)
class Credentials:
    """Everything a client of one user needs; made from the user's name alone."""

    user: str
    user_id: str
    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str
    client_id: str
    client_secret: str
    app_bearer: str


def credentials(user: str) -> Credentials:
    """The credentials of `user`, the same in every process."""

    def made(what: str, length: int = 40) -> str:
        return hashlib.sha256(f"{what}:{user}".encode()).hexdigest()[:length]

    user_id = str(int(made("id", 15), 16))
    return Credentials(
        user=user,
        user_id=user_id,
        consumer_key=made("consumer", 25),
        consumer_secret=made("consumer secret"),
        access_token=f"{user_id}-{made('access', 30)}",
        access_token_secret=made("access secret"),
        client_id=made("client", 34),
        client_secret=made("client secret"),
        app_bearer=f"AAAA{made('bearer', 60)}",
    )


def signed_by(request: Request, users: dict[str, Credentials]) -> str:
    """The user whose keys signed `request`, or "". `users` is keyed by access token.

    A nonce may come twice: a server that forgives a re-sent request is the harder one.
    """
    given = oauth_parameters(request.headers.get("Authorization", ""))
    user = users.get(given.get("oauth_token", ""))
    if user is None or given.get("oauth_consumer_key") != user.consumer_key:
        return ""
    stamp = given.get("oauth_timestamp", "")
    if not stamp.isdigit() or abs(int(stamp) - time.time()) > CLOCK_SKEW_SECONDS:
        return ""
    if given.get("oauth_signature_method") != "HMAC-SHA1" or not given.get("oauth_nonce"):
        return ""
    offered = given.pop("oauth_signature", "")
    right = any(
        hmac.compare_digest(offered, signature(request, host, given, user)) for host in PUBLIC_HOSTS
    )
    return user.user if right else ""


def oauth_parameters(header: str) -> dict[str, str]:
    """The decoded parameters of an `Authorization: OAuth …` header, without realm."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "oauth":
        return {}
    found = {name: unquote(value) for name, value in _PARAMETER.findall(rest)}
    found.pop("realm", None)
    return found


def signature(request: Request, host: str, oauth: dict[str, str], user: Credentials) -> str:
    """HMAC-SHA1 over method, public address and parameters (RFC 5849, 3.4)."""
    parameters = parse_qsl(urlsplit(request.target).query, keep_blank_values=True)
    if request.kind == "application/x-www-form-urlencoded":
        parameters += parse_qsl(request.body.decode(), keep_blank_values=True)
    parameters += oauth.items()
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in parameters)
    base = "&".join(
        _encoded(part)
        for part in (
            request.method,
            f"https://{host}{request.path}",
            "&".join(f"{name}={value}" for name, value in encoded),
        )
    )
    key = f"{_encoded(user.consumer_secret)}&{_encoded(user.access_token_secret)}"
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def bearer(request: Request) -> str:
    """The bearer token that came along, or ""."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def client_of(request: Request, users: dict[str, Credentials], *, confidential: bool) -> str:
    """The user whose OAuth 2 client asks for a token: HTTP Basic, or a bare client_id, which is
    not enough for a confidential client.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    form = request.form()
    for user in users.values():
        pair = base64.b64encode(f"{user.client_id}:{user.client_secret}".encode()).decode()
        if scheme.lower() == "basic":
            if hmac.compare_digest(token, pair):
                return user.user
        elif not confidential and form.get("client_id", b"").decode() == user.client_id:
            return user.user
    return ""


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")
