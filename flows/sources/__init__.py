"""Where articles come from: text, HTML files, pages, feeds → RawDocument."""

from flows.core.feed import FeedMemory

from .admission import admitted
from .inbox import into_inbox
from .reading import FeedNews, Unread, feed_items, read

__all__ = ["FeedMemory", "FeedNews", "Unread", "admitted", "feed_items", "into_inbox", "read"]
