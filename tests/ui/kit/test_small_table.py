"""Short tables are read again whenever something is stored; who stands in one stays there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from ui.kit.small_table import Line, SmallTable

pytestmark = pytest.mark.window
TITLES = ("Code", "What", "Days")
FALLING = Qt.SortOrder.DescendingOrder


def line(code: str, what: str = "", days: str = "1") -> Line:
    return Line((code, what, days), code)


def shown(table: SmallTable) -> list[str]:
    return [one.texts[0] for one in table.small.lines]


def stand(table: SmallTable, code: str) -> None:
    assert table.pick(lambda one: one == code)


@pytest.fixture
def table(qtbot: Any) -> SmallTable:
    made = SmallTable()
    qtbot.addWidget(made)
    made.resize(400, 120)
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made.small, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    made.show_lines(TITLES, [line(code) for code in "ABCDEFGHIJ"])
    made.show()
    return made


def test_that_enter_opens_the_row_one_stood_on_though_all_were_read_again(table: SmallTable) -> None:
    opened: list[object] = []
    table.activated.connect(lambda index: opened.append(table.small.lines[index.row()].payload))
    stand(table, "C")
    table.show_lines(TITLES, [line(code, "changed elsewhere") for code in "0ABCDEFGHIJ"])
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == ["C"]


def test_that_arrows_go_on_from_there(table: SmallTable) -> None:
    stand(table, "C")
    table.show_lines(TITLES, [line(code) for code in "ABCDEFGHIJ"])
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.payload() == "D"


def test_that_chosen_rows_stay_chosen_but_for_those_that_went(table: SmallTable) -> None:
    stand(table, "B")
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(table.small.index(4, 0), rows)
    table.selectionModel().select(table.small.index(6, 0), rows)
    table.show_lines(TITLES, [line(code) for code in "ABCDFGHIJ"])
    assert {table.small.lines[one.row()].payload for one in table.selectionModel().selectedRows()} == {"B", "G"}


def test_that_the_next_row_takes_the_place_of_one_that_went(table: SmallTable) -> None:
    stand(table, "C")
    table.show_lines(TITLES, [line(code) for code in "ABDEFGHIJ"])
    assert table.payload() == "D"
    stand(table, "J")
    table.show_lines(TITLES, [line(code) for code in "ABDEFGHI"])
    assert table.payload() == "I"


def test_that_nobody_stands_among_rows_of_which_none_was_there(table: SmallTable) -> None:
    stand(table, "C")
    table.show_lines(TITLES, [line(code) for code in "XYZ"])
    assert table.payload() is None


def test_that_nobody_stands_anywhere_who_did_not_before(table: SmallTable) -> None:
    table.setCurrentIndex(table.rootIndex())
    table.show_lines(TITLES, [line(code) for code in "ABC"])
    assert table.payload() is None


def test_that_what_is_scrolled_to_stays_there(table: SmallTable) -> None:
    stand(table, "A")
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    table.show_lines(TITLES, [line(code) for code in "ABCDEFGHIJ"])
    assert before > 0
    assert bar.value() == before


def test_that_rows_read_again_stand_as_they_were_sorted(table: SmallTable) -> None:
    table.sortByColumn(0, FALLING)
    table.show_lines(TITLES, [line(code) for code in "ABCD"])
    assert shown(table) == ["D", "C", "B", "A"]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert shown(table) == ["A", "B", "C", "D"]


def test_that_the_current_row_moves_with_what_it_says_when_rows_are_sorted(table: SmallTable) -> None:
    stand(table, "C")
    table.sortByColumn(0, FALLING)
    assert table.payload() == "C"


def test_that_a_key_tells_rows_apart_that_begin_alike(table: SmallTable) -> None:
    def rows(state: str) -> list[Line]:
        return [Line(("9:00", state, "1"), code, key=code) for code in ("S-1", "S-2", "S-3")]

    table.show_lines(TITLES, rows("planned"))
    stand(table, "S-2")
    table.show_lines(TITLES, rows("held"))
    assert table.payload() == "S-2"


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier])
def test_that_a_row_is_chosen_by_the_program_whichever_keys_are_held(
    table: SmallTable, held: Qt.KeyboardModifier
) -> None:
    QTest.keyPress(table, Qt.Key.Key_F24, held)
    assert QGuiApplication.keyboardModifiers() == held
    for row in (1, 3):
        table.selectRow(row)
        assert [index.row() for index in table.selectionModel().selectedRows()] == [row]
    assert table.payload() == "D"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("ABCDEFGH"), unique=True, min_size=1),
    st.lists(st.sampled_from("ABCDEFGH"), unique=True),
    st.data(),
)
def test_that_whoever_stands_on_a_row_that_is_still_there_stands_on_it(
    qapp: Any, before: list[str], after: list[str], data: st.DataObject
) -> None:
    table = SmallTable()
    table.show_lines(TITLES, [line(code) for code in before])
    code = data.draw(st.sampled_from(before))
    stand(table, code)
    table.sortByColumn(*data.draw(st.sampled_from([(-1, FALLING), (0, FALLING)])))
    table.show_lines(TITLES, [line(code, "again") for code in after])
    if code in after:
        assert table.payload() == code
    else:
        assert (table.payload() is None) == (not set(before) & set(after))
    table.deleteLater()
