"""X's own counting of a text: npm twitter-text, installed once into the cache, keyed by its lock."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers.cache import NotAvailable, installed, kept

_OURS = Path(__file__).with_name("twitter_text")
_FILES = ("package.json", "package-lock.json")


def weights(texts: Sequence[str]) -> list[int]:
    """What each text weighs. Raises NotAvailable without Node and npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise NotAvailable("twitter-text needs Node, with npm")
    folder = installed(kept("twitter-text", [_OURS / name for name in _FILES]), _install)
    command = ["node", str(_OURS / "count.cjs"), str(folder)]
    given = json.dumps(list(texts))
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    found: list[int] = json.loads(done.stdout)
    return found


def _install(folder: Path) -> None:
    for name in _FILES:
        shutil.copy(_OURS / name, folder)
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotAvailable(f"npm ci: {(done.stderr or done.stdout)[-2000:]}")
