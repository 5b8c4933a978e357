import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.core.errors import ServeError
from flows.processes import Family

SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
# A child that will not listen, with a child of its own: what a hung flow run looks like.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def _words(path: Path) -> str:
    """Wait for a first whole line."""
    for _ in range(200):
        if path.exists() and (text := path.read_text(encoding="utf-8")).endswith("\n"):
            return text.strip()
        time.sleep(0.05)
    raise AssertionError(f"nothing in {path}")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def _ends(pid: int) -> bool:
    for _ in range(100):
        if not _alive(pid):
            return True
        time.sleep(0.05)
    return False


def _keep_checking(family: Family) -> None:
    for _ in range(200):
        family.check()
        time.sleep(0.05)


def test_what_a_child_prints_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    with Family(tmp_path) as family:
        family.start("sleeper", SLEEPS, environment=os.environ, folder=tmp_path)
        assert _words(family.log_of("sleeper")) == "up"
        family.check()
    assert family.log_of("sleeper").stat().st_mode & 0o077 == 0


def test_a_long_log_is_cut(tmp_path: Path) -> None:
    chatter = "for _ in range(60_000): print('x' * 60)\nprint('last')\nimport time; time.sleep(60)"
    with Family(tmp_path) as family:
        family.start(
            "chatter", [sys.executable, "-uc", chatter], environment=os.environ, folder=tmp_path
        )
        log = family.log_of("chatter")
        for _ in range(400):
            if log.exists() and log.read_bytes().endswith(b"last\n"):
                break
            time.sleep(0.05)
        assert log.read_bytes().endswith(b"last\n")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 2_200_000


def test_nothing_is_left_of_children_that_will_not_listen(tmp_path: Path) -> None:
    with Family(tmp_path, grace_seconds=0.2) as family:
        family.start(
            "stubborn", [sys.executable, "-c", STUBBORN], environment=os.environ, folder=tmp_path
        )
        grandchild = int(_words(family.log_of("stubborn")))
        assert _alive(grandchild)
    assert _ends(grandchild)


def test_a_child_that_ends_by_itself_is_noticed(tmp_path: Path) -> None:
    with Family(tmp_path) as family:
        family.start(
            "brief", [sys.executable, "-c", "raise SystemExit(7)"], environment={}, folder=tmp_path
        )
        with pytest.raises(ServeError, match=r"brief .*7"):
            _keep_checking(family)


def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = f"""
import os, sys, time
from pathlib import Path
from flows.processes import Family
family = Family(Path({str(tmp_path)!r}))
family.start("stubborn", [sys.executable, "-c", {STUBBORN!r}], environment=os.environ, folder=Path("."))
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", parent]) as process:
        grandchild = int(_words(tmp_path / "stubborn.log"))
        process.send_signal(signal.SIGKILL)
    assert _ends(grandchild)
