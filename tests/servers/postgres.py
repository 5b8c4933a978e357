"""A PostgreSQL of our own on loopback, from the machine's installed binaries."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.process import free_port


def binaries() -> Path | None:
    """Where pg_ctl lies, newest version first; None if PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    which = shutil.which("pg_ctl")
    return found[0].parent if found else Path(which).parent if which else None


def _account() -> tuple[int, int] | tuple[None, None]:
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    if os.geteuid() != 0:
        return None, None
    user = pwd.getpwnam("postgres")
    return user.pw_uid, user.pw_gid


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server without databases of ours; it is gone after the session."""
    place = binaries()
    if place is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with running(place) as url:
        yield url


@contextmanager
def running(place: Path) -> Iterator[str]:
    """Run a server from the binaries at `place`; yield its URL, without a database's name."""
    folder = Path(tempfile.mkdtemp(prefix="pullquote-pg-"))
    user, group = _account()
    if user is not None and group is not None:
        os.chown(folder, user, group)
    port = free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    data = folder / "data"

    def run(*command: str | Path) -> None:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=user,
            group=group,
        )

    run(place / "initdb", "-D", data, "-U", "pullquote", "-A", "trust", "-E", "UTF8", "-N")
    control = (place / "pg_ctl", "-D", data, "-w", "-l", folder / "log")
    run(*control, "-o", options, "start")
    try:
        yield f"postgresql://pullquote@127.0.0.1:{port}"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database that only this test uses."""
    import psycopg

    name = f"t{abs(hash(request.node.nodeid)):x}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgres_server}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
