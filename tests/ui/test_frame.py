"""The frame round the rooms: what was known, the palette's commands, the tray, windows beside, what is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from auditor.i18n import said
from tests.ui.desks import Furnished, furnish
from tests.ui.worlds import World
from ui.commands import says
from ui.kit.desk import Place
from ui.kit.memory import Memory
from ui.layout import Layout
from ui.lists.screen import ProfileList
from ui.palette import Hit
from ui.profiles.page import ProfilePage


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Furnished]:
    made = furnish(World())
    made.opened.window.show()
    made.opened.window.go(Place("hosts"))
    made.settle(qapp)
    yield made
    made.leave(qapp)


def test_that_looking_back_is_marked_and_one_key_ends_it(window: Furnished, qapp: QApplication) -> None:
    frame, day = window.opened.window, window.opened.desk.day
    assert not frame.now.isVisible()
    day.know(datetime(2026, 6, 20, 18, 0))
    window.settle(qapp)
    assert "2026-06-20 18:00" in frame.day_button.text()
    assert frame.day_button.property("other") == "true"
    assert frame.now.isVisible()
    day.look(date(2026, 6, 1), day.known)
    frame.now.click()
    assert day.is_today
    assert day.known is None
    assert frame.day_button.property("other") == "false"


def test_that_a_screen_that_cannot_look_back_says_so(window: Furnished, qapp: QApplication) -> None:
    frame = window.opened.window
    assert frame.shown is not None
    frame.shown.looks_back = False
    frame.cannot.show_for(frame.shown)
    assert not frame.cannot.isVisible()
    window.opened.desk.day.know(datetime(2026, 6, 20, 18, 0))
    assert frame.cannot.isVisible()
    frame.shown.looks_back = True
    frame.cannot.show_for(frame.shown)
    assert not frame.cannot.isVisible()


def test_that_the_popup_offers_the_end_of_the_day_and_sets_both_at_once(window: Furnished) -> None:
    frame, day = window.opened.window, window.opened.desk.day
    day.set(date(2026, 5, 3))
    frame.day_button.open_known()
    popup = frame.day_button.popup
    assert popup.only.isChecked()
    assert popup.moment.dateTime().toString("yyyy-MM-dd HH:mm") == "2026-05-03 23:59"
    popup.look.click()
    assert day.known == datetime(2026, 5, 3, 23, 59)


@pytest.mark.parametrize("typed", ["备份", "back up", "beifen", "bf", "BEIFEN"])
def test_that_a_command_is_found_in_both_languages_by_sound_and_by_initials(typed: str) -> None:
    assert says(typed, "Back up the workspace")
    assert not says(typed, "Dark theme")


def test_that_the_palette_does_what_it_names(window: Furnished, qtbot: QtBot, qapp: QApplication) -> None:
    palette = window.opened.window.palette_box
    palette.open_now()
    palette.line.setText("shense")
    qtbot.wait(100)
    window.settle(qapp)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    qapp.processEvents()
    assert window.opened.desk.theme.tokens.dark
    window.opened.desk.theme.switch("light")


def test_that_an_open_palette_speaks_the_new_language_at_once(window: Furnished, qapp: QApplication) -> None:
    palette, texts = window.opened.window.palette_box, window.opened.desk.texts
    palette.open_now()
    texts.switch("en")
    assert palette.list.item(0).data(Qt.ItemDataRole.UserRole).name == "Today"
    texts.switch("zh")
    assert palette.list.item(0).data(Qt.ItemDataRole.UserRole).name == "今日工作台"


def test_that_who_was_opened_is_offered_before_anything_is_typed(window: Furnished, qapp: QApplication) -> None:
    frame = window.opened.window
    frame.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    frame.palette_box.open_now()
    first = frame.palette_box.list.item(0).data(Qt.ItemDataRole.UserRole)
    assert isinstance(first, Hit)
    assert first.place == Place("profile", ("host", "H0008"))


def test_that_the_tray_keeps_what_was_said_until_it_is_read(window: Furnished, qapp: QApplication) -> None:
    bell, problems, acted = window.opened.window.bell, window.opened.desk.problems, []
    problems.done(said("{n} rows copied.", n=3), (said("Undo"), lambda: acted.append(1)))
    assert "1" in bell.accessibleName()
    bell.open_tray()
    assert problems.unread == 0
    words = [label.text() for label in bell.tray.findChildren(QLabel)]
    assert any("3" in text for text in words)
    assert "09:00" in words
    button = next(one for one in bell.tray.findChildren(QPushButton) if one.text() == "撤销")
    button.click()
    assert acted == [1]
    assert not bell.tray.isVisible()


def test_that_a_profile_opens_in_a_window_of_its_own_and_obeys_the_same_day(
    window: Furnished, qapp: QApplication
) -> None:
    frame, desk = window.opened.window, window.opened.desk
    desk.aside(Place("profile", ("host", "H0008")))
    desk.aside(Place("profile", ("host", "H0012")))
    window.settle(qapp)
    first, second = frame.asides
    assert isinstance(first.shown, ProfilePage)
    assert isinstance(second.shown, ProfilePage)
    assert first.shown.name.text() == "小鹿美食"
    assert first.desk.edits is desk.edits
    desk.day.set(date(2026, 6, 18))
    window.settle(qapp)
    assert "2026-06-18" in first.day_button.text()
    first.go(Place("hosts"))
    assert frame.shown is not first.shown
    first.close()
    qapp.processEvents()
    assert frame.asides == [second]
    frame.close()
    assert frame.asides == []


def test_that_splitters_and_the_last_room_are_found_again(window: Furnished, qapp: QApplication) -> None:
    memory = Memory()
    frame = window.opened.window
    frame._layout = Layout(memory)
    frame.go(Place("profile", ("host", "H0008")))
    window.settle(qapp)
    page = frame.shown
    assert isinstance(page, ProfilePage)
    page.split.setSizes([300, 600])
    moved = page.split.sizes()
    frame._remember()
    today = frame.desk.day.today
    assert Layout(memory).room(today) == "hosts"
    assert Layout(memory).room(today + timedelta(days=1)) == ""  # another day begins with the day's page
    page.split.setSizes([700, 200])
    Layout(memory).restore("profile", page)
    assert page.split.sizes() == moved


def test_that_the_current_row_opens_beside_by_a_key(window: Furnished, qapp: QApplication) -> None:
    frame = window.opened.window
    screen = frame.shown
    assert isinstance(screen, ProfileList)
    screen.table.go_to_row(7)
    assert frame._aside_key.isEnabled()
    frame._aside_key.activated.emit()  # no window is active offscreen, so that no key reaches a shortcut
    window.settle(qapp)
    (aside,) = frame.asides
    page = aside.shown
    assert isinstance(page, ProfilePage)
    assert page.place_aside() == Place("profile", ("host", "H0008"))
    assert frame.shown is screen
