"""Where a long run stands, so that the same command goes on after an interruption."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from tests.crashes.tally import Tally

_ROOT = Path(__file__).resolve().parents[2]


def default_place() -> Path:
    """Return the file of the state, outside the checkout."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "pullquote" / "crashes.json"


def _code() -> str:
    """Return a hash of what is on trial: kills of other code prove nothing about this one."""
    digest = hashlib.sha256()
    for path in sorted((_ROOT / "flows").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class State:
    """The tallies of one run: of this many kills, of this code."""

    def __init__(self, place: Path, kills: int, names: tuple[str, ...]) -> None:
        self._place = place
        self._of = {"kills": kills, "code": _code()}
        self.tallies = self._kept() or {name: Tally() for name in names}
        self.resumed = any(tally.posts for tally in self.tallies.values())

    def add(self, name: str, tally: Tally) -> None:
        """Count what a stretch of kills came to, and keep it."""
        self.tallies[name] += tally
        self._place.parent.mkdir(parents=True, exist_ok=True)
        part = self._place.with_suffix(".part")
        part.write_text(json.dumps(self._of | {"servers": as_json(self.tallies)}))
        part.replace(self._place)

    def finish(self) -> None:
        """The next run begins anew."""
        self._place.unlink(missing_ok=True)

    def _kept(self) -> dict[str, Tally] | None:
        try:
            kept = json.loads(self._place.read_text())
            if {name: kept[name] for name in self._of} != self._of:
                return None
            return {name: Tally(**tally) for name, tally in kept["servers"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return None


def as_json(tallies: Mapping[str, Tally]) -> dict[str, dict[str, int]]:
    """Return the tallies as they are printed."""
    return {name: asdict(tally) for name, tally in tallies.items()}
