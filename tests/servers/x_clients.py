"""Clients of the X emulator that a test can trust: tweepy and requests, unmodified, led here."""

from typing import Any
from urllib.parse import urlsplit

import requests
import tweepy
from requests.adapters import HTTPAdapter

from tests.servers.x_oauth import PUBLIC_HOSTS, Credentials


class Led(HTTPAdapter):
    """Sends what is meant (and signed) for X to `url`, each call with a timeout."""

    def __init__(self, url: str, *, seconds: float = 5.0) -> None:
        super().__init__(max_retries=0)
        self._url = url
        self._seconds = seconds

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Replace scheme and host, keep everything else."""
        assert request.url is not None
        meant = urlsplit(request.url)
        request.url = f"{self._url}{meant.path}" + (f"?{meant.query}" if meant.query else "")
        kwargs["timeout"] = kwargs.get("timeout") or self._seconds
        return super().send(request, *args, **kwargs)


def led(session: requests.Session, url: str, *, seconds: float = 5.0) -> requests.Session:
    """`session`, with X's addresses led to `url`."""
    for host in PUBLIC_HOSTS:
        session.mount(f"https://{host}", Led(url, seconds=seconds))
    return session


def client(keys: Credentials, url: str, *, seconds: float = 5.0) -> Any:
    """A tweepy client that signs with OAuth 1.0a."""
    made = tweepy.Client(
        consumer_key=keys.consumer_key,
        consumer_secret=keys.consumer_secret,
        access_token=keys.access_token,
        access_token_secret=keys.access_token_secret,
    )
    led(made.session, url, seconds=seconds)
    return made


def signed(keys: Credentials) -> Any:
    """What signs a call of requests, for the endpoints that tweepy lacks."""
    return tweepy.OAuth1UserHandler(
        keys.consumer_key, keys.consumer_secret, keys.access_token, keys.access_token_secret
    ).apply_auth()
