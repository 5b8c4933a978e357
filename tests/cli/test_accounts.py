"""Accounts and secrets through the command: added, checked, paused all at once."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.core.settings import load
from flows.core.tokens import new_key
from tests.networks.consenting import allowed
from tests.servers.x_emulator import XEmulator

SECRET = "hook-s3cret-value"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, said: str | None = None, fails: bool = False) -> Result:
    result = CliRunner().invoke(app, list(arguments), input=said)
    assert (result.exit_code != 0) == fails, (arguments, result.output, result.exception)
    return result


def written() -> dict[str, Any]:
    return tomllib.loads(Path("pullquote.toml").read_text(encoding="utf-8"))


def test_an_account_is_added_by_options_and_no_comment_is_lost() -> None:
    run("init")
    before = Path("pullquote.toml").read_text(encoding="utf-8")
    run(
        *("accounts", "add", "press", "--network", "mastodon", "--no-ask"),
        *("--option", "service=https://m.example", "--option", "token_env=M_TOKEN"),
        *("--zone", "Europe/Berlin"),
    )
    after = Path("pullquote.toml").read_text(encoding="utf-8")
    for line in before.splitlines():
        assert line in after or line == 'accounts = ["folder"]'
    account = load(Path("pullquote.toml")).account_named("press")
    assert account.options == {"service": "https://m.example", "token_env": "M_TOKEN"}
    assert account.zone == "Europe/Berlin"
    assert written()["desk"][0]["accounts"] == ["folder", "press"]
    assert "# visibility" in after


def test_an_account_is_added_to_a_folder_without_settings() -> None:
    run("accounts", "add", "later", "--network", "handoff", "--no-ask", "--desk", "-")
    settings = load(Path("pullquote.toml"))
    assert [account.name for account in settings.account] == ["folder", "later"]
    assert settings.desk[0].accounts == ("folder",)
    run("accounts", "add", "later", "--network", "handoff", "--no-ask", fails=True)


def test_an_account_is_added_by_answering_and_its_secret_is_sealed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", new_key())
    answers = ["webhook", "hook", "stored", "https://hooks.example/in", SECRET]
    said = "\n".join(answers) + "\n"
    told = run("accounts", "add", "--ask", said=said)
    assert SECRET not in told.output
    assert SECRET not in Path("pullquote.toml").read_text(encoding="utf-8")
    assert json.loads(run("secrets", "list", "--json").stdout) == {"secrets": ["hook-secret"]}
    checked = json.loads(run("accounts", "check", "hook", "--json").stdout)["accounts"][0]
    assert checked["ok"]
    assert checked["limits"]["text"] == 5_000
    assert all(
        SECRET.encode() not in path.read_bytes() for path in Path().rglob("*") if path.is_file()
    )


class Person:
    """Standard input: reads what was printed, allows it in a browser, gives back its address."""

    def __init__(self, x: XEmulator, printed: Callable[[], str]) -> None:
        self._x, self._printed, self.said = x, printed, ""

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        self.said = self._printed()
        return allowed(self._x.url, self.said.strip()) + "\n"


def test_an_account_on_x_is_added_connected_and_checked(
    x: XEmulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", new_key())
    added = run(
        *("accounts", "add", "press", "--network", "x", "--no-ask", "--option", f"api={x.url}"),
        *("--option", f"client_id={x.credentials.client_id}"),
    )
    assert added.stdout.splitlines()[-1] == "Next: pullquote accounts connect press"
    options = load(Path("pullquote.toml")).account_named("press").options
    assert options["token_stored"] == "press-tokens"
    assert not any(name.startswith(("consumer", "access", "client_secret")) for name in options)
    assert "# client_secret_env" in Path("pullquote.toml").read_text(encoding="utf-8")
    assert "not connected to X yet" in run("accounts", "check", "press", fails=True).stdout
    run("accounts", "connect", "folder", fails=True)
    person = Person(x, lambda: capsys.readouterr().out)
    monkeypatch.setattr("sys.stdin", person)
    app(["accounts", "connect", "press"], standalone_mode=False)
    told = capsys.readouterr()
    assert told.out.startswith("Connected press as @cards (")
    assert json.loads(run("secrets", "list", "--json").stdout) == {"secrets": ["press-tokens"]}
    checked = run("accounts", "check", "press")
    assert checked.stdout.startswith("ok    press (x): @cards (")
    assert "means nothing" not in checked.stdout
    with x.ledger.transaction() as db:
        tokens = [str(row["token"]) for row in db.execute("select token from tokens")]
    assert len(tokens) == 3
    shown = "".join([*told, person.said, checked.output])
    assert not any(token in shown for token in tokens)
    assert x.posts() == []


def test_how_an_account_logs_in_to_x_is_asked_where_nobody_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", new_key())
    answers = ["x", "one", "oauth2", "stored", "client-1", "y", "", SECRET]
    run("accounts", "add", "--ask", said="\n".join(answers) + "\n")
    assert json.loads(run("secrets", "list", "--json").stdout) == {"secrets": ["one-client-secret"]}
    answers = ["x", "two", "", "env", "", "", "", ""]
    run("accounts", "add", "--ask", said="\n".join(answers) + "\n")
    settings = load(Path("pullquote.toml"))
    assert settings.account_named("one").options == {
        "client_id": "client-1",
        "client_secret_stored": "one-client-secret",
        "token_stored": "one-tokens",
    }
    assert sorted(settings.account_named("two").options) == [
        "access_token_env",
        "access_token_secret_env",
        "consumer_key_env",
        "consumer_secret_env",
    ]
    run("accounts", "add", "three", "--network", "x", "--ask", said="magic\n", fails=True)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--network", "myspace"],
        [],
        ["--network", "bluesky"],
        ["--network", "webhook", "--option", "url"],
        ["--network", "webhook", "--option", "url=x", "--option", "timeout_seconds=many"],
        ["--network", "folder", "--desk", "nowhere"],
        ["--network", "folder", "--zone", "Middle/Earth"],
        ["--network", "webhook", "--option", "url=x", "--secret-in", "vault"],
    ],
)
def test_what_cannot_be_an_account_changes_nothing(wrong: list[str]) -> None:
    run("init")
    before = Path("pullquote.toml").read_bytes()
    run("accounts", "add", "one", "--no-ask", *wrong, fails=True)
    assert Path("pullquote.toml").read_bytes() == before


def test_what_would_be_written_can_be_looked_at_first() -> None:
    printed = run("accounts", "add", "pics", "--network", "folder", "--print", "--no-ask").stdout
    assert tomllib.loads(printed)["account"][0]["name"] == "pics"
    assert not Path("pullquote.toml").exists()


def test_the_check_fails_as_a_whole_if_one_account_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("M_TOKEN", raising=False)
    run(
        *("accounts", "add", "press", "--network", "mastodon", "--no-ask"),
        *("--option", "service=https://m.example", "--option", "token_env=M_TOKEN"),
    )
    told = run("accounts", "check", fails=True).stdout.splitlines()
    assert told[0].startswith("ok    folder (folder): ")
    assert told[1].startswith("FAIL  press (mastodon): Account 'press' has no token")
    run("accounts", "check", "folder")
    run("accounts", "check", "nobody", fails=True)


def test_all_accounts_stop_at_once() -> None:
    run("accounts", "add", "later", "--network", "handoff", "--no-ask")
    assert run("accounts", "pause", "--all").stdout == "Paused: folder, later\n"
    run("accounts", "pause", "later", "--all", fails=True)
    listed = json.loads(run("accounts", "list", "--json").stdout)["accounts"]
    assert all(account["paused"] for account in listed)
    assert run("accounts", "resume", "--all").stdout == "Resumed: folder, later\n"


def test_secrets_are_kept_listed_dropped_and_never_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("secrets", "set", "press", said=f"{SECRET}\n", fails=True)
    monkeypatch.setenv("PULLQUOTE_TOKENS_KEY", run("secrets", "new-key").stdout.strip())
    run("secrets", "set", "press", said="\n", fails=True)
    told = run("secrets", "set", "press", said=f"{SECRET}\n")
    listed = run("secrets", "list")
    assert listed.stdout == "press\n"
    assert SECRET not in told.output + listed.output
    run("secrets", "drop", "press")
    run("secrets", "drop", "press", fails=True)
