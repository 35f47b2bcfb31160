"""Codes for records without numbers: made of what identifies a row, so that a row has the same code ever after."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from auditor.model.folding import folded_name

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without the letters that are taken for digits or for each other."""
_LENGTH = 13
"""65 bits: among a million rows two share a code once in a hundred million files."""


def stable_code(sheet: str, parts: Sequence[str]) -> str:
    """The code of a row of a sheet that these texts identify (width, case and blanks aside)."""
    digest = hashlib.sha256()
    for part in ("stable code 1", sheet, *map(folded_name, parts)):
        data = part.encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    number = int.from_bytes(digest.digest()[:9], "big") >> 7
    return "".join(_DIGITS[number >> 5 * at & 31] for at in reversed(range(_LENGTH)))
