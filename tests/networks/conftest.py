"""Accounts on the networks that run on loopback, and a post to send there."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.core.settings import AccountSettings
from flows.networks import Image, Parcel
from flows.posts.keys import new_key
from tests.servers.bluesky import Bluesky
from tests.servers.mastodon_api import MastodonServer
from tests.servers.pictures import png
from tests.servers.x_oauth import Credentials

MakeParcel = Callable[..., Parcel]


@pytest.fixture
def make_parcel(tmp_path: Path) -> MakeParcel:
    """Make a post with one card; its words are its own, so that it can be told from others."""

    def make(**change: Any) -> Parcel:
        now = datetime.now(UTC)
        data = png(8, 10, tuple(uuid.uuid4().bytes[:3]))  # type: ignore[arg-type]
        path = tmp_path / f"{hashlib.sha256(data).hexdigest()}.png"
        path.write_bytes(data)
        image = Image(path.stem, "image/png", path, 8, 10, "Quote card: “Words” — Ann Lee")
        parcel = Parcel(
            post_id=uuid.uuid4().hex[:12],
            account="a",
            key=new_key(now),
            text=f"“Fish & ships, she said {uuid.uuid4().hex[:8]}.”\n\n— Ann Lee\nhttps://harbour.example/a?b=1&c=2",
            images=(image,),
            created_at=now,
            intent_at=now,
        )
        return replace(parcel, **change)

    return make


def on_bluesky(server: Bluesky, monkeypatch: pytest.MonkeyPatch, url: str = "") -> AccountSettings:
    account = server.account
    monkeypatch.setenv("TEST_BLUESKY", account.password)
    options = {
        "service": url or server.url,
        "handle": account.handle,
        "password_env": "TEST_BLUESKY",
        "timeout_seconds": "10",
    }
    return AccountSettings(name="a", network="bluesky", options=options)


def on_mastodon(
    server: MastodonServer, monkeypatch: pytest.MonkeyPatch, url: str = ""
) -> AccountSettings:
    monkeypatch.setenv("TEST_MASTODON", server.token)
    options = {
        "service": url or server.url,
        "token_env": "TEST_MASTODON",
        "settle_seconds": "0",
        "timeout_seconds": "10",
    }
    return AccountSettings(name="a", network="mastodon", options=options)


def on_x(url: str, keys: Credentials, monkeypatch: pytest.MonkeyPatch) -> AccountSettings:
    # The emulator is in this process: it needs no patience.
    options = {"api": url, "settle_seconds": "0", "timeout_seconds": "4"}
    for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret"):
        monkeypatch.setenv(f"TEST_X_{name}", getattr(keys, name))
        options[f"{name}_env"] = f"TEST_X_{name}"
    return AccountSettings(name="a", network="x", options=options)
