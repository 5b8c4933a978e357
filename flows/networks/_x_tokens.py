"""OAuth 2 for an X account: its pair of tokens in the encrypted token file, refreshed in time.

A refresh token works once, so of all processes one refreshes while the others wait, and reads the
file again before it does; the new pair is on the disk before anything is signed with it. Nothing
here is ever part of a post's own call: what goes wrong is NotSent or AuthLost, never unknown. All
processes that use the account need the one token file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import tweepy

from flows.core.errors import AuthLost, Deferred, NetworkError, NotSent, SettingsError
from flows.core.points import reached
from flows.core.settings import AccountSettings
from flows.core.tokens import TokenFile
from flows.core.workspace import Workspace
from flows.networks import _x_token_endpoint as endpoint
from flows.networks._secrets import option, timeout_seconds
from flows.networks._x_login import Signed, led
from flows.networks._x_pair import Pair
from flows.networks.protocol import Option

OPTIONS = (
    Option("client_id", "the app's OAuth 2 client id, from X's developer portal", login="oauth2"),
    Option(
        "client_secret",
        "its OAuth 2 client secret, if it is a confidential client",
        secret=True,
        login="oauth2",
        optional=True,
    ),
    Option(
        "token_stored",
        "what its tokens are called in the encrypted token file",
        login="oauth2",
        usual="{account}-tokens",
    ),
    Option(
        "redirect_uri",
        f"the callback address registered for the app ({endpoint.REDIRECT})",
        login="oauth2",
        optional=True,
    ),
)


class Tokens:
    """Signs with the access token that is kept, after a refresh if it is time for one."""

    def __init__(self, account: AccountSettings, workspace: Workspace) -> None:
        option(account, "client_id")
        self._account = account
        self._workspace = workspace
        self._name = option(account, "token_stored")
        _own_alone(account, workspace)
        self._file = TokenFile.of(workspace)
        # Whether it is worth trying to refresh before there is need.
        self._early = True

    def signed(self, *, sending: bool = False) -> Signed:
        """Return what signs with a token that is good for a while. Raises NetworkError.

        When a post is about to leave (`sending`) its upload saw to that long before; what is still
        good for the moment is then good enough.
        """
        pair = self._kept()
        if not pair.lasts(datetime.now(UTC), ahead=self._early and not sending):
            pair = self._refreshed_if_need_be(pair)
        client = tweepy.Client(pair.access, wait_on_rate_limit=False)
        led(client.session, self._account)
        auth = tweepy.OAuth2BearerHandler(pair.access)
        # Else a .netrc file would replace the header that tweepy sets.
        client.session.auth = auth
        return Signed(client, auth, user_auth=False, confided=frozenset({pair.access}))

    def refused(self, signed: Signed, error: NetworkError) -> NetworkError:
        """Return NotSent where a refresh will help, else AuthLost.

        Our clock and X's may differ, or ours was set back: then a token is older than it seems. But
        one that was fetched for that very reason a moment ago is not.
        """
        del error
        try:
            with self._alone():
                pair = self._kept()
                if pair.access in signed.confided:
                    if pair.instead and pair.is_new(datetime.now(UTC)):
                        return AuthLost(
                            f"X does not take the token it just gave {self._account.name!r}.",
                            _connect(self._account),
                        )
                    self._keep(pair.spent())
        except NetworkError as trouble:
            return trouble
        return NotSent("X no longer takes the access token; the next try fetches a new one.")

    def own_id(self) -> str:
        """Return "": these tokens do not tell."""
        return ""

    def replace(self, pair: Pair) -> None:
        """Keep a pair that a person has just consented to. Raises NetworkError."""
        with self._alone():
            self._keep(pair)

    def _refreshed_if_need_be(self, pair: Pair) -> Pair:
        try:
            return self._refreshed(pair)
        except (NotSent, Deferred):
            # It was asked for ahead of time: what is good for the moment still serves.
            if pair.lasts(datetime.now(UTC), ahead=False):
                self._early = False
                return pair
            raise

    def _refreshed(self, old: Pair) -> Pair:
        with self._alone():
            pair = self._kept()
            if pair != old and pair.lasts(datetime.now(UTC), ahead=True):
                return pair  # another process did it meanwhile
            with _not_sent():
                # A disk that is full should be met while the old pair is still good.
                self._file.prove()
            asked = endpoint.refreshed(self._account, self._workspace, pair)
            fresh = pair.followed_by(asked)
            reached("token-answered")
            self._keep(fresh)
            reached("token-kept")
            return fresh

    @contextmanager
    def _alone(self) -> Iterator[None]:
        seconds = timeout_seconds(self._account)
        with _not_sent(), self._file.reserved(self._name, seconds) as ours:
            if not ours:
                raise NotSent(f"Another process is refreshing the tokens {self._name}.")
            yield

    def _keep(self, pair: Pair) -> None:
        with _not_sent():
            self._file.put(self._name, pair.text())

    def _kept(self) -> Pair:
        try:
            text = self._file.get(self._name)
        except SettingsError as error:
            raise AuthLost(error.problem, error.todo) from error
        if text is None:
            raise AuthLost(
                f"Account {self._account.name!r} is not connected to X yet.",
                _connect(self._account),
            )
        try:
            return Pair.read(text)
        except ValueError:
            # From None: the text is the tokens.
            raise AuthLost(
                f"What is kept as {self._name} is no pair of X's tokens.", _connect(self._account)
            ) from None


def _own_alone(account: AccountSettings, workspace: Workspace) -> None:
    """Raise SettingsError if another account has the same tokens: one of them would post as the
    other.
    """
    name = account.options["token_stored"]
    for other in workspace.settings.account:
        same = other.network == account.network and other.options.get("token_stored") == name
        if same and other.name != account.name:
            raise SettingsError(
                f"Accounts {account.name!r} and {other.name!r} have one token_stored, {name!r}.",
                f"Give {other.name!r} another, then: pullquote accounts connect {other.name}",
            )


@contextmanager
def _not_sent() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        raise NotSent(error.problem, error.todo) from error


def _connect(account: AccountSettings) -> str:
    return (
        f"Run: pullquote accounts connect {account.name}, then: "
        f"pullquote accounts resume {account.name}"
    )
