"""An article line by line as its source has it: what was kept, what was dropped and why."""

from collections.abc import Iterable, Iterator

from flows.core.article import Article, RawDocument, Removed

from .article import page_lines
from .hygiene import tidy_lines
from .page import without_noise

# So many code points tell a line from others; a page's text may differ from ours further on.
_TOLD_APART = 60
# A line that is not found costs a search through the whole source: so many are looked for.
_MOST_MISSED = 200


def explained(article: Article, document: RawDocument) -> list[str | Removed]:
    """Return the kept blocks (their words) and the dropped lines in the order of the source.

    What cannot be found there stands below the one before it.
    """
    if document.kind == "html":
        lines = page_lines(without_noise(document.content))
    else:
        lines = tidy_lines(document.content.splitlines())
    source = _Source(lines)
    kept = [article.text[block.start : block.end] for block in article.blocks]
    dropped = [one.line for one in article.removed]
    told: list[tuple[int, str | Removed]] = [
        *zip(source.places(kept), kept, strict=True),
        *zip(source.places(dropped, in_order=False), article.removed, strict=True),
    ]
    return [one for _, one in sorted(told, key=lambda found: found[0])]


class _Source:
    def __init__(self, lines: Iterable[str]) -> None:
        self._text = "\n" + "\n".join(lines)
        self._missed = 0

    def places(self, texts: Iterable[str], *, in_order: bool = True) -> Iterator[int]:
        """Yield where each text begins, below the one before it unless that is not so."""
        last = 0
        for text in texts:
            place = self._find(text, last)
            if place < 0 and not in_order:
                place = self._find(text, 0)
            if place >= 0:
                last = place
            yield last

    def _find(self, text: str, start: int) -> int:
        if self._missed >= _MOST_MISSED:
            return -1
        words = text.split("\n", 1)[0][:_TOLD_APART]
        place = self._text.find("\n" + words, start)
        if place < 0:
            place = self._text.find(words, start)
        self._missed += place < 0
        # The next one stands below it.
        return place if place < 0 else place + 1
