"""The `pullquote` command: parse, call one function of a room, print its answer.

Nothing heavy is imported before a command runs, so that `pullquote --help` stays quick.
"""

import os
import sys
from typing import Annotated

import typer

from flows import __version__
from flows.cli import (
    accounts,
    adding,
    card,
    connecting,
    make,
    notify,
    people,
    posts,
    queue,
    read,
    secrets,
    serving,
    setting_up,
)
from flows.cli.printing import prepare_streams, tell
from flows.core.errors import PullquoteError

app = typer.Typer(
    name="pullquote",
    help="Articles in, credited quote cards out, posted once and on time.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"pullquote {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Articles in, credited quote cards out, posted once and on time."""
    del version
    from flows import engine

    engine.offer_blocks()


setting_up.register(app)
make.register(app)
read.register(app)
card.register(app)
posts.register(app)
queue.register(app, posts.group)
accounts.register(app)
adding.register()
connecting.register()
notify.register(app)
people.register(app)
secrets.register(app)
serving.register(app)


def main() -> None:
    """Run the command; a user sees one sentence and what to do, never a traceback."""
    prepare_streams()
    try:
        app()
    except PullquoteError as error:
        tell(f"Error: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        tell("Stopped.")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has left; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        where = f" ({str(error.filename)[:200]})" if error.filename else ""
        tell(
            f"Error: {error.strerror or error}{where}. "
            "Make room or give another place, and try again."
        )
        sys.exit(1)
    except Exception as error:  # the last resort keeps the promise of one sentence
        if os.environ.get("PULLQUOTE_DEBUG"):
            raise
        tell(
            f"Error: something unforeseen happened ({type(error).__name__}). "
            "Nothing that was saved is lost. Run again with PULLQUOTE_DEBUG=1 to see where."
        )
        sys.exit(70)
