"""The only SQL: schema, migrations and queries; media files by content hash."""

from pathlib import Path
from types import TracebackType
from typing import Self

from flows.core.card import Card
from flows.core.post import CardRef


class Store:
    """The database and the media folder. One object serves all threads of a process."""

    @classmethod
    def open(cls, url: str, media: Path) -> "Store":
        """Open, and where needed create or migrate, the database at a SQLAlchemy URL."""
        raise NotImplementedError

    def keep_card(self, card: Card) -> CardRef:
        """Keep a card's bytes and description; the same card again changes nothing."""
        raise NotImplementedError

    def close(self) -> None:
        """Close every connection."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


__all__ = ["Store"]
