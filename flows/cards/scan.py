"""JPEG files of cards that share a ground: rows of blocks that nothing was drawn on are encoded
once and put into each file as they are.

Restart markers make this possible (ITU-T T.81, F.1.1.5.1 and F.2.1.3.1): after each, decoding
starts anew, so what stands between two does not depend on what stands elsewhere. They cost a
fifth of a percent of the file. The pixels are those of a file written in one go.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from PIL import Image, ImageCms

# A multiple of either kind of block row: 8 lines at 4:4:4, 16 at 4:2:0.
BAND = 16
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_START_OF_FRAME, _START_OF_SCAN = b"\xff\xc0", b"\xff\xda"
# The least gap of untouched bands worth a strip of its own: each costs as much as two bands.
_GAP = 3
# Rows of pixels, the last one excluded.
Rows = tuple[int, int]


class Kept:
    """Bands of a ground that nothing was drawn on, encoded, by quality and subsampling."""

    def __init__(self) -> None:
        self.bands: dict[tuple[int, int], dict[int, bytes]] = {}


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """Return an sRGB profile whose creation time is set to zero, so that bytes are repeatable."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes(12)
    data[84:100] = bytes(16)
    return bytes(data)


def jpeg(
    image: Image.Image,
    xmp: bytes,
    quality: int = 90,
    subsampling: int = 0,
    *,
    kept: Kept | None = None,
    touched: Iterable[Rows] = (),
) -> bytes:
    """Return a baseline JPEG; `subsampling` 0 is 4:4:4, 2 is 4:2:0.

    `kept` belongs to the ground that `image` was drawn on, `touched` are all rows drawn on since;
    without `kept` everything is encoded.
    """
    known = kept.bands.setdefault((quality, subsampling), {}) if kept is not None else {}
    count = -(-image.height // BAND)
    drawn = _bands(touched, count) if kept is not None else set(range(count))
    wanted = sorted(drawn | set(range(count)) - known.keys())
    # The head of the file comes with the first strip.
    fresh: dict[int, bytes] = {}
    head = b""
    for first, stop in _strips(wanted or [0]):
        box = (0, first * BAND, image.width, min(stop * BAND, image.height))
        strip = image.crop(box) if stop - first < count else image
        extra = {} if head else {"icc_profile": srgb_profile(), "xmp": xmp}
        made, bands = _encoded(strip, quality, subsampling, extra)
        head = head or _with_height(made, image.height)
        fresh.update(zip(range(first, stop), bands, strict=True))
    known.update((band, data) for band, data in fresh.items() if band not in drawn)
    return b"".join((head, *_joined([fresh.get(n) or known[n] for n in range(count)])))


def _bands(touched: Iterable[Rows], count: int) -> set[int]:
    return {
        band
        for top, bottom in touched
        for band in range(max(top // BAND, 0), min(-(-bottom // BAND), count))
    }


def _strips(bands: Sequence[int]) -> Iterator[Rows]:
    """Return stretches of bands, first and last (excluded), that hold all of `bands`."""
    first = last = bands[0]
    for band in bands[1:]:
        if band - last > _GAP:
            yield first, last + 1
            first = band
        last = band
    yield first, last + 1


def _encoded(
    strip: Image.Image, quality: int, subsampling: int, extra: Mapping[str, Any]
) -> tuple[bytes, list[bytes]]:
    """Return a file's head, to where its pixels begin, and its pixels band by band."""
    out = io.BytesIO()
    rows = 1 if subsampling == 2 else 2
    strip.save(
        out,
        "JPEG",
        quality=quality,
        subsampling=subsampling,
        restart_marker_rows=rows,
        **extra,
    )
    data = out.getvalue()
    at = _segment(data, _START_OF_SCAN)
    start = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return data[:start], _RESTART.split(data[start:-2])


def _segment(data: bytes, wanted: bytes) -> int:
    """Return where a marker segment begins."""
    at = 2
    while data[at : at + 2] != wanted:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return at


def _with_height(head: bytes, height: int) -> bytes:
    at = _segment(head, _START_OF_FRAME) + 5
    return head[:at] + height.to_bytes(2, "big") + head[at + 2 :]


def _joined(bands: Sequence[bytes]) -> Iterator[bytes]:
    """Return bands with the restart markers between them, which count from 0 to 7 over and over."""
    yield bands[0]
    for number, band in enumerate(bands[1:]):
        yield bytes((0xFF, 0xD0 + number % 8))
        yield band
    yield b"\xff\xd9"
