"""What a form, an API or a flow parameter may name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.errors import SourceError, SourceMissing, SourceRefused
from flows.core.settings import Settings
from flows.core.workspace import Workspace
from flows.sources import admitted

Desk = Callable[..., Workspace]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "today").mkdir(parents=True)
    (folder / "a.txt").write_text("Words.")
    (folder / "today" / "b.html").write_text("<p>Words.</p>")
    (folder / "key.pem").write_text("secret")
    (tmp_path / "pullquote.toml").write_text("")
    (tmp_path / "outside.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "linked").symlink_to(tmp_path)
    return folder


def test_addresses_and_inbox_files_are_admitted(inbox: Path, desk: Desk) -> None:
    place = desk()
    assert admitted("https://example.org/a", place) == "https://example.org/a"
    assert admitted("a.txt", place) == str(inbox / "a.txt")
    assert admitted("today/b.html", place) == str(inbox / "today" / "b.html")
    assert admitted(str(inbox / "a.txt"), place) == str(inbox / "a.txt")


@pytest.mark.parametrize(
    "source",
    [
        "../outside.txt",
        "today/../../outside.txt",
        "/etc/passwd",
        "link.txt",
        "linked/outside.txt",
        "key.pem",
        "today",
        "",
        ".",
        "-",
        "~/.ssh/id_rsa.txt",
        "a.txt\0.html",
        "..\\outside.txt",
        "C:\\x.txt",
        "file:///etc/passwd",
        "ftp://example.org/a.txt",
        "http://u:p@example.org/",
        "x" * 5000 + ".txt",
    ],
)
def test_everything_else_is_refused(inbox: Path, desk: Desk, source: str) -> None:
    with pytest.raises(SourceError) as caught:
        admitted(source, desk())
    assert isinstance(caught.value, SourceRefused | SourceMissing)


def test_a_file_that_is_not_there(inbox: Path, desk: Desk) -> None:
    with pytest.raises(SourceMissing):
        admitted("no.txt", desk())


@given(st.text(max_size=60))
def test_nothing_outside_the_inbox_is_ever_named(text: str) -> None:
    place = Workspace(Path("/nonexistent"), Settings())
    try:
        found = admitted(text, place)
    except SourceError:
        return
    assert found.lower().startswith(("http://", "https://"))
