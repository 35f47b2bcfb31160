"""The view of a big list: keyboard, choice and copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.sources import COLUMNS, People
from ui.kit.paged_model import PagedModel
from ui.kit.source import AllMatching, Chosen, Order
from ui.kit.table import Table
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

Make = Callable[[], Table]


@pytest.fixture
def table(qtbot: QtBot, people: People, inline: InlineTasks, texts: Texts, theme: Theme) -> Table:
    model = PagedModel(people, COLUMNS, inline, texts)
    made = Table(model, theme, texts, inline)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    model.show(None, Order("code"))
    inline.run_all()
    made.setFocus()
    return made


def test_that_ctrl_a_chooses_everything_that_matches(table: Table, qtbot: QtBot) -> None:
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.chosen() == AllMatching(None)
    assert not table.selectionModel().hasSelection()


def test_that_a_row_taken_out_of_everything_is_named(table: Table) -> None:
    table.selectAll()
    table.choice.toggle(2)
    assert table.chosen() == AllMatching(None, (3,))


def test_that_shift_and_arrows_choose_a_range(table: Table, qtbot: QtBot) -> None:
    table.go_to_row(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.chosen() == Chosen((2, 3, 4))


def test_that_shift_end_chooses_to_the_last_row_at_once(table: Table, qtbot: QtBot) -> None:
    table.go_to_row(1)
    table.choice.only(1)
    both = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(table, Qt.Key.Key_End, both)
    assert table.choice.count(450) == 449


def test_that_enter_opens_the_current_row(table: Table, qtbot: QtBot) -> None:
    table.go_to_row(4)
    with qtbot.waitSignal(table.opened) as caught:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert caught.args == [5]


def test_that_clicks_choose_one_several_and_a_range(table: Table, qtbot: QtBot) -> None:
    def click(row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        where = table.visualRect(table.model().index(row, 0)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, where)

    click(1)
    click(3, Qt.KeyboardModifier.ControlModifier)
    assert table.chosen() == Chosen((2, 4))
    click(5, Qt.KeyboardModifier.ShiftModifier)
    assert table.chosen() == Chosen((4, 5, 6))


def test_that_everything_is_copied_with_pages_not_yet_read(table: Table, inline: InlineTasks) -> None:
    table.selectAll()
    table.copy()
    inline.run_all()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Code\tName\tFollowers\tMark"
    assert len(lines) == 451
    assert lines[-1].startswith("H0000450")


def test_that_a_header_click_sorts_in_the_source_and_turns_round(
    table: Table, inline: InlineTasks, people: People
) -> None:
    table.horizontalHeader().sectionClicked.emit(2)
    inline.run_all()
    assert table.model().index(0, 0).data() == "H0000450"
    table.horizontalHeader().sectionClicked.emit(2)
    inline.run_all()
    assert table.model().index(0, 0).data() == "H0000001"


def test_that_a_refresh_keeps_the_place_and_the_choice(table: Table, inline: InlineTasks, people: People) -> None:
    table.go_to_row(300)
    inline.run_all()
    table.choice.only(300)
    people.execute("DELETE FROM person WHERE id = 1")
    model = table.model()
    assert isinstance(model, PagedModel)
    model.refresh()
    inline.run_all()
    assert table.chosen() == Chosen((301,))
    assert table.currentIndex().row() == 299
    assert table.rowAt(0) <= 299 <= table.rowAt(table.viewport().height() - 1)


def test_that_a_refresh_moves_neither_the_cell_nor_what_is_scrolled_to(table: Table, inline: InlineTasks) -> None:
    table.setCurrentIndex(table.model().index(7, 1))
    table.resize(120, 400)
    down, aside = table.verticalScrollBar(), table.horizontalScrollBar()
    down.setValue(3 * table.rowHeight(0) + 5)  # whoever turns the wheel leaves the current row out of sight
    aside.setValue(aside.maximum())
    before = down.value(), aside.value()
    model_of(table).refresh()
    inline.run_all()
    assert (down.value(), aside.value()) == before
    assert before[1] > 0
    assert (table.currentIndex().row(), table.currentIndex().column()) == (7, 1)


def test_that_the_next_row_takes_the_place_of_one_that_left_the_list(
    table: Table, inline: InlineTasks, people: People
) -> None:
    table.go_to_row(300)
    inline.run_all()
    people.execute("DELETE FROM person WHERE id = 301")
    model_of(table).refresh()
    inline.run_all()
    assert model_of(table).id_at(table.currentIndex().row()) == 302
    model_of(table).show("Li")
    inline.run_all()
    table.go_to_row(2)
    model_of(table).show("Wang")
    inline.run_all()
    assert not table.currentIndex().isValid(), "another list was asked for: nobody stands in it yet"


def test_that_a_row_is_handed_over_though_it_is_being_read_again(table: Table, inline: InlineTasks) -> None:
    given: list[object] = []
    table.go_to_row(4)
    model_of(table).forget_rows()
    table.hand_over(5, lambda row: given.append(row[1]), "open")
    assert given == ["H0000005"]


def test_that_a_row_never_read_is_handed_over_when_it_comes_if_it_is_still_wanted(
    table: Table, inline: InlineTasks
) -> None:
    given: list[object] = []
    table.go_to_row(440)
    table.hand_over(441, lambda row: given.append(row[1]), "open")
    assert given == []
    inline.run_all()
    assert given == ["H0000441"]
    model_of(table).forget_rows()
    table.go_to_row(220)
    table.hand_over(221, lambda row: given.append(row[1]), "open")
    table.go_to_row(0)
    inline.run_all()
    assert given == ["H0000441"]


def model_of(table: Table) -> PagedModel:
    model = table.model()
    assert isinstance(model, PagedModel)
    return model
