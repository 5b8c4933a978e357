"""Idempotency keys, chosen before the first send and never changed."""

import secrets
from datetime import datetime

# The alphabet and layout of an AT Protocol TID (atproto.com/specs/tid): 53 bits of microseconds
# and 10 random bits, 5 bits a character. Bluesky wants exactly this; the others take any text.
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def new_key(now: datetime) -> str:
    """Return 13 characters that sort by time and are ours alone."""
    micros = int(now.timestamp() * 1_000_000) & ((1 << 53) - 1)
    number = (micros << 10) | secrets.randbits(10)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(60, -1, -5))
