"""What the command prints: data on standard output, everything else on standard error.

Article text is hostile: no control character of it reaches a terminal.
"""

import io
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

# C0 and C1 controls can drive a terminal; bidi controls can make words read as others; lone
# surrogates cannot be encoded.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """Return `text` with control characters shown as escapes; new lines and tabs stay."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def prepare_streams() -> None:
    """Let no character of an article end the command on a narrow terminal, no library speak."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # What a library warns of says nothing to who asked; what is wrong for them, we say.
    if logging.lastResort is not None and not os.environ.get("PULLQUOTE_DEBUG"):
        logging.lastResort.addFilter(logging.Filter("pullquote"))


def tell(message: str) -> None:
    """Print a line for the person, on standard error."""
    if sys.stderr is not None:
        print(safe(message), file=sys.stderr, flush=True)  # noqa: T201 - this is the printer


def show(line: str = "") -> None:
    """Print a line of the answer, on standard output."""
    _write(safe(line) + "\n")


def counted(number: int, what: str) -> str:
    """Return a number with its noun ("1 card", "2 cards")."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _write(text: str) -> None:
    # None: standard output was closed by whoever started us.
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def show_json(value: Any) -> None:
    """Print `value` as one line of JSON on standard output."""
    line = json.dumps(value, ensure_ascii=False)
    line = _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", line)
    _write(line + "\n")


def coloured(text: str, style: str) -> str:
    """Return `text` in a Rich style on a terminal, as it is in a pipe."""
    text = safe(text)
    if sys.stdout is None or not sys.stdout.isatty():
        return text
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, soft_wrap=True)
    with console.capture() as capture:
        console.print(Text(text, style=style), end="")
    return capture.get()


def show_coloured(text: str, style: str) -> None:
    """Print a line of the answer in a Rich style where standard output is a terminal."""
    _write(coloured(text, style) + "\n")


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table on a terminal, tab-separated in a pipe."""
    if sys.stdout is None or not sys.stdout.isatty():
        for row in rows:
            show("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in row))
    Console().print(table)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give a function that tells how far we are: a live line on a terminal, plain lines else."""
    if not sys.stderr.isatty():
        yield tell
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text

    # Soft: a path that a terminal is too narrow for is still copied as one line.
    console = Console(stderr=True, soft_wrap=True)
    spinner = Spinner("dots", text="…", style="status.spinner")

    def say(message: str) -> None:
        line = Text(safe(message))
        line.truncate(max(console.width - 3, 1), overflow="ellipsis")
        spinner.update(text=line)

    # A live line writes all that is printed above itself, on standard error: that is right for a
    # terminal, and loses what was to go into a file or another program.
    shared = sys.stdout is not None and sys.stdout.isatty()
    with Live(spinner, console=console, transient=True, redirect_stdout=shared):
        yield say
