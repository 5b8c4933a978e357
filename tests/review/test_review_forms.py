"""Refused forms in a real browser: where they stand, what is focused, what stays still."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from flows import posts
from flows.core.settings import Settings
from tests.review.studio import TOKEN, Studio

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
FALSE = "“Bees are overrated,” she said."


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


@pytest.mark.parametrize("script", [True, False])
def test_a_refused_text_is_where_the_work_goes_on(
    studio: Studio, chromium: Browser, *, script: bool
) -> None:
    view = studio.propose()
    post = view.posts[0]
    with studio.served() as home, chromium.new_context(java_script_enabled=script) as context:
        page = context.new_page()
        page.goto(f"{home}/sign-in?token={TOKEN}")
        page.goto(f"{home}/drafts/{view.draft.id}")
        page.click("text=Edit the text")
        page.fill(f"#text-{post.id}", FALSE)
        page.click("text=Keep this text")
        page.wait_for_selector(".inline-edit .refused", state="visible")
        assert page.input_value(f"#text-{post.id}") == FALSE
        page.locator(f"#text-{post.id}:focus").wait_for(timeout=5000)
        box = page.locator(f"#text-{post.id}").bounding_box()
        height = page.viewport_size["height"] if page.viewport_size else 0
        assert box
        assert 0 <= box["y"] < height


def test_a_yes_without_a_name_stays_still_and_asks_for_it(
    studio: Studio, chromium: Browser
) -> None:
    studio.workspace = replace(studio.workspace, settings=Settings())
    view = studio.propose()
    phone = {"width": 390, "height": 844}
    with studio.served() as home, chromium.new_context(viewport=phone) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{home}/sign-in?token={TOKEN}")
        page.evaluate("window.scrollTo(0, 300)")
        before = page.evaluate("window.scrollY")
        assert not page.is_visible("#who-problem")
        # By the mouse alone: `click` would scroll by itself.
        box = page.locator("#approve").bounding_box()
        assert box
        page.mouse.click(box["x"] + 20, box["y"] + 10)
        page.wait_for_selector("#who-problem", state="visible")
        assert focused(page) == "who"
        assert page.evaluate("window.scrollY") == before
        assert studio.view(view.draft.id).draft.state == "waiting"
        page.keyboard.type("Ada Park")
        assert not page.is_visible("#who-problem")
        page.click("#approve")
        page.wait_for_selector("#results .notice-done")
        assert studio.view(view.draft.id).draft.state == "approved"


def test_a_refused_time_leaves_its_popover_open(studio: Studio, chromium: Browser) -> None:
    view = studio.propose()
    with studio.served() as home, chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{home}/sign-in?token={TOKEN}")
        page.click("#time-panel summary")
        page.fill("#at", "2020-01-01T09:00")
        page.click("#approve-at")
        page.wait_for_selector("#time-panel .refused", state="visible")
        assert page.input_value("#at") == "2020-01-01T09:00"
        assert focused(page) == "at"
        assert studio.view(view.draft.id).draft.state == "waiting"


def test_the_name_on_the_page_counts_for_its_other_forms(studio: Studio, chromium: Browser) -> None:
    studio.workspace = replace(studio.workspace, settings=Settings())
    post = studio.propose().posts[0]
    with studio.served() as home, chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{home}/sign-in?token={TOKEN}")
        page.click("text=Edit the text")
        page.fill(f"#text-{post.id}", f"{post.text}\nSpring.")
        page.click("text=Keep this text")
        page.wait_for_selector(".inline-edit .refused", state="visible")
        page.fill("#who", "Ada Park")
        page.click("text=Keep this text")
        page.wait_for_selector("#results .notice-done")
        assert "Edited by Ada Park" in page.inner_text(".post")
    assert posts.post(studio.store, post.id).text.endswith("Spring.")
