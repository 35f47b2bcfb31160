"""Fields edited where they stand: checked while typing, stored on leaving, never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from auditor.model.sheets import BY_NAME
from tests.ui.editing.conftest import Open
from ui.editing.draft import Draft
from ui.editing.inputs import ChoiceInput, WhoInput

TODAY = 20_634


def test_that_enter_opens_a_field_and_enter_stores_it(opened: Open) -> None:
    one = opened()
    row = one.row("residence")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert row.editor is not None
    QTest.keyClicks(row.editor.inner, "Foshan")
    QTest.keyClick(row.editor.inner, Qt.Key.Key_Return)
    one.tasks.run_all()
    assert (one.value("residence"), row.editor, row.value.text()) == ("Foshan", None, "Foshan")
    assert one.page.desk.edits.last is not None
    one.page.desk.edits.undo()
    one.tasks.run_all()
    assert one.value("residence") is None


def test_that_a_wrong_value_is_told_while_typing_and_moves_nothing(opened: Open) -> None:
    one = opened()
    below = one.row("sex").y()
    one.type("birth_date", "1990-13-45")
    facts = one.page.records.facts
    assert "is not a date" in facts.sentence.text()
    assert not facts.balloon.isHidden()
    assert one.row("sex").y() == below
    one.commit("birth_date")
    editor = one.row("birth_date").editor
    assert editor is not None
    assert editor.text == "1990-13-45"
    QTest.keyClick(editor.inner, Qt.Key.Key_Escape)
    assert facts.balloon.isHidden()
    assert one.value("birth_date") is None


def test_that_typed_text_outlives_a_reading_and_another_record(opened: Open) -> None:
    one = opened()
    one.type("note", "half a sentence")
    one.elsewhere(residence="深圳")
    one.page.outdate()
    one.tasks.run_all()
    one.page.open(("merchant", "M1"))
    one.tasks.run_all()
    one.page.open(("host", "H1"))
    one.tasks.run_all()
    editor = one.row("note").editor
    assert editor is not None
    assert editor.text == "half a sentence"
    assert one.row("residence").value.text() == "深圳"


def test_that_ctrl_enter_stores_prose_and_is_no_key_of_the_window_meanwhile(opened: Open) -> None:
    one = opened()
    one.type("note", "two\nlines")
    editor = one.row("note").editor
    assert editor is not None
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    asked.ignore()
    QApplication.sendEvent(editor.inner, asked)
    assert asked.isAccepted()
    QTest.keyClick(editor.inner, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    one.tasks.run_all()
    assert one.value("note") == "two\nlines"


def test_that_two_windows_on_one_field_end_in_a_choice(opened: Open) -> None:
    first, second = opened(), opened()
    first.type("unit", "一组")
    second.type("unit", "二组")
    first.commit("unit")
    second.commit("unit")
    bar = second.page.records.clash
    assert not bar.isHidden()
    assert bar.clash is not None
    assert [(one.theirs, one.mine) for one in bar.clash.choices] == [("一组", "二组")]
    assert second.value("unit") == "一组"
    bar.settle()
    second.tasks.run_all()
    assert (second.value("unit"), bar.isHidden()) == ("二组", True)


def test_that_theirs_can_be_taken(opened: Open) -> None:
    one = opened()
    one.type("unit", "二组")
    one.elsewhere(unit="一组")
    one.commit("unit")
    one.page.records.clash.take_theirs()
    one.tasks.run_all()
    assert (one.value("unit"), one.row("unit").value.text()) == ("一组", "一组")


def test_that_a_change_of_other_fields_asks_nothing_but_is_told(opened: Open) -> None:
    one = opened()
    one.type("unit", "二组")
    one.elsewhere(residence="深圳")
    one.commit("unit")
    assert (one.value("unit"), one.value("residence")) == ("二组", "深圳")
    assert any("林" in str(said) for said in one.page.desk.problems.tray)


def test_that_a_refusal_opens_the_field_again_with_its_text(opened: Open) -> None:
    one = opened()
    one.type("agency", "A9")
    one.commit("agency")
    editor = one.row("agency").editor
    assert editor is not None
    assert editor.text == "A9"
    assert "neither stored" in one.page.records.facts.sentence.text()
    assert one.value("agency") == "A1"


def test_that_a_reference_is_found_by_pinyin_and_leads_to_its_profile(opened: Open) -> None:
    one = opened()
    assert one.row("agency").value.text() == "星河机构  A1"
    menu = one.row("agency").way.menu()
    menu.actions()[0].trigger()
    assert one.went[-1].argument == ("agency", "A1")
    one.page.records.facts.edit("agency")
    editor = one.row("agency").editor
    assert isinstance(editor, WhoInput)
    editor.look("xinghe")
    one.tasks.run_all()
    assert list(editor.hits) == ["星河机构  A1"]


def test_that_choices_are_words_and_an_unchanged_field_stores_nothing(opened: Open) -> None:
    one = opened()
    one.page.records.facts.edit("sex")
    editor = one.row("sex").editor
    assert isinstance(editor, ChoiceInput)
    assert [editor.combo.itemText(at) for at in range(editor.combo.count())] == ["", "male", "female"]
    before = one.page.desk.edits.last
    one.commit("sex")
    assert (one.row("sex").editor, one.page.desk.edits.last) == (None, before)


def test_that_the_masked_name_left_alone_stays_whole(opened: Open) -> None:
    one = opened()
    one.type("real_name", "欧**")
    one.commit("real_name")
    assert one.row("real_name").editor is None
    one.type("real_name", "张**")
    assert "Stars hide" in one.page.records.facts.sentence.text()


@pytest.mark.parametrize(("text", "wrong"), [("2026-07-01", False), ("2020-01-01", True), ("长期", False)])
def test_that_two_typed_fields_are_held_against_each_other(text: str, wrong: bool) -> None:
    draft = Draft(BY_NAME["licences"], None, {}, None, TODAY)
    draft.type("valid_from", "2026-01-01")
    draft.type("valid_until", text)
    assert ("valid_until" in draft.told) == wrong
