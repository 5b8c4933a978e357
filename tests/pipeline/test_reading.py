"""An article is read once: a batch that was begun again goes straight over what it has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows import clean, pipeline, reading, sources
from flows.clean import article as cleaning
from flows.clean.worker import WORKER
from flows.core.article import Article, RawDocument
from flows.core.resources import resource
from flows.core.settings import QuoteSettings
from flows.core.workspace import Workspace

SAMPLES = sorted(str(path) for path in resource("assets/samples").iterdir())


def document(workspace: Workspace, path: str) -> RawDocument:
    (found,) = sources.read(path, workspace)
    assert isinstance(found, RawDocument)
    return found


def never(*_given: object) -> Article:
    raise AssertionError


@pytest.mark.parametrize("path", SAMPLES)
def test_what_was_read_is_the_same_when_it_is_remembered(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    given = document(workspace, path)
    with pipeline.opened(workspace) as store:
        first = reading.prepare_once(workspace, store, given)
        for reader in ("clean_text", "clean_page"):
            monkeypatch.setattr(cleaning, reader, never)
        assert reading.prepare_once(workspace, store, given) == first
        assert first.quotes.quotes


def test_another_text_or_other_settings_are_read_anew(workspace: Workspace) -> None:
    given = document(workspace, SAMPLES[0])
    with pipeline.opened(workspace) as store:
        first = reading.prepare_once(workspace, store, given)
        longer = replace(given, content=given.content + "\n\nThe hall was full again at night.\n")
        assert reading.prepare_once(workspace, store, longer).article != first.article
        fewer = workspace.settings.model_copy(update={"quotes": QuoteSettings(most=1)})
        again = reading.prepare_once(replace(workspace, settings=fewer), store, given)
        assert len([quote for quote in again.quotes.quotes if quote.picked]) == 1


def test_a_changed_cleaner_cleans_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_was = clean.clean

    def better(given: RawDocument) -> Article:
        return replace(as_it_was(given), title="A better title")

    given = document(workspace, SAMPLES[0])
    with pipeline.opened(workspace) as store:
        reading.prepare_once(workspace, store, given)
        monkeypatch.setattr(clean, "clean", better)
        assert reading.prepare_once(workspace, store, given).article.title == "A better title"


def test_what_was_found_in_a_hurry_is_not_remembered(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = document(workspace, next(path for path in SAMPLES if path.endswith(".html")))
    with pipeline.opened(workspace) as store:
        with monkeypatch.context() as late:
            late.setattr(WORKER, "extract", lambda *_given: None)
            assert reading.prepare_once(workspace, store, given).article.hurried
        assert not reading.prepare_once(workspace, store, given).article.hurried


def test_readings_are_forgotten_in_time(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later:
        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(days=40)

    given = document(workspace, SAMPLES[0])
    with pipeline.opened(workspace) as store:
        reading.prepare_once(workspace, store, given)
        reading.forget_old(store, Later())
        monkeypatch.setattr(cleaning, "clean_text", never)
        with pytest.raises(AssertionError):
            reading.prepare_once(workspace, store, given)
