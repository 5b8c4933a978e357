"""The order of the queue, accounts and takedown, through the command."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from flows.cli import app
from flows.core.resources import resource

SAMPLE = str(resource("assets/samples") / "anselm-tarrow-on-silence.txt")


def test_the_queue_is_ordered_and_the_plan_says_why(say: Any) -> None:
    ids = [post["id"] for post in say("make", SAMPLE)["posts"]][:3]
    for post in ids:
        say("posts", "approve", post)
    planned = [line["post"] for line in say("plan", "--days", "9")["plan"]]
    assert sorted(planned) == sorted(ids)
    say("posts", "next", planned[2])
    again = say("plan", "--days", "9")["plan"]
    assert [line["post"] for line in again] == [planned[2], planned[0], planned[1]]
    assert all(line["why"] for line in again)
    say("posts", "swap", planned[0], planned[1])
    say("posts", "last", planned[2])
    order = [line["post"] for line in say("plan", "--days", "9")["plan"]]
    assert order == [planned[1], planned[0], planned[2]]
    say("posts", "embargo", order[0], "--until", "2031-05-04T09:00")
    assert say("plan", "--days", "9")["plan"][0]["post"] != order[0]
    say("posts", "expire", order[2], "--at", "2031-05-05T09:00")
    say("posts", "expire", order[2])
    say("posts", "pin", order[1])
    say("posts", "unpin", order[1])


def test_a_paused_account_sends_nothing_until_it_is_resumed(say: Any) -> None:
    post = say("make", SAMPLE)["posts"][0]["id"]
    say("posts", "approve", post)
    runner = CliRunner()
    assert runner.invoke(app, ["accounts", "pause", "--why", "a storm"]).exit_code == 0
    assert say("accounts", "list")["accounts"][0]["paused"] == "a storm"
    say("posts", "now", post)
    assert [outcome["what"] for outcome in say("publish")["outcomes"]] == ["waits"]
    assert runner.invoke(app, ["accounts", "resume"]).exit_code == 0
    assert [outcome["what"] for outcome in say("publish")["outcomes"]] == ["posted"]
    line = json.loads(Path("var/posted/posted.jsonl").read_text())
    assert line["key"]


def test_what_is_out_is_taken_down_everywhere(say: Any) -> None:
    post = say("make", SAMPLE)["posts"][0]["id"]
    say("posts", "approve", post)
    say("posts", "now", post)
    say("publish")
    assert say("posts", "takedown", post)["outcomes"][0]["what"] == "removed"
    assert say("posts", "list", "--state", "removed")["posts"][0]["id"] == post


def test_only_what_is_unknown_can_be_settled(say: Any) -> None:
    post = say("make", SAMPLE)["posts"][0]["id"]
    say("posts", "settle", post, "--posted", fails=True)
    say("posts", "settle", post, fails=True)
    states = {p["id"]: p["state"] for p in say("posts", "list")["posts"]}
    assert states[post] == "draft"
