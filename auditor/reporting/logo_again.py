"""The issuer's logo out of a finished report, so that its pages can be set again without the workspace."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from auditor.reporting.letterhead import Picture

_MOST = 1 << 24
"""More bytes no logo of ours has: 1,200 pixels a side in three colours take a quarter of it."""


def logo_in(path: Path) -> Picture | None:
    """The picture that the pages share; None where they have none. ValueError where it is none that we draw."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        page: Any = pdf.pages[0].obj if len(pdf.pages) else {}
        logo = page.get("/Resources", {}).get("/XObject", {}).get("/Logo")
        if logo is None:
            return None
        width, height = int(logo["/Width"]), int(logo["/Height"])
        colours = 3 if str(logo["/ColorSpace"]) == "/DeviceRGB" else 1
        unpacker = zlib.decompressobj()
        try:
            rows = unpacker.decompress(logo.read_raw_bytes(), _MOST)
        except zlib.error as error:
            raise ValueError("a torn picture") from error
        if len(rows) != height * (1 + width * colours):
            raise ValueError("a picture of another make")
        return Picture(width, height, colours, rows)
