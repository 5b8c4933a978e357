"""`pullquote` and `python -m flows`: the way in.

The command's own modules take a moment to load; a Ctrl-C in that moment ends as quietly as later.
"""

import sys


def main() -> None:
    """Load the command and run it; exits with 130, as shells do, when stopped while loading."""
    try:
        from flows.cli import main as command
    except KeyboardInterrupt:
        sys.exit(130)
    command()


if __name__ == "__main__":
    main()
