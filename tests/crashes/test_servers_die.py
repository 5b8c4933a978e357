"""The server itself dies, stops answering or says "too many" while posts go out."""

import time
from itertools import pairwise
from typing import Any

import pytest

from flows import posts
from flows.core import points
from flows.core.clock import SystemClock
from flows.store import Store
from tests.crashes.desk import CREATE, Desk, present
from tests.crashes.workers import publish

pytestmark = pytest.mark.proof
DIALECT = {"x": "x", "bluesky": "bluesky", "mastodon_mock": "mastodon", "snac": "mastodon"}


@pytest.mark.parametrize("point", ["asked", "body-sent", "answer-came"])
def test_a_server_that_is_killed_in_the_middle_of_a_call_gets_each_post_once(
    desk: Desk, server: Any, point: str
) -> None:
    now = present()
    desk.queue(now, 2)
    left = [point]

    def kill(reached: str) -> None:
        if left == [reached]:
            left.clear()
            server.process.kill()

    with points.listening(kill):
        publish(desk.workspace, now)
    assert left == []
    server.start()
    desk.finish(now)
    assert desk.count(0).flawless


def test_a_storm_of_refusals_is_sat_out_in_order(name: str, proxied_desk: tuple[Desk, Any]) -> None:
    """One post a window: nothing is asked before the reset, the order stays, nothing is lost."""
    desk, proxy = proxied_desk
    now = present()
    words = desk.queue(now, 2)
    proxy.fault("limited", path=CREATE[name], limit=1, seconds=2.0, dialect=DIALECT[name])
    with Store.open(desk.workspace.database_url, desk.workspace.media) as store:
        for _try in range(90):
            posts.publish_due(store, desk.workspace, until=present(), clock=SystemClock())
            if not desk.on_its_way():
                break
            time.sleep(1.0)
    assert desk.count(0).flawless
    sent = sorted(desk.posts(), key=lambda post: str(post.posted_at))
    order = [each for post in sent for each in words if each in post.text]
    assert order == sorted(words, key=lambda each: _due(desk, each))
    asked = [call for call in proxy.requests if _creates(call, name)]
    # After a refusal the next call comes in a later window: it is let through.
    refused = [call["status"] == 429 for call in asked]
    assert any(refused)
    assert not any(one and other for one, other in pairwise(refused))


def _creates(call: dict[str, Any], name: str) -> bool:
    return call["method"] == "POST" and CREATE[name].removesuffix("$") in call["path"]


def _due(desk: Desk, words: str) -> tuple[str, str]:
    [post] = [post for post in desk.posts() if words in post.text]
    return str(post.due_at), post.id
