"""Where the focus is can be seen on every kind of control in both themes, and what is drawn can be pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QColor, QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSpinBox,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from auditor.clock import SHANGHAI
from auditor.model.sheets import BY_NAME
from tests.ui.desks import furnish
from tests.ui.worlds import World
from ui.calendar.month import MonthGrid
from ui.editing.rows import FactRow
from ui.kit import parts
from ui.kit.chips import Answer, Chip, ChipButton
from ui.kit.desk import Day, Desk, Place
from ui.kit.openable import Openable
from ui.kit.problems import Problems
from ui.kit.small_table import Line, SmallTable
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Choice, Theme
from ui.lists.drawer import FacetRow
from ui.profiles.page import ProfilePage

MET = {ChipButton: "chip", Openable: "line", QTabBar: "tabs", FactRow: "fact"}
NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def desk(texts: Texts, theme: Theme) -> Desk:
    problems = Problems(texts, theme)
    return Desk(texts, theme, InlineTasks(None, problems.tell), problems, Day(lambda: NOW), lambda _: None)


def table(desk: Desk) -> SmallTable:
    made = SmallTable(desk.theme)
    made.show_lines(("a", "b"), [Line(("1", "2")), Line(("3", "4"))])
    made.setMinimumSize(200, 120)
    return made


def choice(desk: Desk) -> QComboBox:
    made = QComboBox()
    made.addItems(["one", "two"])
    return made


def tabs(desk: Desk) -> QTabBar:
    made = QTabBar()
    made.addTab("one")
    made.addTab("two")
    return made


def listed(desk: Desk) -> QListWidget:
    made = QListWidget()
    made.addItems(["one", "two"])
    return made


def tree(desk: Desk) -> QTreeWidget:
    made = QTreeWidget()
    made.addTopLevelItem(QTreeWidgetItem(["one"]))
    return made


def page(desk: Desk) -> QWidget:
    made = parts.scrolled(parts.box(parts.column(QLabel("text"))))
    made.setFixedSize(160, 90)
    return made


def fact(desk: Desk) -> FactRow:
    made = FactRow(desk, BY_NAME["hosts"].field("unit"), lambda: ())
    made.show_value("Team", "美食组", "not given")
    return made


def pressed(what: str) -> Callable[[Desk], QWidget]:
    return lambda desk: parts.button(desk.texts, "Press", lambda: None, what)  # type: ignore[arg-type] # one of them


CONTROLS: dict[str, Callable[[Desk], QWidget]] = {
    **{
        f"button {what}": pressed(what) for what in ("", "primary", "quiet", "remedy", "facet", "foot", "day", "search")
    },
    "toggle": lambda desk: parts.toggle(desk.texts, "Filter"),
    "icon button": lambda desk: parts.icon_button(desk.texts, desk.theme, "next", "Next", lambda: None),
    "line": lambda desk: QLineEdit("text"),
    "lines": lambda desk: QPlainTextEdit("text"),
    "choice": choice,
    "number": lambda desk: QSpinBox(),
    "day": lambda desk: QDateEdit(QDate(2026, 6, 30)),
    "tick": lambda desk: QCheckBox("Tick"),
    "table": table,
    "tabs": tabs,
    "list": listed,
    "tree": tree,
    "page": page,
    "fact": fact,
    "openable": lambda desk: Openable(desk.theme, parts.row(QLabel("line"))),
    "facet row": lambda desk: FacetRow(desk.theme),
    "chip": lambda desk: ChipButton(Chip(Answer.HIGH, 2), desk.theme, desk.texts.t),
    "month": MonthGrid,
}


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("name", CONTROLS)
def test_that_the_focus_is_seen_on_every_kind_of_control(
    desk: Desk, qtbot: QtBot, name: str, theme_name: Choice
) -> None:
    desk.theme.switch(theme_name)
    desk.theme.apply()
    other, control = QLineEdit(), CONTROLS[name](desk)
    around = QWidget()
    parts.mark(around, "page")
    around.setLayout(parts.column(other, control, margins=(12, 12, 12, 12)))
    if isinstance(control, MonthGrid):
        control.show_month(NOW.date(), NOW.date(), None, None)
    qtbot.addWidget(around)
    around.show()
    around.activateWindow()
    qtbot.waitUntil(around.isActiveWindow)
    other.setFocus()
    without = grabbed(control)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    assert control.hasFocus()
    having = grabbed(control)
    ring = QColor(str(desk.theme.tokens.focus))
    assert count(having, ring) >= count(without, ring) + 12


def grabbed(widget: QWidget) -> QImage:
    QApplication.processEvents()
    return widget.grab().toImage()


def count(image: QImage, colour: QColor) -> int:
    rgb = colour.rgb()
    return sum(image.pixel(x, y) == rgb for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("name", ["fact", "openable"])
def test_that_what_opens_by_enter_can_be_pressed_by_a_screen_reader(desk: Desk, qtbot: QtBot, name: str) -> None:
    control = CONTROLS[name](desk)
    control.setAccessibleName("Team 美食组")
    qtbot.addWidget(control)
    control.show()
    spoken = QAccessible.queryAccessibleInterface(control)
    assert spoken.role() == QAccessible.Role.Button
    assert spoken.text(QAccessible.Text.Name) == "Team 美食组"
    actions = spoken.actionInterface()
    assert QAccessibleActionInterface.pressAction() in actions.actionNames()
    for act in (
        lambda: actions.doAction(QAccessibleActionInterface.pressAction()),
        lambda: (control.setFocus(), qtbot.keyClick(control, Qt.Key.Key_Return)),
        lambda: qtbot.mouseDClick(control, Qt.MouseButton.LeftButton),
    ):
        with qtbot.waitSignal(control.opened, timeout=1000):  # type: ignore[attr-defined] # both have it
            act()
    with qtbot.assertNotEmitted(control.opened):  # type: ignore[attr-defined] # both have it
        qtbot.mouseClick(control, Qt.MouseButton.LeftButton)


def test_that_tab_meets_the_answers_of_a_profile_where_they_stand_before_its_tabs(
    qtbot: QtBot, qapp: QApplication
) -> None:
    window = furnish(World(), lang="en")
    try:
        window.opened.window.show()
        window.opened.window.go(Place("profile", ("host", "H0007")))
        window.settle(qapp)
        page = window.opened.window.shown
        assert isinstance(page, ProfilePage)
        first = page.findChildren(ChipButton)[0]
        page.window().activateWindow()
        qtbot.waitUntil(page.window().isActiveWindow)
        first.setFocus()
        met: list[str] = []
        for _ in range(60):
            at = page.window().focusWidget()
            met.append(next((word for kind, word in MET.items() if isinstance(at, kind)), ""))
            qtbot.keyClick(at, Qt.Key.Key_Tab)
            if page.window().focusWidget() is first:
                break
        where = [met.index(word) for word in ("chip", "line", "tabs")]
        assert where == sorted(where)
        assert not {"line", "chip"} & set(met[where[-1] :])
        assert met.index("fact") > where[-1]
    finally:
        window.leave(qapp)
