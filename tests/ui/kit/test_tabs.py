"""Tabs that do not fit fade out where they are cut off."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QTabWidget
from pytestqt.qtbot import QtBot

from ui.kit.tabs import fade
from ui.kit.theme import Theme

NAMES = ("Facts", "Scans", "Licences", "Trainings", "Infractions", "Contracts", "Authorisations")


def tabs(qtbot: QtBot, theme: Theme, width: int) -> QTabWidget:
    made = QTabWidget()
    fade(made, theme)
    for name in NAMES:
        made.addTab(QLabel(name), name)
    qtbot.addWidget(made)
    made.resize(width, 80)
    made.show()
    qtbot.waitExposed(made)
    return made


def inked(image: QImage, column: int, ground: QColor) -> int:
    """How far the darkest pixel of a column is from the ground."""
    return max(abs(image.pixelColor(column, row).lightness() - ground.lightness()) for row in range(image.height()))


def test_that_the_tab_that_is_cut_off_fades_into_the_ground(qtbot: QtBot, theme: Theme) -> None:
    made = tabs(qtbot, theme, 330)
    bar = made.tabBar()
    end = min(one.x() for one in bar.children() if one.inherits("QToolButton"))  # type: ignore[attr-defined]
    assert bar.tabRect(bar.count() - 1).right() > end
    image = bar.grab().toImage()
    assert inked(image, end - 1, theme.tokens.colour("bg")) < 12


def test_that_nothing_fades_where_all_tabs_fit(qtbot: QtBot, theme: Theme) -> None:
    made = tabs(qtbot, theme, 1200)
    plain = QTabWidget()
    plain.setDocumentMode(True)
    plain.tabBar().setExpanding(False)
    plain.tabBar().setDrawBase(False)
    for name in NAMES:
        plain.addTab(QLabel(name), name)
    qtbot.addWidget(plain)
    plain.resize(1200, 80)
    plain.show()
    qtbot.waitExposed(plain)
    assert made.tabBar().grab().toImage() == plain.tabBar().grab().toImage()
