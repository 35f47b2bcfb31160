"""Importing, stopping, taking back, trying again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QApplication

from auditor.app import Auditor
from auditor.errors import Busy
from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.services.changes import Head
from auditor.services.imports import ImportFiles
from auditor.services.profiles import ProfileOf
from tests.ui.importing.rooms import Room, workbook
from ui.importing.state import Step
from ui.kit.desk import Place


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
    assert room.history.table.small.lines[0].texts[4] == "Taken back by change 3"
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
