"""X's token endpoint, through tweepy: a person's yes, or a refresh token, for a new pair.

Both work once. What of an answer is not wholly there counts as not answered.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import tweepy

from flows.core.errors import AuthLost, Deferred, NetworkError, NotSent, Refused
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._exchange import exchange
from flows.networks._http import UNCLEAR, Answer, refusal
from flows.networks._secrets import option, optional_secret, timeout_seconds
from flows.networks._x_login import API, led
from flows.networks._x_pair import Pair

SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
# Nothing listens there: the browser shows its address, which a person copies.
REDIRECT = "http://127.0.0.1:8723/connected"
_URL = f"{API}/2/oauth2/token"


def handler(account: AccountSettings, workspace: Workspace) -> Any:
    """Return tweepy's handler of the consent. Raises AuthLost, NotSent, SettingsError."""
    made = tweepy.OAuth2UserHandler(
        client_id=option(account, "client_id"),
        redirect_uri=account.options.get("redirect_uri", REDIRECT),
        scope=list(SCOPES),
        # A public client has none (RFC 6749, 2.1).
        client_secret=optional_secret(account, "client_secret", workspace),
    )
    led(made, account)
    if made.auth is None:
        # Else a .netrc file would sign for it.
        made.auth = _unsigned
    return made


def redeemed(account: AccountSettings, made: Any, redirected: str) -> Pair:
    """Return the pair for the code in the address that X sent a person back to.

    Raises Refused, Deferred, NotSent.
    """

    def ask() -> Any:
        try:
            return made.fetch_token(redirected)
        except Warning as told:
            # oauthlib raises it where other scopes were granted than asked for, with the token
            # put on it afterwards.
            granted: Any = told
            lacks = sorted(set(SCOPES) - set(granted.token.scopes))
            if lacks:
                raise Refused(
                    f"X did not grant {', '.join(lacks)}.",
                    "Let the app read and write in X's developer portal, and allow all it asks for.",
                ) from None
            return granted.token

    def meaning(answer: Answer) -> NetworkError:
        return Refused(
            f"X does not take the consent: {answer.said()}.",
            "Start again and paste the address within 30 seconds; check client_id and secret.",
        )

    code = parse_qs(urlsplit(redirected).query).get("code", [""])[0]
    made.register_compliance_hook("access_token_response", _heard(meaning, _confided(made, code)))
    return _pair(account, ask)


def refreshed(account: AccountSettings, workspace: Workspace, pair: Pair) -> Pair:
    """Return the pair that follows `pair`, whose refresh token is used up by that.

    Raises AuthLost if X no longer takes it, Deferred, NotSent if the answer was lost.
    """
    made = handler(account, workspace)
    # The pair stands for what was consented to; asking for scopes again could only narrow it.
    made.scope = None
    named = {"client_id": made.client_id} if made.auth is _unsigned else {}

    def ask() -> Any:
        return made.refresh_token(_URL, refresh_token=pair.refresh, auth=made.auth, **named)

    def meaning(answer: Answer) -> NetworkError:
        return _lost(account, answer)

    secrets = _confided(made, pair.refresh, pair.access)
    made.register_compliance_hook("refresh_token_response", _heard(meaning, secrets))
    return _pair(account, ask)


def _pair(account: AccountSettings, ask: Callable[[], Any]) -> Pair:
    since = datetime.now(UTC)
    with exchange(timeout_seconds(account), public=False):
        try:
            return Pair.told(ask(), since)
        except (NetworkError, requests.RequestException):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, there are no tokens
            # From None, and by its name alone: what the libraries say may repeat a token.
            name = type(error).__name__
            raise NotSent(f"X's answer with the new tokens cannot be read ({name}).") from None


def _confided(made: Any, *secrets: str) -> frozenset[str]:
    return frozenset(filter(None, [*secrets, getattr(made.auth, "password", "")]))


def _heard(
    meaning: Callable[[Answer], NetworkError], confided: frozenset[str]
) -> Callable[[requests.Response], requests.Response]:
    """Return what hears an answer before the libraries do, which keep neither status nor limits."""

    def heard(response: requests.Response) -> requests.Response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(response.status_code, headers, response.content, confided)
        if answer.status != 200:
            raise _no(answer, meaning)
        return response

    return heard


def _no(answer: Answer, meaning: Callable[[Answer], NetworkError]) -> NetworkError:
    plain = refusal(answer, public=False)
    if isinstance(plain, Deferred):
        return plain
    if 400 <= answer.status < 500 and answer.status not in UNCLEAR and _is_oauth(answer):
        return meaning(answer)
    # A proxy's page, for one: it says nothing about the token.
    return NotSent(f"X gives out no tokens just now: {answer.said()}.")


def _is_oauth(answer: Answer) -> bool:
    try:
        found = answer.json()
    except NetworkError:
        return False
    return isinstance(found, dict) and isinstance(found.get("error"), str)


def _lost(account: AccountSettings, answer: Answer) -> AuthLost:
    """Return in words what a refused refresh means; short, so that no notice cuts off what to do."""
    error = answer.json()["error"]
    # Nothing but a code of RFC 6749: whatever else stands there may repeat a token.
    code = f" ({error})" if re.fullmatch(r"[a-z_]{1,40}", error) else ""
    again = f"pullquote accounts resume {account.name}"
    if error in {"invalid_client", "unauthorized_client"}:
        return AuthLost(
            f"X does not take the client of account {account.name!r}{code}.",
            f"Correct client_id or client_secret, then: {again}",
        )
    # X says invalid_request where RFC 6749 says invalid_grant.
    return AuthLost(
        f"X no longer takes the tokens of {account.name!r}{code}: "
        "consent was withdrawn, or an answer was lost.",
        f"Run: pullquote accounts connect {account.name}, then: {again}",
    )


def _unsigned(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
