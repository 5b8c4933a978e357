"""The real Bluesky server (PDS) on loopback, with an identity directory in memory.

Its packages are pinned by bluesky/package-lock.json and installed once into the cache, keyed by
that file and Node's version, since one of them is compiled.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.servers.cache import NotAvailable, installed, kept
from tests.servers.loopback import Refused, answers, call
from tests.servers.process import Process, free_port, kept_port

_OURS = Path(__file__).with_name("bluesky")
_LOCK = _OURS / "package-lock.json"
HANDLE = "cards.test"
PASSWORD = "loopback-only"
_LOGIN = {"identifier": HANDLE, "password": PASSWORD}


def modules() -> Path:
    """The folder that holds node_modules, installed when it is missing (about 3 minutes).

    Raises NotAvailable when Node 20, npm, a C++ compiler or Node's headers are missing.
    """
    version = _node_version()
    folder = kept("bluesky", [_LOCK, version])
    return folder if folder.is_dir() else installed(folder, _install)


def _node_version() -> str:
    if not (shutil.which("node") and shutil.which("npm")):
        raise NotAvailable("the Bluesky server needs Node 20 or newer, with npm")
    version = subprocess.check_output(["node", "--version"], text=True).strip()
    if int(version.lstrip("v").split(".")[0]) < 20:
        raise NotAvailable(f"the Bluesky server needs Node 20 or newer, this is {version}")
    return version


def _install(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_OURS / name, folder)
    # Compiling is the only way that reaches nothing but the registry.
    env = os.environ | {"npm_config_build_from_source": "true"} | _headers()
    done = subprocess.run(
        ["nice", "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotAvailable(f"npm ci: {(done.stderr or done.stdout)[-2000:]}")


def _headers() -> dict[str, str]:
    """Where node-gyp finds Node's headers; else it would fetch them from elsewhere."""
    configured = subprocess.check_output(
        ["npm", "config", "get", "nodedir", "--loglevel=silent"], text=True
    ).strip()
    if configured not in {"", "undefined", "null"}:
        return {"npm_config_nodedir": configured}
    prefix = Path(shutil.which("node") or "").resolve().parents[1]
    if not (prefix / "include" / "node" / "node.h").is_file():
        raise NotAvailable(f"Node's headers are not in {prefix / 'include' / 'node'}")
    return {"npm_config_nodedir": str(prefix)}


@dataclass(frozen=True)
class Account:
    """An account on the server, as our settings want it."""

    service: str
    handle: str
    password: str
    did: str


class Bluesky:
    """One PDS, ready in 5–10 s, some 200 MB of memory.

    `process` can be killed, frozen and started again; the address, the account and the data stay.
    """

    def __init__(self, data: Path, *, rate_limits: bool = False) -> None:
        self.data = data
        self.port = kept_port(data)
        self.url = f"http://127.0.0.1:{self.port}"
        command = ["node", str(_OURS / "start.cjs"), str(modules()), str(data)]
        command += [str(self.port), str(free_port()), *(["limits"] if rate_limits else [])]
        self.process = Process(command, lambda: answers(f"{self.url}/xrpc/_health"), within=120)
        self._account: Account | None = None

    def start(self) -> Self:
        """Boot; raises DidNotStart."""
        self.process.start()
        return self

    @property
    def account(self) -> Account:
        """The account to post from, made when it is first asked for in a new data folder."""
        if self._account is None:
            try:
                made = call(f"{self.url}/xrpc/com.atproto.server.createSession", _LOGIN)
            except Refused:
                sign_up = _LOGIN | {"handle": HANDLE, "email": f"editor@{HANDLE}"}
                made = call(f"{self.url}/xrpc/com.atproto.server.createAccount", sign_up)
            self._account = Account(self.url, HANDLE, PASSWORD, made["did"])
        return self._account

    def posts(self) -> list[dict[str, Any]]:
        """Every post record of the account as the server has it, newest first: `{uri, cid, value}`."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = call(
                f"{self.url}/xrpc/com.atproto.repo.listRecords?repo={self.account.did}"
                f"&collection=app.bsky.feed.post&limit=100{cursor}"
            )
            found += page["records"]
            if not page.get("cursor"):
                return found
            cursor = f"&cursor={page['cursor']}"

    def texts(self) -> list[str]:
        """The words of every post that stands."""
        return [str(post["value"]["text"]) for post in self.posts()]

    def close(self) -> None:
        """Stop the server; its data stay."""
        self.process.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
