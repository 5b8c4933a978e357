"""Pixels into files: JPEG 4:4:4 for pictures, palette PNG for flat cards, lossless on request."""

import io
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import Literal

from isal import isal_zlib
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from flows.cards.contrast import RGB
from flows.cards.scan import Kept, Rows, jpeg, srgb_profile
from flows.core.errors import DoesNotFit

Kind = Literal["jpeg", "palette", "lossless"]
# Quality first, then colour resolution; the size in pixels is never touched.
_STRIP = 48
# A card of flat colours has some hundred mixtures of them where letters end.
_MOST_COLOURS = 8192
# The share of a card from which a colour is one of its own, not a mixture; how far others keep off.
_SOLID, _APART = 0.0004, 8
_LADDER = ((90, 0), (85, 0), (80, 0), (80, 2), (70, 2), (60, 2))


def encode(
    image: Image.Image,
    kind: Kind,
    xmp: bytes,
    most_bytes: int | None = None,
    *,
    kept: Kept | None = None,
    touched: Iterable[Rows] = (),
) -> tuple[bytes, Literal["image/jpeg", "image/png"]]:
    """Return the file and its media type, at most `most_bytes` long. For `kept` and `touched` see
    `scan.jpeg`.

    A PNG that is too long becomes a JPEG. Raises DoesNotFit if even the last step is too long.
    """
    if kind != "jpeg":
        data = palette_png(image, xmp) if kind == "palette" else png(image, xmp)
        if most_bytes is None or len(data) <= most_bytes:
            return data, "image/png"
    for quality, subsampling in _LADDER:
        data = jpeg(image, xmp, quality, subsampling, kept=kept, touched=touched)
        if most_bytes is None or len(data) <= most_bytes:
            return data, "image/jpeg"
    raise DoesNotFit(
        f"The card cannot be made smaller than {len(data)} bytes; {most_bytes} are allowed.",
        "Take a calmer picture or a design without one.",
    )


def palette_png(image: Image.Image, xmp: bytes) -> bytes:
    """Return a PNG of few colours, which a flat card has anyway; its solid colours stay exact."""
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    out = io.BytesIO()
    few = _few_colours(image)
    few.save(out, "PNG", pnginfo=info, icc_profile=srgb_profile(), compress_level=6)
    return out.getvalue()


def _few_colours(image: Image.Image) -> Image.Image:
    """Return the image in at most 256 colours: median cut over all pixels costs ten times what
    mapping them to colours picked from the count does, and mixes the ground with its neighbours.
    """
    counted = image.getcolors(_MOST_COLOURS)
    tries = (_picked(counted, shift) for shift in (2, 3, 4)) if counted is not None else ()
    picked = next((colours for colours in tries if len(colours) <= 256), None)
    if picked is None:
        return image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = Image.new("P", (1, 1))
    palette.putpalette(bytes(level for colour in picked for level in colour))
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def _picked(counted: Sequence[tuple[int, object]], shift: int) -> list[RGB]:
    """Return a colour for each cell of 2 ** `shift` levels a side that has any, the commonest one,
    and near a solid colour none but that.

    Pillow maps colours by cells of four levels: a mixture that near would take a solid one's place.
    """
    area = sum(count for count, _ in counted)
    cells: dict[tuple[int, int, int], RGB] = {}
    solid: list[RGB] = []
    for count, colour in sorted(counted, key=lambda entry: (-entry[0], repr(entry[1]))):
        assert isinstance(colour, tuple)
        red, green, blue = colour
        cell = (red >> shift, green >> shift, blue >> shift)
        if cell in cells or any(
            abs(red - r) < _APART and abs(green - g) < _APART and abs(blue - b) < _APART
            for r, g, b in solid
        ):
            continue
        cells[cell] = (red, green, blue)
        if count > area * _SOLID:
            solid.append((red, green, blue))
    return list(cells.values())


def png(image: Image.Image, xmp: bytes = b"") -> bytes:
    """Return a lossless PNG, written by us: the Up filter by Pillow, deflate by ISA-L.

    PNG specification, 9.2 (filter type 2) and 5.6 (order of chunks).
    """
    width, height = image.size
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), _chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(srgb_profile()))]
    if xmp:
        chunks.append(_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp))
    chunks.append(_chunk(b"IDAT", _deflated(image)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + _chunk(b"IEND", b"")


def _deflated(image: Image.Image) -> bytes:
    """Return the filtered rows compressed, strip by strip: each strip stays in the CPU's cache."""
    width, height = image.size
    packer, stride = isal_zlib.compressobj(1), width * 3
    out = []
    for top in range(0, height, _STRIP):
        bottom = min(top + _STRIP, height)
        strip = image.crop((0, top, width, bottom))
        # Above the first row Pillow gives black, which is what the filter takes for granted there.
        above = image.crop((0, top - 1, width, bottom - 1))
        rows = ImageChops.subtract_modulo(strip, above).tobytes()
        lines = [rows[start : start + stride] for start in range(0, len(rows), stride)]
        out.append(packer.compress(b"\x02" + b"\x02".join(lines)))
    return b"".join((*out, packer.flush()))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
