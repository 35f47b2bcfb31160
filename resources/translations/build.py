"""Compiles every .po beside it into a .mo (development only; needs Babel): python resources/translations/build.py"""

from __future__ import annotations

from pathlib import Path


def build(folder: Path) -> list[Path]:
    """Write FILE.mo for each FILE.po under the folder; the bytes depend on the .po alone."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(folder.rglob("*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        target = source.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalogue)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in build(Path(__file__).resolve().parent):
        print(path.name)
