"""Servers in processes of their own: killed, started again, never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import tweepy

from tests.servers.loopback import call
from tests.servers.process import ROOT, DidNotStart, Process
from tests.servers.x_clients import client
from tests.servers.x_process import XProcess


def _soon(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # A zombie that nobody has waited for yet counts as gone.
    return " Z " in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:4]


def test_what_was_answered_survives_a_kill(x_process: XProcess) -> None:
    x_process.set(duplicates="off", lag=0.5)
    twitter = client(x_process.credentials, x_process.url)
    made = [twitter.create_tweet(text=f"Card {n}").data["id"] for n in range(3)]
    x_process.process.kill()
    assert not x_process.process.running
    with pytest.raises(requests.exceptions.ConnectionError):
        twitter.create_tweet(text="Nobody there")
    x_process.start()
    assert [post["id"] for post in x_process.posts()] == made
    rules = call(f"{x_process.url}/_control")["rules"]
    assert (rules["duplicates"], rules["lag"]) == ("off", 0.5)
    newest = twitter.create_tweet(text="Card 3").data["id"]
    assert int(newest) > int(made[-1])


def test_a_kill_in_the_middle_of_an_answer_keeps_the_post(x_process: XProcess) -> None:
    x_process.fault("slow_after", method="POST", path="/2/tweets", seconds=60)
    code = f"""
from tests.servers.x_clients import client
from tests.servers.x_oauth import credentials
client(credentials("cards"), {x_process.url!r}, seconds=60).create_tweet(text="Half heard")
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE) as caller:
        assert _soon(lambda: bool(x_process.posts()))
        x_process.process.kill()
        assert b"ConnectionError" in caller.communicate()[1]
    x_process.start()
    assert [post["text"] for post in x_process.posts()] == ["Half heard"]


def test_a_frozen_server_answers_nobody_until_it_thaws(x_process: XProcess) -> None:
    twitter = client(x_process.credentials, x_process.url, seconds=0.3)
    x_process.process.freeze()
    with pytest.raises((requests.exceptions.ReadTimeout, tweepy.TweepyException)):
        twitter.create_tweet(text="Hello?")
    x_process.process.thaw()
    # The request waited in the socket: it is handled although its sender has gone.
    assert _soon(lambda: [post["text"] for post in x_process.posts()] == ["Hello?"])


def test_no_server_outlives_who_started_it(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from tests.servers.x_process import XProcess
x = XProcess(Path({str(tmp_path)!r})).start()
print(x.process.pid, flush=True)
time.sleep(60)
"""
    env = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, env=env
    ) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        assert not _gone(server)
        os.kill(parent.pid, signal.SIGKILL)
    assert _soon(lambda: _gone(server))


def test_a_server_that_dies_at_once_says_why() -> None:
    process = Process([sys.executable, "-c", "raise SystemExit('no such database')"], lambda: False)
    with pytest.raises(DidNotStart, match="no such database"):
        process.start()
    process.close()
    with pytest.raises(DidNotStart), Process(["no-such-program"], lambda: False):
        pass


def test_a_server_that_never_answers_is_ended() -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    process = Process(sleeper, lambda: False, within=0.5)
    with pytest.raises(DidNotStart):
        process.start()
    assert not process.running
    process.close()
