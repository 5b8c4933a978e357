"""The real servers: what each of them does with the same post twice, and after a crash."""

from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.servers.bluesky import Bluesky
from tests.servers.fault_proxy import FaultProxy
from tests.servers.loopback import Refused, call
from tests.servers.mastodon_api import MastodonServer
from tests.servers.mastodon_mock import MastodonMock
from tests.servers.pictures import png
from tests.servers.snac import Snac

pytestmark = pytest.mark.proof

_LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}


@pytest.fixture(params=["mastodon_mock", "snac"])
def mastodon(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def _put(server: Bluesky, key: str, text: str, url: str = "") -> Any:
    login = {"identifier": server.account.handle, "password": server.account.password}
    token = call(f"{server.url}/xrpc/com.atproto.server.createSession", login)["accessJwt"]
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-03-01T09:00:00.000Z"}
    put = {"repo": server.account.did, "collection": "app.bsky.feed.post", "rkey": key}
    put |= {"record": record, "swapRecord": None}  # type: ignore[dict-item]
    return call(f"{url or server.url}/xrpc/com.atproto.repo.putRecord", put, token=token)


def _said(server: MastodonServer, text: str) -> int:
    return sum(words.startswith(text) for words in server.texts())


def _say(url: str, text: str, key: str, **more: Any) -> requests.Response:
    headers = {"Authorization": "Bearer mock_token", "Idempotency-Key": key}
    return requests.post(
        f"{url}/api/v1/statuses", {"status": text, **more}, headers=headers, timeout=10
    )


def test_bluesky_takes_the_same_key_once(bluesky: Bluesky) -> None:
    first = _put(bluesky, "3kaaaaaaaaa22", "By key")
    assert _put(bluesky, "3kaaaaaaaaa22", "By key")["cid"] == first["cid"]
    with pytest.raises(Refused, match="InvalidSwap"):
        _put(bluesky, "3kaaaaaaaaa22", "By the same key")
    assert [post["cid"] for post in bluesky.posts() if post["uri"] == first["uri"]] == [
        first["cid"]
    ]
    assert [text for text in bluesky.texts() if text.startswith("By ")] == ["By key"]


def test_bluesky_keeps_its_account_and_posts_over_a_kill(bluesky: Bluesky) -> None:
    with FaultProxy(bluesky.url) as proxy:
        proxy.fault("drop_after", path="putRecord")
        with pytest.raises(OSError, match="closed connection"):
            _put(bluesky, "3kaaaaaaaaa23", "Heard and lost", proxy.url)
    bluesky.process.kill()
    again = Bluesky(bluesky.data).start()
    try:
        assert again.account == bluesky.account
        assert [p for p in again.posts() if str(p["uri"]).endswith("3kaaaaaaaaa23")]
        _put(again, "3kaaaaaaaaa23", "Heard and lost")
    finally:
        again.close()


def test_bluesky_tells_its_rate_limits_when_asked_to(tmp_path: Path) -> None:
    with Bluesky(tmp_path / "data", rate_limits=True) as server:
        answer = requests.get(f"{server.url}/xrpc/com.atproto.server.describeServer", timeout=10)
        assert answer.headers["RateLimit-Policy"] == "3000;w=300"


def test_the_mock_takes_the_same_key_once_even_over_a_kill(mastodon_mock: MastodonMock) -> None:
    first = _say(mastodon_mock.url, "With a key", "key-1").json()["id"]
    assert _say(mastodon_mock.url, "With a key", "key-1").json()["id"] == first
    mastodon_mock.process.kill()
    mastodon_mock.start()
    assert _say(mastodon_mock.url, "With a key", "key-1").json()["id"] == first
    assert _said(mastodon_mock, "With a key") == 1


def test_snac_posts_the_same_key_again(snac: Snac) -> None:
    for _ in range(2):
        headers = {"Idempotency-Key": "key-1", "Authorization": f"Bearer {snac.token}"}
        form = {"status": "Keys mean nothing here"}
        requests.post(f"{snac.url}/api/v1/statuses", form, headers=headers, timeout=10)
    snac.process.kill()
    again = Snac(snac.data).start()
    try:
        assert again.token == snac.token
        assert _said(again, "Keys mean nothing here") == 2
    finally:
        again.close()


def test_more_statuses_than_a_page_are_all_counted(mastodon: MastodonServer) -> None:
    for number in range(45):
        call(f"{mastodon.url}/api/v1/statuses", {"status": f"Many {number}"}, token=mastodon.token)
    assert _said(mastodon, "Many ") == 45


def test_a_lost_answer_was_posted(mastodon: MastodonServer) -> None:
    with FaultProxy(mastodon.url) as proxy:
        for fault in ("drop_after", "reset_after", "truncate_after", "status_after"):
            proxy.plan.clear()
            proxy.fault(fault, path="statuses")
            with pytest.raises((OSError, HTTPException, Refused)):
                call(
                    f"{proxy.url}/api/v1/statuses",
                    {"status": f"After {fault}"},
                    token=mastodon.token,
                )
            assert _said(mastodon, f"After {fault}") == 1


def test_a_key_that_was_never_stored_makes_a_copy(mastodon_mock: MastodonMock) -> None:
    with FaultProxy(mastodon_mock.url) as proxy:
        proxy.fault("lost_key", method="POST", path="statuses")
        with pytest.raises(requests.exceptions.ConnectionError):
            _say(proxy.url, "Stored too late", "key-2")
        _say(proxy.url, "Stored too late", "key-2")
        _say(proxy.url, "Stored too late", "key-2")
    assert _said(mastodon_mock, "Stored too late") == 2


def test_words_come_back_as_they_were_sent(mastodon: MastodonServer) -> None:
    text = "“Bread & salt” — 2 < 3\nsecond line"
    call(f"{mastodon.url}/api/v1/statuses", {"status": text}, token=mastodon.token)
    assert text in mastodon.texts()


def test_a_busy_mastodon_wants_to_be_asked_again(mastodon: MastodonServer) -> None:
    with FaultProxy(mastodon.url, processing=2) as proxy:
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {mastodon.token}"
        upload = session.post(
            f"{proxy.url}/api/v2/media",
            files={"file": ("card.png", png(8, 8), "image/png")},
            data={"description": "A card"},
            timeout=10,
        )
        assert (upload.status_code, upload.json()["url"]) == (202, None)
        media = upload.json()["id"]
        body = {"status": "With a picture", "media_ids": [media]}
        early = session.post(f"{proxy.url}/api/v1/statuses", json=body, timeout=10)
        assert early.status_code == 422
        asked = [session.get(f"{proxy.url}/api/v1/media/{media}", timeout=10) for _ in range(3)]
        assert [answer.status_code for answer in asked] == [206, 206, 200]
        assert asked[-1].json()["url"]
        done = session.post(f"{proxy.url}/api/v1/statuses", json=body, timeout=10).json()
        assert [m["description"] for m in done["media_attachments"]] == ["A card"]
        session.close()


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("name", ["bluesky", "mastodon_mock", "snac", "x_process"])
def test_nobody_outside_can_reach_a_server(name: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue(name)
    listening = {row[0] for row in _listeners() if row[1] == server.port}
    assert listening
    assert listening <= _LOOPBACK


def _listeners() -> list[tuple[str, int]]:
    rows = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else []:
            columns = line.split()
            address, port = columns[1].split(":")
            if columns[3] == "0A":
                rows.append((address, int(port, 16)))
    return rows
