"""Contrast as WCAG 2.2 defines it, and the levels we hold."""

from functools import lru_cache

# SC 1.4.3: text, and large text (24 CSS px and up). 7:1 (SC 1.4.6) is what a quote should have.
ENOUGH = 4.5
ENOUGH_LARGE = 3.0
WANTED = 7.0

RGB = tuple[int, int, int]


@lru_cache(maxsize=256)
def rgb(colour: str) -> RGB:
    """Return "#rrggbb" as three numbers, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def linear(level: float) -> float:
    """Return an sRGB channel (0 to 1) as linear light."""
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


@lru_cache(maxsize=1024)
def luminance(colour: RGB) -> float:
    """Return relative luminance, 0 to 1."""
    red, green, blue = (linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: float, other: float) -> float:
    """Return the contrast ratio of two luminances, 1 to 21."""
    high, low = max(one, other), min(one, other)
    return (high + 0.05) / (low + 0.05)
