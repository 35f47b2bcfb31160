"""Every number of the day's page, in its parts and in its charts, opens a list that holds just what it counts."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from auditor.services.agenda import Agenda
from auditor.services.audits import Audit
from auditor.services.lists import ListFilter, ListIds
from auditor.services.standing import RefreshStanding
from tests.services.rows import day
from tests.services.today.conftest import licence_of
from tests.ui.today.test_today_room import TODAY, Around, around, opened, some_day
from ui.calendar.asked import Asked
from ui.checks.screen import Checks
from ui.kit.desk import Place
from ui.rooms import ROOMS

__all__ = ["around"]

RULES = ("LI-04", "ID-03", "TR-02", "IN-09")
KINDS = {room.key: room.icon for room in ROOMS}


def a_busy_day(around: Around) -> None:
    """Two checks between which a licence came to its end, one lapsed later still, and one host became too young."""
    some_day(around)
    around.app.run(Audit(TODAY, rules=RULES, save=True))
    around.fill(
        hosts=[{"code": "H8", "stage_name": "新来的", "birth_date": day("2015-01-01"), "owner": "李"}],
        merchants=[{"code": "S2", "shop_name": "又一家"}, {"code": "S3", "shop_name": "第三家"}],
        licences=[licence_of("JY2", "2026-07-09", owner="S2"), licence_of("JY3", "2026-08-09", owner="S3")],
    )
    around.app.run(Audit(TODAY, rules=RULES, save=True))
    around.app.run(RefreshStanding())


def held(around: Around, checks: Checks, place: Place) -> int:
    """How much the list behind a number holds."""
    if place.room == "calendar":
        asked = place.argument
        assert isinstance(asked, Asked)
        agenda = Agenda(asked.first, asked.last, TODAY, None, asked.kinds, 500, asked.after, asked.until)
        return around.app.ask(agenda).count
    if place.room == "checks":
        checks.open(place.argument)
        around.tasks.run_all()
        beside: Any = isinstance(place.argument, tuple) and place.argument[0] == "compare"
        assert checks.tabs.currentIndex() == (2 if beside else 0)
        return (checks.beside.table if beside else checks.findings).small.rowCount()
    assert isinstance(place.argument, ListFilter), place
    return len(around.app.ask(ListIds(KINDS[place.room], place.argument, "code", TODAY)))


def test_that_every_number_on_the_page_opens_its_list(around: Around, qtbot: QtBot) -> None:
    a_busy_day(around)
    room = opened(around, qtbot)
    checks = Checks(around.desk)
    qtbot.addWidget(checks)
    checks.show()
    around.tasks.run_all()
    walked: set[str] = set()
    for name, section in room.sections.items():
        for button in section.findChildren(QPushButton):
            told = button.text().rpartition(" · ")[2] if " · " in button.text() else button.text().removeprefix("All ")
            if not told.replace(",", "").isdigit():
                continue
            around.went.clear()
            button.click()
            assert held(around, checks, around.went[0]) == int(told.replace(",", "")), (name, button.text())
            walked.add(name)
    assert walked == set(room.sections)
    drawn = [part for chart in room.charts.charts for part in chart.parts]
    for part in drawn:
        place: Any = part.payload
        assert held(around, checks, place) == part.value, part.words
    assert {place.payload.room for place in drawn} >= {"calendar", "checks", "hosts"}  # type: ignore[attr-defined]


def test_that_a_check_that_is_shown_no_more_is_told(around: Around, qtbot: QtBot) -> None:
    around.fill()
    around.app.run(Audit(TODAY, rules=RULES, save=True))
    checks = Checks(around.desk)
    qtbot.addWidget(checks)
    checks.open(("run", 99))
    checks.show()
    around.tasks.run_all()
    assert any(one.params.get("run") == 99 for one in around.desk.problems.tray)
