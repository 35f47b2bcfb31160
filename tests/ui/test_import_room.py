"""The import room over a real workspace and real files: drop, match, look, mend, import, take back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import Busy
from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.changes import Head
from auditor.services.imports import ImportFiles
from auditor.services.profiles import ProfileOf
from ui.importing.screen import ImportRoom
from ui.importing.state import COMPLETENESS, MENDED, Step
from ui.kit.desk import Day, Desk, Place
from ui.kit.problems import Bars, Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
SAMPLES = Path(__file__).parent.parent / "samples"
CLEAN = SAMPLES / "workbook-clean-small.xlsx"
HEADERS = ("主播编号", "昵称", "首播日期", "粉丝数")


@dataclass(slots=True)
class Room:
    """The room on a desk, and where it was asked to go."""

    app: Auditor
    room: ImportRoom
    tasks: InlineTasks
    gone: list[Place]
    bars: Bars

    def settle(self, qapp: QApplication) -> None:
        """Let the debounce pass and the work run."""
        timer = self.room.work.settling
        if timer.isActive():
            timer.setInterval(0)
        for _ in range(3):
            qapp.processEvents()
            self.tasks.run_all()

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """What the preview lists."""
        return [line.texts for line in self.room.preview_card.table.small.lines]

    @property
    def told(self) -> str:
        """Everything that bars and the tray said."""
        return " ".join(str(one) for one in self.room.desk.problems.tray)


@pytest.fixture(scope="module")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "w.auditor"
    Auditor.create(path, clock=lambda: NOW)
    return path


@pytest.fixture
def made(empty_workspace: Path, tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Room]:
    path = tmp_path / "w.auditor"
    shutil.copy(empty_workspace, path)
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Problems(texts, theme)
        problems.bars = Bars(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        gone: list[Place] = []
        room = ImportRoom(Desk(texts, theme, tasks, problems, Day(lambda: NOW), gone.append))
        qtbot.addWidget(room)
        qtbot.addWidget(problems.bars)
        room.resize(1100, 700)
        room.show()
        tasks.run_all()
        yield Room(app, room, tasks, gone, problems.bars)


def workbook(
    path: Path, rows: Sequence[Sequence[object]], headers: Sequence[str] = HEADERS, title: str = "主播"
) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in (headers, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Six hosts; the third and the fifth have a day that nobody can read."""
    rows: list[tuple[object, ...]] = [(f"H{n}", f"主播{n}", "2026-02-01", n) for n in range(1, 7)]
    rows[2] = ("H3", "主播3", "上个月", 3)
    rows[4] = ("H5", "主播5", "不知道", 5)
    return workbook(tmp_path / "bad.xlsx", rows)


# files ----------------------------------------------------------------------------------------------------------


def _mime(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _enter(room: ImportRoom, mime: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    room.dragEnterEvent(event)
    return event.isAccepted()


def _drop(room: ImportRoom, mime: QMimeData) -> None:
    where = QPoint(50, 50)
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    room.dropEvent(QDropEvent(where, action, mime, button, keys))


def test_that_a_drag_tells_what_can_be_taken_before_the_drop(made: Room, bad: Path, tmp_path: Path) -> None:
    mime = _mime(bad, tmp_path / "photo.jpg")
    assert _enter(made.room, mime)
    assert made.room.drop.isVisible()
    assert made.room.drop.sentence.text() == "Drop to see what 1 files would do."
    assert made.room.state.step is Step.EMPTY
    _drop(made.room, mime)
    assert not made.room.drop.isVisible()
    assert made.room.state.files == (bad,)
    assert "photo.jpg" in made.told


def test_that_a_drop_while_work_is_under_way_is_answered_in_words(made: Room, bad: Path) -> None:
    made.room.preview((CLEAN,))
    mime = _mime(bad)
    assert _enter(made.room, mime)
    assert "under way" in made.room.drop.sentence.text()
    _drop(made.room, mime)
    assert "under way" in made.told
    assert made.room.state.files == (CLEAN,)


def test_that_files_are_added_and_taken_out_again(made: Room, bad: Path, tmp_path: Path, qapp: QApplication) -> None:
    more = workbook(tmp_path / "more.xlsx", [("H7", "主播7", "", "")])
    made.room.preview((bad,))
    made.settle(qapp)
    made.room.preview((more,))
    made.settle(qapp)
    assert made.room.state.totals["created"] == 5
    made.room.files.removed.emit(more)
    made.settle(qapp)
    assert made.room.state.totals["created"] == 4
    made.room.files.removed.emit(bad)
    made.settle(qapp)
    assert made.room.state.step is Step.EMPTY


def test_that_a_table_is_pasted_like_a_file(made: Room, qapp: QApplication) -> None:
    QGuiApplication.clipboard().setText("主播编号\t昵称\r\nH1\t小鹿\r\nH2\t阿泽\r\n")
    made.room.paste()
    made.settle(qapp)
    assert made.room.state.totals["created"] == 2
    pasted = made.room.state.files[0]
    assert pasted.exists()
    made.room.start_import()
    made.settle(qapp)
    made.room.work.start_over()
    assert not pasted.exists()


def test_that_a_clipboard_without_a_table_is_told(made: Room) -> None:
    QGuiApplication.clipboard().setText("hello")
    made.room.paste()
    assert "no table" in made.told
    assert made.room.state.step is Step.EMPTY


def test_that_one_refused_file_is_told_with_its_hint_and_the_room_goes_on(
    made: Room, bad: Path, tmp_path: Path, qapp: QApplication
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    made.room.preview((bad, broken))
    made.settle(qapp)
    assert made.room.state.step is Step.REFUSED
    assert "broken.xlsx" in made.room.preview_card.why.text()
    assert "\n" in made.room.preview_card.why.text(), "the hint stands below"
    assert not made.room.result.store_button.isEnabled()
    made.room.files.removed.emit(broken)
    made.settle(qapp)
    assert made.room.state.totals["created"] == 4


# looking --------------------------------------------------------------------------------------------------------


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


# mending and matching -------------------------------------------------------------------------------------------


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


# storing --------------------------------------------------------------------------------------------------------


def test_that_an_import_is_taken_back_from_its_result_and_brought_back(
    made: Room, bad: Path, qapp: QApplication
) -> None:
    room = made.room
    room.preview((bad,))
    made.settle(qapp)
    room.start_import()
    made.settle(qapp)
    assert room.result.undo_button.isVisible()
    room.result.undo_button.click()
    made.settle(qapp)
    assert room.work.undone
    assert "taken back" in room.result.sentence.text()
    assert not room.result.undo_button.isVisible()
    redo = next(b for b in made.bars.findChildren(QAbstractButton) if b.text() == "Redo")
    redo.click()
    made.settle(qapp)
    assert not room.work.undone
    assert made.app.ask(ProfileOf("host", "H1")).name == "主播1"


def test_that_imports_are_listed_and_taken_back_from_the_list(made: Room, bad: Path, qapp: QApplication) -> None:
    room = made.room
    room.preview((bad,))
    made.settle(qapp)
    room.start_import()
    made.settle(qapp)
    room.open("history")
    made.settle(qapp)
    lines = [line.texts for line in room.history.table.small.lines]
    assert [(line[0], line[-1]) for line in lines] == [("2", "bad.xlsx")]
    room.history.button.click()
    made.settle(qapp)
    assert room.history.table.small.lines[0].texts[4] == "taken back by change 3"
    assert not room.history.button.isEnabled()
    room.open(None)
    assert room.result.isVisible(), "the import still stands behind the history"


def test_that_the_next_step_leads_to_an_audit(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    made.room.start_import()
    made.settle(qapp)
    made.room.result.audit_button.click()
    assert made.gone == [Place("checks", "now")]


def test_that_stopping_an_import_leaves_the_workspace_as_it_was(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    head = made.app.ask(Head())
    made.room.start_import()
    made.room.stop()
    made.settle(qapp)
    assert made.room.state.step is Step.PREVIEW
    assert made.app.ask(Head()) == head


class Occupied:
    """A core in front of whose workspace somebody else stands, for as long as it is said."""

    def __init__(self, core: Auditor) -> None:
        self._core = core
        self.occupied = True

    def ask(self, query: Any) -> Any:
        return self._core.ask(query)

    def do(self, command: Any) -> Any:
        return self._core.do(command)

    def run(self, job: Any, monitor: Monitor) -> Any:
        if self.occupied:
            raise Busy(said("Somebody else is writing."))
        return self._core.run(job, monitor)


def test_that_a_busy_workspace_is_told_with_a_way_to_try_again(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    core = Occupied(made.app)
    made.tasks.core = core
    made.room.start_import()
    made.settle(qapp)
    assert made.room.state.step is Step.PREVIEW
    assert "Somebody else" in made.told
    core.occupied = False
    next(b for b in made.bars.findChildren(QAbstractButton) if b.text() == "Try again").click()
    made.settle(qapp)
    assert made.room.state.step is Step.DONE


def test_that_refused_rows_are_saved_as_a_workbook(made: Room, bad: Path, tmp_path: Path, qapp: QApplication) -> None:
    from openpyxl import load_workbook

    made.room.preview((bad,))
    made.settle(qapp)
    made.room.work.save_rejects(tmp_path / "rejects.xlsx")
    made.settle(qapp)
    sheet = load_workbook(tmp_path / "rejects.xlsx").worksheets[0]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["主播编号", "H3", "H5"]


# the room -------------------------------------------------------------------------------------------------------


def test_that_the_language_can_be_switched_in_the_middle(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    made.room.desk.texts.switch("zh")
    assert made.room.preview_card.chips["refused"].text() == "拒收 2"
    assert made.room.state.step is Step.PREVIEW
    assert made.room.result.store_button.text() == "导入"


def test_that_every_control_has_a_name_and_can_be_reached_by_keyboard(
    made: Room, bad: Path, qapp: QApplication
) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView)
    controls = [one for kind in kinds for one in made.room.findChildren(kind)]
    shown = [one for one in controls if one.isVisible() and not one.objectName().startswith("qt_")]
    assert len(shown) > 15
    for one in shown:
        said = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")
        assert said, f"{type(one).__name__} in {type(one.parent()).__name__}"
        if one.isEnabled():
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, said


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


def test_that_a_sheet_of_a_strange_name_is_taken_as_what_it_is_said_to_be(
    made: Room, tmp_path: Path, qapp: QApplication
) -> None:
    file = workbook(tmp_path / "o.xlsx", [("H1", "小鹿", "", 5)], title="达人明细")
    room = made.room
    room.preview((file,))
    made.settle(qapp)
    assert room.state.step is Step.REFUSED
    box = room.files.sheet_box
    assert box.isVisible()
    assert box.choice.currentData() == "hosts"
    box.button.click()
    made.settle(qapp)
    assert room.state.totals["created"] == 1


def test_that_an_import_under_later_edits_stays_and_says_what_stands_on_it(
    made: Room, bad: Path, tmp_path: Path, qapp: QApplication
) -> None:
    made.app.run(ImportFiles((bad,)))
    made.app.run(ImportFiles((workbook(tmp_path / "later.xlsx", [("H1", "小鹿", "", "")]),)))
    head = made.app.ask(Head())
    made.room.work.undo(2)
    made.settle(qapp)
    assert "H1" in made.told
    assert "change 3" in made.told
    assert made.app.ask(Head()) == head


def test_that_the_rows_around_a_problem_are_asked_for_once(made: Room, bad: Path, qapp: QApplication) -> None:
    made.room.preview((bad,))
    made.settle(qapp)
    made.room.preview_card.problem.rows.show_lines([], [])
    waiting = made.tasks.waiting
    made.room.work.moved.emit()
    assert made.tasks.waiting == waiting
    assert made.room.preview_card.problem.rows.small.rowCount() == 5
