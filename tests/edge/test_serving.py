import os
import re
import signal
import socket
import stat
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows import pipeline, posts
from flows.core.post import Post
from flows.store import Store
from tests.edge.serving import SETTINGS, Serving, awaited, living, prefect, runs
from tests.posts.newsdesk import TurnedClock, queued

pytestmark = pytest.mark.prefect


def _gone(root: Path) -> list[str]:
    """Wait a little for processes that have been told to end; return those that have not."""
    for _ in range(50):
        if not (left := living(root)):
            return []
        time.sleep(0.1)
    return left


@pytest.mark.proof
def test_three_lines_then_ctrl_c_leaves_no_process(folder: Path) -> None:
    serving = Serving(folder).ready()
    review, prefect, posts = serving.lines
    assert re.fullmatch(r"Review  http://127\.0\.0\.1:\d+/sign-in\?token=\S+", review)
    assert re.fullmatch(r"Prefect http://127\.0\.0\.1:\d+", prefect)
    assert posts == f"Posts   {folder / 'var' / 'posted'}"
    assert httpx.get(serving.review, trust_env=False).status_code == 303

    # Prefect's server is not open to whoever finds its port, nor to other pages in the browser.
    api = prefect.split()[1] + "/api"
    assert httpx.post(f"{api}/flows/filter", json={}, trust_env=False).status_code == 401
    key = folder / "var" / "prefect" / "auth-string"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    user, _, word = key.read_text(encoding="ascii").strip().partition(":")
    asked = {"Origin": "http://elsewhere.example"}
    answer = httpx.post(
        f"{api}/flows/filter", json={}, auth=(user, word), headers=asked, trust_env=False
    )
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
    assert word not in "".join(serving.told)
    assert str(key) in "".join(serving.told)

    second = Serving(folder)
    assert second.process.wait(60) == 1
    assert "already serves" in "".join(second.told)
    assert "Traceback" not in "".join(second.told)

    assert serving.signalled(signal.SIGINT) == 0
    assert serving.rest() == ""
    assert "Traceback" not in "".join(serving.told)
    assert _gone(folder) == []


@pytest.mark.proof
@pytest.mark.parametrize("seconds", [0.3, 1.0, 2.5])
def test_ctrl_c_during_the_start_leaves_no_process(folder: Path, seconds: float) -> None:
    serving = Serving(folder)
    time.sleep(seconds)
    serving.signalled(signal.SIGINT)
    assert _gone(folder) == []


@pytest.mark.proof
def test_a_serve_that_is_killed_leaves_no_process_and_the_next_one_goes_on(folder: Path) -> None:
    serving = Serving(folder, "--samples").ready()
    awaited(lambda: runs(serving, "make-cards"))
    serving.signalled(signal.SIGKILL)
    assert _gone(folder) == []

    again = Serving(folder, "--samples").ready()
    try:
        first, second = awaited(lambda: _both_ended(again))
        # Killed before it began, the first run goes on beside the second: either may skip.
        ended = {first["state_name"], second["state_name"]}
        assert ended <= {"Crashed", "Completed", "Skipped"}
        assert ended & {"Crashed", "Completed"}
        assert second["state_name"] != "Crashed"
        with pipeline.opened(again.workspace) as store:
            drafts = posts.waiting(store)
        assert drafts
        said = [view.quote.key for view in drafts]
        assert len(said) == len(set(said))
        held = [run for run in runs(again, "make-cards") if run["state_name"] == "Running"]
        assert held == []
    finally:
        again.end()
    assert _gone(folder) == []


def _both_ended(serving: Serving) -> list[dict[str, Any]]:
    """The two runs of make-cards, oldest first, once both have ended."""
    found = sorted(runs(serving, "make-cards"), key=lambda run: str(run["created"]))
    ended = {"COMPLETED", "CRASHED", "FAILED", "CANCELLED"}
    return found if len(found) == 2 and all(r["state_type"] in ended for r in found) else []


@pytest.mark.proof
def test_the_users_own_prefect_settings_change_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both would break the start if they got in: a server elsewhere, a profile that is no TOML.
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    profiles = folder / "profiles.toml"
    profiles.write_text("no [toml", encoding="utf-8")
    monkeypatch.setenv("PREFECT_PROFILES_PATH", str(profiles))
    monkeypatch.chdir(folder)
    (folder / "prefect.toml").write_text("also no [toml", encoding="utf-8")
    serving = Serving(folder).ready()
    assert serving.signalled(signal.SIGTERM) == 0
    assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:9/api"


@pytest.mark.proof
def test_a_port_that_is_taken_is_named_and_so_is_the_one_used_instead(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        settings = SETTINGS.replace("port = 0", f"port = {taken}")
        (folder / "pullquote.toml").write_text(settings, encoding="utf-8")
        serving = Serving(folder)
        try:
            for whose in ("Prefect", "the review page"):
                said = rf"Port {taken} for {whose} cannot be used \(it is taken\): \d+ instead\."
                assert awaited(partial(_told, serving, said))
        finally:
            serving.end()


def _told(serving: Serving, words: str) -> re.Match[str] | None:
    return re.search(words, "".join(serving.told))


@pytest.mark.proof
@pytest.mark.parametrize("events", [True, False])
def test_a_post_goes_out_though_prefect_plans_no_run(folder: Path, *, events: bool) -> None:
    unplanned = SETTINGS.replace('publish_due_cron = "* * * * *"', 'publish_due_cron = ""')
    (folder / "pullquote.toml").write_text(unplanned, encoding="utf-8")
    serving = Serving(folder).ready()
    try:
        awaited(lambda: _wakes(serving))
        if not events:
            _wakes(serving, "DELETE")
        now = datetime.now(UTC)
        due = now + timedelta(seconds=75)
        with pipeline.opened(serving.workspace) as store:
            post_id = queued(store, serving.workspace, TurnedClock(now), at=due)
            found = awaited(lambda: _sent(store, post_id))
        assert found.posted_at is not None
        assert timedelta(0) <= found.posted_at - due <= timedelta(seconds=60)
        assert all(not run["auto_scheduled"] for run in runs(serving, "publish-due"))
    finally:
        serving.end()


def _sent(store: Store, post_id: str) -> Post | None:
    found = posts.post(store, post_id)
    return found if found.state == "posted" else None


def _wakes(serving: Serving, method: str = "") -> list[str]:
    """The automations by which events start runs; with a method, that is done to each."""
    found = prefect(serving, "POST", "/automations/filter", {}).json()
    for each in found if method else ():
        prefect(serving, method, f"/automations/{each['id']}")
    return [each["name"] for each in found]
