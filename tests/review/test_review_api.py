"""The same actions for scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from flows import posts
from flows.review.sessions import BEARER_FILE
from tests.review.studio import Studio, csrf

ADA = {"who": "Ada"}


@pytest.fixture
def script(studio: Studio) -> Iterator[httpx.Client]:
    with studio.browser(signed_in=False) as client:
        token = (studio.workspace.var / BEARER_FILE).read_text().strip()
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def test_drafts_are_listed_a_part_at_a_time(studio: Studio, script: httpx.Client) -> None:
    for _ in range(3):
        studio.propose()
    whole = script.get("/api/drafts").json()
    assert whole["total"] == 3
    part = script.get("/api/drafts", params={"offset": 1, "limit": 1}).json()
    assert part == {"total": 3, "drafts": [whole["drafts"][1]]}
    one = whole["drafts"][0]
    assert script.get(f"/api/drafts/{one['id']}").json() == one
    assert one["quote"]["speaker"] == "Ottilie Brandvold"
    assert one["quote"]["signals"]
    assert [card["format"] for card in one["cards"]] == ["4:5", "1:1"]
    assert "path" not in one["cards"][0]
    assert str(studio.workspace.root) not in script.get("/api/drafts").text


def test_yes_gives_times_and_wakes_the_publisher(studio: Studio, script: httpx.Client) -> None:
    first, second = studio.propose().draft.id, studio.propose().draft.id
    done = script.post(f"/api/drafts/{first}/approve", json=ADA).json()
    assert done["state"] == "approved"
    assert done["posts"][0]["due_at"] == "2026-11-24T09:00:00+00:00"
    at = {**ADA, "at": "2026-12-01T10:00:00+02:00", "why": "the launch"}
    done = script.post(f"/api/drafts/{second}/approve", json=at).json()
    assert done["posts"][0]["due_at"] == "2026-12-01T08:00:00+00:00"
    assert "the launch" in [line["why"] for line in done["decisions"]]
    assert studio.woken == 2


def test_no_keeps_name_and_reason(studio: Studio, script: httpx.Client) -> None:
    draft = studio.propose().draft.id
    done = script.post(f"/api/drafts/{draft}/reject", json={**ADA, "why": "stale"}).json()
    assert (done["state"], done["decisions"][-1]["who"]) == ("rejected", "Ada")
    assert done["decisions"][-1]["why"] == "stale"


def test_posts_are_listed_and_changed(studio: Studio, script: httpx.Client) -> None:
    view = studio.propose()
    post = view.posts[0]
    script.post(f"/api/drafts/{view.draft.id}/approve", json=ADA)
    listed = script.get("/api/posts", params={"state": "queued", "account": "folder"}).json()
    assert [line["id"] for line in listed["posts"]] == [post.id]
    assert script.get("/api/posts", params={"state": "posted"}).json()["total"] == 0
    where = f"/api/posts/{post.id}"
    assert script.post(f"{where}/hold", json=ADA).json()["state"] == "held"
    assert script.post(f"{where}/release", json=ADA).json()["state"] == "queued"
    at = {**ADA, "at": "2026-12-02T07:00:00Z"}
    moved = script.post(f"{where}/move", json=at).json()
    assert moved.get("due_at") == "2026-12-02T07:00:00+00:00", moved
    text = {**ADA, "text": post.text + "\n\nMore in May."}
    assert script.post(f"{where}/edit", json=text).json()["text"].endswith("More in May.")
    assert script.post(f"{where}/strike", json=ADA).json()["state"] == "rejected"
    story = [line["what"] for line in script.get(where).json()["story"]]
    for what in ("approved", "held", "released", "edited", "struck"):
        assert what in story


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("drafts/{draft}/approve", {}, 422, "who"),
        ("drafts/{draft}/approve", {"who": "  "}, 400, "needs a name"),
        ("drafts/{draft}/approve", {**ADA, "at": "2026-12-01T10:00:00"}, 422, "at"),
        ("drafts/{draft}/approve", {**ADA, "at": "2026-11-01T10:00:00Z"}, 400, "has passed"),
        ("drafts/{draft}/approve", {**ADA, "when": "now"}, 422, "when"),
        ("drafts/none/approve", ADA, 404, "no draft"),
        ("posts/{post}/release", ADA, 409, "cannot be released"),
        ("posts/{post}/edit", ADA, 400, "needs words"),
        ("posts/{post}/explode", ADA, 422, "action"),
        ("make", {"source": "../pullquote.toml"}, 400, ""),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(  # noqa: PLR0917 - a table
    studio: Studio, script: httpx.Client, path: str, body: dict[str, str], status: int, told: str
) -> None:
    view = studio.propose()
    path = path.format(draft=view.draft.id, post=view.posts[0].id)
    answer = script.post(f"/api/{path}", json=body)
    assert answer.status_code == status
    assert told in answer.json()["error"]
    assert studio.view(view.draft.id) == view
    assert not studio.made


def test_a_source_is_taken_and_started(studio: Studio, script: httpx.Client) -> None:
    answer = script.post("/api/make", json={"source": "https://paper.example/bees"})
    assert answer.status_code == 202
    assert answer.json() == {"started": "Started on https://paper.example/bees."}
    assert script.get("/api/session").json() == {"csrf": None}


def test_a_signed_in_page_uses_it_with_its_token(studio: Studio, page: httpx.Client) -> None:
    draft = studio.propose().draft.id
    token = page.get("/api/session").json()["csrf"]
    assert token == csrf(page)
    where = f"/api/drafts/{draft}/approve"
    assert page.post(where, json=ADA).status_code == 403
    assert page.post(where, json=ADA, headers={"X-CSRF-Token": token}).status_code == 200
    due = posts.view(studio.store, draft).posts[0].due_at
    assert due == datetime(2026, 11, 24, 9, tzinfo=UTC)
