"""Texts that a spreadsheet would compute: kept from it in a .csv by a single quote, which reading takes off again."""

from __future__ import annotations

import re

QUOTE = "'"

_UNSEEN = "\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff"
# Programs set to Chinese or Japanese compute the full-width forms as well.
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_LEADING = re.compile(f"'*[\\s{_UNSEEN}]*[{_SIGNS}\\t\\r\\n\\0]")
"""What a spreadsheet may take for a formula (OWASP ASVS 5.0, 1.2.10), blanks and quotes of its own before it or not."""
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?", re.ASCII)


def guarded(text: str) -> str:
    """The text as a .csv may carry it: with a quote before what could be computed; plain numbers stay numbers."""
    return QUOTE + text if _LEADING.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given: one quote off where something follows that could be computed."""
    return text[1:] if text.startswith(QUOTE) and _LEADING.match(text, 1) else text
