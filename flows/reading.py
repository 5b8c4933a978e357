"""A document → its article and everything quoted in it; once, however often a batch is begun.

What was read is kept under what it was read from and with: the document, the settings, our own
code, the versions of all packages. A better cleaner reads everything anew.
"""

import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from flows import clean, quotes
from flows.core.article import Article, RawDocument
from flows.core.clock import Clock, SystemClock
from flows.core.identity import digest, digest_of
from flows.core.quote import QuoteReport
from flows.core.workspace import Workspace
from flows.store import Store, readings

# A batch is taken up again within days.
_KEPT = timedelta(days=30)
_READERS = ("clean", "quotes", "core")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article that was cleaned, and everything quoted in it."""

    article: Article
    quotes: QuoteReport


def prepare(workspace: Workspace, document: RawDocument) -> Prepared:
    """Clean a document and find its quotes. Touches no state."""
    article = clean.clean(document)
    report = quotes.pick(
        article.text,
        blocks=article.blocks,
        title=article.title,
        byline=article.byline,
        language=article.language,
        settings=workspace.settings.quotes,
    )
    return Prepared(article, report)


def prepare_once(workspace: Workspace, store: Store, document: RawDocument) -> Prepared:
    """Return what `prepare` found in the same document before, else prepare it and keep that.

    What was found in a hurry is not kept.
    """
    key = _key(workspace, document)
    with store.read() as tx:
        known = readings.get(tx, key)
    if known is not None:
        return Prepared(*known)
    found = prepare(workspace, document)
    if not found.article.hurried:
        with store.write() as tx:
            readings.keep(tx, key, found.article, found.quotes, SystemClock().now())
    return found


def forget_old(store: Store, clock: Clock) -> None:
    """Forget what was read long ago."""
    with store.write() as tx:
        readings.forget(tx, clock.now() - _KEPT)


def _key(workspace: Workspace, document: RawDocument) -> str:
    given = asdict(document)
    raw = given.pop("raw")
    settings = workspace.settings.quotes.model_dump(mode="json")
    readers = [f"{work.__module__}.{work.__qualname__}" for work in (clean.clean, quotes.pick)]
    return digest(raw, digest_of([given, settings, readers]), _version())


@cache
def _version() -> str:
    """Return a digest of all that reads: our own code and weights, and every package installed."""
    here = Path(__file__).parent
    files = sorted(
        path
        for room in _READERS
        for path in (here / room).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    # Their folders are named by name and version; to read what is in each takes half a second.
    packages = sorted(path.name for place in sys.path for path in Path(place).glob("*.dist-info"))
    own = [part for path in files for part in (path.name, path.read_bytes())]
    return digest(Path(__file__).read_bytes(), *own, *packages)
