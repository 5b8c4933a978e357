"""Opening a photo that somebody else made, safely, as plain sRGB pixels."""

import io
import warnings
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from flows.core.card import Picture
from flows.core.errors import PictureRefused

# 60 megapixels is above any camera an editor uses; a bomb claims far more.
MOST_PIXELS = 60_000_000
MOST_BYTES = 80_000_000
_LONGEST = 1920
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF", "BMP")


def check_rights(picture: Picture) -> None:
    """Refuse a licensed picture without the credit its licence asks for. Raises PictureRefused."""
    if picture.rights == "licensed" and not picture.credit.strip():
        raise PictureRefused(
            "A licensed picture needs its credit printed.", "Give the credit with the picture."
        )


def open_picture(path: Path) -> Image.Image:
    """Return a picture upright, in sRGB and RGB, no larger than cards need.

    Transparency is laid on white, the first frame of an animation is taken. Raises PictureRefused.
    """
    try:
        changed = path.stat()
    except OSError as error:
        raise PictureRefused(
            f"The picture {path.name} cannot be read.", "Give a file that exists."
        ) from error
    return _opened(path, changed.st_mtime_ns, changed.st_size)


@lru_cache(maxsize=1)
def _opened(path: Path, _changed: int, size: int) -> Image.Image:
    if size > MOST_BYTES:
        raise PictureRefused(f"The picture {path.name} is too large a file.", "Save it smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                return _plain(image, path.name)
    except PictureRefused:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError) as error:
        raise PictureRefused(
            f"The picture {path.name} is broken or of an unknown kind.", "Save it as JPEG or PNG."
        ) from error


def _plain(image: Image.Image, name: str) -> Image.Image:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise PictureRefused(
            f"The picture {name} has {width}×{height} pixels, which is more than we open.",
            "Save it smaller.",
        )
    profile = image.info.get("icc_profile")
    # A JPEG can be decoded at half its size for free, as long as the longest card side is left.
    image.draft(None, (_LONGEST, _LONGEST))
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    return _in_srgb(_eight_bits(image), profile)


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        # 16 bits a channel: Pillow's own conversion would clip instead of scale.
        return image.convert("I").point(lambda level: level * (1 / 257) + 0.5).convert("L")
    if image.mode == "F":
        return image.convert("L")
    if image.mode == "P" or image.mode in {"LA", "PA", "RGBa", "La"}:
        return image.convert("RGBA" if "transparency" in image.info or image.mode != "P" else "RGB")
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, (255, 255, 255))
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken profile: the plain conversion is the best guess left
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def cropped(
    image: Image.Image,
    size: tuple[int, int],
    focus: tuple[float, float],
    wanted: tuple[float, float],
) -> Image.Image:
    """Return the picture filling `size`, its focus as near `wanted` (0 to 1) as it can stand.

    Raises PictureRefused if it would be enlarged more than 1.5 times.
    """
    scale = max(size[0] / image.width, size[1] / image.height)
    if scale > 1.5:
        raise PictureRefused(
            f"The picture has {image.width}×{image.height} pixels, too few for this card.",
            f"Give one at least {size[0] * 2 // 3}×{size[1] * 2 // 3} pixels large.",
        )
    wide, high = size[0] / scale, size[1] / scale
    # The outer max and min: a rounding error past the edge is refused by Pillow.
    left = max(min(focus[0] * image.width - wanted[0] * wide, image.width - wide), 0.0)
    top = max(min(focus[1] * image.height - wanted[1] * high, image.height - high), 0.0)
    box = (left, top, min(left + wide, image.width), min(top + high, image.height))
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
