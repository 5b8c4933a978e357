"""The encrypted token file: unreadable without its key, whole after a crash, one sentence if wrong."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from flows.core import secrets
from flows.core.errors import SettingsError
from flows.core.settings import SecretSettings, Settings
from flows.core.tokens import TokenFile, new_key
from flows.core.workspace import Workspace

KEY = "PULLQUOTE_TOKENS_KEY"
VALUE = "xoxb-very-secret-value"


@pytest.fixture
def file(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> TokenFile:
    monkeypatch.setenv(KEY, new_key())
    return TokenFile.of(workspace)


def test_a_secret_comes_back_and_the_file_does_not_show_it(
    file: TokenFile, workspace: Workspace
) -> None:
    file.put("press-token", VALUE)
    file.put("other", "x")
    assert secrets.find(workspace, "stored", "press-token") == VALUE
    assert secrets.find(workspace, "stored", "nothing") is None
    assert file.names() == ["other", "press-token"]
    sealed = file.path.read_bytes()
    assert VALUE.encode() not in sealed
    assert b"press-token" not in sealed
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert VALUE not in repr(file)
    file.drop("other")
    assert file.names() == ["press-token"]


def test_a_wrong_key_is_one_sentence_and_shows_nothing(
    file: TokenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.put("press", VALUE)
    before = file.path.read_bytes()
    for wrong in (new_key(), "no key at all", ""):
        monkeypatch.setenv(KEY, wrong)
        for act in ("get", "put", "rotate"):
            with pytest.raises(SettingsError) as caught:
                getattr(file, act)(*{"get": ["press"], "put": ["b", "c"]}.get(act, []))
            assert KEY in str(caught.value)
            assert VALUE not in str(caught.value)
            assert caught.value.__cause__ is None
    assert file.path.read_bytes() == before


def test_a_damaged_file_is_told_and_left_alone(file: TokenFile) -> None:
    file.put("press", VALUE)
    damaged = file.path.read_bytes()[:-9]
    file.path.write_bytes(damaged)
    with pytest.raises(SettingsError, match="damaged"):
        file.put("other", "x")
    assert file.path.read_bytes() == damaged


def test_a_key_in_the_environment_is_rotated_by_putting_the_new_one_first(
    file: TokenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_key(), new_key()
    monkeypatch.setenv(KEY, old)
    file.put("press", VALUE)
    with pytest.raises(SettingsError, match="one key only"):
        file.rotate()
    monkeypatch.setenv(KEY, f"{new},{old}")
    assert file.get("press") == VALUE
    file.rotate()
    monkeypatch.setenv(KEY, new)
    assert file.get("press") == VALUE
    monkeypatch.setenv(KEY, old)
    with pytest.raises(SettingsError):
        file.get("press")


def test_a_key_file_is_made_beside_and_rotated_without_a_moment_of_being_locked_out(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    key_file = tmp_path / "elsewhere" / "key"
    said = SecretSettings(key_file=str(key_file))
    file = TokenFile.of(replace(workspace, settings=Settings(secrets=said)))
    file.put("press", VALUE)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    before = key_file.read_text()
    sealed = file.path.read_bytes()
    file.rotate()
    after = key_file.read_text()
    assert before != after
    assert file.get("press") == VALUE
    # As a crash between the two writes would leave it: new and old key, sealed with the old.
    key_file.write_text(after + before)
    file.path.write_bytes(sealed)
    assert file.get("press") == VALUE


def test_a_lost_key_file_is_not_replaced_by_a_new_one_that_opens_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    key_file = tmp_path / "key"
    said = SecretSettings(key_file=str(key_file))
    file = TokenFile.of(replace(workspace, settings=Settings(secrets=said)))
    file.put("press", VALUE)
    key_file.unlink()
    with pytest.raises(SettingsError, match="no key"):
        file.put("other", "x")
    assert not key_file.exists()


@pytest.mark.parametrize("name", ["", "../x", "a b", "a\nb"])
def test_a_name_that_no_option_could_say_is_refused(file: TokenFile, name: str) -> None:
    with pytest.raises(SettingsError):
        file.put(name, VALUE)


def test_a_place_we_do_not_know_is_a_settings_error(workspace: Workspace) -> None:
    with pytest.raises(SettingsError, match="vault"):
        secrets.find(workspace, "vault", "x")
