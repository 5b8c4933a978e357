"""A form that is refused comes back as it was sent, with the reason beside it."""

import re
from dataclasses import replace

import httpx
import pytest

from flows.core.settings import Settings
from tests.review.studio import Studio, send, words

FALSE = "“Bees are overrated <b>”,” she said.\n\nLast line."


def opened(page: str, summary: str) -> bool:
    return bool(re.search(rf"<details[^>]* open>\s*<summary[^>]*>{summary}", page))


@pytest.mark.parametrize("back", ["draft", "post"])
def test_a_refused_text_stands_in_its_open_box(
    studio: Studio, page: httpx.Client, back: str
) -> None:
    post = studio.propose().posts[0]
    text = FALSE.replace("\n", "\r\n")
    after = send(page, f"/posts/{post.id}/edit", text=text, back=back, who="Ada")
    assert opened(after, "Edit the text")
    area = re.search(r"<textarea[^>]*autofocus[^>]*>\r?\n(.*?)</textarea>", after, re.DOTALL)
    assert area
    assert area[1].replace("\r\n", "\n") == FALSE.replace("<", "&lt;").replace(">", "&gt;")
    assert 'class="problem refused"' in after[: area.start()]
    # Shown once: the next look is at what is kept.
    again = page.get(f"/posts/{post.id}").text
    assert "overrated" not in again
    assert not opened(again, "Edit the text")


def test_another_page_in_between_does_not_lose_it(studio: Studio, page: httpx.Client) -> None:
    first, second = studio.propose(), studio.propose()
    post = first.posts[0]
    token = re.search(r'name="csrf" value="([^"]+)"', page.get("/make").text)
    assert token
    form = {"csrf": token[1], "text": FALSE, "who": "Ada"}
    page.post(f"/posts/{post.id}/edit", data=form, follow_redirects=False)
    assert "Last line." not in page.get(f"/drafts/{second.draft.id}").text
    assert "Last line." in page.get(f"/posts/{post.id}").text


def test_a_refused_time_of_a_post_is_kept(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    send(page, f"/drafts/{view.draft.id}/approve", who="Ada")
    after = send(page, f"/posts/{view.posts[0].id}/move", at="2026-11-22T09:00")
    assert opened(after, "Change the time")
    assert 'value="2026-11-22T09:00" autofocus' in after
    assert words(after).count("That time has passed. Choose a later one.") == 2


def test_a_refused_time_of_a_draft_is_kept(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    path = f"/drafts/{view.draft.id}/approve"
    after = send(page, path, at="2026-11-22T09:00", timing="at", who="Ada")
    assert opened(after, "At a time")
    assert 'value="2026-11-22T09:00" autofocus' in after
    assert words(after).count("That time has passed. Choose a later one.") == 2


def test_a_missing_name_is_asked_for_at_its_field(studio: Studio) -> None:
    studio.workspace = replace(studio.workspace, settings=Settings())
    with studio.browser() as page:
        view = studio.propose()
        after = send(page, f"/drafts/{view.draft.id}/reject", who=" ", other="We ran it in May")
    field = re.search(r'<input id="who"[^>]*>', after)
    assert field
    assert "autofocus" in field[0]
    assert re.search(r'id="who-problem" role="alert">Say who you are first', after)
    # What was typed elsewhere in the form is not lost.
    assert 'value="We ran it in May"' in after
    assert studio.view(view.draft.id).draft.state == "waiting"


def test_an_emptied_name_is_not_filled_in_with_a_reviewers(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    send(page, f"/drafts/{view.draft.id}/approve", who="")
    assert studio.view(view.draft.id).draft.state == "waiting"
