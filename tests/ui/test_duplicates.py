"""The room of duplicates over a real workspace: look, choose, merge, tell apart, undo; work done when told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.model.sheets import BY_NAME
from auditor.model.values import ParsedRow, Value
from auditor.services.profiles import ProfileOf
from auditor.services.records import Problems as RowProblems
from auditor.services.records import Recorder
from auditor.storage.work import Recorded
from tests.beginning import begun
from ui.duplicates.presenter import CHOSEN, OPEN
from ui.duplicates.screen import Duplicates
from ui.kit.desk import Day, Desk
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
ID = "440102199001011238"
HOSTS: list[dict[str, Value]] = [
    {"code": "H1", "stage_name": "阿明", "id_number": ID, "real_name": "王明", "tags": ("甲",)},
    {"code": "H2", "stage_name": "小明", "id_number": ID, "residence": "云州", "tags": ("乙",)},
    {"code": "H3", "stage_name": "橘子"},
]


@dataclass(slots=True)
class Around:
    """A room over a workspace with two hosts who may be the same."""

    app: Auditor
    desk: Desk
    tasks: InlineTasks
    room: Duplicates

    def cells(self) -> dict[str, tuple[str, str]]:
        """Field -> what both sides say."""
        model = self.room.table.pair
        texts = [[str(model.index(row, column).data()) for column in range(3)] for row in range(model.rowCount())]
        return {label: (keep, drop) for label, keep, drop in texts}

    def take(self, label: str, column: int) -> None:
        """Press Enter on a value."""
        model = self.room.table.pair
        row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == label)
        self.room.table.clicked.emit(model.index(row, column))
        self.tasks.run_all()

    def tray(self) -> str:
        """What was said."""
        return " ".join(str(message) for message in self.desk.problems.tray)


def store(app: Auditor, rows: list[dict[str, Value]]) -> None:
    with app.context.store.writing(Recorded("me", "import")) as work:
        parsed = [ParsedRow(number, values) for number, values in enumerate(rows, start=2)]
        Recorder(work, 20_634).apply(BY_NAME["hosts"], parsed, RowProblems("hosts"))


@pytest.fixture
def around(tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Around]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        store(app, HOSTS)
        problems = Problems(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        desk = Desk(texts, theme, tasks, problems, Day(lambda: NOW), lambda place: None)
        room = Duplicates(desk)
        qtbot.addWidget(room)
        room.read()
        tasks.run_all()
        yield Around(app, desk, tasks, room)


def test_that_the_pair_stands_side_by_side_and_nothing_personal_is_shown(around: Around) -> None:
    (line,) = around.room.pairs.small.lines
    assert (line.texts[0], *line.texts[2:4]) == ("◆ Strong", "H1  阿明", "H2  小明")
    cells = around.cells()
    assert cells["Stage name"] == (f"{CHOSEN} 阿明", f"{OPEN} 小明")
    assert cells["Residence"] == (f"{OPEN} –", f"{CHOSEN} 云州")
    assert cells["Tags"] == (f"{CHOSEN} 甲", f"{CHOSEN} 乙")
    assert "ID number" not in cells
    around.room.equal.click()
    assert around.cells()["ID number"][0].strip() == "4401**********1238"
    assert ID not in str(around.cells()) + str(line.texts)


def test_that_choices_are_what_is_merged_and_the_undo_in_the_bar_takes_it_apart(around: Around) -> None:
    around.take("Stage name", 2)
    around.take("Tags", 1)
    assert around.cells()["Stage name"] == (f"{OPEN} 阿明", f"{CHOSEN} 小明")
    assert around.cells()["Tags"] == (f"{OPEN} 甲", f"{CHOSEN} 乙")
    assert not around.room.join.isEnabled()
    around.room.why.setText("同一人")
    assert around.room.join.isEnabled()
    around.room.join.click()
    around.tasks.run_all()
    shown = {one.field.name: one.value for one in around.app.ask(ProfileOf("host", "H1")).fields}
    assert (shown["stage_name"], shown["tags"], shown["residence"]) == ("小明", ("乙",), "云州")
    assert "H2 is merged into H1, by change 3." in around.tray()
    around.room.read()
    around.tasks.run_all()
    assert around.room.area.currentIndex() == 0
    around.room._undo(3)
    around.tasks.run_all()
    assert around.app.ask(ProfileOf("host", "H2")).name == "小明"
    assert "Change 3 is undone" in around.tray()


def test_that_the_other_one_can_be_kept(around: Around) -> None:
    around.room.swap.click()
    around.tasks.run_all()
    assert around.cells()["Stage name"] == (f"{CHOSEN} 小明", f"{OPEN} 阿明")
    assert "refers to H1" in around.room.preview.text()


def test_that_a_restriction_is_told_before_it_could_be_lifted(around: Around) -> None:
    store(around.app, [{"code": "H2", "stage_name": "小明", "status": "blacklisted"}])
    around.room.read()
    around.tasks.run_all()
    around.room.why.setText("同一人")
    assert "restricted" in around.room.preview.text()
    assert not around.room.join.isEnabled()
    around.take("Status", 2)
    assert around.room.join.isEnabled()


def test_that_two_told_apart_are_offered_no_more(around: Around) -> None:
    around.room.apart.click()
    around.tasks.run_all()
    assert "kept apart" in around.tray()
    around.room.read()
    around.tasks.run_all()
    assert around.room.area.currentIndex() == 0
    assert around.room.number.text() == ""


def test_that_the_room_speaks_both_languages_and_is_worked_by_keys(around: Around, qtbot: QtBot) -> None:
    around.desk.texts.switch("zh")
    around.tasks.run_all()
    assert around.room.pairs.small.lines[0].texts[0] == "◆ 强"
    table = around.room.table
    table.setCurrentIndex(table.pair.index(0, 2))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert str(table.pair.index(0, 2).data()).startswith(CHOSEN)
