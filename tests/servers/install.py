"""Installs every server that tests and benchmarks start: `python -m tests.servers.install`.

Into the cache (see cache.py), once; says where each one is, or what keeps it from being there.
"""

import sys
import time

from tests.servers import bluesky, mastodon_mock, snac
from tests.servers.cache import NotAvailable

SERVERS = {
    "snac": snac.program,
    "mastodon_mock": mastodon_mock.environment,
    "bluesky": bluesky.modules,
}


def main() -> int:
    """0 when all are there."""
    missing = 0
    for name, install in SERVERS.items():
        began = time.monotonic()
        try:
            said = f"{install()} ({time.monotonic() - began:.0f} s)"
        except NotAvailable as reason:
            said, missing = f"not available: {reason}", missing + 1
        print(f"{name}: {said}", flush=True)  # noqa: T201 - a command's output
    return min(missing, 1)


if __name__ == "__main__":
    sys.exit(main())
