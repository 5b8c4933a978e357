from pathlib import Path

import pytest

from flows.cards import portrait
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
