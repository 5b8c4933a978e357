"""Runs a command and takes it down when whoever asked for it is gone, however it went.

`python guard.py PIDFILE COMMAND…`, with a pipe as standard input that only the parent writes to:
its end is the parent's death. Standard library only, and no import of ours: it starts in 30 ms.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path


def main() -> None:
    """Start, tell the child's pid, end with its code or with the parent's end."""
    pid_file, *command = sys.argv[1:]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    written = Path(f"{pid_file}.half")
    written.write_text(str(child.pid), encoding="ascii")
    written.rename(pid_file)
    threading.Thread(target=_until_orphaned, daemon=True).start()
    sys.exit(child.wait() & 0xFF)


def _until_orphaned() -> None:
    """Wait for the end of standard input, then kill the whole group, this process included."""
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
