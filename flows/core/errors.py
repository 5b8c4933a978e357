"""Every error a user can see.

PullquoteError
├── SettingsError            the settings file is wrong or missing something
├── SourceError              an article could not be read
│   ├── SourceMissing            there is nothing at that place
│   ├── SourceRefused            we may not read it (private address, path outside inbox)
│   └── SourceUnreadable         it was read but is not an article we can use
│       └── TryLater                 its server asks to be left alone until `until`
├── QuoteError
│   ├── ModelMissing             the language model is not installed
│   └── NotVerbatim              words that do not stand in the article
├── CardError
│   ├── DoesNotFit               the quote is too long or has a word too wide for the design
│   ├── FontMissing              no installed font has a glyph for the text
│   └── PictureRefused           a picture is broken, too large or without rights
├── StoreError
│   ├── NotFound                 no such article, draft or post
│   └── WrongState               the action does not fit the state the thing is in
├── NetworkError             what a network answered, by what it means for the post
│   ├── NotSent                  certainly nothing left: safe to try again
│   ├── Refused                  the network said no for good
│   ├── Deferred                 rate limit: come back at `until`
│   ├── AuthLost                 the account must be connected again
│   └── OutcomeUnknown           may have been posted: look before resending
└── ServeError               the server, a port or the page could not start
"""

from datetime import datetime


class PullquoteError(Exception):
    """One clear sentence (`problem`) and what to do about it (`todo`, may be empty)."""

    def __init__(self, problem: str, todo: str = "") -> None:
        super().__init__(f"{problem} {todo}".strip())
        self.problem = problem
        self.todo = todo


class SettingsError(PullquoteError):
    """The settings file is wrong or missing something."""


class SourceError(PullquoteError):
    """An article could not be read."""


class SourceMissing(SourceError):
    """There is nothing at that place."""


class SourceRefused(SourceError):
    """Reading it is not allowed: a private address, a path outside the inbox."""


class SourceUnreadable(SourceError):
    """It was read, but it is not an article we can use."""


class TryLater(SourceUnreadable):
    """The server asks to be left alone until `until` (UTC)."""

    def __init__(self, problem: str, until: datetime, todo: str = "") -> None:
        super().__init__(problem, todo)
        self.until = until


class QuoteError(PullquoteError):
    """Quotes could not be found or made."""


class ModelMissing(QuoteError):
    """The language model is not installed."""


class NotVerbatim(QuoteError):
    """Words that do not stand in the article."""


class CardError(PullquoteError):
    """A card could not be set."""


class DoesNotFit(CardError):
    """The quote is too long, or has a word too wide, for the design."""


class FontMissing(CardError):
    """No installed font has a glyph for the text."""


class PictureRefused(CardError):
    """A picture is broken, too large or without rights."""


class StoreError(PullquoteError):
    """The database refused."""


class NotFound(StoreError):
    """No such article, draft or post."""


class WrongState(StoreError):
    """The action does not fit the state the thing is in."""


class NetworkError(PullquoteError):
    """What a network answered, by what it means for the post."""


class NotSent(NetworkError):
    """Certainly nothing left this machine: safe to try again."""


class Refused(NetworkError):
    """The network said no for good."""


class Deferred(NetworkError):
    """A rate limit: come back at `until` (UTC)."""

    def __init__(self, problem: str, until: datetime, todo: str = "") -> None:
        super().__init__(problem, todo)
        self.until = until


class AuthLost(NetworkError):
    """The account must be connected again."""


class OutcomeUnknown(NetworkError):
    """It may have been posted: look before resending."""


class ServeError(PullquoteError):
    """The server, a port or the page could not start."""


def about(name: str, reason: str) -> str:
    """Return what is told of an item that could not be used, with its name said once."""
    return reason if reason.startswith(f"{name} ") else f"{name}: {reason}"


def unforeseen(error: Exception) -> str:
    """Return what is told of any error: its sentence if it is ours, else its kind and what the
    machine said, no more. What a library says may repeat a request, and so a secret.
    """
    if isinstance(error, PullquoteError):
        return str(error)
    said = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {said}" if isinstance(said, str) else type(error).__name__
