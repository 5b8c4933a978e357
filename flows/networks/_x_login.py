"""How calls reach X: signed, once, each with a timeout, led elsewhere where a test says so."""

import logging
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests

from flows.core.errors import NetworkError
from flows.core.settings import AccountSettings
from flows.networks._exchange import CONNECT_SECONDS, Once
from flows.networks._secrets import timeout_seconds

API = "https://api.twitter.com"
# What signs requests also logs them, tokens included, wherever somebody turns debugging on.
for _logger in ("oauthlib", "requests_oauthlib", "tweepy"):
    logging.getLogger(_logger).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Signed:
    """A tweepy client, and what signs a call of its session for the endpoints that tweepy lacks.

    `user_auth` is tweepy's word for OAuth 1.0a; `confided` are the secrets that calls carry.
    """

    client: Any
    auth: Any
    user_auth: bool
    confided: frozenset[str] = field(repr=False)


class Login(Protocol):
    """What makes X believe that it is us. Every call raises only PullquoteError."""

    def signed(self, *, sending: bool = False) -> Signed:
        """Return what signs the next call; `sending`: a post is about to leave, so do no more than
        is needed for it.
        """
        ...

    def refused(self, signed: Signed, error: NetworkError) -> NetworkError:
        """Return what it means that X answered 401 to `signed`, of which `error` is the plain word."""
        ...

    def own_id(self) -> str:
        """Return our user id where it is known without asking, else ""."""
        ...


def led(session: requests.Session, account: AccountSettings) -> None:
    """Give every call of a session a timeout and no second try."""
    api = account.options.get("api", API).rstrip("/")
    session.mount(API, _Led(api, timeout_seconds(account)))


class _Led(Once):
    """Gives every call a timeout, and leads it to another address where a test says so."""

    def __init__(self, api: str, seconds: float) -> None:
        super().__init__()
        self._api = api
        self._seconds = seconds

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send once; the signature is of X's own address and stays as it is."""
        meant = urlsplit(request.url or "")
        query = f"?{meant.query!s}" if meant.query else ""
        request.url = f"{self._api}{meant.path!s}{query}"
        kwargs["timeout"] = (min(CONNECT_SECONDS, self._seconds), self._seconds)
        return super().send(request, *args, **kwargs)
