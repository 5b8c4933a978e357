"""Unknown posts, posts that a person makes by hand, and taking down, from the page and its API."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from flows import posts
from flows.core.post import Post
from flows.core.settings import AccountSettings, DeskSettings, Settings, Slot
from flows.core.workspace import Workspace
from flows.review import settling
from tests.review.studio import Studio, send, words
from tests.servers.x_emulator import XEmulator


def moved_to(studio: Studio, account: AccountSettings) -> Studio:
    account = account.model_copy(
        update={"zone": "UTC", "slots": (Slot.model_validate({"at": "09:00"}),)}
    )
    settings = Settings(
        account=(account,), desk=(DeskSettings(accounts=(account.name,), reviewers=("Ina",)),)
    )
    studio.workspace = Workspace(studio.workspace.root, settings)
    return studio


def published(studio: Studio) -> Post:
    """One post that fell due and was sent, whatever came of it."""
    view = studio.propose()
    posts.approve(
        studio.store,
        studio.workspace,
        view.draft.id,
        who="Ina",
        at=studio.clock.now(),
        clock=studio.clock,
    )
    until = studio.clock.now()
    posts.publish_due(studio.store, studio.workspace, until=until, clock=studio.clock)
    return posts.post(studio.store, view.posts[0].id)


@pytest.fixture
def on_x(studio: Studio, x: XEmulator, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A page whose account is on X, with a clock that goes along with X's own."""
    monkeypatch.setattr(settling, "PATIENCE_SECONDS", 60.0)
    studio.clock.time = datetime.now(UTC)
    options = {"api": x.url, "settle_seconds": "3600"}
    for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret"):
        monkeypatch.setenv(f"TEST_X_{name}", getattr(x.credentials, name))
        options[f"{name}_env"] = f"TEST_X_{name}"
    return moved_to(studio, AccountSettings(name="xa", network="x", options=options))


@pytest.fixture
def browser(on_x: Studio) -> Iterator[httpx.Client]:
    with on_x.browser() as client:
        yield client


def test_an_unknown_post_is_shown_with_what_it_may_be_and_one_click_settles_it(
    on_x: Studio, x: XEmulator, browser: httpx.Client
) -> None:
    x.fault("drop_after", method="POST", path="/2/tweets$")
    # The publisher's own look fails, so that it is left to a person.
    x.fault("status", method="GET", path="/tweets$", status=503, times=1)
    post = published(on_x)
    assert post.state == "unknown"
    page = browser.get(f"/posts/{post.id}").text
    told = words(page)
    assert "Is it out?" in told
    assert "The same words" in told
    remote = x.posts()[0]["id"]
    assert f'name="remote_id" value="{remote}"' in page
    listed = browser.get(f"/api/posts/{post.id}/candidates").json()["candidates"]
    assert [(one["remote_id"], one["same"]) for one in listed] == [(str(remote), True)]
    url = f"https://x.com/i/status/{remote}"
    shown = send(browser, f"/posts/{post.id}/posted", remote_id=str(remote), url=url, who="Ina")
    assert "See it on x" in words(shown)
    settled = posts.post(on_x.store, post.id)
    assert (settled.state, settled.remote_id) == ("posted", str(remote))
    send(browser, f"/posts/{post.id}/takedown", why="misheard")
    assert posts.post(on_x.store, post.id).state == "removed"
    assert all(one["deleted"] for one in x.posts())


def test_nothing_on_the_network_is_said_and_it_can_be_sent_again(
    on_x: Studio, x: XEmulator, browser: httpx.Client
) -> None:
    x.fault("drop_before", method="POST", path="/2/tweets$")
    post = published(on_x)
    assert post.state == "unknown"
    told = words(browser.get(f"/posts/{post.id}").text)
    assert "Nothing stands on xa since it may have left" in told
    send(browser, f"/posts/{post.id}/resend", who="Ina")
    assert posts.story(on_x.store, post.id)[-1].what == "send-again"
    assert on_x.woken > 0


def test_a_network_that_does_not_answer_leaves_the_page_and_the_word_to_the_person(
    on_x: Studio, x: XEmulator, browser: httpx.Client
) -> None:
    x.fault("drop_before", method="POST", path="/2/tweets$")
    post = published(on_x)
    x.fault("status", method="GET", path="/tweets", status=503)
    page = words(browser.get(f"/posts/{post.id}").text)
    assert "stumbled" in page
    assert "It is not there: send it again" in page
    bad = send(browser, f"/posts/{post.id}/posted", url="javascript:alert(1)", who="Ina")
    assert "That is no web address" in words(bad)
    assert posts.post(on_x.store, post.id).state == "unknown"
    send(browser, f"/posts/{post.id}/posted", url="https://x.com/p/1", who="Ina")
    assert posts.post(on_x.store, post.id).remote_url == "https://x.com/p/1"


def test_what_a_person_posts_by_hand_is_downloaded_copied_and_said_from_the_page(
    studio: Studio,
) -> None:
    moved_to(studio, AccountSettings(name="insta", network="handoff"))
    post = published(studio)
    with studio.browser() as browser:
        page = browser.get(f"/posts/{post.id}").text
        told = words(page)
        assert "Ready on insta: post it by hand, then say so" in told
        link = re.search(r'href="(/media/[^"]+)" download="([^"]+)"', page)
        assert link
        assert link[2] == f"insta-{post.id}-1.png"
        assert browser.get(link[1]).content == Path(post.cards[0].path).read_bytes()
        caption = re.search(r'<textarea id="caption"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
        assert caption
        assert words(caption[1]) == " ".join(post.text.split())
        assert "data-copy" in page
        assert "Release" not in told
        address = "https://www.instagram.com/p/1"
        shown = send(browser, f"/posts/{post.id}/posted", url=address, who="Ina")
        assert "See it on handoff" in words(shown)
    done = posts.post(studio.store, post.id)
    assert (done.state, done.remote_url) == ("posted", address)


def test_a_quote_is_taken_down_from_the_page_and_the_api(studio: Studio) -> None:
    first, second = published(studio), published(studio)
    with studio.browser() as browser:
        shown = send(browser, f"/posts/{first.id}/takedown", why="misheard", who="Ina")
        assert "folder: Deleted." in words(shown)
        assert posts.story(studio.store, first.id)[-1].why == "misheard"
        token = browser.get("/api/session").json()["csrf"]
        done = browser.post(
            f"/api/posts/{second.id}/takedown",
            json={"who": "Ina", "why": "misheard"},
            headers={"X-CSRF-Token": token},
        )
        assert done.json()["state"] == "removed"
    assert (studio.workspace.posted / "posted.jsonl").read_text() == ""


def test_what_was_good_is_laid_before_us_again_from_the_page_and_the_api(studio: Studio) -> None:
    first, second = published(studio), published(studio)
    with studio.browser() as browser:
        assert "Share it again" in words(browser.get(f"/posts/{first.id}").text)
        early = send(browser, f"/posts/{first.id}/reshare", who="Ina")
        assert "less than 90 days ago" in words(early)
    studio.clock.pass_by(timedelta(days=91))
    with studio.browser() as browser:
        shown = words(send(browser, f"/posts/{first.id}/reshare", who="Ina"))
        assert "It waits for a yes" in shown
        assert "From the archive:" in shown
        token = browser.get("/api/session").json()["csrf"]
        done = browser.post(
            f"/api/posts/{second.id}/reshare",
            json={"who": "Ina"},
            headers={"X-CSRF-Token": token},
        )
        assert (done.status_code, done.json()["state"]) == (201, "waiting")
