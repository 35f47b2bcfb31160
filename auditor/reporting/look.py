"""How reports look in print: white, black, one accent, sizes, and shapes that survive a photocopier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Colour = tuple[float, float, float]
"""Red, green and blue, each 0 to 1, in sRGB."""


def _colour(text: str) -> Colour:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


INK: Final = _colour("#14181D")
MUTED: Final = _colour("#566170")
ACCENT: Final = _colour("#0B6B6B")
HAIRLINE: Final = _colour("#C9D0D9")
SURFACE: Final = _colour("#F0F3F6")
WHITE: Final = _colour("#FFFFFF")
WATER: Final = _colour("#E3E6EA")
"""A watermark: seen on a photocopy, read through."""

PAGE_WIDTH: Final = 595.276
PAGE_HEIGHT: Final = 841.89
MARGIN: Final = 48.0
TOP: Final = 62.0
BOTTOM: Final = 58.0
MEASURE: Final = PAGE_WIDTH - 2 * MARGIN
"""The width that text may take, in points."""


@dataclass(frozen=True, slots=True)
class Style:
    """A way to set text: weight, size and line height in points, colour."""

    bold: bool
    size: float
    lead: float
    colour: Colour


TITLE: Final = Style(True, 22, 30, INK)
ANSWER: Final = Style(True, 14, 21, INK)
HUGE: Final = Style(True, 24, 28, INK)
SECTION: Final = Style(True, 15, 21, INK)
SUBSECTION: Final = Style(True, 10.5, 15, INK)
BODY: Final = Style(False, 9, 14, INK)
BODY_STRONG: Final = Style(True, 9, 14, INK)
BODY_QUIET: Final = Style(False, 8.5, 13, MUTED)
CELL: Final = Style(False, 8, 11.5, INK)
CELL_STRONG: Final = Style(True, 8, 11.5, INK)
CELL_QUIET: Final = Style(False, 7.5, 11, MUTED)
CELL_ACCENT: Final = Style(True, 8.5, 12.5, ACCENT)
HEAD: Final = Style(True, 7.5, 10.5, MUTED)
FOOT: Final = Style(False, 6.8, 9.5, MUTED)
RUNNING: Final = Style(False, 7.5, 10, MUTED)
