"""Bars of what scrolls come and go; a screen reader is told of none, so that none goes while it asks."""

from __future__ import annotations

import ast
from pathlib import Path

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.kit.scrolling import Area

UI = Path(__file__).resolve().parents[3] / "ui"


def shown(qtbot: QtBot, page: QWidget, *, height: int, width: int = 100, sideways: bool = False) -> Area:
    area = Area(sideways=sideways)
    page.setMinimumSize(width, height)
    area.setWidget(page)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    qtbot.waitExposed(area)
    return area


def test_that_a_bar_shows_while_there_is_more_than_shows(qtbot: QtBot) -> None:
    area = shown(qtbot, (page := QWidget()), height=900)
    qtbot.waitUntil(area.upright.isVisible)
    assert area.upright.pageStep() == area.verticalScrollBar().pageStep() == area.viewport().height()
    assert area.viewport().width() + area.upright.width() == area.contentsRect().width()
    page.setMinimumSize(100, 50)
    qtbot.waitUntil(lambda: not area.upright.isVisible())
    assert area.viewport().width() == area.contentsRect().width()


def test_that_the_bar_and_the_page_move_each_other(qtbot: QtBot) -> None:
    area = shown(qtbot, (page := QWidget()), height=900)
    area.upright.setValue(120)
    assert page.y() == -120
    area.verticalScrollBar().setValue(30)
    assert area.upright.value() == 30
    area.upright.setValue(area.upright.maximum())
    assert page.y() + page.height() == area.viewport().height()


def test_that_what_is_too_wide_is_scrolled_sideways_where_it_is_asked_for(qtbot: QtBot) -> None:
    area = shown(qtbot, (page := QWidget()), height=900, width=700, sideways=True)
    assert area.lying is not None
    qtbot.waitUntil(area.lying.isVisible)
    area.lying.setValue(50)
    assert page.x() == -50
    assert area.lying.geometry().bottom() <= area.contentsRect().bottom()
    assert not area.lying.geometry().intersects(area.upright.geometry())


def test_that_a_screen_reader_is_told_of_one_child_whether_a_bar_shows_or_not(qtbot: QtBot) -> None:
    area = shown(qtbot, (page := QWidget()), height=900, width=700, sideways=True)
    qtbot.waitUntil(area.upright.isVisible)
    told = QAccessible.queryAccessibleInterface(area)
    counts = [told.childCount()]
    page.setMinimumSize(100, 50)
    qtbot.waitUntil(lambda: not area.upright.isVisible())
    counts.append(told.childCount())
    page.setMinimumSize(100, 900)
    qtbot.waitUntil(area.upright.isVisible)
    area.hide()
    assert [*counts, told.childCount()] == [1, 1, 1]


def test_that_every_area_of_the_window_is_such_a_one() -> None:
    made = [
        f"{file.relative_to(UI)}:{node.lineno}"
        for file in sorted(UI.rglob("*.py"))
        if file.name != "scrolling.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QScrollArea")
        or (isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "QScrollArea" for base in node.bases))
    ]
    assert made == []
