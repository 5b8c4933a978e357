"""What the pages say of times, late posts and changed texts."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from flows import posts
from flows.core.resources import resource
from flows.posts import DraftView
from tests.review.studio import Studio, bee_article, send, words


def due_now(studio: Studio, page: httpx.Client) -> DraftView:
    """A post that shall go out at once, with nobody there who publishes."""
    view = studio.propose()
    send(page, f"/drafts/{view.draft.id}/approve", timing="now", who="Ada")
    return view


def test_a_post_that_nobody_sends_raises_the_alarm(studio: Studio, page: httpx.Client) -> None:
    view = due_now(studio, page)
    studio.clock.pass_by(timedelta(minutes=2))
    text = words(page.get("/posts").text)
    assert "Goes out now on folder" in text
    assert "publishing is not running" not in text
    studio.clock.pass_by(timedelta(minutes=1))
    listed = page.get("/posts").text
    assert "Overdue since 12:00: publishing is not running" in words(listed)
    assert "Goes out now" not in words(listed)
    assert "post-when alarm" in listed
    for path in ("/", "/posts", "/make", f"/posts/{view.posts[0].id}", f"/drafts/{view.draft.id}"):
        banner = re.search(r'<p class="overdue".*?</p>', page.get(path).text)
        assert banner, path
        told = words(banner[0])
        assert told.startswith("A post is overdue since 12:00: publishing is not running.")
    studio.clock.pass_by(timedelta(days=1))
    assert "2 posts are overdue" not in words(page.get("/").text)
    assert "overdue since Mon 23 Nov 12:00" in words(page.get("/").text)


def test_what_waits_on_a_paused_account_is_no_alarm(studio: Studio, page: httpx.Client) -> None:
    due_now(studio, page)
    send(page, "/pause", account="folder")
    studio.clock.pass_by(timedelta(minutes=5))
    text = words(page.get("/posts").text)
    assert "Waits on folder: the account is paused" in text
    assert "publishing is not running" not in text


def test_overdue_posts_stand_first(studio: Studio, page: httpx.Client) -> None:
    view = due_now(studio, page)
    held = studio.propose()
    send(page, f"/drafts/{held.draft.id}/approve")
    send(page, f"/posts/{held.posts[0].id}/hold")
    studio.clock.pass_by(timedelta(minutes=5))
    rows = re.findall(r'href="/posts/([^"?]+)">', page.get("/posts").text)
    assert rows[0] == view.posts[0].id


def test_a_changed_text_bears_the_names_of_those_who_changed_it(
    studio: Studio, page: httpx.Client
) -> None:
    view, other = studio.propose(), studio.propose()
    post = view.posts[0]
    places = ("/posts?show=waiting", f"/posts/{post.id}", f"/drafts/{view.draft.id}")
    assert all("Edited by" not in words(page.get(path).text) for path in places)
    send(page, f"/posts/{post.id}/edit", text=f"{post.text}\n\nSpring.", who="Ada <b>")
    send(page, f"/posts/{post.id}/edit", text=f"{post.text}\n\nMay.", who="Ben")
    for path in places:
        assert words(page.get(path).text).count("Edited by Ada <b> and Ben") == 1, path
    assert "Edited by" not in words(page.get(f"/posts/{other.posts[0].id}").text)


def test_posts_keep_their_lines(studio: Studio, page: httpx.Client) -> None:
    post = studio.propose().posts[0]
    assert "\n" in post.text
    send(page, f"/posts/{post.id}/edit", text=f"{post.text}\nMay.", who="Ada")
    listed = page.get("/posts?show=waiting").text
    assert f"{post.text.splitlines()[-1]}\nMay." in listed
    style = resource("assets/review/page.css").read_text(encoding="utf-8")
    for name in ("clamp", "story-why"):
        rule = re.search(rf"\.{name} {{[^}}]*}}", style)
        assert rule
        assert "white-space: pre-line" in rule[0]


def test_a_zone_that_all_accounts_share_is_said_once(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    send(page, f"/drafts/{view.draft.id}/approve", who="Ada")
    for path in ("/posts", f"/posts/{view.posts[0].id}", "/left-out"):
        header, _, rest = page.get(path).text.partition("</header>")
        assert words(header).count("Times in Europe/London") == 1
        # The foot says it again where the head has no room (on a phone, instead of the head).
        assert re.sub(r"\(Europe/London\)", "", words(rest)).count("Europe/London") == 1


@pytest.mark.parametrize("alias", ["Etc/UTC", "Etc/UCT", "Zulu"])
def test_utc_is_called_utc(studio: Studio, alias: str) -> None:
    folder = studio.workspace.settings.account[0].model_copy(update={"zone": alias})
    settings = studio.workspace.settings.model_copy(update={"account": (folder,)})
    studio.workspace = replace(studio.workspace, settings=settings)
    with studio.browser() as page:
        view = studio.propose()
        shown = page.get("/").text
        told = send(page, f"/drafts/{view.draft.id}/approve", at="2020-01-01T09:00", who="Ada")
    assert "Times in UTC" in words(shown)
    assert "Goes out at (UTC)" in words(shown)
    assert alias not in shown + told


def test_accounts_in_different_zones_name_theirs(studio: Studio) -> None:
    folder = studio.workspace.settings.account[0]
    there = folder.model_copy(update={"name": "press", "zone": "Asia/Kolkata"})
    settings = studio.workspace.settings.model_copy(update={"account": (folder, there)})
    studio.workspace = replace(studio.workspace, settings=settings)
    with studio.browser() as page:
        view = studio.propose()
        after = send(page, f"/drafts/{view.draft.id}/approve", who="Ada")
        listed = words(page.get("/posts").text)
    assert "Goes out Tue 24 Nov 09:00 Europe/London on folder" in words(after)
    assert "Goes out Tue 24 Nov 09:00 Europe/London on folder" in listed
    assert "Goes out Tue 24 Nov 09:00 Asia/Kolkata on press" in listed or len(view.posts) == 1
    assert "Times in Europe/London" in listed


def test_an_articles_date_is_never_raw(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose(bee_article(1, published="2026-02-07T08:30:00+00:00"))
    for path in ("/", f"/drafts/{view.draft.id}/article"):
        text = page.get(path).text
        assert "7 Feb 2026" in text
        assert "2026-02-07T08:30" not in text


def test_the_way_in_says_that_a_restart_signs_out(studio: Studio) -> None:
    with studio.browser(signed_in=False) as page:
        told = "Whenever Pullquote starts again, everybody is signed out."
        assert told in words(page.get("/").text)
        page.get("/sign-in", params={"token": "printed-once"})
        page.cookies.clear()
        assert told in words(page.get("/sign-in", params={"token": "printed-once"}).text)


def test_notes_never_lose_their_article(studio: Studio, page: httpx.Client) -> None:
    nameless = bee_article(3, title=None, name="", url=None)
    posts.note_skipped(studio.store, nameless, ["Nothing in it was picked."], clock=studio.clock)
    assert "An article without a title No draft" in words(page.get("/left-out").text)
