"""The three uses, on a real Prefect server, real schedules and a real database."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from flows import engine, pipeline, posts
from flows.core.clock import SystemClock
from flows.core.errors import NotFound, ServeError
from flows.core.post import Post
from tests.edge import town
from tests.edge.serving import Serving, awaited, runs

pytestmark = [pytest.mark.prefect, pytest.mark.proof]


def made(served: Serving, said: str) -> posts.DraftView | None:
    """The waiting draft of these words, if there is one by now."""
    with pipeline.opened(served.workspace) as store:
        found = [view for view in posts.waiting(store) if said in view.quote.text]
    assert len(found) <= 1
    return found[0] if found else None


def posted(served: Serving, post_id: str) -> Post | None:
    with pipeline.opened(served.workspace) as store:
        post = posts.post(store, post_id)
    assert post.state in {"queued", "claimed", "prepared", "sending", "posted"}, post
    return post if post.state == "posted" else None


def came_out_once_and_on_time(served: Serving, post: Post) -> None:
    assert post.due_at is not None
    assert post.posted_at is not None
    assert timedelta(0) <= post.posted_at - post.due_at <= timedelta(seconds=60)
    ledger = (served.workspace.posted / "posted.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(post.key in line for line in ledger) == 1


def in_inbox(served: Serving, name: str, words: str, who: str) -> str:
    (served.workspace.inbox / name).write_text(town.other(words, who), encoding="utf-8")
    return name


def test_scheduled_with_nobody_there(served: Serving) -> None:
    view = awaited(lambda: made(served, "strangers sit down together"))
    assert view.quote.speaker.name == "Oriel Tamsin"
    assert any(run["auto_scheduled"] for run in runs(served, "watch-feeds"))
    started = [run for run in runs(served, "make-cards") if "bandstand" in json.dumps(run)]
    assert len(started) == 1

    # Said yes to in the database alone: only the schedule can find it.
    due = datetime.now(UTC) + timedelta(seconds=75)
    with pipeline.opened(served.workspace) as store:
        approved = posts.approve(
            store, served.workspace, view.draft.id, who="ann", at=due, clock=SystemClock()
        )
    assert approved.posts[0].due_at == due
    came_out_once_and_on_time(served, awaited(lambda: posted(served, approved.posts[0].id)))


def test_nothing_goes_out_that_nobody_said_yes_to(served: Serving) -> None:
    view = awaited(lambda: made(served, "not to hear from its young people"))
    before = len(runs(served, "publish-due"))
    awaited(lambda: len(runs(served, "publish-due")) > before)
    with pipeline.opened(served.workspace) as store:
        assert posts.view(store, view.draft.id).posts[0].state == "draft"


def test_by_hand_with_a_typed_form(served: Serving) -> None:
    home = served.workspace
    name = in_inbox(served, "light.txt", "The light is for the boat you cannot see yet", "Una Pell")
    states: list[str] = []
    end = engine.watch(home, engine.start_make_cards(home, [name]), states.append)
    assert end.state == "Completed", end
    assert states[-1].startswith("Completed")
    assert made(served, "the boat you cannot see yet")

    again = engine.watch(home, engine.start_make_cards(home, [name]), states.append)
    assert again.state == "Skipped", again

    # A flow parameter names a web address or an inbox file, never any place on the disk.
    (home.root / "secret.txt").write_text(town.text(), encoding="utf-8")
    for place in ("../secret.txt", str(home.root / "secret.txt"), "file:///etc/hostname"):
        refused = engine.watch(home, engine.start_make_cards(home, [place]), states.append)
        assert refused.state == "Failed", refused
        assert place in refused.message

    # One bad source never ends the batch.
    other = in_inbox(
        served, "rope.txt", "You learn a harbour by its ropes and its gulls", "Ivo Tarn"
    )
    mixed = engine.watch(home, engine.start_make_cards(home, ["gone.txt", other]), states.append)
    assert mixed.state == "Completed"
    assert "not used: gone.txt" in mixed.message
    assert made(served, "by its ropes and its gulls")

    with pytest.raises(ServeError):
        engine.start_run(home, engine.MAKE_CARDS, {"sources": {"not": "a list"}})
    with pytest.raises(NotFound):
        engine.start_run(home, "make-cards/nothing")


def test_by_hand_with_prefects_own_command(served: Serving) -> None:
    home = served.workspace
    name = in_inbox(
        served, "tide.txt", "The tide never once asked me what I had planned", "Una Pell"
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "prefect", "deployment", "run", engine.MAKE_CARDS),
            *("--param", f"sources={json.dumps([name])}"),
        ],
        env=engine.environment(home, engine.connection(home)),
        cwd=home.prefect_home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert awaited(lambda: made(served, "what I had planned"))


def test_by_hand_with_the_button_on_the_page(served: Serving) -> None:
    name = in_inbox(served, "gull.txt", "A gull knows more law than the harbour board", "Ivo Tarn")
    answer = served.api("POST", "/make", {"source": name})
    assert answer.status_code == 202, answer.text
    assert awaited(lambda: made(served, "than the harbour board"))


def test_reviewed_then_woken_by_an_event(served: Serving) -> None:
    name = in_inbox(served, "lamp.txt", "Every lamp out here has a name and a temper", "Una Pell")
    assert served.api("POST", "/make", {"source": name}).status_code == 202
    view = awaited(lambda: made(served, "has a name and a temper"))
    # Far from the next scheduled run, which would send it as well.
    awaited(lambda: 5 < datetime.now(UTC).second < 35)
    at = datetime.now(UTC) + timedelta(seconds=3)
    answer = served.api(
        "POST", f"/drafts/{view.draft.id}/approve", {"who": "ann", "at": at.isoformat()}
    )
    assert answer.status_code == 200, answer.text
    post = awaited(lambda: posted(served, view.posts[0].id))
    came_out_once_and_on_time(served, post)
    # On a busy machine a scheduled run may be quicker than the one the event starts.
    assert awaited(
        lambda: [run for run in runs(served, "publish-due") if not run["auto_scheduled"]]
    )
