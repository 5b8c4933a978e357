"""Identity by content: the same thing always has the same id, on every machine."""

import hashlib
import json
from typing import Any


def digest(*parts: str | bytes) -> str:
    """Return 32 hex digits (128 bits of SHA-256) over `parts`, unambiguous in their borders."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return hasher.hexdigest()[:32]


def digest_of(value: Any) -> str:
    """Return the digest of a JSON-like value, independent of key order."""
    return digest(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
