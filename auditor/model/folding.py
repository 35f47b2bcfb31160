"""Folds what only looks different: full-width characters, brackets, blanks, case."""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UNSEEN = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_BLANK = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_BRACKETS = str.maketrans("[{<〈《「『【〔〖〘〚]}>〉》」』】〕〗〙〛", "((((((((((((" + "))))))))))))")


def folded_code(text: str) -> str:
    """A code or number as it is stored: half-width, without unseen characters, outer blanks taken off."""
    return _UNSEEN.sub("", text.translate(_FULL_WIDTH).replace("\u00a0", " ")).strip()


def folded_name(text: str) -> str:
    """A name as names are compared: width, kind of bracket and case folded, every blank taken out.

    ``深圳（前海）有限公司`` and ``深圳(前海) 有限公司`` are one; folding twice changes nothing.
    """
    flat = _caseless(_caseless(text)).translate(_BRACKETS)
    # What stood apart may join once the blank between is gone: a letter and its accent.
    return _caseless(_BLANK.sub("", flat))


def _caseless(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
