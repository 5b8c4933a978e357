"""The servers' own tests use their own fixtures."""

from tests.servers.fixtures import x

__all__ = ["x"]
