"""Compiles every .po beside it into a .mo (development only; needs Babel): python resources/translations/build.py"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path


def compiled(source: Path) -> bytes:
    """The .mo of one .po; the bytes depend on the .po alone (Babel would write the time of compiling)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as stream:
        catalogue = read_po(stream)
    catalogue.creation_date = datetime(2000, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def build(folder: Path) -> list[Path]:
    """Write FILE.mo for each FILE.po under the folder."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compiled(source))
        written.append(target)
    return written


if __name__ == "__main__":
    for path in build(Path(__file__).resolve().parent):
        print(path.name)
