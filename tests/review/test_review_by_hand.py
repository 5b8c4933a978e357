"""The page's side of it: who speaks, a line of context, any words of the article."""

import re
from dataclasses import replace

import httpx
import pytest

from flows import posts
from flows.core.quote import NOBODY, Quote
from tests.review.studio import LEAD, Studio, bee_article, bee_quote, csrf, send, words

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def unsure(studio: Studio) -> posts.DraftView:
    article = bee_article(1)
    return studio.propose(article, bee_quote(article, speaker=NOBODY, confidence=0.3))


def test_a_draft_without_a_sure_speaker_cannot_be_approved_until_somebody_says(
    studio: Studio, page: httpx.Client, unsure: posts.DraftView
) -> None:
    path = f"/drafts/{unsure.draft.id}"
    shown = page.get(path).text
    assert "Nobody is named yet. Approving waits until you say who it was." in words(shown)
    assert re.search(r'id="approve" disabled', shown)
    assert 'name="pick" value="Ottilie Brandvold"' in shown
    refused = send(page, f"{path}/approve", who="Ada Quist")
    assert "Say who it is, or that no name shall stand there." in words(refused)
    assert studio.view(unsure.draft.id).draft.state == "waiting"

    said = send(page, f"{path}/speaker", pick="Ottilie Brandvold", who="Ada Quist")
    assert "Credited to Ottilie Brandvold." in words(said)
    view = studio.view(unsure.draft.id)
    assert view.quote.speaker.name == "Ottilie Brandvold"
    assert ("Ada Quist", "corrected") in [(d.who, d.what) for d in view.decisions]
    assert view.cards != unsure.cards
    assert "Approved." in words(send(page, f"{path}/approve"))


def test_a_speaker_is_corrected_and_shown_as_decided_by_a_person(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    told = words(
        send(
            page,
            f"/drafts/{view.draft.id}/speaker",
            name="Casimir  Oduya",
            role="who wrote it",
            who="Ada",
        )
    )
    for shown in (
        "Casimir Oduya",
        "who wrote it",
        "Decided by a person",
        "Ada says: Casimir Oduya",
    ):
        assert shown in told
    text = studio.view(view.draft.id).posts[0].text
    assert "Casimir Oduya" in text
    assert "Brandvold" not in text


def test_a_yes_is_for_what_was_seen(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    path = f"/drafts/{view.draft.id}"
    [seen] = re.findall(r'name="seen" value="(\w+)"', page.get(path).text)
    send(page, f"{path}/speaker", name="Casimir Oduya", who="Ben")
    told = send(page, f"{path}/approve", seen=seen, who="Ada")
    assert "was changed since you opened it" in words(told)
    assert studio.view(view.draft.id).draft.state == "waiting"
    [seen] = re.findall(r'name="seen" value="(\w+)"', told)
    assert "Approved." in words(send(page, f"{path}/approve", seen=seen))


def test_no_name_is_an_answer_too(
    studio: Studio, page: httpx.Client, unsure: posts.DraftView
) -> None:
    path = f"/drafts/{unsure.draft.id}"
    assert "Nobody is named." in words(send(page, f"{path}/speaker", who="Ada"))
    assert studio.view(unsure.draft.id).quote == unsure.quote
    told = words(send(page, f"{path}/speaker", kind="none"))
    assert "Credited to nobody by name." in told
    assert "Approved." in words(send(page, f"{path}/approve"))


def test_a_line_of_context_is_shown_as_ours(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    told = words(
        send(page, f"/drafts/{view.draft.id}/context", context="On the brewery’s roof", who="Ada")
    )
    assert "Our line: On the brewery’s roof" in told
    assert studio.view(view.draft.id).quote.context == "On the brewery’s roof"
    long = words(send(page, f"/drafts/{view.draft.id}/context", context="x" * 300))
    assert "The context is too long: 300 characters, at most 240." in long


def test_any_words_become_a_draft_credited_as_the_person_says(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    shown = page.get(f"/drafts/{view.draft.id}/article").text
    assert f'action="/articles/{view.article.id}/drafts"' in shown
    assert 'data-start="0"' in shown
    answer = send(
        page,
        f"/articles/{view.article.id}/drafts",
        words=LEAD,
        name="Casimir Oduya",
        revision=view.article.revision,
        who="Ada",
    )
    assert "A draft of these words waits for your yes." in words(answer)
    assert "Chosen by hand from the article" in words(answer)
    (new,) = [v for v in posts.waiting(studio.store) if v.draft.id != view.draft.id]
    assert (new.quote.text, new.quote.speaker.name) == (LEAD.strip(), "Casimir Oduya")
    again = send(page, f"/articles/{view.article.id}/drafts", words=LEAD, name="Casimir Oduya")
    assert "There is a draft of these words already: it is waiting." in words(again)


def test_words_that_do_not_stand_there_are_sent_back_with_what_was_typed(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    path = f"/articles/{view.article.id}/drafts"
    back = send(page, path, words=f"{HOSTILE} bees", name=HOSTILE, who="Ada")
    assert "These words do not stand in the article like that." in words(back)
    assert HOSTILE not in back
    assert "&lt;script&gt;alert(1)&lt;/script&gt; bees" in back
    assert len(posts.waiting(studio.store)) == 1


def left(studio: Studio) -> tuple[str, Quote]:
    article = bee_article(7, title=HOSTILE, url="javascript:alert(1)")
    quote = replace(
        bee_quote(article, picked=False, speaker=NOBODY), signals=("not picked: too dull",)
    )
    line = f"“{quote.text}”: too dull"
    posts.note_skipped(studio.store, article, [line], quotes=[quote], clock=studio.clock)
    return article.id, quote


def test_what_was_left_out_can_still_be_made_with_the_speaker_said(
    studio: Studio, page: httpx.Client
) -> None:
    article_id, quote = left(studio)
    shown = page.get("/left-out").text
    assert HOSTILE not in shown
    assert "javascript:" not in shown
    link = re.search(rf'href="(/articles/{article_id}\?quote=([0-9a-f]+))#choose"', shown)
    assert link
    form = page.get(link[1]).text
    assert quote.text in words(form)
    assert HOSTILE not in form
    assert "javascript:" not in form
    told = send(
        page,
        f"/articles/{article_id}/drafts",
        quote=link[2],
        words=quote.text,
        name="Ottilie Brandvold",
        who="Ada",
    )
    assert "A draft of these words waits for your yes." in words(told)
    (view,) = posts.waiting(studio.store)
    assert view.quote.spans == quote.spans
    assert "Make a draft of it" not in page.get("/left-out").text


@pytest.mark.parametrize(
    "path", ["/drafts/{draft}/speaker", "/drafts/{draft}/context", "/articles/{article}/drafts"]
)
def test_nothing_is_changed_without_the_pages_own_token(
    studio: Studio, page: httpx.Client, path: str
) -> None:
    view = studio.propose()
    path = path.format(draft=view.draft.id, article=view.article.id)
    fields = {"name": "Mallory", "context": "x", "words": LEAD, "who": "Mallory"}
    assert page.post(path, data={**fields, "csrf": "guessed"}).status_code == 403
    token = csrf(page)
    foreign = {"Origin": "https://evil.example"}
    assert page.post(path, data={**fields, "csrf": token}, headers=foreign).status_code == 403
    with studio.browser(signed_in=False) as stranger:
        assert stranger.post(path, data=fields).status_code == 401
    assert studio.view(view.draft.id) == view


def test_hostile_speakers_and_lines_stay_text_everywhere(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    path = f"/drafts/{view.draft.id}"
    send(page, f"{path}/speaker", name=HOSTILE, role='"><img src=x>', who=HOSTILE)
    send(page, f"{path}/context", context=HOSTILE)
    for shown in (path, f"{path}/article", "/", "/posts", "/left-out"):
        answer = page.get(shown)
        assert HOSTILE not in answer.text
        assert "<img src=x>" not in answer.text
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_scripts_do_the_same_over_the_api(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    token = {"X-CSRF-Token": page.get("/api/session").json()["csrf"]}
    answer = page.post(
        f"/api/drafts/{view.draft.id}/speaker",
        json={"who": "Ada", "name": "Casimir Oduya"},
        headers=token,
    )
    assert answer.json()["quote"]["speaker"] == "Casimir Oduya"
    answer = page.post(
        f"/api/drafts/{view.draft.id}/context", json={"who": "Ada", "line": "Hm."}, headers=token
    )
    assert answer.json()["quote"]["context"] == "Hm."
    answer = page.post(
        f"/api/articles/{view.article.id}/drafts",
        json={"who": "Ada", "words": LEAD, "name": "Casimir Oduya"},
        headers=token,
    )
    assert answer.status_code == 201
    assert answer.json()["quote"]["text"] == LEAD.strip()
