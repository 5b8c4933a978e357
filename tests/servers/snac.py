"""Debian's `snac2` on loopback: a real ActivityPub server that ignores Idempotency-Key.

The hardest Mastodon there is: only a look at what stands there keeps a resend from being a copy.
Under many killed clients it becomes slow and it delivers to its own inbox: keep its runs short.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Self
from urllib.parse import quote

from tests.servers.cache import NotAvailable, installed, kept
from tests.servers.loopback import call
from tests.servers.mastodon_api import MastodonServer
from tests.servers.process import free_port

_SCRIPT = Path(__file__).with_name("install_snac.sh")
USER = "cards"


def program() -> Path:
    """`snac` on PATH or in the cache, where install_snac.sh puts it when it is missing (5 s).

    Raises NotAvailable on machines that are no Debian, or cannot reach it.
    """
    found = shutil.which("snac")
    if found:
        return Path(found)
    return installed(kept("snac", [_SCRIPT]), _install) / "usr" / "bin" / "snac"


def _install(folder: Path) -> None:
    done = subprocess.run(
        ["sh", str(_SCRIPT), str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotAvailable(f"install_snac.sh: {done.stderr[-2000:]}")


class Snac(MastodonServer):
    """One server, ready in 1.5 s; its posts are files under `data`."""

    def __init__(self, data: Path) -> None:
        snac = str(program())
        settings = data / "server.json"
        if not settings.exists():
            _initialize(snac, data)
        port = json.loads(settings.read_text(encoding="utf-8"))["port"]
        # It knows itself by this name, which stands in every address it gives out.
        super().__init__(data, port, [snac, "httpd", str(data)], host="localhost")

    def start(self) -> Self:
        """Boot and make sure of the token."""
        super().start()
        token_file = self.data / "pullquote-token"
        if not token_file.exists():
            password = (self.data / "pullquote-password").read_text(encoding="utf-8")
            form = f"login={USER}&passwd={quote(password, safe='')}"
            token = call(f"{self.url}/oauth/x-snac-get-token", form)
            token_file.write_text(str(token).strip(), encoding="utf-8")
        self.token = token_file.read_text(encoding="utf-8")
        return self


def _initialize(snac: str, data: Path) -> None:
    """Make the folder, the user, and plain HTTP."""
    half = data.with_name(f"{data.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    port = free_port()
    said = f"127.0.0.1\n{port}\nlocalhost:{port}\n\neditor@cards.test\n"
    subprocess.run(
        [snac, "init", str(half)], input=said, text=True, capture_output=True, check=True
    )
    settings = json.loads((half / "server.json").read_text(encoding="utf-8"))
    (half / "server.json").write_text(json.dumps(settings | {"protocol": "http"}), encoding="utf-8")
    told = subprocess.run(
        [snac, "adduser", str(half), USER],
        input=f"{USER}\n\n",
        text=True,
        capture_output=True,
        check=True,
    ).stdout
    password = told.split("User password is ")[1].split("\n")[0]
    (half / "pullquote-password").write_text(password, encoding="utf-8")
    half.rename(data)
