"""What stands in digests instead of personal values: a keyed hash of them, from which they cannot be read back."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from json.encoder import encode_basestring


def commitment(salt: bytes, values: Mapping[str, str | None]) -> bytes:
    """HMAC-SHA256 of the non-empty personal values under the row's random salt (32 bytes)."""
    # Canonical JSON, written out: a general encoder costs more than the hash, and every imported person pays.
    told = ",".join([f'"{name}":{encode_basestring(value)}' for name, value in sorted(values.items()) if value])
    return hmac.digest(salt, f"{{{told}}}".encode(), "sha256")
