"""An X account by OAuth 2, connected as a person does it, and tokens that age."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from flows import networks, posts
from flows.core.settings import AccountSettings, DeskSettings, Settings
from flows.core.tokens import TokenFile, new_key
from flows.core.workspace import Workspace
from flows.store import Store
from tests.posts.newsdesk import TurnedClock, queued
from tests.servers.x_emulator import XEmulator
from tests.servers.x_oauth import Credentials

KEY = "PULLQUOTE_TOKENS_KEY"
NAME = "a-tokens"
TOKEN_PATH = "/2/oauth2/token"


def account(url: str, keys: Credentials, **options: str) -> AccountSettings:
    given = {"client_id": keys.client_id, "token_stored": NAME, "api": url}
    given |= {"settle_seconds": "0", "timeout_seconds": "4"}
    return AccountSettings(name="a", network="x", options=given | options)


def desk_of(workspace: Workspace, *accounts: AccountSettings) -> Workspace:
    desk = DeskSettings(accounts=tuple(account.name for account in accounts))
    return Workspace(workspace.root, Settings(account=accounts, desk=(desk,)))


def allowed(emulator_url: str, url: str) -> str:
    """Allow what `url` asks for, as a person in a browser; return the address it ends at."""
    assert url.startswith("https://x.com/i/oauth2/authorize?")
    page = f"{emulator_url}/i/oauth2/authorize?{urlsplit(url).query}"
    yes = requests.get(page, allow_redirects=False, timeout=5)
    assert yes.status_code == 302
    return yes.headers["Location"]


@dataclass(frozen=True)
class Connected:
    """A working folder whose only account is on an X, by OAuth 2, connected."""

    x: XEmulator
    desk: Workspace

    @classmethod
    def to(
        cls, x: XEmulator, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, **options: str
    ) -> "Connected":
        monkeypatch.setenv(KEY, new_key())
        made = cls(x, desk_of(workspace, account(x.url, x.credentials, **options)))
        made.consent()
        return made

    def consent(self) -> None:
        asked = networks.consent(self.account, self.desk)
        asked.finish(allowed(self.x.url, asked.url))

    @property
    def account(self) -> AccountSettings:
        return self.desk.settings.account_named("a")

    @property
    def network(self) -> networks.Network:
        """As a process sees it that has just started."""
        return networks.connect(self.account, self.desk)

    @property
    def kept(self) -> dict[str, Any]:
        """The tokens as they are on the disk."""
        text = TokenFile.of(self.desk).get(NAME)
        assert text is not None
        found: dict[str, Any] = json.loads(text)
        return found

    def aged(self, *, minutes: float = 121, by_our_clock: bool = True) -> None:
        """Make the tokens older, for X and by our clock."""
        self.x.set(ahead=self.x.ledger.rules.ahead + minutes * 60)
        if by_our_clock:
            since = datetime.now(UTC) - timedelta(minutes=minutes)
            text = json.dumps(self.kept | {"since": since.isoformat()})
            TokenFile.of(self.desk).put(NAME, text)

    def refreshes(self) -> list[int]:
        """What X answered to each refresh; the first call of the endpoint was the consent."""
        calls = [one for one in self.x.requests if one["path"] == TOKEN_PATH]
        return [int(call["status"]) for call in calls[1:]]

    def published(self, minutes: float = 1) -> tuple[str, str, list[str]]:
        """Queue a post and publish for a stretch of pretended time: its id, its state, its story."""
        clock = TurnedClock()
        with Store.open(self.desk.database_url, self.desk.media) as store:
            post_id = queued(store, self.desk, clock, at=clock.at)
        return (post_id, *self.run(post_id, clock, minutes))

    def run(self, post_id: str, clock: TurnedClock, minutes: float = 1) -> tuple[str, list[str]]:
        with Store.open(self.desk.database_url, self.desk.media) as store:
            until = clock.at + timedelta(minutes=minutes)
            posts.publish_due(store, self.desk, until=until, clock=clock, sleep=clock.sleep)
            post = posts.post(store, post_id)
            return post.state, [f"{one.what} {one.why}" for one in posts.story(store, post_id)]

    def reconnected(self, post_id: str, clock: TurnedClock) -> str:
        """Connect and resume the account, and publish at the held post's next time: its state."""
        self.consent()
        with Store.open(self.desk.database_url, self.desk.media) as store:
            posts.resume(store, self.desk, ["a"], who="ann", clock=clock)
            due = posts.post(store, post_id).due_at
        assert due is not None
        return self.run(post_id, TurnedClock(due))[0]
