"""Where articles come from: text, HTML files, pages, feeds → RawDocument."""

from flows.core.article import Unread
from flows.core.feed import FeedMemory

from .admission import SUFFIXES, admitted
from .images import fetch_picture
from .inbox import into_inbox
from .links import is_own
from .reading import FeedNews, counted, feed_items, page, read

__all__ = [
    "SUFFIXES",
    "FeedMemory",
    "FeedNews",
    "Unread",
    "admitted",
    "counted",
    "feed_items",
    "fetch_picture",
    "into_inbox",
    "is_own",
    "page",
    "read",
]
