"""The digest of a stored run's verdict rows, by which its change vouches for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

COLUMNS = ("subject_id", "rule", "discriminator", "result", "severity", "effect", "curable")
"""What of a verdict row enters the digest: everything but the number of its run."""


def verdicts_digest(rows: Iterable[Mapping[str, object]]) -> str:
    """SHA-256 over one canonical JSON line per row, sorted by subject, rule and discriminator."""
    return digest_in_order(sorted(rows, key=lambda row: (row["subject_id"], row["rule"], row["discriminator"])))


def digest_in_order(rows: Iterable[Mapping[str, object]]) -> str:
    """The same of rows that already come sorted, so that a big run is never held in memory."""
    hasher = hashlib.sha256()
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    for row in rows:
        hasher.update(encode({name: row[name] for name in COLUMNS}).encode())
        hasher.update(b"\n")
    return hasher.hexdigest()
