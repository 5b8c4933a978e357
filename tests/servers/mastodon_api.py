"""What the two Mastodon servers have in common: an address, a token, and a ledger to count by."""

import html
import re
from pathlib import Path
from typing import Any, Self

from tests.servers.loopback import answers, call
from tests.servers.process import Process


class MastodonServer:
    """A server of one account. `process` can be killed, frozen and started again."""

    def __init__(self, data: Path, port: int, command: list[str], *, host: str) -> None:
        self.data = data
        self.port = port
        self.url = f"http://{host}:{port}"
        self.token = ""
        ready = f"{self.url}/api/v1/instance"
        self.process = Process(command, lambda: answers(ready, below=400))

    def start(self) -> Self:
        """Boot, on the same address and the same data when it ran before; raises DidNotStart."""
        self.process.start()
        return self

    def posts(self) -> list[dict[str, Any]]:
        """Every status of the account as the server has it, newest first."""
        account = call(f"{self.url}/api/v1/accounts/verify_credentials", token=self.token)["id"]
        base = f"{self.url}/api/v1/accounts/{account}/statuses?limit=40"
        found: list[dict[str, Any]] = []
        page = call(base, token=self.token)
        while page:
            found += page
            older = call(f"{base}&max_id={page[-1]['id']}", token=self.token)
            known = {status["id"] for status in found}
            page = [status for status in older if status["id"] not in known]
        return found

    def texts(self) -> list[str]:
        """The words of every status that stands, without markup."""
        return [_plain(str(status["content"])) for status in self.posts()]

    def close(self) -> None:
        """Stop the server; its data stay."""
        self.process.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def _plain(content: str) -> str:
    broken = re.sub(r"<br ?/?>|</p>\s*<p>", "\n", content)
    return html.unescape(re.sub(r"<[^>]*>", "", broken)).strip()
