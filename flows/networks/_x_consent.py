"""A person lets the app speak for an X account: OAuth 2 with PKCE, by an address to open and the
address that the browser was sent back to.
"""

import hmac
from urllib.parse import parse_qs, urlsplit

from flows.core.errors import SettingsError
from flows.core.settings import AccountSettings
from flows.core.tokens import TokenFile
from flows.core.workspace import Workspace
from flows.networks._x_token_endpoint import REDIRECT, handler, redeemed
from flows.networks._x_tokens import Tokens

_PAGE = "https://x.com/i/oauth2/authorize"


class Consent:
    """One attempt: `url` is what a person opens. Raises SettingsError, NetworkError.

    That tokens can be kept is made sure of first: the consent can be redeemed only once.
    """

    def __init__(self, account: AccountSettings, workspace: Workspace) -> None:
        self._account = account
        self._tokens = Tokens(account, workspace)
        TokenFile.of(workspace).prove()
        self._handler = handler(account, workspace)
        # tweepy still names the page by its old address.
        self.url = f"{_PAGE}?{urlsplit(self._handler.get_authorization_url()).query}"
        self._state = parse_qs(urlsplit(self.url).query)["state"][0]

    def finish(self, redirected: str) -> None:
        """Redeem the address that X sent the browser back to, and keep the tokens.

        Raises SettingsError if it is not the answer to `url`, NetworkError.
        """
        told = self._answered(redirected.strip())
        if "error" in told:
            raise SettingsError(
                "X was not allowed to connect the account.", "Start again and allow it."
            )
        # oauthlib takes no plain http, which a loopback address is.
        address = urlsplit(redirected.strip())._replace(scheme="https").geturl()
        self._tokens.replace(redeemed(self._account, self._handler, address))

    def _answered(self, redirected: str) -> dict[str, list[str]]:
        back = self._account.options.get("redirect_uri", REDIRECT)
        if _place(redirected) != _place(back):
            raise SettingsError(
                f"That is not the address that X sends to, which begins with {back}",
                "Copy the whole address from the browser, also where its page did not open.",
            )
        told = parse_qs(urlsplit(redirected).query)
        state = told.get("state", [""])[0]
        if not hmac.compare_digest(state.encode(), self._state.encode()):
            raise SettingsError(
                "That address answers to another attempt.", "Start again with the new address."
            )
        if not told.get("code") and "error" not in told:
            raise SettingsError("There is no code in that address.", "Copy the whole of it.")
        return told


def _place(address: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ("", "", address)
    return (parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"))
