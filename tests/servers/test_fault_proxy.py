"""What a client sees when an answer is lost, and what was posted all the same."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import requests
import tweepy

from tests.servers.fault_proxy import FaultProxy
from tests.servers.loopback import Refused, call
from tests.servers.x_clients import client
from tests.servers.x_emulator import XEmulator

CONNECTION = requests.exceptions.ConnectionError
LOST = [
    ("status", tweepy.TwitterServerError, 0),
    ("html_503", tweepy.TwitterServerError, 0),
    ("rate_limited", tweepy.TooManyRequests, 0),
    ("drop_before", CONNECTION, 0),
    ("drop_after", CONNECTION, 1),
    ("reset_after", CONNECTION, 1),
    ("truncate_after", requests.exceptions.ChunkedEncodingError, 1),
    ("slow_after", requests.exceptions.ReadTimeout, 1),
    ("status_after", tweepy.TwitterServerError, 1),
]


@pytest.fixture
def proxy(x: XEmulator, proxied: Callable[[str], FaultProxy]) -> FaultProxy:
    return proxied(x.url)


@pytest.mark.parametrize(("fault", "error", "posted"), LOST, ids=[row[0] for row in LOST])
def test_a_lost_answer_says_nothing_about_the_post(
    x: XEmulator,
    proxy: FaultProxy,
    fault: str,
    error: type[Exception],
    posted: int,
) -> None:
    for number, server in enumerate((x, proxy), 1):
        server.fault(fault, method="POST", seconds=3)
        twitter = client(x.credentials, server.url, seconds=0.4)
        with pytest.raises(error):
            twitter.create_tweet(text=f"Did number {number} arrive?")
        assert len(x.posts()) == number * posted
        server.plan.clear()
    arrived = twitter.create_tweet(text="This one arrives.").data["id"]
    assert arrived == x.posts()[-1]["id"]


def test_a_reset_is_a_reset_and_a_drop_an_orderly_end(x: XEmulator) -> None:
    twitter = client(x.credentials, x.url)
    x.fault("reset_after")
    with pytest.raises(CONNECTION, match=r"ECONNRESET|reset by peer"):
        twitter.create_tweet(text="Reset")
    x.fault("drop_after", skip=1)
    twitter.create_tweet(text="Passes")
    with pytest.raises(CONNECTION, match="closed connection without response"):
        twitter.create_tweet(text="Dropped")


def test_slow_still_arrives(x: XEmulator) -> None:
    x.fault("slow", seconds=0.1)
    client(x.credentials, x.url).create_tweet(text="Late")
    assert len(x.posts()) == 1


def test_a_rule_names_whom_it_strikes_and_how_often(x: XEmulator) -> None:
    control = f"{x.url}/_control"
    rule = {"fault": "status", "path": "/media", "times": 2, "status": 500, "body": '{"no": 1}'}
    assert call(control, {"faults": [rule]})["faults"][0]["struck"] == 0
    twitter = client(x.credentials, x.url)
    twitter.create_tweet(text="Not struck")
    for _ in range(2):
        with pytest.raises(tweepy.TwitterServerError):
            twitter.request("POST", "/2/media/metadata", json={}, user_auth=True)
    with pytest.raises(tweepy.BadRequest):
        twitter.request("POST", "/2/media/metadata", json={}, user_auth=True)
    assert call(control)["faults"][0]["struck"] == 2
    assert [r["status"] for r in call(f"{control}/requests")] == [201, 500, 500, 400]
    assert call(control, method="DELETE")["faults"] == []
    with pytest.raises(Refused, match="no such fault"):
        call(control, {"faults": [{"fault": "flood"}]})
    with pytest.raises(Refused, match="colour"):
        call(control, {"rules": {"colour": 1}})


def _limited(dialect: str, x: XEmulator) -> tuple[requests.Response, float]:
    """The first refusal, and when the last refused request was sent (its answer comes later)."""
    with FaultProxy(x.url) as proxy:
        proxy.fault("limited", limit=1, seconds=0.1, dialect=dialect)
        asked = f"{proxy.url}/_ledger"
        assert requests.get(asked, timeout=5).status_code == 200
        sent = time.time()
        refused = answer = requests.get(asked, timeout=5)
        while answer.status_code == 429:
            last_refused = sent
            time.sleep(0.05)
            sent = time.time()
            answer = requests.get(asked, timeout=5)
    return refused, last_refused


def test_the_three_dialects_tell_when_to_come_back(x: XEmulator) -> None:
    for dialect in ("x", "bluesky", "mastodon"):
        refused, last_refusal = _limited(dialect, x)
        assert refused.status_code == 429
        if dialect == "x":
            reset = float(refused.headers["x-rate-limit-reset"])
        elif dialect == "bluesky":
            reset = float(refused.headers["RateLimit-Reset"])
            assert refused.headers["RateLimit-Policy"] == "1;w=1"
            assert refused.json()["error"] == "RateLimitExceeded"
        else:
            told = refused.headers["X-RateLimit-Reset"]
            reset = datetime.strptime(told, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC).timestamp()
        # Nobody is let in before the time that was told.
        assert last_refusal <= reset


def test_a_server_that_is_gone_is_a_bad_gateway() -> None:
    with FaultProxy("http://127.0.0.1:9") as proxy:
        assert requests.get(proxy.url, timeout=5).status_code == 502
