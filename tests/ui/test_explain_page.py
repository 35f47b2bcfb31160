"""The page that takes an answer apart, and the heat map of the days to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.i18n import Translator
from auditor.services.demos import FillDemo
from auditor.services.forecasting import Begins, Forecasted, Foreseen
from tests.beginning import begun
from ui.explain.screen import ExplainPage
from ui.forecast.presenter import grid, weeks_of
from ui.forecast.screen import ForecastRoom
from ui.kit.desk import Day, Desk, Place
from ui.kit.heat import CELL_ROLE, HeatCell
from ui.kit.problems import Problems
from ui.kit.tasks import InlineTasks
from ui.kit.texts import Texts
from ui.kit.theme import Theme

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=SHANGHAI)
DAY = date(2026, 6, 30)
TITLES = {"TR-02": ("年度培训", "Annual training"), "LI-03": ("证照失效", "Licence lapsed")}


@pytest.fixture
def around(tmp_path: Path, texts: Texts, theme: Theme) -> Iterator[tuple[Desk, list[Place], Auditor]]:
    path = tmp_path / "w.auditor"
    begun(path, lambda: NOW)
    with Auditor.open(path, clock=lambda: NOW) as app:
        problems = Problems(texts, theme)
        gone: list[Place] = []
        desk = Desk(texts, theme, InlineTasks(app, problems.tell), problems, Day(lambda: NOW), gone.append)
        yield desk, gone, app


def foreseen(code: str, unit: str, *begins: tuple[date, str, str]) -> Foreseen:
    later = tuple(Begins(day, rule, severity, "block", True) for day, rule, severity in begins)
    return Foreseen("host", 1, code, f"Star {code}", unit, (), later)


DONE = Forecasted(DAY, 20, {"host": 9}, 2, "w", TITLES)
SUBJECTS = [
    foreseen("H1", "A", (date(2026, 7, 1), "TR-02", "high"), (date(2026, 7, 9), "TR-02", "high")),
    foreseen("H2", "B", (date(2026, 7, 2), "TR-02", "high"), (date(2026, 7, 14), "LI-03", "critical")),
]


def test_that_an_answer_is_taken_apart_with_what_mends_it(
    qtbot: QtBot, around: tuple[Desk, list[Place], Auditor]
) -> None:
    desk, gone, app = around
    app.run(FillDemo(40, 1))
    with app._store.reading() as connection:
        query = (
            "SELECT s.code FROM host h JOIN subject s ON s.id = h.id WHERE h.identity_verified_on < 20470 AND"
            " h.status = 'active' ORDER BY s.code LIMIT 1"
        )
        code = str(connection.exec_driver_sql(query).scalar_one())
    page = ExplainPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.open(("host", code, "ID-06"))
    desk.tasks.run_all()  # type: ignore[attr-defined]
    texts = [one.text() for one in page.findChildren(QLabel)]
    assert page.found is not None
    assert page.found.result == "fail"
    assert any("身份核验日期" in text or "identity verified" in text for text in texts)
    assert "×" in texts
    assert page.fixes is not None
    assert any("2026-06-30" in text and text.startswith("•") for text in texts)
    page.who.click()
    assert gone == [Place("profile", ("host", code))]


def test_that_a_record_behind_a_condition_opens_on_its_profile(
    qtbot: QtBot, around: tuple[Desk, list[Place], Auditor]
) -> None:
    desk, gone, app = around
    app.run(FillDemo(40, 1))
    with app._store.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT s.code, t.id FROM training t JOIN subject s ON s.id = t.learner_id WHERE s.type = 'host' LIMIT 1"
        ).one()
    page = ExplainPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.open(("host", row[0], "TR-02"))
    desk.tasks.run_all()  # type: ignore[attr-defined]
    link = next(one for one in page.tree.findChildren(QPushButton))
    link.click()
    desk.tasks.run_all()  # type: ignore[attr-defined]
    assert gone[-1].room == "profile"
    assert gone[-1].argument[:3] == ("host", row[0], "training")  # type: ignore[index]


def test_that_a_rule_counts_once_per_subject_in_its_first_week() -> None:
    made = grid(SUBJECTS, DONE, by_unit=False, tr=Translator("zh"))
    mondays = (date(2026, 6, 29), date(2026, 7, 6), date(2026, 7, 13), date(2026, 7, 20))
    assert weeks_of(DAY, 20) == mondays
    assert made.columns == tuple(f"{day:%m-%d}" for day in mondays)
    assert [name.split("  ")[0] for name in made.rows] == ["LI-03", "TR-02"]
    assert {place: cell.count for place, cell in made.cells.items()} == {(0, 2): 1, (1, 0): 2}
    assert made.cells[0, 2].worst == "critical"
    units = grid(SUBJECTS, DONE, by_unit=True, tr=Translator("zh"))
    assert sorted(units.rows) == ["A", "B"]


def test_that_a_cell_opens_its_list(qtbot: QtBot, around: tuple[Desk, list[Place], Auditor]) -> None:
    desk, gone, _app = around
    room = ForecastRoom(desk)
    qtbot.addWidget(room)
    assert room.area.currentIndex() == 0
    room.subjects, room.done = list(SUBJECTS), DONE
    room.render_texts()
    index = room.heat.heat.index(1, 0)
    assert isinstance(index.data(CELL_ROLE), HeatCell)
    room.heat.setCurrentIndex(index)
    assert [line.texts[3:5] for line in room.list.small.lines] == [("H1", "Star H1"), ("H2", "Star H2")]
    room.list.activated.emit(room.list.small.index(1, 0))
    assert gone == [Place("profile", ("host", "H2"))]
    room.why.click()  # on the day on which it begins to fail
    begins, one = room.list.small.lines[0].payload  # type: ignore[misc]
    assert gone[-1] == Place("explain", (one.type, one.code, begins.rule, begins.day, None))
    room.units.setChecked(True)
    assert room.heat.heat.rowCount() == 2
