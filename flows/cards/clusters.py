"""What a reader takes for one character, and which way it runs."""

import unicodedata
from functools import lru_cache

ZWJ = "\u200d"
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca")
# Ranges of scripts whose letters join, stack or reorder: only a shaper can set them.
_SHAPED = (
    (0x0590, 0x08FF),  # Hebrew, Arabic, Syriac, Thaana, N'Ko
    (0x0900, 0x109F),  # Indic scripts, Thai, Lao, Tibetan, Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0xA8E0, 0xA8FF),
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFE),
)
_WIDE = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))


# Unicode's Default_Ignorable_Code_Point: drawn as nothing by any shaper, with or without a glyph.
_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xE0000, 0xE0FFF),
)


@lru_cache(maxsize=4096)
def invisible(char: str) -> bool:
    """Whether a character leaves no ink: white space, joiners, soft hyphens, tags and the like."""
    point = ord(char)
    return char.isspace() or any(low <= point <= high for low, high in _IGNORABLE)


@lru_cache(maxsize=4096)
def _extends(char: str) -> bool:
    point = ord(char)
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or char in "\u200c\u200d"
        or 0x1F3FB <= point <= 0x1F3FF
        or 0xE0020 <= point <= 0xE007F
    )


def clusters(text: str) -> list[str]:
    """Return `text` cut into grapheme clusters: base and marks, ZWJ emoji, flags, conjuncts."""
    found: list[str] = []
    for char in text:
        if found and (_extends(char) or _continues(found[-1], char)):
            found[-1] += char
        else:
            found.append(char)
    return found


def _continues(cluster: str, char: str) -> bool:
    last = cluster[-1]
    if last == ZWJ or (last in _VIRAMAS and unicodedata.category(char) == "Lo"):
        return True
    return _is_flag_half(char) and len(cluster) == 1 and _is_flag_half(cluster)


def _is_flag_half(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


@lru_cache(maxsize=4096)
def is_emoji(cluster: str) -> bool:
    """Whether the cluster asks for a colour picture rather than a letter."""
    if "\ufe0f" in cluster or "\u20e3" in cluster:
        return True
    return 0x1F000 <= ord(cluster[0]) <= 0x1FBFF and "\ufe0e" not in cluster


@lru_cache(maxsize=4096)
def is_shaped(cluster: str) -> bool:
    """Whether the cluster's script needs a shaper (Arabic, Hebrew, Indic, Thai …)."""
    point = ord(cluster[0])
    return any(low <= point <= high for low, high in _SHAPED)


@lru_cache(maxsize=8192)
def is_wide(char: str) -> bool:
    """Whether lines may break beside the character without a space (Chinese, Japanese)."""
    point = ord(char[0])
    return any(low <= point <= high for low, high in _WIDE) and not 0xAC00 <= point <= 0xD7AF


def direction(cluster: str) -> str:
    """Return "R", "L", "N" for a number or "" for what takes its neighbours' direction."""
    kind = unicodedata.bidirectional(cluster[0])
    if kind in {"R", "AL"}:
        return "R"
    if kind == "L":
        return "L"
    return "N" if kind in {"EN", "AN"} else ""


def is_rtl(text: str) -> bool:
    """Whether the text's first strong character runs right to left (UAX 9, rule P2)."""
    return next((d == "R" for d in map(direction, text) if d in {"R", "L"}), False)
