from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.core.errors import NotFound, SettingsError
from flows.core.quote import Speaker
from flows.posts import people
from tests.posts.newsdesk import account, quote

FILE = """# Who may be mentioned.
[[person]]
name = "Ilka Brandt"          # runs the ferry
aliases = ["Ilka M. Brandt"]
bluesky = "ilka.example"
x = "@ilkabrandt"

[[person]]
name = "Ada Quill"
mastodon = "@ada@quill.example"

# The last one.
[[person]]
name = "Noé Ülker"
bluesky = "noe.example"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / people.FILE_NAME).write_text(FILE, encoding="utf-8")
    return tmp_path


def handle(folder: Path, name: str | None, network: str = "bluesky", kind: str = "named") -> object:
    on = account().model_copy(update={"network": network})
    by = quote(speaker=name, kind=kind)  # type: ignore[arg-type]
    return people.handle_of(people.load(folder), by, on)


@pytest.mark.parametrize("name", ["Ilka Brandt", "Ilka M. Brandt", "Ilka  Brandt"])
def test_a_whole_name_has_a_handle(folder: Path, name: str) -> None:
    assert handle(folder, name) == "ilka.example"
    assert handle(folder, name, "x") == "ilkabrandt"
    assert handle(folder, name, "mastodon") is None


@pytest.mark.parametrize(
    "name", ["Brandt", "Ilka", "ilka brandt", "Ilka Brandt Jr.", "Ilka Brand", "I. Brandt", None]
)
def test_anything_less_or_more_than_the_whole_name_has_none(folder: Path, name: str | None) -> None:
    assert handle(folder, name) is None


def test_letters_are_compared_composed_and_nobody_anonymous_is_mentioned(folder: Path) -> None:
    assert handle(folder, "Noe\u0301 U\u0308lker") == "noe.example"
    assert handle(folder, "Ilka Brandt", kind="anonymous") is None
    assert people.handle_of(people.load(folder), quote(), account()) is None
    assert people.handle_of((), quote(), account()) is None
    assert (
        people.handle_of(people.load(folder), replace(quote(), speaker=Speaker()), account())
        is None
    )


def test_a_name_that_two_entries_share_is_neither_of_them(folder: Path) -> None:
    with (folder / people.FILE_NAME).open("a") as file:
        file.write('[[person]]\nname = "Ilka Brandt"\nbluesky = "other.example"\n')
    assert handle(folder, "Ilka Brandt") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[person]]\nbluesky = 'a.example'", "no name"),
        ("[[person]]\nname = 'A B'\naliases = ['Brandt']", "full name"),
        ("[[person]]\nname = 'A B'\nx = 'two words'", "no handle"),
        ("[[person]]\nname = 'A B'\nbluesky = 'plain'", "no handle"),
        ("[[person]]\nname = 'A B'\nx = 7", "no handle"),
        ("[[people]]\nname = 'A B'", "something else"),
        ("= nonsense", "cannot be read"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / people.FILE_NAME).write_text(text)
    with pytest.raises(SettingsError, match=told):
        people.load(tmp_path)


def test_an_entry_is_deleted_and_the_others_stay_as_they_are_written(folder: Path) -> None:
    assert people.remove(folder, "Ilka M. Brandt").name == "Ilka Brandt"
    left = (folder / people.FILE_NAME).read_text(encoding="utf-8")
    assert "Ilka" not in left
    assert left == FILE[: FILE.index("[[person]]")] + FILE[FILE.index('[[person]]\nname = "Ada') :]
    with pytest.raises(NotFound):
        people.remove(folder, "Ilka Brandt")
    for name in ("Ada Quill", "Noé Ülker"):
        people.remove(folder, name)
    assert people.load(folder) == ()


def test_a_file_written_in_another_form_can_be_deleted_from_too(tmp_path: Path) -> None:
    inline = 'person = [{ name = "A Bee", x = "bee" }, { name = "C Dee", x = "dee" }]\n'
    (tmp_path / people.FILE_NAME).write_text(inline)
    people.remove(tmp_path, "A Bee")
    assert [one.name for one in people.load(tmp_path)] == ["C Dee"]


def test_the_command_lists_and_deletes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    shown = CliRunner().invoke(app, ["people", "list"])
    assert "Ilka Brandt" in shown.stdout
    assert "@ilka.example" in shown.stdout
    assert CliRunner().invoke(app, ["people", "remove", "Ada Quill"]).exit_code == 0
    assert "Ada Quill" not in CliRunner().invoke(app, ["people", "list", "--json"]).stdout
