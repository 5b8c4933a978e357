"""What goes wrong before the first byte may leave certainly did not send anything."""

from collections.abc import Iterator
from contextlib import contextmanager

from flows.core.errors import NetworkError, NotSent, PullquoteError, Refused, unforeseen


@contextmanager
def nothing_left() -> Iterator[None]:
    """Put round work that makes nothing public: an error nobody foresaw is no unknown outcome.

    What the machine refuses may be better later (NotSent); a mistake in the program will not be
    (Refused), and a person sees it.
    """
    try:
        yield
    except NetworkError:
        raise
    except PullquoteError as error:
        raise Refused(error.problem, error.todo) from error
    except OSError as error:
        raise NotSent(f"The post could not be sent: {unforeseen(error).rstrip('.')}.") from error
    except Exception as error:
        raise Refused(f"The post could not be sent: {unforeseen(error).rstrip('.')}.") from error
