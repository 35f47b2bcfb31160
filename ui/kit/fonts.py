"""Noto Sans SC from our resources, so that the window and the reports look alike on any machine."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from auditor.installed import resources

FAMILY = "Noto Sans SC"
BODY = 13
CAPTION = 12
SECTION = 16
NAME = 22


def load(app: QApplication) -> list[str]:
    """Register the bundled faces and make them the application's font; the families found."""
    families: list[str] = []
    for face in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        number = QFontDatabase.addApplicationFont(str(resources() / "fonts" / face))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    app.setFont(sized(BODY))
    return sorted(set(families))


def sized(pixels: int, *, bold: bool = False) -> QFont:
    """The window's font at a pixel size; digits are tabular in Noto Sans SC by design."""
    font = QFont(FAMILY)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


def code(pixels: int) -> QFont:
    """For codes that people compare character by character."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(pixels)
    return font
