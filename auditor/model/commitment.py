"""What stands in digests instead of personal values: a keyed hash of them, from which they cannot be read back."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping


def commitment(salt: bytes, values: Mapping[str, str | None]) -> bytes:
    """HMAC-SHA256 of the non-empty personal values under the row's random salt (32 bytes)."""
    told = {name: value for name, value in values.items() if value}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(salt, text.encode(), hashlib.sha256)
