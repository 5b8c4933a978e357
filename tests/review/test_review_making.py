"""Cards on demand: what may be named in the form, and what may not."""

import os
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from flows.core.errors import SourceMissing
from flows.review.making import inbox_files
from tests.review.studio import Studio, send


def test_a_web_address_starts_a_run(studio: Studio, page: httpx.Client) -> None:
    after = send(page, "/make", url=" https://paper.example/bees ")
    assert "Started on https://paper.example/bees." in after
    assert studio.made == ["https://paper.example/bees"]


def test_an_inbox_file_is_offered_and_starts_a_run(studio: Studio, page: httpx.Client) -> None:
    inbox = studio.workspace.inbox
    (inbox / "spring").mkdir()
    (inbox / "spring" / "bees & <b>.txt").write_text("…")
    shown = page.get("/make").text
    assert 'value="spring/bees &amp; &lt;b&gt;.txt"' in shown
    assert "spring/bees &amp; &lt;b&gt;.txt</bdi>" in shown
    send(page, "/make", file="spring/bees & <b>.txt")
    assert studio.made == [str(inbox / "spring" / "bees & <b>.txt")]


def test_the_empty_page_offers_the_inbox_too(studio: Studio, page: httpx.Client) -> None:
    (studio.workspace.inbox / "bees.html").write_text("…")
    assert 'value="bees.html"' in page.get("/").text


@pytest.mark.parametrize(
    "named",
    [
        "../pullquote.toml",
        "/etc/hostname",
        "file:///etc/hostname",
        "outside.txt",
        "linked/secret.txt",
        "ftp://paper.example/a.txt",
        "",
    ],
)
def test_nothing_else_on_the_disk_can_be_named(
    studio: Studio, page: httpx.Client, tmp_path: Path, named: str
) -> None:
    (studio.workspace.root / "pullquote.toml").write_text("")
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    (studio.workspace.inbox / "outside.txt").symlink_to(outside)
    (studio.workspace.inbox / "linked").symlink_to(tmp_path)
    for way in ("url", "file"):
        after = send(page, "/make", **{way: named})
        assert "notice-problem" in after
    assert studio.made == []


def test_what_a_run_complains_about_is_told(studio: Studio) -> None:
    def missing(source: str) -> str:
        raise SourceMissing(f"There is nothing at {source}.", "Look again.")

    studio.make = missing
    with studio.browser() as page:
        after = send(page, "/make", url="https://paper.example/gone")
    assert "There is nothing at https://paper.example/gone. Look again." in after


def test_the_list_shows_articles_alone_newest_first(studio: Studio) -> None:
    inbox = studio.workspace.inbox
    for age, name in enumerate(
        ("new.txt", "old.HTML", ".hidden.txt", "photo.jpg", "bad\udcff.txt")
    ):
        path = inbox / name
        path.write_text("…")
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    (inbox / "link.txt").symlink_to(inbox / "new.txt")
    assert [file.name for file in inbox_files(studio.workspace)] == ["new.txt", "old.HTML"]


def test_no_inbox_is_an_empty_list(studio: Studio, tmp_path: Path) -> None:
    elsewhere = replace(studio.workspace, root=tmp_path / "elsewhere")
    assert inbox_files(elsewhere) == ()
