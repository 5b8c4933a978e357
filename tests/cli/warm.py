"""The command in a process of its own that starts warm: what a run loads is loaded already."""

import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

# A command that is not done by then hangs, and that is a failure.
_PATIENCE = 120.0


def pullquote(
    folder: Path, *arguments: str, given: str | bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in `folder` with `given` on standard input."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.cli.loaded"])
    with tempfile.TemporaryDirectory() as name:
        streams = [Path(name, stream) for stream in ("in", "out", "err")]
        streams[0].write_bytes(given.encode() if isinstance(given, str) else given)
        child = context.Process(
            target=_command, args=(folder, arguments, streams, dict(os.environ))
        )
        child.start()
        child.join(_PATIENCE)
        assert child.exitcode is not None, f"it hangs: {arguments}"
        out, err = (stream.read_bytes() for stream in streams[1:])
    return subprocess.CompletedProcess(arguments, child.exitcode, out, err)


def _command(
    folder: Path, arguments: Sequence[str], streams: Sequence[Path], environment: Mapping[str, str]
) -> None:
    from flows.__main__ import main

    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, (stream, mode) in enumerate(zip(streams, ("rb", "wb", "wb"), strict=True)):
        with stream.open(mode) as file:
            os.dup2(file.fileno(), number)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r"), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w")), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w"), encoding="utf-8", write_through=True)
    sys.argv = ["pullquote", *arguments]
    main()
