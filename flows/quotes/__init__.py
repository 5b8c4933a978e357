"""Quotes: found between marks, credited to whoever the article says, scored as cards."""

from flows.quotes.by_hand import adopted, by_hand, selected
from flows.quotes.choosing import why_not
from flows.quotes.explain import Explained, explain, explained
from flows.quotes.people import people
from flows.quotes.pick import pick
from flows.quotes.shortening import shortened, with_shorter

__all__ = [
    "Explained",
    "adopted",
    "by_hand",
    "explain",
    "explained",
    "people",
    "pick",
    "selected",
    "shortened",
    "why_not",
    "with_shorter",
]
