"""`python -m benchmarks.crashes [--kills N] [--json]`: SIGKILL against four networks, counted there.

Starts a real Bluesky server, two Mastodons (one with, one without Idempotency-Key) and an X whose
duplicate filter is off; installs what is missing. An interrupted run goes on where it stood.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from multiprocessing.context import ForkServerContext
from pathlib import Path

from benchmarks.crashes.state import State, as_json, default_place
from flows.core.settings import Settings
from flows.core.workspace import Workspace
from tests.crashes.desk import Desk
from tests.crashes.forks import warmed
from tests.crashes.rounds import Rounds
from tests.crashes.tally import Tally
from tests.servers.cache import NotAvailable
from tests.servers.catalogue import SERVERS

# The names in the output, in the order of the facts; each as tests/servers/catalogue.py has it.
NAMES = ("bluesky", "mastodon_mock", "snac", "x")
# After so many kills posts are counted and kept; a server is fresh again after so many stretches.
_STRETCH = 25
_FRESH_AFTER = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill until each server has its share; 1 if anything went twice, or was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="that strike, per server (500)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--state", type=Path, default=default_place(), help="where the run stands")
    chosen = parser.parse_args(arguments)
    if chosen.kills < 1:
        parser.error("--kills: at least 1")
    state = State(chosen.state, chosen.kills, NAMES)
    _say(f"{'going on' if state.resumed else 'beginning'}; the run stands in {chosen.state}")
    try:
        _run(state, chosen.kills)
    except NotAvailable as error:
        _say(f"cannot run: {error}")
        return 2
    except KeyboardInterrupt:
        _say("interrupted; the same command goes on from here")
        return 130
    state.finish()
    _print(state.tallies, as_table=not chosen.json)
    wrong = any(tally.duplicates or tally.lost for tally in state.tallies.values())
    return 1 if wrong else 0


def _run(state: State, kills: int) -> None:
    """Take turns, so that an interrupted run has something of every server."""
    forks = warmed()
    while open_still := [name for name in NAMES if state.tallies[name].kills < kills]:
        for name in open_still:
            _stretches(state, name, kills, forks)


def _stretches(state: State, name: str, kills: int, forks: ForkServerContext) -> None:
    _say(f"{name}: starting")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pullquote-kills-")))
        server = stack.enter_context(SERVERS[name](folder / "server"))
        for number in range(_FRESH_AFTER):
            missing = min(_STRETCH, kills - state.tallies[name].kills)
            if missing <= 0:
                return
            workspace = Workspace(folder / str(number), Settings())
            workspace.prepare()
            desk = Desk.on(name, server, workspace)
            seed = state.tallies[name].kills
            state.add(name, Rounds(name, desk, forks, seed).until(missing))
            _say(_line(name, state.tallies[name]))


def _line(name: str, tally: Tally) -> str:
    figures = (f"{value} {what}" for what, value in as_json({"": tally})[""].items())
    return f"{name}: {', '.join(figures)}"


def _print(tallies: Mapping[str, Tally], *, as_table: bool) -> None:
    if as_table:
        print("\n".join(_line(name, tallies[name]) for name in NAMES))
    else:
        print(json.dumps(as_json(tallies)))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
