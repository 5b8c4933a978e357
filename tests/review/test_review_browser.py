"""The page in a real browser: keys, forms without script, sizes, colours, the safe policy."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from flows import posts
from flows.core.quote import NOBODY, Flag
from tests.review.studio import TOKEN, Studio, bee_article, bee_quote

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.proof,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def entered(context: BrowserContext, home: str, complaints: list[str]) -> Page:
    """Sign in and note everything the browser complains about."""
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{home}/sign-in?token={TOKEN}")
    return page


def test_keys_decide_and_the_result_is_announced(studio: Studio, chromium: Browser) -> None:
    views = {view.draft.id: view for view in (studio.propose() for _ in range(4))}
    complaints: list[str] = []
    with studio.served() as home, chromium.new_context() as context:
        page = entered(context, home, complaints)
        order = [str(page.get_attribute("#draft", "data-draft"))]
        page.keyboard.press("j")
        page.wait_for_selector(f"#draft:not([data-draft='{order[0]}'])")
        assert page.url.endswith(str(page.get_attribute("#draft", "data-draft")))
        page.wait_for_timeout(450)
        page.keyboard.press("k")
        page.wait_for_selector(f"#draft[data-draft='{order[0]}']")
        page.wait_for_timeout(450)

        page.keyboard.press("f")
        page.wait_for_selector(".flip figure:nth-of-type(2) img", state="visible")
        page.keyboard.press("?")
        assert page.is_visible("#help")
        page.keyboard.press("Escape")
        assert not page.is_visible("#help")

        # Typing a name must not decide anything.
        page.fill("#who", "")
        page.type("#who", "Ada Park")
        assert studio.view(order[0]).draft.state == "waiting"
        page.press("#who", "Enter")
        assert studio.view(order[0]).draft.state == "waiting"
        page.evaluate("document.activeElement.blur()")
        # A second press at once is ignored: that draft has not been seen.
        page.evaluate(TWICE)
        page.wait_for_selector("#results .notice-done")
        assert page.get_attribute("#results", "aria-live") == "polite"
        told = page.inner_text("#results")
        assert "Approved. Goes out Tue 24 Nov 09:00 on folder." in told
        assert studio.view(order[0]).draft.state == "approved"

        second = str(page.get_attribute("#draft", "data-draft"))
        page.wait_for_timeout(450)
        assert studio.view(second).draft.state == "waiting"
        page.keyboard.press("r")
        page.keyboard.press("1")
        page.locator("#results", has_text="Rejected").wait_for()
        decided = studio.view(second)
        assert decided.draft.state == "rejected"
        assert (decided.decisions[-1].who, decided.decisions[-1].why) == (
            "Ada Park",
            "Wrong speaker",
        )
        assert set(order) < set(views)
    assert complaints == []


def test_without_script_everything_still_works(studio: Studio, chromium: Browser) -> None:
    first, second = studio.propose(), studio.propose()
    with studio.served() as home, chromium.new_context(java_script_enabled=False) as context:
        page = entered(context, home, [])
        page.goto(f"{home}/drafts/{first.draft.id}")
        page.click(".flip label:nth-of-type(2)")
        page.wait_for_selector(".flip figure:nth-of-type(2) img", state="visible")
        page.click("#approve")
        assert "Goes out Tue 24 Nov 09:00" in page.inner_text("#results")
        assert studio.view(first.draft.id).draft.state == "approved"
        page.click("#reject-panel summary")
        # Enter in the reason's field must never press Approve.
        page.fill("#other", "no")
        page.press("#other", "Enter")
        page.wait_for_timeout(200)
        assert studio.view(second.draft.id).draft.state == "waiting"
        page.fill("#other", "")
        page.click("text=Out of context")
        assert studio.view(second.draft.id).draft.state == "rejected"


def test_words_selected_with_the_mouse_become_a_draft(studio: Studio, chromium: Browser) -> None:
    view = studio.propose()
    complaints: list[str] = []
    with studio.served() as home, chromium.new_context() as context:
        page = entered(context, home, complaints)
        page.goto(f"{home}/drafts/{view.draft.id}/article")
        # Three presses select a paragraph, as a person does.
        page.locator(".whole p").first.click(click_count=3)
        words = page.input_value("#words")
        assert words == "Ottilie Brandvold keeps the bees of the Northgate brewery. Visit 1."
        page.fill("#name-words", "Casimir Oduya")
        page.fill("#who", "Ada Park")
        page.click("text=Make a draft")
        page.locator("#results", has_text="A draft of these words waits").wait_for()
        page.locator("h1", has_text=words).wait_for()
    assert {v.quote.text for v in posts.waiting(studio.store)} == {view.quote.text, words}
    assert complaints == []


def test_the_key_for_yes_leads_to_the_speaker_while_nobody_is_named(
    studio: Studio, chromium: Browser
) -> None:
    article = bee_article(1)
    view = studio.propose(article, bee_quote(article, speaker=NOBODY, confidence=0.3))
    with studio.served() as home, chromium.new_context() as context:
        page = entered(context, home, [])
        page.fill("#who", "Ada Park")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("a")
        assert page.evaluate("document.activeElement.id") == "name-draft"
        page.keyboard.type("Ottilie Brandvold")
        # Enter keeps what was typed; it does not press the first name offered.
        page.keyboard.press("Enter")
        page.locator("#results", has_text="Credited to Ottilie Brandvold").wait_for()
        page.wait_for_timeout(450)
        page.keyboard.press("a")
        page.locator("#results", has_text="Approved").wait_for()
    assert studio.view(view.draft.id).draft.state == "approved"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_it_fits_and_can_be_read(
    studio: Studio, chromium: Browser, width: int, height: int, scheme: str
) -> None:
    flags: tuple[Flag, ...] = ("sensitive", "needs-context", "edited")
    article = bee_article(1, title="Honey" * 40, url="https://paper.example/" + "x" * 200)
    view = studio.propose(article, bee_quote(article, flags=flags, confidence=0.6))
    studio.propose()
    complaints: list[str] = []
    with (
        studio.served() as home,
        chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        ) as context,
    ):
        page = entered(context, home, complaints)
        for path in (
            f"/drafts/{view.draft.id}",
            f"/drafts/{view.draft.id}/article",
            "/posts?show=waiting",
            "/make",
            "/left-out",
            "/you",
        ):
            page.goto(home + path)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path
            assert page.evaluate(FAINT) == [], path
            assert page.evaluate(NAMELESS) == [], path
        page.goto(f"{home}/drafts/{view.draft.id}")
        box = page.locator("#approve").bounding_box()
        assert box
        # Yes is in sight without scrolling, and large enough for a thumb.
        assert box["y"] + box["height"] <= height
        assert box["height"] >= 44
    assert complaints == []


def test_hostile_text_runs_nothing(studio: Studio, chromium: Browser) -> None:
    trick = "<script>window.bad = 1</script>\"><img src=x onerror='window.bad = 2'>"
    article = bee_article(1, title=trick, byline=trick, url="javascript:window.bad=3")
    view = studio.propose(article, bee_quote(article, signals=(trick,)))
    complaints: list[str] = []
    with studio.served() as home, chromium.new_context() as context:
        page = entered(context, home, complaints)
        for path in ("/", f"/drafts/{view.draft.id}/article", "/posts?show=waiting"):
            page.goto(home + path)
            assert page.evaluate("window.bad") is None
        page.goto(home)
        assert trick in re.sub(r"\s+", " ", page.inner_text("cite"))
    assert complaints == []


# Text whose contrast with what lies behind it is under WCAG 2's 4.5 (3 for large text).
FAINT = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgb('Canvas');
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility({visibilityProperty: true})) continue;
    if (node.closest('.visually-hidden, kbd, [aria-hidden=true]')) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(rgb(style.color)), light(behind(node))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) found.push([walker.currentNode.data.trim(), ratio.toFixed(2)]);
  }
  return found;
}"""

# Fields without a label, pictures without alt, buttons and links without words.
NAMELESS = """() => [
  ...[...document.querySelectorAll('input:not([type=hidden]), textarea, select')]
    .filter(field => !field.labels.length),
  ...document.querySelectorAll('img:not([alt]), img[alt=""]'),
  ...[...document.querySelectorAll('a, button, summary')]
    .filter(node => !node.textContent.trim() && !node.querySelector('img[alt]')),
].map(node => node.outerHTML.slice(0, 120))"""

# Presses A, and again as soon as the next draft stands there.
TWICE = """async () => {
  const draft = () => document.getElementById('draft').dataset.draft;
  const press = () => document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a'}));
  const before = draft();
  press();
  while (draft() === before) await new Promise(done => setTimeout(done, 5));
  press();
}"""
