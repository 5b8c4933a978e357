"""The servers' own tests use the fixtures that the others use."""

from tests.servers.fixtures import (
    _bluesky,
    _mastodon_mock,
    _snac,
    bluesky,
    mastodon_mock,
    proxied,
    snac,
    x,
    x_process,
)

__all__ = ["_bluesky", "_mastodon_mock", "_snac", "bluesky", "mastodon_mock", "proxied", "snac"]
__all__ += ["x", "x_process"]
