"""The chain as flows, commands and the page call it, on a real store."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from flows import clean, pipeline, posts, sources
from flows.core.article import Article, RawDocument, joined
from flows.core.clock import SystemClock
from flows.core.errors import SourceRefused
from flows.core.quote import Quote, Span
from flows.core.resources import resource
from flows.core.workspace import Workspace
from flows.pipeline import Made
from flows.sources import Unread

SAMPLES = resource("assets/samples")
ONE = str(SAMPLES / "anselm-tarrow-on-silence.txt")


def made(workspace: Workspace, *sources: str) -> list[Made]:
    return [one for one in pipeline.make(workspace, sources) if isinstance(one, Made)]


def counts(workspace: Workspace) -> tuple[int, int]:
    with pipeline.opened(workspace) as store:
        return len(posts.waiting(store)), len(posts.listing(store))


def test_making_an_article_twice_adds_nothing(workspace: Workspace) -> None:
    first = made(workspace, ONE)
    before = counts(workspace)
    second = made(workspace, ONE)
    assert first[0].new_drafts > 0
    assert second[0].new_drafts == 0
    assert counts(workspace) == before
    assert {post.id for post in first[0].posts} == {post.id for post in second[0].posts}


def test_a_changed_cleaner_adds_no_draft_that_was_decided(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = made(workspace, ONE)
    clock = SystemClock()
    with pipeline.opened(workspace) as store:
        drafts = posts.waiting(store)
        posts.reject(store, drafts[0].draft.id, who="Ada", clock=clock)
        posts.approve(store, workspace, drafts[1].draft.id, who="Ada", clock=clock)
    before = {view.quote.text for view in drafts}

    as_it_was = clean.clean

    def better(document: RawDocument) -> Article:
        article = as_it_was(document)
        kept = [
            (block.kind, article.text[block.start : block.end].replace("…", "..."))
            for block in article.blocks[1:]
        ]
        text, blocks = joined([("paragraph", "A line that the old cleaner had lost."), *kept])
        return replace(article, text=text, blocks=blocks)

    monkeypatch.setattr(clean, "clean", better)
    (again,) = made(workspace, ONE)
    assert again.article.id == first.article.id
    assert again.article.revision != first.article.revision
    with pipeline.opened(workspace) as store:
        states = [view.draft.state for view in (posts.view(store, d.draft.id) for d in drafts[:2])]
        assert states == ["rejected", "approved"]
        waiting = posts.waiting(store)
        assert drafts[0].quote.key not in {view.quote.key for view in waiting}
        assert drafts[1].quote.key not in {view.quote.key for view in waiting}
        assert len({view.quote.key for view in waiting}) == len(waiting)
        for view in waiting:
            stretches = " ".join(view.article.text[s.start : s.end] for s in view.quote.spans)
            assert stretches[:12].strip("“”") in view.quote.text.replace("…", "...")
    assert len(before) >= len(waiting)


def test_a_decided_quote_stays_decided_whoever_words_it_slightly_otherwise(
    workspace: Workspace,
) -> None:
    (one,) = made(workspace, ONE)
    quote = one.quotes[0]
    desk = workspace.settings.desk[0]
    same = Quote(
        text=quote.text.replace("’", "'").rstrip("."),
        spans=tuple(Span(s.start + 1, s.end + 1) for s in quote.spans),
        speaker=quote.speaker,
    )
    with pipeline.opened(workspace) as store:
        assert posts.already(store, one.article, same, desk) is not None


def test_a_source_that_came_from_outside_must_be_a_web_address_or_in_the_inbox(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("“It is a secret,” Ada Quill said to nobody at all.")
    for source in (
        str(tmp_path / "secret.txt"),
        "../secret.txt",
        "/etc/hostname",
        "-",
        "ftp://x/y",
    ):
        with pytest.raises(SourceRefused):
            list(pipeline.read(workspace, source, trusted=False))
    (name,) = sources.into_inbox(ONE, workspace)
    (document,) = pipeline.read(workspace, name, trusted=False)
    assert not isinstance(document, Unread)


def test_laying_into_the_inbox_keeps_both_of_two_files_of_one_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    for folder, words in (("a", "one"), ("b", "two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "story.txt").write_text(words)
    names = [
        *sources.into_inbox(str(tmp_path / "a" / "story.txt"), workspace),
        *sources.into_inbox(str(tmp_path / "b" / "story.txt"), workspace),
        *sources.into_inbox(str(tmp_path / "a" / "story.txt"), workspace),
    ]
    assert len(set(names)) == 2
    assert [(workspace.inbox / name).read_text() for name in names] == ["one", "two", "one"]


def test_an_article_that_cannot_be_used_is_noted_where_a_person_sees_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").write_text("")
    (outcome,) = pipeline.make(workspace, [str(tmp_path / "empty.txt")])
    assert isinstance(outcome, Unread)
    with pipeline.opened(workspace) as store:
        assert any("empty.txt" in note.why for note in posts.notes(store))


@pytest.mark.proof
def test_a_kill_anywhere_leaves_a_state_from_which_the_next_run_goes_on(
    workspace: Workspace, tmp_path: Path
) -> None:
    whole = Workspace(tmp_path / "whole", workspace.settings)
    whole.prepare()
    made(whole, str(SAMPLES))
    expected = counts(whole)
    command = [sys.executable, "-m", "flows", "make", str(SAMPLES)]
    environment = {**os.environ, "PULLQUOTE_HOME": str(workspace.root)}
    struck = 0
    for delay in (0.9, 1.3, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8, 3.0):
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        struck += child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert struck >= 3
    made(workspace, str(SAMPLES))
    assert counts(workspace) == expected
    with pipeline.opened(workspace) as store:
        for view in posts.waiting(store):
            assert view.cards
            assert all(Path(card.path).stat().st_size > 5_000 for card in view.cards)
