"""Idempotency keys, chosen before the first send and never changed."""

import secrets
from datetime import datetime

# The alphabet and form of an AT Protocol TID (atproto.com/specs/tid): 53 bits of microseconds and
# 10 more, 5 bits a character. Bluesky wants exactly this; the others take any text. Many posts are
# made in one instant, so the last 20 bits of the time (one second) are random too.
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def new_key(now: datetime) -> str:
    """Return 13 characters that sort by the second and are ours alone."""
    micros = int(now.timestamp() * 1_000_000) & ((1 << 53) - 1)
    number = (micros >> 20 << 30) | secrets.randbits(30)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(60, -1, -5))
