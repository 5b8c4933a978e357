"""How far a long run is, told on a terminal, beside an answer that goes somewhere."""

import io
import json

import pytest

from flows.cli.printing import progress, show, show_json


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal_for(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Return a narrow terminal that standard error is shown on from now."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    return shown


def test_an_answer_that_goes_into_a_file_gets_there_past_the_live_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal, file = terminal_for(monkeypatch), io.StringIO()
    monkeypatch.setattr("sys.stdout", file)
    with progress() as say:
        say("1 of 2: a.txt")
        show_json({"words": "mine"})
    assert json.loads(file.getvalue()) == {"words": "mine"}
    assert "mine" not in terminal.getvalue()
    assert "1 of 2: a.txt" in terminal.getvalue()


def test_a_path_is_one_line_on_a_terminal_that_is_too_narrow_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = terminal_for(monkeypatch)
    path = "/".join(["", *["folder"] * 12, "card.png"])
    monkeypatch.setattr("sys.stdout", terminal)
    with progress() as say:
        say(f"1 of 2: {path}")
        show(path)
    assert path in terminal.getvalue()
    assert f"1 of 2: {path}" not in terminal.getvalue()
