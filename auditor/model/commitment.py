"""What stands in digests instead of personal values: a keyed hash of them, from which they cannot be read back."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping

_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def commitment(salt: bytes, values: Mapping[str, str | None]) -> bytes:
    """HMAC-SHA256 of the non-empty personal values under the row's random salt (32 bytes)."""
    told = {name: value for name, value in values.items() if value}
    return hmac.digest(salt, _ENCODE(told).encode(), "sha256")
