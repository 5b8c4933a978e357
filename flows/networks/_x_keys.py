"""OAuth 1.0a: the four keys of an X user, which do not expire."""

from functools import cached_property

import tweepy

from flows.core.errors import NetworkError
from flows.core.settings import AccountSettings
from flows.core.workspace import Workspace
from flows.networks._secrets import secret
from flows.networks._x_login import Signed, led
from flows.networks.protocol import Option

OPTIONS = tuple(
    Option(name, what, secret=True, login="keys")
    for name, what in (
        ("consumer_key", "the app's API key, from X's developer portal"),
        ("consumer_secret", "the app's API key secret"),
        ("access_token", "the account's access token, with read and write"),
        ("access_token_secret", "the account's access token secret"),
    )
)


class Keys:
    """Signs with the keys of the user."""

    def __init__(self, account: AccountSettings, workspace: Workspace) -> None:
        self._account = account
        self._workspace = workspace

    def signed(self, *, sending: bool = False) -> Signed:
        """Return the same client every time. Raises SettingsError, AuthLost, NotSent."""
        del sending
        return self._signed

    def refused(self, signed: Signed, error: NetworkError) -> NetworkError:
        """Return `error`: keys that X does not know are no longer good."""
        del signed
        return error

    def own_id(self) -> str:
        """Return the user id, with which X's access tokens begin."""
        start = self._keys["access_token"].partition("-")[0]
        return start if start.isdigit() else ""

    @cached_property
    def _keys(self) -> dict[str, str]:
        return {one.name: secret(self._account, one.name, self._workspace) for one in OPTIONS}

    @cached_property
    def _signed(self) -> Signed:
        # No waiting for rate limits inside a call: it would outlive every lease.
        client = tweepy.Client(**self._keys, wait_on_rate_limit=False)
        led(client.session, self._account)
        auth = tweepy.OAuth1UserHandler(*self._keys.values()).apply_auth()
        return Signed(client, auth, user_auth=True, confided=frozenset(self._keys.values()))
