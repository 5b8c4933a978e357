"""Whom an article names in full: candidates for a person who says who speaks."""

from collections.abc import Sequence

from flows.core.article import Block
from flows.quotes.mentions import mentions
from flows.quotes.names import Inventory
from flows.quotes.paragraphs import sentences
from flows.quotes.reading import narrative, spans


def people(text: str, blocks: Sequence[Block] = (), *, near: int = 0, most: int = 8) -> list[str]:
    """Return the full names in an article's own words, the one nearest to `near` first.

    For English prose: in languages that write all nouns with capitals it names things too. Needs
    no language model.
    """
    parts, found = spans(text, blocks)
    blank = narrative(text, parts, [s for s in found if not s.stray])
    starts = [start for part in parts for start, _ in sentences(blank, part.start, part.end)]
    lower = frozenset(word for word in blank.split() if word.islower())
    named = [p for p in Inventory(list(mentions(blank, starts)), lower).people if p.full]
    away = {p.name: min(abs(m.start - near) for m in p.mentions) for p in named if p.mentions}
    return sorted(away, key=lambda name: away[name])[:most]
