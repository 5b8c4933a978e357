"""Who gets in, what is believed, and what never reaches a page or the disk."""

import html
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi.routing import APIRoute

from flows.core.quote import Speaker
from flows.core.settings import ReviewSettings
from flows.posts import DraftView
from flows.review.sessions import BEARER_FILE, LIFETIME
from tests.review.studio import TOKEN, Studio, bee_article, bee_quote, csrf, send, visitor

OPEN = {"/health", "/sign-in", "/assets/{name}"}
EVIL = "http://evil.example"


@pytest.fixture
def stranger(studio: Studio) -> Iterator[httpx.Client]:
    with studio.browser(signed_in=False) as browser:
        yield browser


def every_route(studio: Studio) -> list[tuple[str, str]]:
    """Each method and path the page has, with something that fits its parameters."""
    found = []
    pending = list(studio.app().routes)
    while pending:
        route = pending.pop()
        original = getattr(route, "original_router", None)
        if original is not None:
            pending.extend(original.routes)
        elif isinstance(route, APIRoute):
            path = re.sub(r"\{(\w+)\}", lambda m: "hold" if m[1] == "action" else "x", route.path)
            found += [(method, path) for method in route.methods or () if route.path not in OPEN]
    assert len(found) > 20
    return found


def forms(studio: Studio, view: DraftView) -> list[str]:
    """The address of each action, for a draft that exists."""
    routes = every_route(studio)
    return [path.replace("/x/", f"/{view.draft.id}/") for way, path in routes if way == "POST"]


def test_the_printed_link_signs_in_one_browser_once(studio: Studio) -> None:
    with studio.served() as home, visitor(home) as first, visitor(home) as second:
        answer = first.get("/sign-in", params={"token": TOKEN}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert TOKEN not in cookie
        again = second.get("/sign-in", params={"token": TOKEN})
        assert again.status_code == 401
        assert "This link was used already" in again.text
        assert "set-cookie" not in again.headers
        assert second.get("/").status_code == 401
        # The first browser stays, even if it opens the link again.
        assert first.get("/sign-in", params={"token": TOKEN}).status_code == 200
        assert first.get("/").status_code == 200


def test_a_wrong_token_does_not_use_up_the_right_one(stranger: httpx.Client) -> None:
    assert stranger.get("/sign-in", params={"token": "guess"}).status_code == 401
    assert stranger.get("/sign-in", params={"token": "ü"}).status_code == 401
    assert stranger.get("/sign-in", params={"token": TOKEN}).status_code == 200


def test_a_browser_that_looks_ahead_does_not_use_up_the_link(stranger: httpx.Client) -> None:
    ahead = stranger.get("/sign-in", params={"token": TOKEN}, headers={"Sec-Purpose": "prefetch"})
    assert ahead.status_code == 401
    assert stranger.get("/sign-in", params={"token": TOKEN}).status_code == 200


def test_a_link_opened_from_another_site_still_arrives(stranger: httpx.Client) -> None:
    answer = stranger.get(
        "/sign-in", params={"token": TOKEN}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert 'http-equiv="refresh"' in answer.text
    assert stranger.get("/").status_code == 200


def test_a_restart_signs_out_and_a_session_ends(studio: Studio) -> None:
    with studio.browser() as first:
        cookies = {cookie.value for cookie in first.cookies.jar}
        studio.clock.pass_by(LIFETIME - timedelta(minutes=1))
        assert first.get("/").status_code == 200
        studio.clock.pass_by(timedelta(minutes=2))
        assert first.get("/").status_code == 401
    with studio.browser(signed_in=False) as second:
        port = second.base_url.port
        for value in cookies:
            second.cookies.set(f"pullquote_session_{port}", str(value))
        assert second.get("/").status_code == 401
        assert second.get("/sign-in", params={"token": TOKEN}).status_code == 200


def test_signing_out_ends_the_session_itself(page: httpx.Client) -> None:
    kept = dict(page.cookies)
    send(page, "/sign-out")
    assert page.get("/").status_code == 401
    page.cookies.update(kept)
    assert page.get("/").status_code == 401


def test_everything_but_the_door_is_closed(studio: Studio, stranger: httpx.Client) -> None:
    for method, path in every_route(studio):
        answer = stranger.request(method, path)
        assert answer.status_code == 401, (method, path)
    for path in ("/nowhere", "/api/openapi.json", "/docs", "/openapi.json", "/assets"):
        assert stranger.get(path).status_code in (401, 404), path
        assert "paths" not in stranger.get(path).text
    assert "Open the address that Pullquote printed" in stranger.get("/").text
    assert stranger.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize("cookie", ["x", "", "é", "a" * 5000, "None"])
def test_a_made_up_cookie_opens_nothing(stranger: httpx.Client, cookie: str) -> None:
    name = f"pullquote_session_{stranger.base_url.port}"
    raw = f"{name}={cookie}; other={{json}}".encode()
    assert stranger.get("/", headers=[(b"cookie", raw)]).status_code == 401


def test_only_its_own_address_is_answered(studio: Studio, page: httpx.Client) -> None:
    port = page.base_url.port
    assert page.get("/health", headers={"Host": f"localhost:{port}"}).status_code == 200
    assert page.get("/health", headers={"Host": f"[::1]:{port}"}).status_code == 200
    for host in (
        "evil.example",
        f"evil.example:{port}",
        f"127.0.0.1.evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1:{port}@evil.example",
        f"user@127.0.0.1:{port}",
        "127.0.0.1:port",
        "",
    ):
        answer = page.get("/health", headers={"Host": host})
        assert answer.status_code in (400, 421), host


def test_a_proxys_name_is_answered_if_the_settings_name_it(studio: Studio) -> None:
    review = ReviewSettings(hosts=("desk.example.org",))
    settings = studio.workspace.settings.model_copy(update={"review": review})
    studio.workspace = replace(studio.workspace, settings=settings)
    with studio.browser() as page:
        assert page.get("/", headers={"Host": "desk.example.org"}).status_code == 200
        assert page.get("/", headers={"Host": "desk.example.org:1"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": EVIL, "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_form_from_another_site_is_refused(
    studio: Studio, page: httpx.Client, headers: dict[str, str]
) -> None:
    view = studio.propose()
    token = csrf(page)
    for path in forms(studio, view):
        answer = page.post(path, data={"csrf": token}, headers=headers)
        assert answer.status_code == 403, path
    assert studio.view(view.draft.id).draft.state == "waiting"


def test_our_own_form_is_taken_though_its_origin_is_hidden(
    studio: Studio, page: httpx.Client
) -> None:
    view = studio.propose()
    # What Chromium sends from a page under `no-referrer`.
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    path = f"/drafts/{view.draft.id}/approve"
    assert page.post(path, data={"csrf": csrf(page)}, headers=headers).status_code == 200
    assert studio.view(view.draft.id).draft.state == "approved"


@pytest.mark.parametrize("token", [None, "", "guess", "é"])
def test_every_form_needs_its_token(studio: Studio, page: httpx.Client, token: str | None) -> None:
    view = studio.propose()
    body = {"who": "Ada", "source": "https://paper.example/a"}
    for path in forms(studio, view):
        if path.startswith("/api/"):
            sent = [] if token is None else [(b"x-csrf-token", token.encode())]
            answer = page.post(path, json=body, headers=sent)
        else:
            answer = page.post(path, data=body if token is None else {**body, "csrf": token})
        assert answer.status_code in (403, 422), path
    assert studio.view(view.draft.id).draft.state == "waiting"
    assert not studio.made
    assert page.get("/").status_code == 200


def test_every_answer_carries_the_safe_headers(studio: Studio, page: httpx.Client) -> None:
    media = studio.propose().cards[0].media
    answers = [
        page.get(path)
        for path in ("/", "/posts", "/nowhere", "/health", f"/media/{media}", "/api/drafts",
                     "/assets/page.css", "/sign-in")
    ]  # fmt: skip
    answers += [page.get("/health", headers={"Host": "evil.example"}), page.post("/make")]
    page.cookies.clear()
    answers.append(page.get("/"))
    for answer in answers:
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert page.get("/").headers["cache-control"] == "no-store"


def test_pages_need_no_inline_script_or_style(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    for path in ("/", "/posts", f"/posts/{view.posts[0].id}", "/make", "/left-out", "/you",
                 f"/drafts/{view.draft.id}/article"):  # fmt: skip
        text = page.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), path
        assert re.findall(r"<script[^>]*>(.*?)</script>", text) == [""], path
        assert not re.search(
            r"(?:src|href)=\"(?:https?:)?//(?!paper\.example|127\.0\.0\.1:4200)", text
        )


def test_every_form_on_a_page_carries_the_token(studio: Studio, page: httpx.Client) -> None:
    view = studio.propose()
    for path in ("/", "/make", "/you", f"/posts/{view.posts[0].id}"):
        forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", page.get(path).text, re.DOTALL)
        assert forms
        assert all('name="csrf"' in form for form in forms)


def test_media_come_only_by_their_hash(studio: Studio, page: httpx.Client) -> None:
    card = studio.propose().cards[0]
    answer = page.get(f"/media/{card.media}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "immutable" in answer.headers["cache-control"]
    (studio.workspace.root / "pullquote.toml").write_text("secret")
    for name in (
        "0" * 64,
        card.media.upper(),
        card.media + ".png",
        f"{card.media[:2]}/{card.media}.png",
        "../../pullquote.toml",
        "..%2f..%2fpullquote.toml",
        "%2e%2e/%2e%2e/pullquote.toml",
        card.media + "%00",
        card.media + "%0a",
    ):
        answer = page.get(f"/media/{name}")
        assert answer.status_code == 404, name
        assert b"secret" not in answer.content
        assert page.get(f"/assets/{name}").status_code == 404


def test_a_damaged_file_is_not_shown(studio: Studio, page: httpx.Client) -> None:
    card = studio.propose().cards[0]
    (path,) = studio.workspace.media.rglob(f"{card.media}*")
    path.write_bytes(b"<script>alert(1)</script>")
    answer = page.get(f"/media/{card.media}")
    assert answer.status_code == 400
    assert "is damaged" in answer.text
    assert "<script>alert" not in answer.text


HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'{{7*7}}{%x%} \u202edetrever\u202c &lt;b&gt;"


def test_a_hostile_article_is_only_text(studio: Studio, page: httpx.Client) -> None:
    plain = bee_article(1)
    article = replace(
        plain,
        text=plain.text.replace("The brewery opens again", HOSTILE + "ly again"),
        blocks=(*plain.blocks[:2], replace(plain.blocks[2], end=plain.blocks[2].end + 80)),
        title=HOSTILE,
        byline=HOSTILE,
        published=HOSTILE,
        language='en" onload="alert(3)',
        url="javascript:alert(4)//",
        name=HOSTILE,
    )
    quote = bee_quote(
        plain, speaker=Speaker(HOSTILE, "named", HOSTILE, None), signals=(HOSTILE,), text=HOSTILE
    )
    view = studio.propose(article, quote)
    send(page, "/you", who=HOSTILE)
    send(page, f"/drafts/{view.draft.id}/approve")
    for path in (
        f"/drafts/{view.draft.id}",
        f"/drafts/{view.draft.id}/article",
        "/posts",
        f"/posts/{view.posts[0].id}",
        "/you",
    ):
        text = page.get(path).text
        assert "<script>alert" not in text
        assert not re.search(r"<[^>]*\son(error|load)=", re.sub(r'"[^"]*"', '""', text)), path
        assert 'href="javascript:' not in text
        assert "{{7*7}}" in html.unescape(text)
    shown = page.get(f"/drafts/{view.draft.id}").text
    assert "\u202e" not in re.sub(
        r"<(textarea|img)\b.*?>.*?(</textarea>|$)", "", shown, flags=re.MULTILINE
    )
    assert 'title="right-to-left override">U+202E</span>' in shown


def test_scripts_send_a_bearer_from_a_private_file(studio: Studio) -> None:
    view = studio.propose()
    with studio.browser(signed_in=False) as script:
        path = studio.workspace.var / BEARER_FILE
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        token = path.read_text().strip()
        script.headers["Authorization"] = f"Bearer {token}"
        assert script.get("/api/drafts").json()["total"] == 1
        said = {"who": "night job", "why": "tested"}
        done = script.post(f"/api/drafts/{view.draft.id}/reject", json=said)
        assert done.json()["state"] == "rejected"
        assert "/api/drafts" in script.get("/api/openapi.json").json()["paths"]
        assert script.get("/").status_code == 401
        assert script.get(f"/media/{view.cards[0].media}").status_code == 401
        for wrong in ("", "Bearer", "Bearer x", f"Basic {token}", f"Bearer {token}x"):
            script.headers["Authorization"] = wrong
            assert script.get("/api/drafts").status_code == 401
    with studio.browser() as again:
        assert path.read_text().strip() == token
        assert "/api/drafts" in again.get("/api/openapi.json").json()["paths"]
