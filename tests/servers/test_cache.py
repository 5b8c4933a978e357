"""A server is installed once, whole, however many ask for it and whoever dies on the way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.cache import installed, kept
from tests.servers.process import ROOT

_SLOW = """
import sys, time
from pathlib import Path
from tests.servers.cache import installed

def build(folder):
    with open(sys.argv[2], "a") as log:
        log.write("built\\n")
    (folder / "part").touch()
    print("building", flush=True)
    time.sleep(float(sys.argv[3]))
    (folder / "whole").touch()

print(installed(Path(sys.argv[1]), build), flush=True)
"""


def _asking(target: Path, log: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _SLOW, str(target), str(log), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_runs_at_once_install_once(tmp_path: Path) -> None:
    target, log = tmp_path / "server", tmp_path / "log"
    both = [_asking(target, log, 0.3) for _ in range(2)]
    said = [run.communicate()[0] for run in both]
    assert all(str(target) in words for words in said)
    assert log.read_text() == "built\n"
    assert (target / "whole").exists()


def test_a_killed_install_is_done_again(tmp_path: Path) -> None:
    target, log = tmp_path / "server", tmp_path / "log"
    with _asking(target, log, 60) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "building\n"
        os.kill(killed.pid, signal.SIGKILL)
    assert not target.exists()
    with _asking(target, log, 0) as second:
        second.wait()
    assert log.read_text() == "built\n" * 2
    assert sorted(path.name for path in target.iterdir()) == ["part", "whole"]


def test_an_install_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def build(folder: Path) -> None:
        (folder / "part").touch()
        msg = "the registry is away"
        raise OSError(msg)

    with pytest.raises(OSError, match="registry"):
        installed(tmp_path / "server", build)
    assert [path.name for path in tmp_path.iterdir()] == ["server.lock"]


def test_another_lock_file_is_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    lock = tmp_path / "package-lock.json"
    lock.write_text("one")
    first = kept("server", [lock, "v20"])
    assert first.is_relative_to(tmp_path / "cache")
    assert kept("server", [lock, "v20"]) == first
    assert kept("server", [lock, "v22"]) != first
    lock.write_text("two")
    assert kept("server", [lock, "v20"]) != first
