"""The same article from two places, a changed one, one from elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import cards, news, pipeline, posts
from flows.core.clock import SystemClock
from flows.core.resources import resource
from flows.core.settings import DeskSettings, FetchSettings, Settings
from flows.core.workspace import Workspace
from flows.pipeline import Made
from flows.sources import Unread
from flows.store import feeds
from tests.sources.newsroom import Newsroom, open_newsroom, page, status

SAMPLE = resource("assets/samples/anselm-tarrow-on-silence.txt")


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as room:
        yield room


def made(workspace: Workspace, *given: Path | str, **how: object) -> list[Made]:
    found = list(pipeline.make(workspace, [str(one) for one in given], **how))  # type: ignore[arg-type]
    assert all(isinstance(one, Made) for one in found), found
    return [one for one in found if isinstance(one, Made)]


def drafts(workspace: Workspace) -> int:
    with pipeline.opened(workspace) as store:
        return len(posts.waiting(store))


def test_the_same_article_from_two_places_has_one_set_of_drafts(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    copy = tmp_path / "copy.txt"
    # Another paper's version: its own opening, a paragraph less, and every speaker's name changed,
    # so that no quote is known by its words and speaker.
    paragraphs = text.replace("Tarrow", "Farrow").replace("Anselm", "Ansgar").split("\n")
    copy.write_text("\n".join(["A festival opens its doors this week.", *paragraphs[1:]]))
    (first,) = made(workspace, SAMPLE)
    before = drafts(workspace)
    (second,) = made(workspace, copy)
    assert first.new_drafts == before > 0
    assert second.quotes
    assert second.new_drafts == 0
    assert drafts(workspace) == before
    assert any(f"The same article as {SAMPLE}" in reason for reason in second.skipped)
    with pipeline.opened(workspace) as store:
        assert any("The same article as" in note.why for note in posts.notes(store))


def test_what_a_copy_has_more_is_made(workspace: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    said = (
        "“Nobody ever built a concert hall by keeping quiet about the money,” Mara Lindqvist said."
    )
    copy.write_text(SAMPLE.read_text(encoding="utf-8").rstrip() + "\n\n" + said + "\n")
    made(workspace, SAMPLE)
    (second,) = made(workspace, copy)
    assert second.new_drafts == 1
    assert second.article.id != made(workspace, SAMPLE)[0].article.id


def test_a_changed_file_is_a_revision_of_the_same_article(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "story.txt"
    file.write_text(SAMPLE.read_text(encoding="utf-8"))
    (first,) = made(workspace, file)
    said = (
        "“Nobody ever built a concert hall by keeping quiet about the money,” Mara Lindqvist said."
    )
    file.write_text(SAMPLE.read_text(encoding="utf-8").rstrip() + "\n\n" + said + "\n")
    (second,) = made(workspace, file)
    assert second.article.id == first.article.id
    assert second.article.revision != first.article.revision
    assert second.new_drafts == 1


def test_words_that_a_changed_article_no_longer_has_do_not_go_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "story.txt"
    file.write_text(SAMPLE.read_text(encoding="utf-8"))
    made(workspace, file)
    with pipeline.opened(workspace) as store:
        changed, same = posts.waiting(store)[:2]
        for view in (changed, same):
            posts.approve(store, workspace, view.draft.id, who="Ada", clock=SystemClock())
        before = {post.id: post.state for post in posts.view(store, same.draft.id).posts}
    span = changed.quote.spans[0]
    words = changed.article.text[span.start : span.end]
    text = file.read_text()
    assert words in text
    file.write_text(text.replace(words, words.replace(" ", " never ", 1)))
    (again,) = made(workspace, file)
    assert any("is held: The article no longer says" in reason for reason in again.skipped)
    made(workspace, file)
    with pipeline.opened(workspace) as store:
        held = posts.view(store, changed.draft.id).posts
        assert {(post.state, post.hold_reason) for post in held} == {("held", "source-changed")}
        assert {p.id: p.state for p in posts.view(store, same.draft.id).posts} == before
        assert "never" in str(held[0].problem)


def test_another_desk_gets_drafts_of_its_own(tmp_path: Path) -> None:
    desks = (DeskSettings(name="news"), DeskSettings(name="arts"))
    place = Workspace(tmp_path, Settings(desk=desks))
    copy = tmp_path / "copy.txt"
    copy.write_text("From elsewhere.\n\n" + SAMPLE.read_text(encoding="utf-8"))
    (first,) = made(place, SAMPLE, desk="news")
    (second,) = made(place, copy, desk="arts")
    assert first.new_drafts
    assert not any("same article" in reason for reason in second.skipped)


def test_an_article_from_elsewhere_carries_its_publishers_name(tmp_path: Path) -> None:
    place = Workspace(tmp_path, Settings(own_sites=("ours.example",)))
    url = "https://www.paper.example/story"
    (refused,) = pipeline.make(place, [str(SAMPLE)], url=url)
    assert isinstance(refused, Unread)
    assert "not one of your own sites" in refused.reason
    (one,) = made(place, SAMPLE, url=url, foreign=True)
    assert not one.article.own
    with pipeline.opened(place) as store:
        kept = posts.waiting(store)[0]
        assert not kept.article.own
        for card in kept.cards:
            said = cards.read_back(Path(card.path).read_bytes())
            assert said.source_name == "paper.example"
            assert "paper.example" in card.alt


def test_a_desk_may_take_from_everywhere(tmp_path: Path) -> None:
    settings = Settings(own_sites=("ours.example",), desk=(DeskSettings(foreign=True),))
    (one,) = made(Workspace(tmp_path, settings), SAMPLE, url="https://paper.example/story")
    assert one.new_drafts


def test_a_feed_that_asks_for_time_is_left_alone_until_then(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    url = newsroom.url("/feed")
    fetch = FetchSettings(private_hosts=("127.0.0.1",), delay_seconds=0.0)
    place = Workspace(tmp_path, Settings(fetch=fetch, desk=(DeskSettings(sources=(url,)),)))
    newsroom.pages["/feed"] = status(503, Retry_After="3600")
    news.whats_new(place)
    news.whats_new(place)
    assert newsroom.paths().count("/feed") == 1
    with pipeline.opened(place) as store:
        assert feeds.waits_until(store, url) is not None


def test_what_is_new_in_a_feed_is_new_to_every_desk_that_reads_it(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    items = "".join(f"<item><link>{link}</link></item>" for link in ("/1", "http://0.0.0.0/2"))
    newsroom.pages["/feed"] = page(f"<rss><channel>{items}</channel></rss>", "text/xml")
    url, other = newsroom.url("/feed"), newsroom.url("/none")
    desks = (
        DeskSettings(name="news", sources=(other, url)),
        DeskSettings(name="sports", sources=(url,)),
        DeskSettings(name="elsewhere", sources=(url,), foreign=True),
    )
    fetch = FetchSettings(private_hosts=("127.0.0.1",), delay_seconds=0.0)
    settings = Settings(fetch=fetch, own_sites=("127.0.0.1",), desk=desks)
    place = Workspace(tmp_path, settings)
    new = newsroom.url("/1")
    found = news.whats_new(place)
    assert found.articles == {name: [new] for name in ("elsewhere", "news", "sports")}
    # A feed that is not there, and an article that no desk may have.
    assert found.told == (
        "elsewhere: 1 new; news: 1 new; sports: 1 new. "
        "2 could not be used: the page lists what and why."
    )
    assert news.whats_new(place) == news.News({}, 2)


def test_progress_says_how_far_a_folder_is(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / "stories").mkdir(exist_ok=True)
        (tmp_path / "stories" / f"{name}.txt").write_text(f"Nothing was said in {name}.")
    told: list[str] = []
    made(workspace, tmp_path / "stories", progress=told.append)
    assert [line.split(":")[0] for line in told] == ["1 of 3", "2 of 3", "3 of 3"]
