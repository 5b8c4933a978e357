"""Pixels into files: JPEG 4:4:4 for pictures, palette PNG for flat cards, lossless on request."""

import io
import struct
import zlib
from functools import lru_cache
from typing import Literal

from isal import isal_zlib
from PIL import Image, ImageChops, ImageCms
from PIL.PngImagePlugin import PngInfo

from flows.core.errors import DoesNotFit

Kind = Literal["jpeg", "palette", "lossless"]
# Quality first, then colour resolution; the size in pixels is never touched.
_STRIP = 48
_LADDER = ((90, 0), (85, 0), (80, 0), (80, 2), (70, 2), (60, 2))


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """Return an sRGB profile whose creation time is set to zero, so that bytes are repeatable."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes(12)
    data[84:100] = bytes(16)
    return bytes(data)


def encode(
    image: Image.Image, kind: Kind, xmp: bytes, most_bytes: int | None = None
) -> tuple[bytes, Literal["image/jpeg", "image/png"]]:
    """Return the file and its media type, at most `most_bytes` long.

    A PNG that is too long becomes a JPEG. Raises DoesNotFit if even the last step is too long.
    """
    if kind != "jpeg":
        data = palette_png(image, xmp) if kind == "palette" else png(image, xmp)
        if most_bytes is None or len(data) <= most_bytes:
            return data, "image/png"
    for quality, subsampling in _LADDER:
        data = jpeg(image, xmp, quality, subsampling)
        if most_bytes is None or len(data) <= most_bytes:
            return data, "image/jpeg"
    raise DoesNotFit(
        f"The card cannot be made smaller than {len(data)} bytes; {most_bytes} are allowed.",
        "Take a calmer picture or a design without one.",
    )


def jpeg(image: Image.Image, xmp: bytes, quality: int = 90, subsampling: int = 0) -> bytes:
    """Return a baseline JPEG; `subsampling` 0 is 4:4:4, 2 is 4:2:0."""
    out = io.BytesIO()
    image.save(
        out, "JPEG", quality=quality, subsampling=subsampling, icc_profile=srgb_profile(), xmp=xmp
    )
    return out.getvalue()


def palette_png(image: Image.Image, xmp: bytes, colours: int = 160) -> bytes:
    """Return a PNG of few colours, which a flat card has anyway."""
    few = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    out = io.BytesIO()
    few.save(out, "PNG", pnginfo=info, icc_profile=srgb_profile(), compress_level=6)
    return out.getvalue()


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
