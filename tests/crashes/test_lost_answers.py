"""Answers lost between a network and a whole run: looked for, never sent again blindly."""

from typing import Any

import pytest

from tests.crashes.desk import CREATE, Desk, present
from tests.crashes.workers import publish

pytestmark = pytest.mark.proof
ACCEPTED = [
    "drop_after",
    "reset_after",
    "truncate_after",
    "status_after",
    "slow_after",
    "drip_after",
]
NOT_ACCEPTED = ["drop_before", "html_503"]
SECONDS = {"slow_after": 6.0, "drip_after": 0.3}


def test_answers_that_are_lost_after_all_is_done_make_no_copy(
    name: str, proxied_desk: tuple[Desk, Any]
) -> None:
    desk, proxy = proxied_desk
    now = present()
    desk.queue(now, len(ACCEPTED))
    for fault in ACCEPTED:
        seconds = SECONDS.get(fault, 1.0)
        proxy.fault(fault, method="POST", path=CREATE[name], seconds=seconds)
    publish(desk.workspace, now)
    assert {rule["struck"] for rule in proxy.plan.state()} == {1}
    desk.finish(now)
    assert desk.count(0).flawless
    assert {post.attempts for post in desk.posts()} == {1}


@pytest.mark.parametrize("fault", NOT_ACCEPTED)
def test_what_was_not_accepted_is_sent_once_more_after_a_look(
    name: str, proxied_desk: tuple[Desk, Any], fault: str
) -> None:
    desk, proxy = proxied_desk
    now = present()
    desk.queue(now, 3)
    proxy.fault(fault, method="POST", path=CREATE[name], times=2)
    publish(desk.workspace, now)
    desk.finish(now)
    assert desk.count(0).flawless


def test_a_key_that_a_mastodon_forgot_with_its_answer_makes_no_copy(
    name: str, proxied_desk: tuple[Desk, Any]
) -> None:
    if name not in {"mastodon_mock", "snac"}:
        return
    desk, proxy = proxied_desk
    now = present()
    desk.queue(now, 1)
    proxy.fault("lost_key", method="POST", path=CREATE[name])
    publish(desk.workspace, now)
    desk.finish(now)
    assert desk.count(0).flawless


@pytest.mark.parametrize("name", ["bluesky"])
@pytest.mark.parametrize("fault", ["drop_after", "truncate_after", "status_after"])
def test_a_login_whose_answer_is_lost_is_made_again(
    proxied_desk: tuple[Desk, Any], fault: str
) -> None:
    """Every run logs in with the password and keeps no token: there is none to lose."""
    desk, proxy = proxied_desk
    now = present()
    desk.queue(now, 1)
    proxy.fault(fault, path="createSession", times=2)
    publish(desk.workspace, now)
    desk.finish(now)
    assert desk.count(0).flawless


@pytest.mark.parametrize("name", ["bluesky"])
def test_a_session_that_ends_in_the_middle_is_renewed_once(proxied_desk: tuple[Desk, Any]) -> None:
    desk, proxy = proxied_desk
    now = present()
    desk.queue(now, 1)
    stale = '{"error": "ExpiredToken", "message": "Token has expired"}'
    proxy.fault("status", path="putRecord", status=400, body=stale)
    publish(desk.workspace, now)
    desk.finish(now)
    assert desk.count(0).flawless
    assert {post.attempts for post in desk.posts()} == {1}
