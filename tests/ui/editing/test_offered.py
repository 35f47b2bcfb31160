"""What completes a word in a record's form: a list within the window, so that no key goes elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListView, QWidget

from tests.ui.editing.conftest import Open, Opened
from tests.ui.editing.test_records import licences
from ui.editing.inputs import ChoiceInput, Input, WhoInput

Key = Qt.Key


def offers(page: QWidget) -> list[str]:
    """What the list that is open offers."""
    found = [one for one in page.findChildren(QListView) if one.property("is") == "offers" and one.isVisible()]
    return [str(found[0].model().index(row, 0).data()) for row in range(found[0].model().rowCount())] if found else []


def press(one: Opened, *keys: Qt.Key | str) -> None:
    """Into whatever has the focus; one key after the other, and what is asked meanwhile answered."""
    for key in keys:
        focused = one.page.focusWidget()
        assert focused is not None
        if isinstance(key, str):
            QTest.keyClicks(focused, key)
        else:
            QTest.keyClick(focused, key)
        one.tasks.run_all()


def agency(opened: Open) -> tuple[Opened, Input]:
    one = opened()
    one.page.show()
    one.page.records.facts.edit("agency")
    QApplication.processEvents()  # everything takes its place
    editor = one.row("agency").editor
    assert isinstance(editor, WhoInput)
    return one, editor


def test_that_somebody_is_taken_by_enter_and_stored_by_the_next(opened: Open) -> None:
    one, editor = agency(opened)
    windows = {top for top in QApplication.topLevelWidgets() if top.isVisible()}
    press(one, "xing")
    assert (offers(one.page), editor.text) == (["星河机构  A1"], "xing")
    assert {top for top in QApplication.topLevelWidgets() if top.isVisible()} == windows
    press(one, Key.Key_Down, Key.Key_Return)
    assert (offers(one.page), editor.text, one.row("agency").editor) == ([], "A1", editor)
    press(one, Key.Key_Return)
    assert one.row("agency").editor is None


def test_that_esc_closes_the_list_and_the_next_one_takes_back(opened: Open) -> None:
    one, editor = agency(opened)
    press(one, "xing", Key.Key_Escape)
    assert (offers(one.page), editor.text) == ([], "xing")
    press(one, Key.Key_Escape)
    assert one.row("agency").editor is None
    assert one.value("agency") == "A1"


def test_that_the_list_goes_with_the_line_and_a_press_beside_closes_it(opened: Open) -> None:
    one, editor = agency(opened)
    press(one, "xing")
    (shown,) = [each for each in one.page.findChildren(QListView) if each.isVisible() and each.property("is")]
    before = shown.y()
    bar = one.page.records.facts_area.verticalScrollBar()
    bar.setValue(bar.value() + 20)
    assert shown.y() == before - 20
    QTest.mouseClick(one.page, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert offers(one.page) == []
    press(one, "h")
    (shown,) = [each for each in one.page.findChildren(QListView) if each.isVisible() and each.property("is")]
    at = shown.visualRect(shown.model().index(0, 0)).center()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert editor.text == "A1"


@pytest.mark.parametrize("typed", ["shipinjing", "d busi"])
def test_that_a_word_is_found_by_a_part_of_it_or_by_pinyin_and_tab_goes_on_with_it(opened: Open, typed: str) -> None:
    one = opened("merchant", "M1")
    one.page.show()
    page = licences(one)
    page.begin_adding()
    kind = page.adding.fields["kind"].entry
    assert isinstance(kind, ChoiceInput)
    assert isinstance(kind.inner, QComboBox)
    kind.setFocus()
    kind.put("")
    press(one, typed, Key.Key_Down)
    assert kind.text == "Food business licence"
    press(one, Key.Key_Tab)
    assert offers(one.page) == []
    assert one.page.focusWidget() is not kind.inner
