"""The day's page over a real workspace: lines, keys, notices, every number's list, emptiness and failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import WorldFailed
from auditor.i18n import said
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.types import day_of
from auditor.model.values import ParsedRow
from auditor.services.agenda import KINDS, Agenda
from auditor.services.records import Problems as RowProblems
from auditor.services.records import Recorder
from auditor.services.today import Clocks, Lapses, Part, Tonight
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.services.rows import host, shop
from tests.services.today.conftest import broadcast_of, case_of, licence_of, seconds
from ui.calendar.asked import Asked
from ui.calendar.screen import CalendarRoom
from ui.kit.charts import Chart
from ui.kit.desk import Day, Desk, Place
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme
from ui.today.presenter import CLOCKS, LAPSING, NEWS, ORDER, TONIGHT, Number, everything, numbers
from ui.today.screen import TodayRoom

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()

Fill = Callable[..., None]


@dataclass(slots=True)
class Around:
    """A workspace with the desk of a window around it; ``went`` is where the room led."""

    app: Auditor
    desk: Desk
    tasks: InlineTasks
    went: list[Place]

    def fill(self, **sheets: list[dict[str, Any]]) -> None:
        """Store rows."""
        base: dict[str, list[dict[str, Any]]] = {
            "hosts": [host("H1", owner="王经理")],
            "merchants": [shop("S1", owner="卓经理", categories=("food",))],
            "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1", "title": "甲的直播间"}],
        }
        for name, rows in sheets.items():
            base[name] = base.get(name, []) + rows
        with self.app.context.store.writing(Recorded("me", "import")) as work:
            recorder = Recorder(work, day_of(TODAY))
            for sheet in SHEETS:
                if sheet.name in base:
                    rows = [ParsedRow(n, values) for n, values in enumerate(base[sheet.name], start=2)]
                    recorder.apply(BY_NAME[sheet.name], rows, RowProblems(sheet.zh))


@pytest.fixture
def around(tmp_path: Path, texts: Texts, theme: Theme) -> Iterator[Around]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Problems(texts, theme)
        tasks = InlineTasks(app, problems.tell)
        went: list[Place] = []
        yield Around(app, Desk(texts, theme, tasks, problems, Day(lambda: NOW), went.append), tasks, went)


def opened(around: Around, qtbot: QtBot) -> TodayRoom:
    room = TodayRoom(around.desk)
    qtbot.addWidget(room)
    room.resize(1000, 700)
    room.show()
    around.tasks.run_all()
    return room


def some_day(around: Around) -> None:
    around.fill(
        broadcasts=[broadcast_of("B1", "2026-06-30T20:00"), broadcast_of("B2", "2026-07-01T20:00")],
        cases=[case_of("K1")],
        licences=[licence_of("JY1", "2026-07-05")],
    )


def test_that_each_line_has_its_owner_and_leads_to_its_record(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = opened(around, qtbot)
    lines = {name: room.sections[name].lines for name in (TONIGHT, CLOCKS, LAPSING)}
    assert {name: len(found) for name, found in lines.items()} == {TONIGHT: 2, CLOCKS: 1, LAPSING: 1}
    assert all(line.words.owner for found in lines.values() for line in found)
    assert lines[TONIGHT][0].chip is not None
    for name in (TONIGHT, CLOCKS):
        lines[name][0].click()
    assert around.went == [Place("clearance", ("broadcast", "B1", "B1")), Place("case", 1)]


def test_that_the_arrows_go_through_the_lines_of_all_parts(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = opened(around, qtbot)
    seen = []
    for _ in range(5):
        line = room._current()
        assert line is not None
        seen.append(line.row.who.code)
        qtbot.keyClick(line, Qt.Key.Key_Down)
    assert seen == ["B1", "B2", "S1", "S1", "S1"]
    qtbot.keyClick(room._lines()[-1], Qt.Key.Key_Home)
    assert room._current() is room.sections[TONIGHT].lines[0]


def test_that_tab_meets_the_lines_in_the_order_in_which_they_stand(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = opened(around, qtbot)
    met, at = [], room.pane.nextInFocusChain()
    while at is not room.pane:
        met.append(at)
        at = at.nextInFocusChain()
    lines = [met.index(line) for name in ORDER for line in room.sections[name].lines]
    charts = [met.index(one) for one in met if isinstance(one, Chart)]
    assert lines == sorted(lines)
    assert lines[-1] < charts[0], "the lines were built after the charts, and Tab met the charts first"


def test_that_one_key_copies_a_plain_notice_of_the_line(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = opened(around, qtbot)
    around.desk.texts.switch("zh")
    room.sections[LAPSING].lines[0].setFocus()
    room.copy_of(room.sections[LAPSING].lines[0])
    told = QGuiApplication.clipboard().text()
    assert "致 店S1（S1）" in told
    assert "2026-07-05" in told
    assert "卓经理" in told
    assert "JY1" not in told


def test_that_the_line_one_stands_on_stays_the_one_though_others_come_before_it(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = opened(around, qtbot)
    qtbot.keyClick(room.sections[TONIGHT].lines[0], Qt.Key.Key_Down)
    around.fill(broadcasts=[broadcast_of("B0", "2026-06-30T19:00")])
    around.desk.tasks.changed.emit(None)
    around.tasks.run_all()
    lines = room.sections[TONIGHT].lines
    assert [line.row.who.code for line in lines] == ["B0", "B1", "B2"]
    assert room.window().focusWidget() is lines[2]
    room.copy.setFocus()
    around.desk.tasks.changed.emit(None)
    around.tasks.run_all()
    assert room._current() is room.sections[TONIGHT].lines[2], "a notice would be about somebody else"


def test_that_every_number_opens_what_it_counts(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    around.fill(cases=[case_of(f"K{n}", occurred_at=seconds(f"2026-06-{n}T13:00")) for n in range(21, 30)])
    now = NOW.replace(tzinfo=None)
    for name, query in ((CLOCKS, Clocks(TODAY)), (LAPSING, Lapses(TODAY)), (TONIGHT, Tonight(TODAY))):
        found = around.app.ask(query)
        part: Part = getattr(found, "part", found)
        assert part.count
        for number in [*numbers(name, part, now), everything(name, replace(part, rows=()), now)]:
            place = number.place if isinstance(number, Number) else number
            assert place is not None
            asked = place.argument
            assert isinstance(asked, Asked)
            agenda = Agenda(asked.first, asked.last, TODAY, None, asked.kinds, 500, asked.after, asked.until)
            assert around.app.ask(agenda).count == (number.count if isinstance(number, Number) else part.count)
    assert everything(NEWS, Part(), now) is None


def test_that_an_empty_day_says_so_with_a_way_on(around: Around, qtbot: QtBot) -> None:
    room = opened(around, qtbot)
    # The answers of an empty workspace are not worked out yet, which is no emptiness.
    assert room.area.currentIndex() == 0
    room._found["lacking"] = Part()
    room._sum_up()
    assert room.area.currentWidget() is room.empty
    assert not room.copy.isEnabled()


def test_that_a_part_that_fails_says_so_and_the_others_stand(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    ask = around.app.ask

    def failing(query: Any) -> Any:
        if isinstance(query, Tonight):
            raise WorldFailed(said("{path} cannot be read.", path="x"))
        return ask(query)

    around.tasks.core = type("Core", (), {"ask": staticmethod(failing)})()  # type: ignore[assignment]
    room = opened(around, qtbot)
    around.desk.texts.switch("zh")
    assert room.sections[TONIGHT].lines == []
    assert room.sections[TONIGHT].findChildren(QPushButton)[0].text() == "重试"
    assert len(room.sections[CLOCKS].lines) == 1


def test_that_another_language_writes_every_line_again(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = opened(around, qtbot)
    english = [line.accessibleName() for line in room._lines()]
    around.desk.texts.switch("zh")
    assert len(english) == 4
    assert all(a != b for a, b in zip(english, (line.accessibleName() for line in room._lines()), strict=True))
    assert room.sections[TONIGHT].lines[0].chip is not None


def test_that_the_calendar_obeys_the_day_and_opens_what_it_is_asked(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = CalendarRoom(around.desk)
    qtbot.addWidget(room)
    room.open(Asked(date(2026, 7, 1), date(2026, 7, 6), ("licence",)))
    room.show()
    around.tasks.run_all()
    assert [line.payload.kind for line in room.table.small.lines] == ["licence"]  # type: ignore[attr-defined]
    assert room.shown is not None
    assert (room.shown.first, room.shown.last) == (date(2026, 7, 1), date(2026, 7, 31))
    around.desk.day.set(date(2030, 2, 1))
    around.tasks.run_all()
    assert room.grid.accessibleDescription().startswith("2030-02-01")
    assert room.table.small.lines == []


def test_that_what_is_shown_is_written_to_a_calendar_file(around: Around, qtbot: QtBot, tmp_path: Path) -> None:
    some_day(around)
    room = CalendarRoom(around.desk)
    qtbot.addWidget(room)
    room.open(Asked(date(2026, 6, 30), date(2026, 7, 6), KINDS))
    room.show()
    around.tasks.run_all()
    room.save_file(tmp_path / "a.ics")
    around.tasks.run_all()
    assert (tmp_path / "a.ics").read_bytes().count(b"BEGIN:VEVENT") == 5


def test_that_a_day_of_the_month_is_chosen_by_keys(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = CalendarRoom(around.desk)
    qtbot.addWidget(room)
    room.open(Asked(date(2026, 7, 1), date(2026, 7, 31), KINDS))
    room.show()
    around.tasks.run_all()
    for _ in range(4):
        qtbot.keyClick(room.grid, Qt.Key.Key_Right)
    qtbot.keyClick(room.grid, Qt.Key.Key_Return)
    around.tasks.run_all()
    assert room.listed is not None
    assert room.listed.first == room.listed.last == date(2026, 7, 5)


def test_that_reminders_are_switched_off_apart_and_open_the_profile(around: Around, qtbot: QtBot) -> None:
    some_day(around)
    room = CalendarRoom(around.desk)
    qtbot.addWidget(room)
    room.open(Asked(date(2026, 7, 1), date(2026, 7, 6), KINDS))
    room.show()
    around.tasks.run_all()
    kinds = [line.payload.kind for line in room.table.small.lines]  # type: ignore[attr-defined]
    assert "reminder" in kinds
    room.table.activated.emit(room.table.model().index(kinds.index("reminder"), 0))
    assert around.went == [Place("profile", ("merchant", "S1"))]
    room.kinds["reminder"].setChecked(False)
    around.tasks.run_all()
    assert room.listed is not None
    assert {kind for _day, kind in room.listed.counts} == {"licence", "broadcast", "clock"}
