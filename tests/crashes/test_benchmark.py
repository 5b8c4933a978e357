"""`python -m benchmarks.crashes`: exactly the four servers, and it goes on where it stood."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.crashes.state import State
from tests.crashes.tally import Tally
from tests.servers.process import ROOT

NAMES = ("bluesky", "snac")


def test_an_interrupted_run_goes_on_and_a_finished_one_begins_anew(tmp_path: Path) -> None:
    place = tmp_path / "somewhere" / "state.json"
    first = State(place, 50, NAMES)
    assert not first.resumed
    first.add("snac", Tally(posts=30, kills=25))
    first.add("snac", Tally(posts=28, kills=25, unknown=1))
    again = State(place, 50, NAMES)
    assert again.resumed
    assert again.tallies == {"bluesky": Tally(), "snac": Tally(58, 50, unknown=1)}
    assert not State(place, 60, NAMES).resumed
    again.finish()
    assert not State(place, 50, NAMES).resumed


@pytest.mark.parametrize("spoilt", ["", "[]", "{}", '{"kills": 50, "code": "x"}'])
def test_a_state_that_cannot_be_used_is_none(tmp_path: Path, spoilt: str) -> None:
    place = tmp_path / "state.json"
    place.write_text(spoilt)
    assert State(place, 50, NAMES).tallies == {name: Tally() for name in NAMES}


@pytest.mark.proof
@pytest.mark.usefixtures("bluesky", "mastodon_mock", "snac")
def test_it_prints_the_tally_of_the_four_servers(tmp_path: Path) -> None:
    state = str(tmp_path / "state.json")
    asked = ["--kills", "1", "--json", "--state", state]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.crashes", *asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tallies = json.loads(done.stdout)
    assert set(tallies) == {"bluesky", "mastodon_mock", "snac", "x"}
    for tally in tallies.values():
        assert {name: tally[name] for name in ("kills", "duplicates", "lost", "unknown")} == {
            "kills": 1,
            "duplicates": 0,
            "lost": 0,
            "unknown": 0,
        }
        assert tally["posts"] >= 4
    assert "1 kills" in done.stderr
