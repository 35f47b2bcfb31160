"""Noto Sans SC from our resources, so that the window and the reports look alike on any machine."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from auditor.installed import resources

FAMILY = "Noto Sans SC"
RARE = "Noto Sans SX"
"""The regular face again under a name of its own: the bold one is cut to the common characters, and Qt looks for
what is missing in other families only."""
BODY = 13
CAPTION = 12
SECTION = 16
NAME = 22


def load(app: QApplication) -> list[str]:
    """Register the bundled faces and make them the application's font; the families found."""
    if QFontDatabase.hasFamily(RARE):
        app.setFont(sized(BODY))
        return [FAMILY, RARE]
    families: list[str] = []
    regular = resources() / "fonts" / "NotoSansSC-Regular.ttf"
    for face in (regular, regular.with_name("NotoSansSC-Bold.ttf")):
        number = QFontDatabase.addApplicationFont(str(face))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    number = QFontDatabase.addApplicationFontFromData(renamed(regular.read_bytes(), FAMILY, RARE))
    families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    app.setFont(sized(BODY))
    return sorted(set(families))


def renamed(face: bytes, old: str, new: str) -> bytes:
    """A TrueType face under another name of the same length, with its checksums set right (OpenType, "name" table)."""
    made = bytearray(face)
    entries = {made[at : at + 4].decode(): at for at in range(12, 12 + 16 * _number(made, 4, 2), 16)}
    start, length = _number(made, entries["name"] + 8), _number(made, entries["name"] + 12)
    table = bytes(made[start : start + length])
    for before, after in ((old, new), (old.replace(" ", ""), new.replace(" ", ""))):
        for coding in ("utf-16-be", "ascii"):
            table = table.replace(before.encode(coding), after.encode(coding))
    made[start : start + length] = table
    change = _checksum(table) - _number(made, entries["name"] + 4)
    made[entries["name"] + 4 : entries["name"] + 8] = _checksum(table).to_bytes(4, "big")
    # The table and its entry in the directory both moved by the same amount, and the adjustment balances the two.
    adjustment = _number(made, entries["head"] + 8) + 8
    balanced = (_number(made, adjustment) - 2 * change) % 2**32
    made[adjustment : adjustment + 4] = balanced.to_bytes(4, "big")
    return bytes(made)


def _number(face: bytearray, at: int, size: int = 4) -> int:
    return int.from_bytes(face[at : at + size], "big")


def _checksum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    return sum(int.from_bytes(padded[at : at + 4], "big") for at in range(0, len(padded), 4)) % 2**32


def scale() -> float:
    """How much larger than designed everything is written; kept by the application, as its font and palette are."""
    app = QCoreApplication.instance()
    kept = None if app is None else app.property("scale")
    return float(kept) if kept else 1.0


def px(pixels: float) -> int:
    """A designed length in pixels at the scale in force."""
    return round(pixels * scale())


def sized(pixels: int, *, bold: bool = False) -> QFont:
    """The window's font at a designed pixel size, scaled; digits are tabular in Noto Sans SC by design."""
    font = QFont([FAMILY, RARE])
    font.setPixelSize(px(pixels))
    font.setBold(bold)
    app = QCoreApplication.instance()
    if app is not None and app.property("latin"):
        # Chinese quotation marks are as wide as a character; between Latin words they look like holes.
        font.setFeature(QFont.Tag("pwid"), 1)
    return font


def latin(*, on: bool) -> None:
    """Write marks as they stand between Latin words from now on; kept by the application, as the scale is."""
    app = QCoreApplication.instance()
    if app is not None:
        app.setProperty("latin", on)


def code(pixels: int) -> QFont:
    """For codes that people compare character by character."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(px(pixels))
    return font
