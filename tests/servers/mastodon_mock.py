"""PyPI's `mastodon_mock` on loopback: a stateful Mastodon API that honours Idempotency-Key.

It lives in a virtual environment of its own in the cache, since its FastAPI is newer than ours;
mastodon_requirements.txt pins it with every hash.
"""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.servers.cache import NotAvailable, installed, kept
from tests.servers.mastodon_api import MastodonServer
from tests.servers.process import kept_port

_REQUIREMENTS = Path(__file__).with_name("mastodon_requirements.txt")
TOKEN = "mock_token"


def environment() -> Path:
    """The Python of the environment, installed when it is missing (about 20 s).

    Raises NotAvailable when the packages cannot be had.
    """
    python = f"{sysconfig.get_platform()}-{sys.version_info.major}.{sys.version_info.minor}"
    return installed(kept("mastodon-mock", [_REQUIREMENTS, python]), _install) / "bin" / "python"


class MastodonMock(MastodonServer):
    """One mock, ready in 2–4 s; `data` holds its database, Idempotency-Keys included, and media."""

    def __init__(self, data: Path) -> None:
        python = environment()
        port = kept_port(data)
        settings = data / "mastodon_mock.toml"
        settings.write_text(
            f"media_storage_path = {json.dumps(str(data / 'media'))}\n"
            f"[database]\npath = {json.dumps(str(data / 'mock.sqlite'))}\n"
            '[[seed.accounts]]\nusername = "cards"\ndisplay_name = "Cards"\n'
            f'access_token = "{TOKEN}"\n',
            encoding="utf-8",
        )
        command = [str(python), "-m", "mastodon_mock", "serve", "--config", str(settings)]
        command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
        super().__init__(data, port, command, host="127.0.0.1")
        self.token = TOKEN


def _install(folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    done = subprocess.run(
        ["nice", *pip, "install", "--no-deps", "--require-hashes", "-r", str(_REQUIREMENTS)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotAvailable(f"mastodon_mock: {done.stderr[-2000:]}")
