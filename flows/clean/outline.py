"""A page as its elements and the pieces of text in them, read once from the bs4 tree.

The tree is walked with a stack, never by recursion: pages with 100,000 nested elements exist.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from .markup import HIDDEN, Ban, ban_of, label_of

# Elements that start and end a line of text.
_BLOCK_NAMES = """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre
    section summary table tbody tfoot thead tr ul amp-embed button label select option
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
# Elements without text of their own for a reader. Not <head>: a page without <body> is all in it.
_SILENT_NAMES = """
    script style noscript template svg math iframe object embed applet canvas audio video map area
    meta link title base frame frameset noframes datalist progress meter input textarea select
"""
_SILENT = frozenset(_SILENT_NAMES.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_POST = re.compile(
    r"twitter-tweet|twitter-video|instagram-media|tiktok-embed|fb-post|bluesky-embed|mastodon-embed|tweet",
    re.IGNORECASE,
)
_FLOW_END = re.compile(r"[.!?…:;][\"”’)\]]*\s*$")
# So many links with a picture, set into the middle of a line, are a card about somebody named there.
_CARD_LINKS = 2
_CARD = Ban("promo", "a card with a picture and links, set into a sentence", 1.0)
_HOST = re.compile(r"(?:https?:)?//(?:[^/@?#]*@)?([\w.-]+)", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """A block element: its parent's number, its tag, what its markup says against it, its names."""

    parent: int
    tag: str
    ban: Ban | None
    name: str


@dataclass(slots=True)
class Piece:
    """A line of text. `element` is the number of the block element that holds it.

    `links`, `outward`, `bold`: how many of its characters stand in links, in links to other
    sites, and in bold type.
    """

    text: str
    element: int
    links: int
    outward: int
    bold: int
    heading: bool
    item: bool
    quoted: bool
    post: bool


@dataclass(slots=True)
class Outline:
    """All elements (parents before children) and all pieces, in the page's order."""

    elements: list[Element] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


def outline(soup: BeautifulSoup, url: str | None = None) -> Outline:
    """Read the whole page. `url` is its address, which tells links to other sites."""
    return _Walk(_site(url)).run(soup)


@dataclass(slots=True)
class _Buffer:
    """The line being read."""

    words: list[str] = field(default_factory=list)
    links: int = 0
    outward: int = 0
    bold: int = 0


@dataclass(slots=True)
class _Opened:
    """What entering an element changed, undone when it closes.

    `before`: what had been read, for an element within a line.
    """

    element: int
    what: tuple[str, ...]
    block: bool
    aside: _Buffer | None = None
    before: "_Read | None" = None


class _Read(NamedTuple):
    """How far a page was read: the line and how many words it has; of all lines together, how many
    links, pictures, characters, and characters in links.
    """

    line: _Buffer
    words: int
    links: int
    pictures: int
    size: int
    linked: int


class _Walk:
    def __init__(self, site: str) -> None:
        self.out = Outline()
        self.site = site
        self.line = _Buffer()
        self.element = 0
        self.links = self.pictures = self.size = self.linked = 0
        # How many of each are open around the present place.
        self.open = dict.fromkeys(
            ("a", "outward", "bold", "heading", "li", "blockquote", "post"), 0
        )

    def run(self, soup: BeautifulSoup) -> Outline:
        self.out.elements.append(Element(-1, "[document]", None, ""))
        stack: list[tuple[Iterator[object], _Opened]] = [
            (iter(soup.contents), _Opened(0, (), block=True))
        ]
        while stack:
            children, opened = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(opened)
            elif type(child) is NavigableString:
                self._text(child)
            elif isinstance(child, Tag) and child.name not in _SILENT:
                if child.name in {"br", "hr"}:
                    self._break(hard=child.name == "hr")
                else:
                    stack.append((iter(child.contents), self._enter(child)))
        return self.out

    def _enter(self, tag: Tag) -> _Opened:
        name, attributes = tag.name, tag.attrs
        opened = _Opened(self.element, self._counted(tag), block=name in _BLOCKS)
        # Programs make a heading's id out of its words.
        label = label_of(attributes, with_id=name not in _HEADINGS) if attributes else ""
        if opened.block:
            self._flush()
            if name == "blockquote" and _POST.search(label):
                opened.what += ("post",)
            self._begin(Element(self.element, name, ban_of(name, attributes, label), label))
        elif attributes and (ban := ban_of("span", attributes, label)):
            self._enter_inline(opened, Element(self.element, name, ban, label))
        if name == "span" and not opened.block:
            opened.before = self._read()
        self.links += name == "a"
        self.pictures += name == "img"
        if name in {"td", "th"}:
            self.line.words.append(" ")
        for what in opened.what:
            self.open[what] += 1
        return opened

    def _enter_inline(self, opened: _Opened, element: Element) -> None:
        """Set an inline element apart if that tears no sentence: hidden text, or a line's start."""
        assert element.ban is not None
        so_far = "".join(self.line.words[-3:]).rstrip()
        if element.ban.reason == HIDDEN.reason:
            opened.aside = self.line
            self.line = _Buffer()
        elif not so_far or _FLOW_END.search(so_far[-12:]):
            self._flush()
        else:
            return
        opened.block = True
        self._begin(element)

    def _begin(self, element: Element) -> None:
        self.out.elements.append(element)
        self.element = len(self.out.elements) - 1

    def _counted(self, tag: Tag) -> tuple[str, ...]:
        name = tag.name
        if name == "a":
            return ("a", "outward") if self._leads_out(tag.attrs.get("href")) else ("a",)
        if name in {"b", "strong"}:
            return ("bold",)
        if name in _HEADINGS:
            return ("heading",)
        return (name,) if name in {"li", "blockquote"} else ()

    def _leads_out(self, href: object) -> bool:
        target = _site(href) if isinstance(href, str) else ""
        return bool(target and self.site and target != self.site)

    def _leave(self, opened: _Opened) -> None:
        if opened.before and not opened.block:
            self._set_card_apart(opened.before)
        if opened.block:
            self._flush()
            self.element = opened.element
        if opened.aside is not None:
            self.line = opened.aside
        for what in opened.what:
            self.open[what] -= 1

    def _read(self) -> _Read:
        line = self.line
        return _Read(line, len(line.words), self.links, self.pictures, self.size, self.linked)

    def _set_card_apart(self, before: _Read) -> None:
        """Take out of a line what was read since `before` if that is nothing but a card."""
        line, linked = self.line, self.linked - before.linked
        cards = self.links - before.links >= _CARD_LINKS and self.pictures > before.pictures
        if not cards or line is not before.line or not 0 < self.size - before.size == linked:
            return
        if not any(map(str.strip, line.words[: before.words])):
            return
        card = _Buffer(line.words[before.words :], links=linked)
        del line.words[before.words :]
        line.links -= linked
        self.links, self.pictures, element = before.links, before.pictures, self.element
        self.line = card
        self._begin(Element(element, "span", _CARD, ""))
        self._flush()
        self.line, self.element = line, element

    def _text(self, text: str) -> None:
        line, size = self.line, len(text.strip())
        line.words.append(text)
        self.size += size
        if self.open["a"]:
            self.linked += size
            line.links += size
            if self.open["outward"]:
                line.outward += size
        if self.open["bold"]:
            line.bold += size

    def _break(self, *, hard: bool) -> None:
        words = self.line.words
        # A line all in bold that ends here is a heading.
        bold = self.line.bold > 0 and self.line.bold >= len("".join(words).strip())
        if hard or bold or words[-1:] == ["\n"] or _FLOW_END.search("".join(words[-3:])[-12:]):
            self._flush()
        else:
            words.append("\n")

    def _flush(self) -> None:
        line = self.line
        if not line.words:
            return
        text = " ".join("".join(line.words).split())
        if text:
            here = self.open
            self.out.pieces.append(
                Piece(
                    text=text,
                    element=self.element,
                    links=line.links,
                    outward=line.outward,
                    bold=line.bold,
                    heading=here["heading"] > 0,
                    item=here["li"] > 0,
                    quoted=here["blockquote"] > 0,
                    post=here["post"] > 0,
                )
            )
        self.line = _Buffer()


def _site(url: str | None) -> str:
    """Return the last two labels of a URL's host ("" for a relative one): near enough to a site."""
    found = _HOST.match(url or "")
    return ".".join(found[1].lower().split(".")[-2:]) if found else ""
