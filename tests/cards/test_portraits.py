from pathlib import Path

import pytest

from flows.cards import portrait
from flows.core.errors import SettingsError
from flows.core.settings import PictureFolder


def pictures(root: Path, *names: str) -> None:
    (root / "pictures").mkdir()
    for name in names:
        (root / "pictures" / name).write_bytes(b"x")


@pytest.mark.parametrize(
    ("file", "person"),
    [
        ("ada-quill.jpg", "Ada Quill"),
        ("Ada_Quill-2.PNG", "Ada Quill"),
        ("rene-o-brien.webp", "René O’Brien"),
    ],
)
def test_a_file_named_after_a_person_is_their_portrait(
    tmp_path: Path, file: str, person: str
) -> None:
    pictures(tmp_path, file, "somebody-else.jpg")
    own = PictureFolder(path="pictures", rights="own", credit="Photo: The Staff")
    found = portrait([own], tmp_path, person)
    assert found is not None
    assert found.path.name == file
    assert (found.rights, found.credit) == ("own", "Photo: The Staff")


@pytest.mark.parametrize("person", ["Ada", "Quill", "Adam Quill", "", "Ada Quill Senior"])
def test_nobody_gets_another_persons_picture(tmp_path: Path, person: str) -> None:
    pictures(tmp_path, "ada-quill.jpg", ".jpg", "-2.jpg")
    assert portrait([PictureFolder(path="pictures", rights="own")], tmp_path, person) is None


def test_a_folder_of_unknown_rights_gives_no_picture(tmp_path: Path) -> None:
    pictures(tmp_path, "ada-quill.jpg")
    assert portrait([PictureFolder(path="pictures")], tmp_path, "Ada Quill") is None


def test_a_folders_notes_give_tags_focus_rights_and_credit(tmp_path: Path) -> None:
    pictures(tmp_path, "img-0042.jpg", "agency.jpg")
    (tmp_path / "pictures" / "pictures.toml").write_text(
        '["img-0042.jpg"]\ntags = ["Ada Quill", "Bo Renn"]\nfocus = [0.7, 0.2]\n'
        'credit = "Photo: Ida Renner"\n["agency.jpg"]\ntags = ["Cy Holt"]\nrights = "unknown"\n',
        encoding="utf-8",
    )
    own = PictureFolder(path="pictures", rights="own", credit="Photo: The Staff")
    found = portrait([own], tmp_path, "Bo Renn")
    assert found is not None
    assert (found.path.name, found.focus) == ("img-0042.jpg", (0.7, 0.2))
    assert (found.rights, found.credit) == ("own", "Photo: Ida Renner")
    assert portrait([own], tmp_path, "Cy Holt") is None


@pytest.mark.parametrize(
    "notes", ['["a.jpg"]\nfocus = [2, 0.5]\n', '["a.jpg"]\nfocs = [0.5, 0.5]\n', "["]
)
def test_a_spoilt_note_is_named(tmp_path: Path, notes: str) -> None:
    pictures(tmp_path, "a.jpg")
    (tmp_path / "pictures" / "pictures.toml").write_text(notes, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"pictures\.toml"):
        portrait([PictureFolder(path="pictures", rights="own")], tmp_path, "Ada Quill")
