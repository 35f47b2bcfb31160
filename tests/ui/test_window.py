"""Flows through the window, offscreen, over an in-memory world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.desks import Furnished, furnish
from tests.ui.worlds import World
from ui.kit.desk import Place
from ui.lists.screen import ProfileList
from ui.profiles.page import ProfilePage


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Furnished]:
    made = furnish(World())
    made.opened.window.show()
    made.opened.window.go(Place("hosts"))
    made.settle(qapp)
    yield made
    made.leave(qapp)


def hosts(window: Furnished) -> ProfileList:
    screen = window.opened.window.shown
    assert isinstance(screen, ProfileList)
    return screen


def test_that_the_hosts_are_listed_with_their_count(window: Furnished) -> None:
    screen = hosts(window)
    assert screen.model.rowCount() == 60
    assert screen.number.text() == "60"
    assert window.opened.window.foot.counts.text().startswith("60 · ")


def test_that_typing_narrows_the_list_and_says_how_many_match(
    window: Furnished, qtbot: QtBot, qapp: QApplication
) -> None:
    screen = hosts(window)
    qtbot.keyClicks(screen.search, "H0008")
    qtbot.wait(120)
    window.settle(qapp)
    assert screen.model.rowCount() == 1
    assert "1 符合筛选" in screen.said


def test_that_a_search_without_a_match_offers_to_show_all(window: Furnished, qtbot: QtBot, qapp: QApplication) -> None:
    screen = hosts(window)
    screen.search.setText("没有这个人")
    qtbot.wait(120)
    window.settle(qapp)
    assert screen.area.currentWidget() is screen.no_match
    button = screen.no_match.findChild(QPushButton)
    assert button is not None
    button.click()
    window.settle(qapp)
    assert screen.model.rowCount() == 60
    assert screen.area.currentWidget() is screen.table


def test_that_a_list_without_anything_says_what_will_stand_there(window: Furnished, qapp: QApplication) -> None:
    window.opened.window.go(Place("merchants"))
    window.settle(qapp)
    screen = hosts(window)
    assert screen.area.currentWidget() is screen.nothing_yet


def test_that_select_all_chooses_by_filter_and_never_reaches_qts_selection(window: Furnished) -> None:
    screen = hosts(window)
    screen.table.selectAll()
    assert screen.table.choice.count(60) == 60
    assert not screen.table.selectionModel().hasSelection()
    assert "已选 60" in screen.said


def test_that_enter_opens_a_profile_judged_as_of_the_day(window: Furnished, qtbot: QtBot, qapp: QApplication) -> None:
    screen = hosts(window)
    screen.table.go_to_row(7)
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    window.settle(qapp)
    page = window.opened.window.shown
    assert isinstance(page, ProfilePage)
    assert page.name.text() == "小鹿美食"
    assert window.world.asked_days[-1] == date(2026, 6, 30)


def test_that_moving_the_day_judges_again(window: Furnished, qapp: QApplication) -> None:
    window.opened.window.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    window.opened.desk.day.set(date(2026, 6, 18))
    window.settle(qapp)
    assert window.world.asked_days[-1] == date(2026, 6, 18)
    button = window.opened.window.day_button
    assert button.property("other") == "true"
    assert "12 天前" in button.text()


def test_that_the_notice_goes_to_the_clipboard_without_numbers_of_a_person(
    window: Furnished, qapp: QApplication
) -> None:
    window.opened.window.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    page = window.opened.window.shown
    assert isinstance(page, ProfilePage)
    page.copy_notice()
    text = QGuiApplication.clipboard().text()
    assert "小鹿美食" in text
    assert "安排年度培训并上传证明" in text
    assert "4401" not in text


def test_that_the_palette_finds_and_opens_a_subject(window: Furnished, qtbot: QtBot, qapp: QApplication) -> None:
    palette = window.opened.window.palette_box
    palette.open_now()
    qtbot.keyClicks(palette.line, "H0012")
    qtbot.wait(100)
    window.settle(qapp)
    assert palette.list.item(0).text().endswith("H0012")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    window.settle(qapp)
    page = window.opened.window.shown
    assert isinstance(page, ProfilePage)
    assert page.profile is not None
    assert page.profile.code == "H0012"


def test_that_back_returns_to_the_list(window: Furnished, qapp: QApplication) -> None:
    window.opened.window.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    window.opened.window.go_back()
    assert isinstance(window.opened.window.shown, ProfileList)


def test_that_the_language_switches_at_once(window: Furnished, qapp: QApplication) -> None:
    screen = hosts(window)
    assert screen.title.text() == "主播"
    window.opened.desk.texts.switch("en")
    assert screen.title.text() == "Hosts"
    assert screen.model.headerData(1, Qt.Orientation.Horizontal) == "Stage name"
    assert screen.model.text(0, "status") == "Active"


def test_that_the_theme_switches_at_once(window: Furnished) -> None:
    theme = window.opened.desk.theme
    theme.switch("dark")
    image = window.opened.window.grab().toImage()
    assert image.pixelColor(4, 400).lightness() < 60
    theme.switch("light")
    image = window.opened.window.grab().toImage()
    assert image.pixelColor(4, 400).lightness() > 200


def test_that_chosen_rows_are_copied_as_tab_separated_text(window: Furnished, qapp: QApplication) -> None:
    screen = hosts(window)
    screen.table.choice.only(0)
    screen.table.choice.extend(1)
    screen.table.copy()
    window.settle(qapp)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["编号", "H0001", "H0002"]


def test_that_every_control_has_an_accessible_name(window: Furnished, qapp: QApplication) -> None:
    kinds = (QLineEdit, QToolButton, QPushButton, QComboBox, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView)
    for place in (Place("hosts"), Place("profile", ("host", "H0008"))):
        window.opened.window.go(place)
        window.settle(qapp)
        nameless = [
            described(widget)
            for widget in window.opened.window.findChildren(QWidget)
            if isinstance(widget, kinds) and not widget.accessibleName() and not ours_of_qt(widget)
        ]
        assert nameless == []


def described(widget: QWidget) -> str:
    parent = widget.parentWidget()
    return f"{type(widget).__name__} in {type(parent).__name__}"


def ours_of_qt(widget: QWidget) -> bool:
    """Parts of Qt's own composed widgets (header, calendar, scroll arrows), which Qt names itself."""
    from PySide6.QtWidgets import QCalendarWidget, QHeaderView, QTabBar

    if isinstance(widget, QPushButton) and widget.text():
        return True
    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, QHeaderView | QCalendarWidget | QTabBar) or (
            type(at).__name__ == "QLineEdit" and at is not widget
        ):
            return True
        at = at.parentWidget()
    return False


def test_that_space_shows_the_answers_of_the_row_beside_the_list(
    window: Furnished, qtbot: QtBot, qapp: QApplication
) -> None:
    screen = hosts(window)
    screen.table.go_to_row(3)
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    window.settle(qapp)
    assert screen.quick.isVisible()
    assert screen.quick.name.text() == "䶮㛃小店"
    qtbot.keyClick(screen.table, Qt.Key.Key_Space)
    assert not screen.quick.isVisible()


def test_that_enter_typed_faster_than_anything_is_found_opens_the_first_hit(
    window: Furnished, qtbot: QtBot, qapp: QApplication
) -> None:
    palette = window.opened.window.palette_box
    palette.open_now()
    qtbot.keyClicks(palette.line, "H0012")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    qtbot.wait(100)
    window.settle(qapp)
    assert isinstance(window.opened.window.shown, ProfilePage)


def test_that_the_rail_shows_where_a_profile_belongs(window: Furnished, qapp: QApplication) -> None:
    window.opened.window.go(Place("merchants"))
    window.opened.window.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    assert window.opened.window.rail.buttons["hosts"].isChecked()
    assert isinstance(window.opened.window.shown, ProfilePage)


def test_that_closing_the_window_ends_its_work(window: Furnished, qapp: QApplication) -> None:
    window.opened.window.close()
    asked = window.opened.desk.tasks.read(lambda: 1, lambda _: None, owner=window.opened.window)
    assert asked
    assert window.opened.desk.tasks.waiting == 0


def test_that_what_was_found_for_an_earlier_text_opens_nothing(
    window: Furnished, qtbot: QtBot, qapp: QApplication
) -> None:
    palette = window.opened.window.palette_box
    palette._timer.setInterval(600_000)  # asked by hand below, so that the order is certain
    palette.open_now()
    qtbot.keyClicks(palette.line, "H001")
    palette._ask()
    qtbot.keyClicks(palette.line, "2")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    window.settle(qapp)
    assert palette.isVisible()
    palette._ask()
    window.settle(qapp)
    page = window.opened.window.shown
    assert isinstance(page, ProfilePage)
    assert page.profile is not None
    assert page.profile.code == "H0012"


def test_that_a_record_shows_all_its_fields_when_it_is_current(window: Furnished, qapp: QApplication) -> None:
    window.opened.window.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    page = window.opened.window.shown
    assert isinstance(page, ProfilePage)
    trainings = page.records.pages["trainings"]
    page.records.setCurrentWidget(trainings)
    assert trainings.table.small.rowCount() == 2
    assert not trainings.detail.isVisible()
    trainings.table.selectRow(0)
    assert trainings.detail.isVisible()
    words = [label.text() for label in trainings.facts.findChildren(QLabel)]
    assert "C-2025-0031" in words


def test_that_a_remedy_leads_to_its_room(window: Furnished, qapp: QApplication) -> None:
    went: list[Place] = []
    window.opened.window.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    page = window.opened.window.shown
    assert isinstance(page, ProfilePage)
    object.__setattr__(page.desk, "go", went.append)
    buttons = [one for one in page.verdicts.findChildren(QPushButton) if one.text() == "登记培训"]
    assert len(buttons) == 1, [b.text() for b in page.verdicts.findChildren(QPushButton)]
    buttons[0].click()
    assert went == [Place("training", ("host", "H0008"))]
