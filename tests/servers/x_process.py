"""The X emulator in a process of its own, so that it too can be killed in the middle of a call."""

import sys
from pathlib import Path
from typing import Any, Self

from tests.servers.loopback import answers, call
from tests.servers.process import Process, kept_port
from tests.servers.x_oauth import credentials


class XProcess:
    """One X, ready in 0.3 s; `data` holds its ledger. Rules outlive a kill, faults do not."""

    def __init__(self, data: Path, *, user: str = "cards") -> None:
        self.data = data
        self.port = kept_port(data)
        self.url = f"http://127.0.0.1:{self.port}"
        self.credentials = credentials(user)
        command = [sys.executable, "-m", "tests.servers.x_emulator", "--port", str(self.port)]
        command += ["--data", str(data / "x.sqlite"), "--user", user]
        self.process = Process(command, lambda: answers(f"{self.url}/_control"))

    def start(self) -> Self:
        """Boot; raises DidNotStart."""
        self.process.start()
        return self

    def posts(self) -> list[dict[str, Any]]:
        """Every post there ever was, oldest first."""
        found: list[dict[str, Any]] = call(f"{self.url}/_ledger")["posts"]
        return found

    def texts(self) -> list[str]:
        """The words of every post that stands."""
        return [str(post["text"]) for post in self.posts() if not post["deleted"]]

    def set(self, **rules: Any) -> None:
        """Change rules (see x_ledger.Rules)."""
        call(f"{self.url}/_control", {"rules": rules})

    def fault(self, fault: str, **rule: Any) -> None:
        """Add one fault rule (see faults.Fault)."""
        call(f"{self.url}/_control", {"faults": [{"fault": fault, **rule}]})

    def close(self) -> None:
        """Stop the server; its data stay."""
        self.process.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()
