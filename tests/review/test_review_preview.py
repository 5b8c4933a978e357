"""What the page and the command show of a post is what its network receives, byte for byte."""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import posts
from flows.cli import app
from flows.core.settings import AccountSettings, DeskSettings, Settings, Slot
from flows.core.workspace import Workspace
from flows.posts import people
from tests.networks.conftest import on_x
from tests.review.studio import Studio, bee_article, bee_quote

HOSTILE = "Ask @everyone &amp; <b>me</b> — e\u0301 👩‍👩‍👧 … “quoted” at example.com"


@pytest.fixture
def on_the_x(studio: Studio, x: Any, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """The studio with an account on X whose links stand in the first reply."""
    monkeypatch.chdir(studio.workspace.root)
    given = on_x(x.url, x.credentials, monkeypatch)
    account = AccountSettings(
        name="a",
        network="x",
        zone="UTC",
        slots=(Slot.model_validate({"at": "09:00"}),),
        link="reply",
        utm={"source": "{network}"},
        options=given.options,
    )
    desk = DeskSettings(accounts=("a",), hashtags=("bees",), reviewers=("Ina Marlowe",))
    studio.workspace = Workspace(studio.workspace.root, Settings(account=(account,), desk=(desk,)))
    file = studio.workspace.root / people.FILE_NAME
    file.write_text('[[person]]\nname = "Ottilie Brandvold"\nx = "ottilie_b"\n')
    return studio


def test_the_preview_is_what_is_sent(on_the_x: Studio, x: Any) -> None:
    studio = on_the_x
    article = replace(bee_article(1), title=HOSTILE, url="https://bees.example/a?b=1#c")
    view = studio.propose(article, bee_quote(article, text="A hive, @anyone, is a letter."))
    with studio.browser() as browser:
        page = browser.get(f"/drafts/{view.draft.id}").text
    on_page = re.findall(r'<textarea id="text-\w+"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    shown = {html.unescape(text) for text in on_page}
    command = CliRunner().invoke(app, ["posts", "list", "--json"])
    listed = {post["text"] for post in json.loads(command.stdout)["posts"]}
    now = studio.clock.now()
    posts.approve(
        studio.store, studio.workspace, view.draft.id, who="Ina", at=now, clock=studio.clock
    )
    until = now + timedelta(seconds=1)
    posts.publish_due(studio.store, studio.workspace, until=until, clock=studio.clock)
    sent = {str(post["text"]) for post in x.posts()}
    assert sent == shown == listed
    assert len(sent) == 2
    assert any("@ottilie_b" in text and "#bees" in text for text in sent)
    assert any(text.endswith("https://bees.example/a?b=1&utm_source=x#c") for text in sent)
    assert not any(re.search(r"@(everyone|anyone)", text) for text in sent)
