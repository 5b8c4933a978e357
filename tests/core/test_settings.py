from pathlib import Path

import pytest

from flows.core.errors import SettingsError
from flows.core.resources import resource
from flows.core.settings import Settings, load


def written(folder: Path, text: str) -> Path:
    path = folder / "pullquote.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_embedded_defaults_hold() -> None:
    settings = load(None)
    assert settings.desk[0].accounts == ("folder",)
    assert settings.account[0].network == "folder"
    assert not settings.desk[0].auto_approve


def test_the_file_that_init_writes_says_exactly_the_defaults(tmp_path: Path) -> None:
    text = resource("templates/settings/pullquote.toml").read_text(encoding="utf-8")
    assert load(written(tmp_path, text.replace("@ZONE@", ""))) == Settings()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("colour = 1", "colour"),
        ("[review]\nport = 99999", "review.port"),
        ('[[account]]\nname = "a"\nzone = "Mars/Base"\n[[desk]]\naccounts=["a"]', "Mars/Base"),
        ('[[desk]]\naccounts = ["nowhere"]', "nowhere"),
        ('[[desk]]\nname = "x"\n[[desk]]\nname = "x"', "x"),
        ("desk = []", "desk"),
        ("= broken", "pullquote.toml"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_that_names_it(
    tmp_path: Path, text: str, names: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, text))
    assert names in str(caught.value)
    assert "\n" not in str(caught.value).strip()
