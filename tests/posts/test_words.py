import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

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


ILKA = quote()
LINK = "https://harbour.example/harbour.txt"


@pytest.mark.parametrize(
    ("wanted", "network_default", "own", "in_text", "in_reply"),
    [
        (None, "text", True, True, False),
        (None, "none", True, False, False),
        (None, "none", False, False, True),
        ("none", "text", False, False, True),
        ("none", "text", True, False, False),
        ("reply", "text", True, False, True),
        ("text", "none", True, True, False),
    ],
)
def test_the_link_stands_where_the_account_wants_it_and_a_publishers_never_nowhere(
    wanted: Any, network_default: Any, own: bool, in_text: bool, in_reply: bool
) -> None:
    done = composed(
        account=newsdesk.account().model_copy(update={"link": wanted}),
        limits=Limits(text=500, link=network_default),
        source=replace(article(), own=own),
    )
    assert (LINK in done.post.text) == in_text
    assert (done.reply is not None and done.reply.text.endswith(LINK)) == in_reply


def test_a_publishers_link_that_does_not_fit_goes_to_the_reply() -> None:
    done = composed(90, source=replace(article(), own=False))
    assert LINK not in done.post.text
    assert done.reply is not None
    assert composed(90).reply is None


@pytest.mark.parametrize(
    ("url", "marked"),
    [
        ("https://a.example/b", "https://a.example/b?utm_source=folder&utm_campaign=card+%7B"),
        ("https://a.example/b?x=%20y&x", "https://a.example/b?x=%20y&x&utm_source=folder"),
        ("https://a.example/b?q=a+b#part/2?", "?q=a+b&utm_source=folder"),
        ("https://a.example/?utm_source=theirs", "?utm_source=theirs&utm_campaign="),
    ],
)
def test_utm_parameters_leave_the_address_as_it_was(url: str, marked: str) -> None:
    utm = {"source": "{network}", "campaign": "card {{ & #"}
    settings = AccountSettings.model_validate({"name": "a", "network": "folder", "utm": utm})
    text = composed(source=replace(article(), url=url), account=settings).post.text
    link = text.splitlines()[-1]
    assert marked.replace("card+%7B", "card%20%7B%20%26%20%23") in link
    before, _, fragment = url.partition("#")
    assert link.startswith(before)
    assert link.endswith(f"#{fragment}" if fragment else "%23")


def test_a_parameter_can_name_account_desk_and_post_and_nothing_else() -> None:
    utm = {"source": "{account}", "medium": "{desk}", "content": "{post}"}
    settings = AccountSettings.model_validate({"name": "a", "utm": utm})
    assert "utm_source=a&utm_medium=main&utm_content=p1" in composed(account=settings).post.text
    for bad in ("{article}", "{account.name}", "{"):
        with pytest.raises(ValidationError):
            AccountSettings.model_validate({"name": "a", "utm": {"source": bad}})


def test_hashtags_are_the_desks_and_stand_last() -> None:
    desk = DeskSettings(hashtags=("#harbour", "work_21"))
    done = composed(desk=desk, source=replace(article(), title="#ferry #harbour today"))
    assert done.post.text.endswith(f"{LINK}\n\n#harbour #work_21")
    tags = [mark for mark in done.post.marks if mark.kind == "tag"]
    assert [(mark.value, done.post.text[mark.start : mark.end]) for mark in tags] == [
        ("harbour", "#harbour"),
        ("work_21", "#work_21"),
    ]
    assert tags[0].start > done.post.text.index(LINK)
    assert "#" not in composed(125, desk=desk).post.text
    for bad in ("two words", "#1234", "a-b", ""):
        with pytest.raises(ValidationError):
            DeskSettings(hashtags=(bad,))


def test_the_handle_stands_behind_the_name_and_is_marked() -> None:
    done = composed(handle="ilka.example")
    assert "— Ilka Brandt (@ilka.example), who runs the ferry" in done.post.text
    [mention] = [mark for mark in done.post.marks if mark.kind == "mention"]
    assert done.post.text[mention.start : mention.end] == "@ilka.example"
    assert "@" not in composed(110, handle="ilka.example").post.text


def test_where_a_mark_can_carry_the_address_it_is_shown_short() -> None:
    url = "https://www.harbour.example/2026/01/05/a-story-with-a-long-name?x=1#y"
    limits = Limits(text=500, long_links=False)
    done = composed(source=replace(article(), url=url), limits=limits)
    [mark] = done.post.marks
    assert mark.value == url
    assert done.post.text[mark.start : mark.end] == "harbour.example/2026/01/05/a-story-…"


CALLS = [
    "@ilka",
    ".@ilka",
    "thanks @ilka and ＠ada",
    "RT @ilka RT@ilka rt:@ilka",
    "(@ilka@harbour.example)",
    "é@ilka",
]


@pytest.mark.parametrize("hostile", CALLS)
def test_a_name_that_the_article_calls_is_shown_and_called_by_nobody(hostile: str) -> None:
    by = replace(ILKA, text=hostile, speaker=Speaker(hostile, "named", role=hostile))
    source = replace(article(), title=hostile, site=hostile)
    text = composed(by=by, source=source).post.text
    assert not re.search(r"((?<![A-Za-z0-9_])|\b[Rr][Tt])[@＠]\w", text)
    assert hostile in text.replace("\u200b", "")
    marked = composed(by=by, source=source, limits=Limits(text=500, mentions="marked")).post
    assert hostile in marked.text
    assert all(mark.kind == "link" for mark in marked.marks)


def test_an_address_of_mail_stays_whole() -> None:
    text = composed(by=replace(ILKA, text="Write to press.desk@harbour.example")).post.text
    assert "press.desk@harbour.example" in text


@given(st.text(max_size=60))
def test_whatever_the_article_says_nothing_hidden_reaches_the_post(said_by: str) -> None:
    by = replace(ILKA, text=f"Aye {said_by}", speaker=Speaker(f"Ann {said_by}", "named"))
    text = composed(by=by, source=replace(article(), title=said_by)).post.text
    assert not re.search(r"[@＠]\w", re.sub(r"[A-Za-z0-9_]@", "", text))
    hidden = {c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Co"}} - {"\n"}
    assert not hidden
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
