"""The rooms for logging training and running audits, over a real workspace, work done when told."""

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
from auditor.i18n import Message
from auditor.services.changes import Head
from auditor.services.imports import ImportFiles
from auditor.services.profiles import ProfileOf
from auditor.services.runs import Runs, RunVerdicts
from tests.beginning import begun
from ui.checks.screen import Checks
from ui.kit.desk import Day, Desk, Place
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.training.presenter import NOTE, RESULT, SCORE, WHO
from ui.training.screen import TrainingLog

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
SAMPLES = Path(__file__).parent.parent / "samples"
CLEAN = SAMPLES / "workbook-clean-small.xlsx"


@dataclass(slots=True)
class Surroundings:
    """A desk over a real workspace; what was said and where it was asked to go."""

    app: Auditor
    desk: Desk
    tasks: InlineTasks
    said: list[Message]
    gone: list[Place]


@pytest.fixture
def around(tmp_path: Path, texts: Texts, theme: Theme) -> Iterator[Surroundings]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Problems(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        gone: list[Place] = []
        desk = Desk(texts, theme, tasks, problems, Day(lambda: NOW), gone.append)
        yield Surroundings(app, desk, tasks, problems.tray, gone)


def _tray(around: Surroundings) -> str:
    return " ".join(str(message) for message in around.desk.problems.tray)


@pytest.fixture
def log(around: Surroundings, qtbot: QtBot) -> TrainingLog:
    around.app.run(ImportFiles((CLEAN,)))
    made = TrainingLog(around.desk)
    qtbot.addWidget(made)
    made.show()
    around.tasks.run_all()
    made.course.setCurrentIndex(made.course.findData("KC-FOOD"))
    return made


def test_that_pasted_names_are_found_counted_and_logged_in_one_change(around: Surroundings, log: TrainingLog) -> None:
    log.paste(0, "老饕探店1\t88\nH0002\t55\nqingningzhibojian\t缺考\n")
    around.tasks.run_all()
    assert [log.model.index(row, 1).data() for row in range(3)] == [
        "老饕探店1 H0001",
        "暖阳严选2 H0002",
        "青柠直播间3 H0003",
    ]
    assert log.bar.text() == "1 passed · 1 failed · 1 absent · 0 refused"
    head = around.app.ask(Head())
    log.save_all()
    around.tasks.run_all()
    assert around.app.ask(Head()).change == head.change + 1
    assert "3 new" in _tray(around)
    assert log.state.filled() == []
    trainings = around.app.ask(ProfileOf("host", "H0001")).records["trainings"]
    assert any(one.values["course"] == "KC-FOOD" and one.values["score"] == 8800 for one in trainings)


def test_that_a_wrong_line_says_why_and_nothing_typed_is_lost(around: Surroundings, log: TrainingLog) -> None:
    head = around.app.ask(Head())
    log.paste(0, "H0001\t88\n没有这个人\t90\nH0002\t九十分")
    around.tasks.run_all()
    log.save_all()
    around.tasks.run_all()
    assert around.app.ask(Head()) == head
    assert log.model.index(0, NOTE).data() == ""
    assert "没有这个人" in log.model.index(1, NOTE).data()
    assert len(log.state.filled()) == 3


def test_that_typing_goes_line_by_line_and_an_empty_one_always_follows(around: Surroundings, log: TrainingLog) -> None:
    for row, (who, score) in enumerate((("H0001", "60"), ("H0002", "59.99"))):
        log.model.setData(log.model.index(row, WHO), who)
        log.model.setData(log.model.index(row, SCORE), score)
    around.tasks.run_all()
    assert log.model.rowCount() == 3
    assert [log.model.index(row, RESULT).data() for row in (0, 1)] == ["passed", "failed"]


def test_that_an_audit_of_the_day_is_stored_and_its_findings_lead_to_profiles(
    around: Surroundings, qtbot: QtBot
) -> None:
    around.app.run(ImportFiles((CLEAN,)))
    room = Checks(around.desk)
    qtbot.addWidget(room)
    room.show()
    around.tasks.run_all()
    room.run_audit()
    around.tasks.run_all()
    (run,) = around.app.ask(Runs())
    failed, unknown = (dict(run.counts)[one] for one in ("fail", "unknown"))
    assert failed >= 50
    assert room.findings.small.rowCount() == failed + unknown
    assert f"{failed} not in order" in room.sentence.text()
    room.findings.activated.emit(room.findings.small.index(0, 0))
    first = around.app.ask(RunVerdicts(run.id, limit=1))[0]
    assert around.gone == [Place("profile", (first.type, first.code))]


def test_that_a_stopped_audit_stores_nothing(around: Surroundings, qtbot: QtBot) -> None:
    around.app.run(ImportFiles((CLEAN,)))
    room = Checks(around.desk)
    qtbot.addWidget(room)
    room.run_audit()
    room.stop()
    around.tasks.run_all()
    assert around.app.ask(Runs()) == ()
    assert "nothing was stored" in _tray(around)


def test_that_the_report_of_the_open_run_is_written_where_it_was_asked_for(
    around: Surroundings, qtbot: QtBot, tmp_path: Path
) -> None:
    around.app.run(ImportFiles((CLEAN,)))
    room = Checks(around.desk)
    qtbot.addWidget(room)
    room.show()
    room.run_audit()
    around.tasks.run_all()
    out = tmp_path / "r.pdf"
    room.save_report(out)
    around.tasks.run_all()
    assert out.read_bytes().startswith(b"%PDF-")
    assert str(out) in _tray(around)


def test_that_enter_goes_down_a_line(around: Surroundings, log: TrainingLog, qtbot: QtBot) -> None:
    log.paste(0, "H0001\nH0002")
    log.grid.setCurrentIndex(log.model.index(0, WHO))
    qtbot.keyClick(log.grid, Qt.Key.Key_Return)
    assert log.grid.currentIndex().row() == 1


def test_that_a_profile_puts_its_host_on_the_next_line_once(around: Surroundings, log: TrainingLog) -> None:
    log.open(("host", "H0003"))
    log.open(("host", "H0003"))
    log.open(("merchant", "S0001"))
    around.tasks.run_all()
    assert [entry.who for entry in log.state.filled()] == ["H0003"]
    assert log.model.index(0, 1).data() == "青柠直播间3 H0003"


def test_that_the_checks_room_audits_at_once_when_it_is_opened_for_that(around: Surroundings, qtbot: QtBot) -> None:
    around.app.run(ImportFiles((CLEAN,)))
    room = Checks(around.desk)
    qtbot.addWidget(room)
    room.open("now")
    around.tasks.run_all()
    assert len(around.app.ask(Runs())) == 1
