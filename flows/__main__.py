"""`pullquote` and `python -m flows`: the way in.

The command's own modules take a moment to load, and what is imported may swallow an exception: in
that moment a Ctrl-C ends the process itself, as quietly as later.
"""

from flows.core.stopping import at_once


def main() -> None:
    """Load the command and run it."""
    with at_once():
        from flows.cli import main as command
    command()


if __name__ == "__main__":
    main()
