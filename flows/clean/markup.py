"""What a page's markup says against an element: its tag, role, visibility, class names and id.

Words in class names are general ones that authors of pages use everywhere; no site's own names.
Each ban carries the share of the page's running text it may hold and still be believed:
<div class="has-sidebar"> may be the whole page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flows.core.article import RemovedKind


@dataclass(frozen=True, slots=True)
class Ban:
    """What speaks against an element. `most`: the largest share of running text it may hold."""

    kind: RemovedKind
    reason: str
    most: float


# Overlays and comments may hold more text than the story; other furniture never does.
_ALWAYS, _LARGE, _WEAK, _SMALL = 0.95, 0.5, 0.35, 0.12

_BY_TAG: dict[str, Ban] = {
    "nav": Ban("navigation", "inside <nav>", _LARGE),
    "footer": Ban("navigation", "inside <footer>", _LARGE),
    "aside": Ban("promo", "inside <aside>", _LARGE),
    "form": Ban("navigation", "inside a form", _LARGE),
    "header": Ban("navigation", "inside <header>", _SMALL),
    "button": Ban("navigation", "a button", _WEAK),
    "label": Ban("navigation", "a form's label", _WEAK),
    "figcaption": Ban("credit", "a picture's caption", _WEAK),
    "figure": Ban("credit", "beside a picture", _SMALL),
    "dialog": Ban("navigation", "inside a dialog", _ALWAYS),
    "menu": Ban("navigation", "a menu", _WEAK),
}
_BY_ROLE: dict[str, Ban] = {
    "navigation": Ban("navigation", "its role is navigation", _WEAK),
    "complementary": Ban("promo", "its role is complementary", _WEAK),
    "contentinfo": Ban("navigation", "its role is contentinfo", _WEAK),
    "banner": Ban("navigation", "its role is banner", _WEAK),
    "search": Ban("navigation", "its role is search", _WEAK),
    "dialog": Ban("navigation", "its role is dialog", _ALWAYS),
    "alertdialog": Ban("navigation", "its role is dialog", _ALWAYS),
    "tooltip": Ban("navigation", "its role is tooltip", _WEAK),
}
HIDDEN = Ban("navigation", "hidden on the page", _ALWAYS)

# Only believed above the first running text: further down such an element is a section heading.
ABOVE = "a line above the article by its class or id"

_WORDS: tuple[tuple[str, RemovedKind, str, float], ...] = (
    (
        r"cookies?(?:law|info|notice|bar|banner|consent|policy)?|consent|gdpr|ccpa|modal|pop-?up|lightbox|"
        r"overlay|visually-?hidden|sr-only|screen-?reader(?:-text)?|off-?screen|skip-?(?:link|to)",
        "navigation",
        "an overlay by its class or id",
        _ALWAYS,
    ),
    (
        r"comments?|comment-?(?:list|area|section|thread|form|body|content)|commentlist|disqus\w*|respond|replies|livefyre|discussion",
        "comment",
        "comments by its class or id",
        _ALWAYS,
    ),
    (
        r"shares?|share-?\w*|sharing|social\w*|addthis\w*|sharedaddy|sharethis|follow-?us|likes?-?bar|short-?url",
        "share",
        "sharing by its class or id",
        _WEAK,
    ),
    (
        r"related|related-?\w+|recommend\w*|recirc\w*|popular|trending|most-?(?:read|viewed|popular|recent)|"
        r"more-?(?:stories|news|from|articles|in|on|posts)|promos?|promo-?\w+|newsletters?|newsletter-?\w+|subscribe|subscription|subscribe-?\w+|"
        r"e?mail-?sign-?up|sign-?up|upsell|outbrain|taboola|zergnet|revcontent|read-?(?:more|next|also)|also-?(?:read|on|in)|see-?also|up-?next|next-?up|jp-relatedposts|"
        r"teasers?|donat(?:e|ion)|paywall|piano|you-?may\w*|previous-?next|prev-?next|post-?navigation|next-?(?:post|article|story)|interstitial|"
        r"links?-?(?:list|box)|suggested|suggestions|further-?reading|embedded-?article|buy-?now|product-?links|affiliate|end-?card|endslate",
        "promo",
        "promotion by its class or id",
        _WEAK,
    ),
    (
        r"ads?|ad-?(?:slot|unit|container|wrapper|box|label|text|zone|module|header|space|break|block|content|\d+)|adverts?|advert\w+|adsense|adsbygoogle|dfp\w*|"
        r"sponsors?|sponsored|sponsor\w*-?\w*|commercial|google-?ads?|mpu|leaderboard",
        "ad",
        "advertising by its class or id",
        _WEAK,
    ),
    (
        r"captions?|\w+-?captions?|captions?-?\w+|credits?|credit-?line|copyright|(?:image|photo|media|img|picture|video|gallery|figure|lead)-?"
        r"(?:credit|description|meta|info|source|title|copyright|details?|footer|header)|attribution|slide-?show\w*|carousel|cutline",
        "credit",
        "a caption by its class or id",
        _WEAK,
    ),
    (
        r"photos?|images?|pictures?|figures?|galler(?:y|ies)|thumb(?:nail)?s?|video-?(?:player|wrapper|container|embed)?|media-?(?:wrapper|container|embed|block)?|inline-?image|image-?(?:wrapper|container|embed|block)|img|jw-?player",
        "credit",
        "beside a picture by its class or id",
        _SMALL,
    ),
    (
        r"by-?lines?|by-?line-?\w+|authors?|author-?\w+|autor(?:en|es|a)?|auteurs?|autore|firma|fecha|dateline|time-?stamps?|pub(?:lish(?:ed)?)?-?(?:date|time)|(?:post|entry|article|story)-?(?:meta|info|date|authors?|byline|time|timestamp|head(?:er|line|ing)?|top)|"
        r"posted-?(?:on|by)|updated|last-?(?:updated|modified)|contributors?|bio|biography|about-?(?:the-?)?author|writer|reading-?time",
        "byline",
        "author or date by its class or id",
        _WEAK,
    ),
    (
        r"deks?|\w+-?dek|dek-?\w+|standfirst|sub-?titles?|strapline|kicker|eyebrow|key-?points?|sub-?headlines?|article-?(?:summary-?box|hero)",
        "byline",
        ABOVE,
        _SMALL,
    ),
    (
        r"nav|navs|nav-?\w+|navigation|navbar|\w+-?nav|menus?|menu-?\w+|\w+-?menu|bread-?crumbs?|bread-?crumb-?\w+|side-?bars?|side-?bar-?\w+|footer|footer-?\w+|site-?(?:header|footer|nav|info)|page-?(?:header|footer)|"
        r"masthead|pagination|pager|toolbar|tool-?box|tags?|tag-?(?:list|links|cloud|s)|(?:post|entry|article)-?tags|tags-?\w+|keywords?|topics?|topic-?(?:list|s)|categories|cat-?links|"
        r"(?:post|entry|article)-?(?:categories|footer|nav)|entry-?utility|hidden|a11y|print-?only|no-?print|widgets?|widget-?\w+|search|search-?\w+|login|log-?in|toc|table-?of-?contents|"
        r"rating|rate-?this|feedback|poll|quiz|ticker|banner|jump-?to|back-?to-?top|country-?select\w*|language-?\w+|msg-?box|notification|alert",
        "navigation",
        "navigation by its class or id",
        _WEAK,
    ),
)
_BY_WORD = tuple(
    (re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])"), Ban(kind, reason, most))
    for words, kind, reason, most in _WORDS
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# WordPress and its kin write an article's own tags and categories on its element (post_class()).
_SUBJECTS = re.compile(
    r"(?<!\S)(?:tag|category|postid|post|format|type|status|author|topic|has|is|no)-\S+"
)
# "enable-lightbox", "no-comments", "has-sidebar" say what a page can do, not what an element is.
_ABILITIES = re.compile(
    r"(?<!\S)(?:\S*[-_])?(?:enabled?|has|have|with|without|no|not|supports?|allows?|show|is|can)[-_]\S+"
)
_POST_CLASS = re.compile(r"hentry|type-post|status-publish|post-\d+|postid-\d+")
_WHOLE = frozenset(("html", "body", "main"))


def label_of(attributes: Mapping[str, object], *, with_id: bool = True) -> str:
    """Return an element's class names and id in one line, as written."""
    classes = attributes.get("class", "")
    name = " ".join(classes) if isinstance(classes, list) else str(classes)
    return f"{name} {attributes.get('id', '') if with_id else ''}".strip()[:300]


def ban_of(tag: str, attributes: Mapping[str, object], label: str) -> Ban | None:
    """Return what the markup alone says against an element, None if nothing."""
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    if not attributes or tag in _WHOLE:
        return None
    if "hidden" in attributes:
        return HIDDEN
    style = attributes.get("style")
    if style and _INVISIBLE.search(str(style)):
        return HIDDEN
    role = attributes.get("role")
    if role and str(role).lower() in _BY_ROLE:
        return _BY_ROLE[str(role).lower()]
    return named(label) if label else None


@lru_cache(maxsize=4096)
def named(label: str) -> Ban | None:
    """Return what class names and id say. Every list item of a page says the same: cached."""
    if _POST_CLASS.search(label):
        label = _SUBJECTS.sub("", label)
    words = _ABILITIES.sub("", _HUMP.sub("-", label).lower())
    return next((ban for pattern, ban in _BY_WORD if pattern.search(words)), None)
