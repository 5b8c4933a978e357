"""What in the words of a post leads somewhere: its link, mentions, tags."""

import re
from collections.abc import Iterable, Iterator, Sequence

from flows.core.post import Mark, MarkKind
from flows.posts.plain import calls_nobody, without_breaks

_TAG = re.compile(r"(?<![\w&#/@])#(?P<tag>(?!\d+\b)\w{1,64})\b")
_MENTION = re.compile(r"(?<![\w/.@])@(?P<handle>[A-Za-z0-9][\w.@-]*\w)")
_QUOTED = re.compile(r"[“„«\"”][^“”„«»\"]+[”“»\"]")
_ADDRESS = re.compile(r"https?://\S+")


def find(
    text: str, *, link: tuple[str, str] | None, handle: str | None, tags: Iterable[str]
) -> tuple[Mark, ...]:
    """Return where in `text` its link (as shown, as meant), handle and tags stand.

    Looked for from the end: what the article itself says comes first.
    """
    found: list[Mark] = []
    if link is not None:
        _add(found, text, "link", *link)
    if handle is not None:
        _add(found, text, "mention", f"@{handle}", handle)
    for tag in tags:
        _add(found, text, "tag", f"#{tag}", tag)
    return tuple(sorted(found, key=lambda mark: mark.start))


def again(text: str, before: Sequence[Mark], was: str) -> tuple[Mark, ...]:
    """Return the marks of a text that a person wrote in the place of `was`.

    A link or mention that still stands keeps its meaning; what the person typed outside quotation
    marks and addresses, as #tag or @name, counts as well.
    """
    found: list[Mark] = []
    for mark in before:
        if mark.kind == "link":
            _add(found, text, "link", was[mark.start : mark.end], mark.value)
    apart = [match.span() for each in (_QUOTED, _ADDRESS) for match in each.finditer(text)]
    apart += [(mark.start, mark.end) for mark in found]
    found += [
        mark
        for mark in _typed(text)
        if not any(start < mark.end and mark.start < end for start, end in apart)
    ]
    return tuple(sorted(found, key=lambda mark: mark.start))


def quotes_call_nobody(text: str) -> str:
    """Return `text` with every @name between quotation marks broken, and no other."""
    return _QUOTED.sub(lambda said: calls_nobody(without_breaks(said[0])), text)


def _typed(text: str) -> Iterator[Mark]:
    for match in _TAG.finditer(text):
        yield Mark("tag", match.start(), match.end(), match["tag"])
    for match in _MENTION.finditer(text):
        yield Mark("mention", match.start(), match.end(), match["handle"])


def _add(found: list[Mark], text: str, kind: MarkKind, piece: str, value: str) -> None:
    border = r"(?![\w-])" if kind != "link" else ""
    places = [match.span() for match in re.finditer(re.escape(piece) + border, text)]
    for start, end in reversed(places):
        if not any(start < mark.end and mark.start < end for mark in found):
            found.append(Mark(kind, start, end, value))
            return
