"""A page as its elements and the pieces of text in them, read once from the bs4 tree.

The tree is walked with a stack, never by recursion: pages with 100,000 nested elements exist.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from flows.core.article import RemovedKind

# Elements that start and end a line of text.
_BLOCK_NAMES = """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre
    section summary table tbody td tfoot th thead tr ul amp-embed button label select option
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
# Elements without text of their own for a reader.
_SILENT_NAMES = """
    script style noscript template svg math iframe object embed applet canvas audio video map area
    head meta link title base frame frameset noframes datalist progress meter input textarea select
"""
_SILENT = frozenset(_SILENT_NAMES.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

Ban = tuple[RemovedKind, str]
_BANNED_TAGS: dict[str, Ban] = {
    "nav": ("navigation", "inside <nav>"),
    "footer": ("navigation", "inside <footer>"),
    "aside": ("promo", "inside <aside>"),
    "form": ("navigation", "inside a form"),
    "button": ("navigation", "a button"),
    "label": ("navigation", "a form's label"),
    "figcaption": ("credit", "a picture's caption"),
    "dialog": ("navigation", "inside a dialog"),
    "menu": ("navigation", "a menu"),
}
_ROLES: dict[str, Ban] = {
    "navigation": ("navigation", "its role is navigation"),
    "complementary": ("promo", "its role is complementary"),
    "contentinfo": ("navigation", "its role is contentinfo"),
    "banner": ("navigation", "its role is banner"),
    "search": ("navigation", "its role is search"),
    "dialog": ("navigation", "its role is dialog"),
    "tooltip": ("navigation", "its role is tooltip"),
}
# General words that authors of pages use in class names and ids; no site's own names.
_CLASS_WORDS: tuple[tuple[str, RemovedKind, str], ...] = (
    (
        r"share\w*|sharing|social\w*|shar(?:e|ing)[_-]?(?:bar|tools|buttons|links)|addthis\w*|"
        r"sharedaddy|follow[_-]?us|likes?[_-]?bar",
        "share",
        "its class or id says sharing",
    ),
    (
        r"comments?\w*|disqus\w*|respond|replies",
        "comment",
        "its class or id says comments",
    ),
    (
        r"related\w*|recommend\w*|recirc\w*|popular\w*|trending\w*|most[_-]?(?:read|viewed|popular)|more[_-]?(?:stories|news|from|articles|in)|"
        r"promo\w*|newsletter\w*|subscribe\w*|subscription\w*|sign[_-]?up\w*|upsell\w*|outbrain\w*|taboola\w*|"
        r"read[_-]?more|see[_-]?also|up[_-]?next|next[_-]?up|jp-relatedposts|teasers?|partner\w*|"
        r"donat\w*|paywall\w*|callout[_-]?newsletter|you[_-]?may\w*|previous[_-]?next|post[_-]?navigation|inline[_-]?recirc",
        "promo",
        "its class or id says promotion",
    ),
    (
        r"ads?|ad[_-]?(?:slot|unit|container|wrapper|box|label|text|zone|module|header|space|break)|advert\w*|adsense|adsbygoogle|dfp\w*|sponsor\w*|"
        r"commercial\w*|google[_-]?ads?\w*",
        "ad",
        "its class or id says advertising",
    ),
    (
        r"caption\w*|wp-caption\w*|(?:image|photo|media|img|picture|video|gallery|figure|lead)[_-]?(?:caption|credit|description|meta|info|source)\w*|credits?|copyright|photo[_-]?credit|slideshow\w*",
        "credit",
        "its class or id says caption",
    ),
    (
        r"by-?line\w*|author\w*|dateline|timestamp\w*|pub(?:lish(?:ed)?)?[_-]?date|(?:post|entry|article|story)[_-]?(?:meta|info|date|author|byline|timestamp)\w*|"
        r"contributor\w*|bio|biography|about[_-]?(?:the[_-]?)?author",
        "byline",
        "its class or id says author or date",
    ),
    (
        r"nav\w*|menu\w*|breadcrumbs?\w*|side[_-]?bar\w*|foot(?:er)?|site[_-]?(?:header|footer)|masthead|pagination|pager|toolbar|"
        r"tags?|tag[_-]?(?:list|links|cloud|s)|post[_-]?tags|keywords?|topics?|categor(?:y|ies)|cookies?\w*|consent\w*|gdpr\w*|modal\w*|pop-?up\w*|overlay\w*|"
        r"lightbox|hidden|sr-only|visually-?hidden|screen-?reader\w*|skip[_-]?(?:link|to)\w*|off-?screen|a11y\w*|print-?only|widget\w*|search\w*|login\w*|toc",
        "navigation",
        "its class or id says navigation",
    ),
)
_NAMES: tuple[tuple[re.Pattern[str], Ban], ...] = tuple(
    (re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])", re.IGNORECASE), (kind, reason))
    for words, kind, reason in _CLASS_WORDS
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_POST = re.compile(
    r"twitter-tweet|twitter-video|instagram-media|tiktok-embed|fb-post|bluesky-embed|mastodon-embed|tweet",
    re.IGNORECASE,
)
_FLOW_END = re.compile(r"[.!?…:;][\"”’)\]]*\s*$")


@dataclass(slots=True)
class Element:
    """A block element: its parent's number, its tag and what its markup says of it."""

    parent: int
    tag: str
    ban: Ban | None
    name: str


@dataclass(slots=True)
class Piece:
    """A line of text. `element` is the number of the block element that holds it.

    `links`, `bold`: how many of its characters stand in links and in bold type.
    """

    text: str
    element: int
    links: int
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


def outline(soup: BeautifulSoup) -> Outline:
    """Read the whole page."""
    return _Walk().run(soup)


class _Walk:
    def __init__(self) -> None:
        self.out = Outline()
        self.words: list[str] = []
        self.links = 0
        self.bold = 0
        self.element = 0
        # How many of each are open around the present place.
        self.open = {"a": 0, "bold": 0, "heading": 0, "li": 0, "blockquote": 0, "post": 0}

    def run(self, soup: BeautifulSoup) -> Outline:
        self.out.elements.append(Element(-1, "[document]", None, ""))
        stack: list[tuple[Iterator[object], int, tuple[str, ...]]] = [(iter(soup.contents), 0, ())]
        while stack:
            children, before, opened = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._close(before, opened, ended=bool(stack))
            elif type(child) is NavigableString:
                self._text(child)
            elif isinstance(child, Tag) and child.name not in _SILENT:
                if child.name in {"br", "hr"}:
                    self._break(hard=child.name == "hr")
                else:
                    stack.append((iter(child.contents), self.element, self._enter(child)))
        self._flush()
        return self.out

    def _enter(self, tag: Tag) -> tuple[str, ...]:
        opened: list[str] = []
        name = tag.name
        if name == "a":
            opened.append("a")
        elif name in {"b", "strong"}:
            opened.append("bold")
        if name in _BLOCKS:
            self._flush()
            opened.append("block")
            if name in _HEADINGS:
                opened.append("heading")
            elif name in {"li", "blockquote"}:
                opened.append(name)
            attributes = tag.attrs
            label = _label(attributes)
            if name == "blockquote" and _POST.search(label):
                opened.append("post")
            self.out.elements.append(
                Element(self.element, name, _ban(name, attributes, label), label)
            )
            self.element = len(self.out.elements) - 1
        elif tag.attrs and (ban := _ban("span", tag.attrs, _label(tag.attrs))):
            # An inline element that its markup sets apart is a line of its own.
            self._flush()
            opened.append("block")
            self.out.elements.append(Element(self.element, name, ban, _label(tag.attrs)))
            self.element = len(self.out.elements) - 1
        for what in opened:
            if what in self.open:
                self.open[what] += 1
        return tuple(opened)

    def _close(self, before: int, opened: tuple[str, ...], *, ended: bool) -> None:
        if "block" in opened or not ended:
            self._flush()
        for what in opened:
            if what in self.open:
                self.open[what] -= 1
        self.element = before if "block" in opened else self.element

    def _text(self, text: str) -> None:
        self.words.append(text)
        if self.open["a"]:
            self.links += len(text.strip())
        if self.open["bold"]:
            self.bold += len(text.strip())

    def _break(self, *, hard: bool) -> None:
        so_far = "".join(self.words[-3:])
        if hard or self.words[-1:] == ["\n"] or _FLOW_END.search(so_far[-12:]):
            self._flush()
        else:
            self.words.append("\n")

    def _flush(self) -> None:
        if self.words:
            text = " ".join("".join(self.words).split())
            if text:
                self.out.pieces.append(
                    Piece(
                        text=text,
                        element=self.element,
                        links=self.links,
                        bold=self.bold,
                        heading=self.open["heading"] > 0,
                        item=self.open["li"] > 0,
                        quoted=self.open["blockquote"] > 0,
                        post=self.open["post"] > 0,
                    )
                )
            self.words = []
        self.links = self.bold = 0


def _label(attributes: Mapping[str, object]) -> str:
    classes = attributes.get("class", "")
    name = " ".join(classes) if isinstance(classes, list) else str(classes)
    return f"{name} {attributes.get('id', '')}".strip()[:300]


def _ban(tag: str, attributes: Mapping[str, object], label: str) -> Ban | None:
    """Return what the markup alone says against an element."""
    if tag in _BANNED_TAGS:
        return _BANNED_TAGS[tag]
    if not attributes or tag in {"html", "body", "main"}:
        return None
    if "hidden" in attributes or _INVISIBLE.search(str(attributes.get("style", ""))):
        return ("navigation", "hidden on the page")
    role = _ROLES.get(str(attributes.get("role", "")).lower())
    if role:
        return role
    if attributes.get("aria-hidden") == "true":
        return ("navigation", "hidden on the page")
    return next((ban for pattern, ban in _NAMES if pattern.search(label)), None) if label else None
