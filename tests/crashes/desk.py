"""A working folder with one account on a server that stands for a network, counted over there."""

import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flows import posts
from flows.core.post import Post
from flows.core.settings import AccountSettings, PublishSettings
from flows.core.workspace import Workspace
from flows.store import Store
from tests.crashes.tally import Tally
from tests.crashes.workers import publish
from tests.posts.newsdesk import TurnedClock, account, proposed, workspace_of

X_KEYS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
# The X emulator's timeline shows a post this much later.
LAG = 0.2
_MANY = (1_000_000, 900.0)
_X_RULES = {
    # Nobody but us may notice a copy.
    "duplicates": "off",
    "lag": LAG,
    "limits": dict.fromkeys(
        ("POST /2/tweets", "POST /2/media", "GET /2/users/timeline", "GET /2/users/me"), _MANY
    ),
}
_ON_ITS_WAY = frozenset({"queued", "claimed", "prepared", "sending", "unknown", "deferred"})


# Which call of each network makes a post public.
CREATE = {
    "bluesky": "putRecord",
    "mastodon_mock": "/api/v1/statuses$",
    "snac": "/api/v1/statuses$",
    "x": "/2/tweets$",
}
_SECONDS = "5"


def options(name: str, server: Any, url: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the network, its options and the environment that holds its secrets."""
    if name == "bluesky":
        plain = {"service": url, "handle": server.account.handle}
        return "bluesky", plain | {"password_env": "TEST_S"}, {"TEST_S": server.account.password}
    if name == "x":
        server.set(**_X_RULES)
        places = {f"{key}_env": f"TEST_{key}" for key in X_KEYS}
        secrets = {f"TEST_{key}": getattr(server.credentials, key) for key in X_KEYS}
        return "x", {"api": url, "settle_seconds": "60"} | places, secrets
    plain = {"service": url, "settle_seconds": "60"}
    return "mastodon", plain | {"token_env": "TEST_S"}, {"TEST_S": server.token}


@dataclass
class Desk:
    """A working folder whose only account is on a server, and what its processes must know."""

    workspace: Workspace
    server: Any
    secrets: Mapping[str, str]
    # What tells each post, and each reply, from all others.
    words: list[str] = field(default_factory=list)

    @classmethod
    def on(cls, name: str, server: Any, root: Workspace, *, url: str = "") -> "Desk":
        """Return a desk in `root` on the server called `name`; its truth stays where it was.

        `url`: where the server is reached, if not at its own.
        """
        network, given, secrets = options(name, server, url or server.url)
        given["timeout_seconds"] = _SECONDS if url else "30"
        os.environ.update(secrets)
        more = {"network": network, "link": "reply"}
        settings: AccountSettings = account("a", **given).model_copy(update=more)
        made = workspace_of(root, accounts=[settings], publish=PublishSettings(min_gap_minutes=0))
        kept = made.settings.model_copy(update={"store": root.settings.store})
        return cls(Workspace(root.root, kept), server, secrets)

    def queue(self, now: datetime, count: int) -> list[str]:
        """Queue posts that are due at `now`, each with a first reply; return the posts' words."""
        names = [os.urandom(6).hex() for _ in range(count)]
        words = [f"Number {n} of {name} was said" for n, name in enumerate(names)]
        clock = TurnedClock(now)
        with Store.open(self.workspace.database_url, self.workspace.media) as store:
            for each, name in zip(words, names, strict=True):
                view = proposed(store, self.workspace, clock, each, name=name)
                draft = view.draft.id
                posts.approve(store, self.workspace, draft, who="ann", at=now, clock=clock)
        # The address in the reply, as far as every network shows it.
        self.words += [*words, *(f"harbour.example/{name}" for name in names)]
        return words

    def finish(self, now: datetime, *, after: float = 0.0) -> None:
        """Do what the following runs do, once what was sent can be seen.

        `after`: real seconds that the server gets for a request whose sender is gone. The minutes
        that pass for the workers are pretended.
        """
        time.sleep(max(LAG * 1.5, after))
        for minute in range(1, 30):
            publish(self.workspace, now + timedelta(minutes=minute))
            if not self.on_its_way():
                return

    def on_its_way(self) -> bool:
        """Say whether a post has yet to come to an end."""
        return any(post.state in _ON_ITS_WAY for post in self.posts())

    def posts(self) -> list[Post]:
        """Return all posts as we have them."""
        with Store.open(self.workspace.database_url, self.workspace.media) as store:
            return posts.listing(store)

    def count(self, kills: int) -> Tally:
        """Return what became of all posts ever queued here, as the server has them.

        `unknown`: neither lost nor known to us for what it is; a person has to look.
        """
        public = self.server.texts()
        seen = Counter({each: sum(each in text for text in public) for each in self.words})
        ours = {each: p.state for p in self.posts() for each in self.words if each in p.text}
        return Tally(
            posts=len(self.words),
            kills=kills,
            duplicates=sum(max(0, seen[each] - 1) for each in self.words),
            lost=sum(seen[each] == 0 and ours.get(each) != "unknown" for each in self.words),
            unknown=sum(
                ours.get(each) == "unknown" or (seen[each] > 0 and ours.get(each) != "posted")
                for each in self.words
            ),
        )


def present() -> datetime:
    """Return the time at which a round begins."""
    return datetime.now(UTC)
