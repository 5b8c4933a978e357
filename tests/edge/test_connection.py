import fcntl
from collections.abc import Iterator

import pytest

from flows import engine
from flows.core.errors import ServeError
from flows.core.settings import PrefectSettings, Settings
from flows.core.workspace import Workspace


def _left_behind(workspace: Workspace, url: str = "http://127.0.0.1:1/api") -> None:
    home = workspace.prefect_home
    home.mkdir(parents=True)
    (home / "api-url").write_text(url + "\n", encoding="ascii")
    (home / "auth-string").write_text("pullquote:word\n", encoding="ascii")


@pytest.fixture
def serve_lock(workspace: Workspace) -> Iterator[None]:
    """Held as by a `serve` that is alive."""
    with (workspace.var / engine.LOCK_FILE).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_the_key_is_not_sent_to_the_address_of_a_serve_that_was_killed(
    workspace: Workspace,
) -> None:
    _left_behind(workspace)
    (workspace.var / engine.LOCK_FILE).touch()
    with pytest.raises(ServeError):
        engine.connection(workspace)


def test_without_any_server_the_sentence_says_what_to_do(workspace: Workspace) -> None:
    with pytest.raises(ServeError) as caught:
        engine.connection(workspace)
    assert f"for this folder ({workspace.root})" in caught.value.problem
    assert "pullquote serve" in caught.value.todo


def test_a_running_serve_is_found_with_its_auth_string(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, serve_lock: None
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example/api")
    _left_behind(workspace)
    place = engine.connection(workspace)
    assert place == engine.Connection("http://127.0.0.1:1/api", "pullquote:word", own=True)


def test_the_settings_win(workspace: Workspace) -> None:
    _left_behind(workspace)
    prefect = PrefectSettings(api_url="https://prefect.example/api")
    named = Workspace(workspace.root, Settings(prefect=prefect))
    assert engine.connection(named) == engine.Connection("https://prefect.example/api")


def test_in_a_worker_the_environment_says_where(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example/api")
    assert engine.connection(workspace).url == "https://prefect.example/api"


def test_our_own_server_gets_nothing_of_the_users_prefect_settings(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "theirs")
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    own = engine.Connection("http://127.0.0.1:1/api", "pullquote:word", own=True)
    given = engine.environment(workspace, own)
    assert "PREFECT_API_KEY" not in given
    assert "PREFECT_LOGGING_LEVEL" not in given
    assert given["PREFECT_API_AUTH_STRING"] == "pullquote:word"
    assert given["PREFECT_HOME"] == str(workspace.prefect_home)
    assert given["PULLQUOTE_HOME"] == str(workspace.root)


def test_another_server_keeps_the_users_credentials(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "theirs")
    given = engine.environment(workspace, engine.Connection("https://prefect.example/api"))
    assert given["PREFECT_API_KEY"] == "theirs"
    assert given["PREFECT_API_URL"] == "https://prefect.example/api"


def test_a_server_that_is_gone_is_one_clear_sentence(
    workspace: Workspace, serve_lock: None
) -> None:
    _left_behind(workspace)  # nobody listens on port 1
    with pytest.raises(ServeError) as caught:
        engine.start_make_cards(workspace, ["a.txt"])
    assert "does not answer" in caught.value.problem
    assert "word" not in str(caught.value)
