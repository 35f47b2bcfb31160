"""What the preview shows, and what can be mended and matched in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.services.changes import Head
from auditor.services.imports import ImportFiles
from auditor.services.profiles import ProfileOf
from tests.ui.importing.rooms import CLEAN, HEADERS, Room, workbook
from ui.importing.state import COMPLETENESS, MENDED


def test_that_the_preview_stores_nothing_and_the_import_reaches_its_counts(made: Room, qapp: QApplication) -> None:
    head = made.app.ask(Head())
    made.room.preview((CLEAN,))
    made.settle(qapp)
    previewed = made.room.state.totals
    assert previewed["created"] == 342
    assert made.app.ask(Head()) == head
    made.room.start_import()
    made.settle(qapp)
    assert made.room.state.totals == previewed
    assert made.app.ask(Head()).change == head.change + 1
    assert "change 2" in made.room.result.sentence.text()


def test_that_each_counter_lists_its_rows(made: Room, bad: Path, tmp_path: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    chips = made.room.preview_card.chips
    assert chips["refused"].isChecked()
    assert chips["refused"].text() == "Refused 2"
    assert [line[1] for line in made.lines] == ["C4", "C6"]
    chips["created"].click()
    assert made.lines[0][:3] == ("2", "H1", "主播1")
    made.room.start_import()
    made.settle(qapp)
    again = workbook(tmp_path / "again.xlsx", [("H1", "主播1", "2026-02-01", 99), ("H2", "主播2", "2026-02-01", 2)])
    made.room.preview((again,))
    made.settle(qapp)
    assert made.room.state.filter == "updated"
    assert made.lines == [("2", "H1 · 主播1", "Followers", "1", "99")]
    chips["unchanged"].click()
    assert [line[1] for line in made.lines] == ["H2"]


def test_that_choosing_a_sheet_narrows_counters_columns_and_rows(made: Room, qapp: QApplication) -> None:
    made.room.preview((CLEAN,))
    made.settle(qapp)
    titles = [line.texts[0] for line in made.room.files.sheets.small.lines]
    made.room.files.sheets.selectRow(titles.index("商家"))
    assert made.room.preview_card.chips["created"].text() == "New 8"
    assert len(made.lines) == 8
    made.room.files.sheets.selectRow(0)
    assert made.room.preview_card.chips["created"].text() == "New 342"


def test_that_completeness_says_how_full_and_who_reads_it(made: Room, qapp: QApplication) -> None:
    made.room.preview((CLEAN,))
    made.settle(qapp)
    made.room.preview_card.chips[COMPLETENESS].click()
    lines = [line.texts for line in made.room.preview_card.completeness.table.small.lines]
    assert any(line[2].endswith("%") and "ID-" in line[4] for line in lines)


def test_that_a_problem_is_shown_among_its_neighbours(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    problem = made.room.preview_card.problem
    assert problem.rows.small.sides == ("2", "3", "4", "5", "6")
    assert [problem.rows.small.headerData(n, Qt.Orientation.Horizontal) for n in range(4)] == list(HEADERS)
    assert problem.marked == (2, 2)
    assert problem.line.text() == "上个月"


def test_that_the_models_of_the_room_keep_qts_rules(made: Room, bad: Path, qapp: QApplication) -> None:
    room = made.room
    tables = (room.preview_card.table, room.files.sheets, room.files.columns.table, room.preview_card.problem.rows)
    testers = [
        QAbstractItemModelTester(table.small, QAbstractItemModelTester.FailureReportingMode.Fatal) for table in tables
    ]
    room.preview((bad,))
    made.settle(qapp)
    for chip in room.preview_card.chips.values():
        chip.click()
    assert all(tester.model() is not None for tester in testers)


def test_that_problems_are_mended_in_place_and_the_mends_can_be_taken_back(
    made: Room, bad: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    room = made.room
    room.preview((bad,))
    made.settle(qapp)
    line = room.preview_card.problem.line
    line.selectAll()
    qtbot.keyClicks(line, "2026-03-01")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    made.settle(qapp)
    assert [told[1] for told in made.lines] == ["C6"], "the next problem took its place"
    line.selectAll()
    qtbot.keyClicks(line, "2026-03-02")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    made.settle(qapp)
    assert room.state.totals["refused"] == 0
    assert room.state.totals["created"] == 6
    room.preview_card.chips[MENDED].click()
    assert [told[2:] for told in made.lines] == [("C4", "2026-03-01"), ("C6", "2026-03-02")]
    room.preview_card.take_back.click()
    made.settle(qapp)
    assert room.state.totals["refused"] == 1
    room.start_import()
    made.settle(qapp)
    assert made.app.ask(ProfileOf("host", "H5")).name == "主播5"


def test_that_what_was_not_typed_mends_nothing(made: Room, bad: Path, qapp: QApplication, qtbot: QtBot) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    qtbot.keyClick(made.room.preview_card.problem.line, Qt.Key.Key_Return)
    assert made.room.state.mends == ()


def test_that_a_guess_waits_for_a_word_and_every_match_can_be_changed(
    made: Room, tmp_path: Path, qapp: QApplication
) -> None:
    file = workbook(tmp_path / "o.xlsx", [("H1", "小鹿", "星芒")], ("主播编号", "艺名", "负责人员"))
    room = made.room
    room.preview((file,))
    made.settle(qapp)
    columns = room.files.columns
    assert columns.choice.currentData() == "owner"
    assert columns.confirm.isVisible()
    columns.confirm.click()
    made.settle(qapp)
    room.preview_card.chips["created"].click()
    assert made.lines == [("2", "H1", "小鹿", "星芒")]
    row = next(n for n, line in enumerate(columns.table.small.lines) if line.texts[0] == "负责人员")
    columns.table.selectRow(row)
    columns.choice.setCurrentIndex(columns.choice.findData(""))
    columns.choice.activated.emit(columns.choice.currentIndex())
    made.settle(qapp)
    assert made.lines == [("2", "H1", "小鹿")]


def test_that_the_rows_around_a_problem_are_asked_for_once(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    made.room.preview_card.problem.rows.show_lines([], [])
    waiting = made.tasks.waiting
    made.room.work.moved.emit()
    assert made.tasks.waiting == waiting
    assert made.room.preview_card.problem.rows.small.rowCount() == 5


def test_that_a_preview_says_when_the_workspace_has_changed_since(
    made: Room, bad: Path, tmp_path: Path, qapp: QApplication
) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    assert not made.room.preview_card.refresh.isVisible()
    made.app.run(ImportFiles((workbook(tmp_path / "other.xlsx", [("H9", "主播9", "", "")]),)))
    made.tasks.changed.emit(made.app.ask(Head()))
    assert made.room.preview_card.refresh.isVisible()
    made.room.preview_card.refresh.click()
    made.settle(qapp)
    assert not made.room.preview_card.refresh.isVisible()


def test_that_a_preview_on_which_somebody_wrote_stays_and_is_read_again_from_its_bar(
    made: Room, qapp: QApplication
) -> None:
    card = made.room.preview_card
    made.room.preview((CLEAN,))
    made.settle(qapp)
    assert card.stale_bar.isHidden()
    made.room.drop.tell((CLEAN,), busy=False)
    made.app.run(ImportFiles((CLEAN,)))
    made.room.desk.tasks.changed.emit(None)
    made.settle(qapp)
    assert made.room.drop.isHidden()
    assert card.table.small.lines
    assert card.stale_bar.isVisible()
    assert "Somebody has written since" in card.stale.text()
    card.refresh.click()
    made.settle(qapp)
    assert card.stale_bar.isHidden()
    assert made.room.state.totals["created"] == 0


def test_that_what_is_written_while_a_preview_is_made_outdates_it(made: Room, qapp: QApplication) -> None:
    made.room.preview((CLEAN,))
    made.room.work.data_changed()
    made.settle(qapp)
    assert made.room.preview_card.stale_bar.isVisible()
