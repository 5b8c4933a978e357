"""The four servers that posting is proved on, as one kind of thing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, Self

from tests.servers.bluesky import Bluesky
from tests.servers.mastodon_mock import MastodonMock
from tests.servers.process import Process
from tests.servers.snac import Snac
from tests.servers.x_process import XProcess


class Server(Protocol):
    """A network on loopback whose process can die and whose data cannot."""

    url: str
    data: Path
    process: Process

    def start(self) -> Self:
        """Boot on the same address, account and data as before."""

    def posts(self) -> list[dict[str, Any]]:
        """What was really posted, in the network's own shape."""

    def texts(self) -> list[str]:
        """The words of every post that stands."""

    def close(self) -> None:
        """Stop; the data stay."""

    def __enter__(self) -> Self:
        """Boot."""

    def __exit__(self, *_: object) -> None:
        """Stop."""


# Each takes its data folder and installs itself when it is missing (NotAvailable when it cannot).
SERVERS: Mapping[str, Callable[[Path], Server]] = {
    "x": XProcess,
    "bluesky": Bluesky,
    "mastodon_mock": MastodonMock,
    "snac": Snac,
}
