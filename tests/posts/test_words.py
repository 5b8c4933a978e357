from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.article import Article
from flows.core.errors import NotVerbatim, SettingsError
from flows.core.quote import Quote, Speaker
from flows.core.settings import AccountSettings, DeskSettings
from flows.networks import Limits, Network
from flows.posts.mouths import check_words
from flows.posts.words import Given, Said, compose
from tests.posts import newsdesk
from tests.posts.newsdesk import WORDS, article, quote


@dataclass(frozen=True)
class Somewhere:
    """A network that counts characters, as far as wording goes."""

    limits: Limits

    def length(self, text: str) -> int:
        return len(text)


def composed(
    limit: int = 500,
    own: Path | None = None,
    *,
    by: Quote | None = None,
    source: Article | None = None,
    account: AccountSettings | None = None,
    desk: DeskSettings | None = None,
    limits: Limits | None = None,
    **more: Any,
) -> Said:
    network = cast("Network", Somewhere(limits or Limits(text=limit)))
    given = Given(
        source or article(),
        by or quote(),
        account or newsdesk.account(),
        network,
        desk or DeskSettings(),
        post_id="p1",
        own=own,
        **more,
    )
    return compose(given)


def said(limit: int = 500, own: Path | None = None, **change: Any) -> str:
    return composed(limit, own, source=replace(article(), **change)).post.text


def test_a_post_gives_the_words_the_speaker_and_the_source() -> None:
    assert said() == (
        f"“{WORDS}”\n\n— Ilka Brandt, who runs the ferry\n\n"
        "Who owns the harbour\nhttps://harbour.example/harbour.txt"
    )


@pytest.mark.parametrize(
    ("limit", "kept", "dropped"),
    [
        (132, ["Ilka Brandt, who runs", "https://"], ["Who owns"]),
        (120, ["— Ilka Brandt", "https://"], ["Who owns", "ferry"]),
        (90, ["— Ilka Brandt", "The Harbour Post"], ["https://", "ferry"]),
        (50, ["Ilka Brandt", "https://"], [WORDS, "“"]),
        (30, ["Ilka Brandt"], [WORDS, "https://"]),
    ],
)
def test_what_does_not_fit_is_left_out_but_the_quote_is_never_cut(
    limit: int, kept: list[str], dropped: list[str]
) -> None:
    text = said(limit)
    assert len(text) <= limit
    assert all(part in text for part in kept)
    assert not any(part in text for part in dropped)


@given(st.integers(0, 400))
def test_at_any_limit_the_quote_stands_whole_or_not_at_all(limit: int) -> None:
    text = said(limit)
    assert len(text) <= limit
    assert f"“{WORDS}”" in text or "“" not in text


def test_quotation_marks_follow_the_language() -> None:
    assert said(language="de").startswith(f"„{WORDS}“")
    assert said(language="fr-CA").startswith("«")


def test_a_quote_by_nobody_we_know_is_credited_to_nobody() -> None:
    nobody = replace(quote(), speaker=Speaker())
    text = composed(by=nobody).post.text
    assert text.startswith(f"“{WORDS}”\n\nWho owns")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "http://a b", "", None]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    text = said(url=url)
    assert text.endswith("Who owns the harbour")


def test_article_text_cannot_run_as_a_template_or_turn_the_line_around() -> None:
    hostile = replace(article(), title="{{ 7*7 }}{% raw %}\u202egnihtemos\x1b[31m\nnext")
    text = composed(source=hostile).post.text
    assert "{{ 7*7 }}{% raw %}gnihtemos[31m next" in text


def test_the_users_own_template_wins_and_a_network_can_have_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "posts"
    folder.mkdir(parents=True)
    (folder / "default.txt.j2").write_text("{{ speaker }} said it.")
    assert said(own=tmp_path) == "Ilka Brandt said it."
    (folder / "folder.txt.j2").write_text("Read {{ url }}")
    assert said(own=tmp_path) == "Read https://harbour.example/harbour.txt"


@pytest.mark.parametrize(
    "broken", ["{{ quote", "{{ nonsense }}", "{{ quote.__class__.__mro__ }}", "{% include 'x' %}"]
)
def test_a_template_that_does_not_work_is_a_settings_error(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "templates" / "posts"
    folder.mkdir(parents=True)
    (folder / "default.txt.j2").write_text(broken)
    with pytest.raises(SettingsError, match="template"):
        said(own=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        f"“{WORDS}”",
        f'New: "{WORDS}" — Ilka Brandt',
        "“The harbour belongs to everyone […]”",
        "“[It] belongs to everyone […] in it”",
        "No quotation at all",
        "It's the ferry's captain's view",
        f"{WORDS} — Ilka Brandt",
        f"“{WORDS}”\n\n— Ilka Brandt, who runs the ferry\nWho owns the harbour",
        "Our best interview of the year — read it today",
    ],
)
def test_an_editor_may_write_around_a_quote_and_bracket_inside_it(text: str) -> None:
    check_words(text, article(), quote())


@pytest.mark.parametrize(
    "text",
    [
        "“The harbour belongs to nobody who works in it”",
        "“The harbour belongs to everyone who works”, “and nobody else”",
        "“in it […] The harbour”",
        '"the harbour belongs to everyone"',
        "«The harbour is ours»",
        f"“{WORDS}” — Ada Quill",
        f"“{WORDS}”\n\n— Ada Quill, mayor",
        "The harbour is ours — Ilka Brandt",
        "He hates boats — Ada Quill",
    ],
)
def test_an_editor_cannot_put_words_into_a_mouth(text: str) -> None:
    with pytest.raises(NotVerbatim):
        check_words(text, article(), quote())
