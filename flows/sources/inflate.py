"""Undo an HTTP content encoding piece by piece, so that a bomb never unfolds in memory."""

import zlib
from collections.abc import Iterable, Iterator

from flows.core.errors import SourceUnreadable

# What we ask for and can bound; anything else was sent unasked.
ACCEPTED = "gzip, deflate"
_PIECE = 65_536
_GZIP = b"\x1f\x8b"


def inflated(pieces: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """Yield the decoded bytes of a body in pieces of at most 64 KiB.

    `encoding` is the Content-Encoding header. Raises SourceUnreadable for one we did not ask for
    and for broken data.
    """
    name = (encoding or "").strip().lower()
    if name in {"", "identity"}:
        yield from pieces
    elif name in {"gzip", "x-gzip", "deflate"}:
        yield from _unzipped(pieces, name)
    else:
        raise SourceUnreadable(
            f"The server packed the page as {name[:40]!r}, which is not asked for."
        )


def _unzipped(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    engine = None
    held = b""
    for piece in pieces:
        data, held = held + piece, b""
        while data:
            if engine is None or engine.eof:
                # Several gzip members in a row are one text (RFC 1952 2.2); else it is filling.
                data = data.lstrip(b"\0") if engine else data
                if len(data) < len(_GZIP):
                    held = data
                    break
                if engine and (name == "deflate" or not data.startswith(_GZIP)):
                    return
                engine = zlib.decompressobj(_window(data, name))
            try:
                out = engine.decompress(data, _PIECE)
            except zlib.error as error:
                raise SourceUnreadable(
                    f"The server's packed answer is broken ({error})."
                ) from error
            if out:
                yield out
            data = engine.unconsumed_tail or engine.unused_data
    if (held and engine is None) or (engine is not None and not engine.eof):
        raise SourceUnreadable("The server's packed answer breaks off.")


def _window(first: bytes, name: str) -> int:
    """Return zlib's window setting; servers send "deflate" with and without the zlib header."""
    if name != "deflate":
        return 16 + zlib.MAX_WBITS
    has_header = len(first) > 1 and first[0] & 0x0F == 8 and (first[0] << 8 | first[1]) % 31 == 0
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
