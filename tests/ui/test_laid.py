"""The room of what the workspace lays down, over a real one: written, refused with the reason, undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.aliases import CategoryAliases
from auditor.services.privacy import PrivacyDates
from auditor.services.workdays import WorkingCalendar, read_years, written
from tests.beginning import begun
from ui.kit.desk import Day, Desk
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.settings.laid import LaidDown

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
YEAR = "2026:\n  off: [2026-01-01, 2026-10-01..2026-10-07]\n  work: [2026-10-10]\n"


@dataclass(slots=True)
class Around:
    """The room over an empty workspace."""

    app: Auditor
    desk: Desk
    tasks: InlineTasks
    room: LaidDown

    def tray(self) -> str:
        """What was said."""
        return " ".join(str(message) for message in self.desk.problems.tray)


@pytest.fixture
def around(tmp_path: Path, texts: Texts, theme: Theme, qtbot: QtBot) -> Iterator[Around]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Problems(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        desk = Desk(texts, theme, tasks, problems, Day(lambda: NOW), lambda place: None)
        room = LaidDown(desk)
        qtbot.addWidget(room)
        room.read()
        tasks.run_all()
        yield Around(app, desk, tasks, room)


def test_that_dates_are_saved_and_undone_and_no_day_is_refused(around: Around) -> None:
    field = around.room.dates["impact_assessed_on"]
    field.setText("2026-06-31")
    around.room.save_dates.click()
    around.tasks.run_all()
    assert "2026-06-31 is no day" in around.tray()
    field.setText("2026-06-01")
    around.room.save_dates.click()
    around.tasks.run_all()
    assert around.app.ask(PrivacyDates())["impact_assessed_on"] == date(2026, 6, 1)
    assert around.desk.edits.undo()
    around.tasks.run_all()
    around.room.read()  # as it does by itself when it is seen
    around.tasks.run_all()
    assert around.app.ask(PrivacyDates())["impact_assessed_on"] is None
    assert field.text() == ""


def test_that_years_are_laid_down_as_typed_and_taken_away(around: Around) -> None:
    around.room.days.setPlainText(YEAR.replace("2026-10-10", "2026-10-09"))
    around.room.lay.click()
    around.tasks.run_all()
    assert "weekday" in around.tray()
    assert around.app.ask(WorkingCalendar()).own == {}
    around.room.days.setPlainText(YEAR)
    around.room.lay.click()
    around.tasks.run_all()
    assert around.room.days.toPlainText() == YEAR
    assert around.room.years.currentText() == "2026"
    around.room.take.click()
    around.tasks.run_all()
    assert around.room.days.toPlainText() == ""
    assert not around.room.take.isEnabled()


def test_that_a_calendar_written_out_reads_back() -> None:
    assert written(read_years(YEAR)) == YEAR


def test_that_a_word_is_added_shown_and_taken_away(around: Around) -> None:
    room = around.room
    room.word.setText("大闸蟹礼券")
    room.category.setCurrentIndex(room.category.findData("food_agri"))
    room.add.click()
    around.tasks.run_all()
    assert around.app.ask(CategoryAliases()) == {"大闸蟹礼券": "food_agri"}
    (line,) = room.table.small.lines
    assert line.texts[0] == "大闸蟹礼券"
    room.table.selectRow(0)
    room.drop.click()
    around.tasks.run_all()
    assert around.app.ask(CategoryAliases()) == {}
    room.word.setText("酒类")
    room.add.click()
    around.tasks.run_all()
    assert "itself" in around.tray()
