"""Requirements in the window: gaps by group and week, the people of a cell, a session for them in one press."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytestqt.modeltest import ModelTester

from auditor.services.changes import Head
from auditor.services.training.held import LogSession
from auditor.services.training.matrix import Requirements
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.sessions import SessionOf
from tests.services.rows import day
from tests.services.training.conftest import put
from tests.ui.training.conftest import Office
from ui.kit.stopping import LongQuestions
from ui.training.matrix import MatrixPage


def _map(office: Office, **more: object) -> MatrixPage:
    told = {"code": "R1", "title": "食品年度培训", "course": "C1", "due": "every_months", "months": 12,
            "opens_days": 30, "grace_days": 14, "valid_from": day("2026-06-01"), **more}  # fmt: skip
    put(office.app, {"requirements": [told]})
    office.app.do(LogSession("S1", (HeldLine("H1", score="92"), HeldLine("H2", score="88"))))
    office.open("requirements")
    return office.room.matrix


def _cells(page: MatrixPage) -> dict[tuple[str, str], int]:
    grid = page.heat.heat.grid
    return {(grid.rows[row], grid.columns[at]): cell.count for (row, at), cell in grid.cells.items()}


def _people(page: MatrixPage) -> list[str]:
    return [line.texts[0] for line in page.people.small.lines]


def test_that_gaps_stand_by_team_and_a_cell_names_its_people(office: Office, qtmodeltester: ModelTester) -> None:
    page = _map(office)
    assert _cells(page) == {("食品年度培训", "All"): 4, ("食品年度培训", "夜班"): 2, ("食品年度培训", "日班"): 2}
    qtmodeltester.check(page.heat.heat)
    assert len(_people(page)) == 4
    page.heat.setCurrentIndex(page.heat.heat.index(0, 1))
    office.settle()
    assert _people(page) == ["名H3", "名H5"]
    assert page.cell.text() == "食品年度培训, 夜班: 2 of 3 need a seat (lapsed 2)"


def test_that_one_press_makes_a_session_with_those_people_on_its_list(office: Office) -> None:
    page = _map(office)
    page.heat.setCurrentIndex(page.heat.heat.index(0, 1))
    office.settle()
    assert page.plan.text() == "Plan a session for 2 people"
    head = office.app.ask(Head()).change
    page.plan.click()
    office.settle()
    assert office.app.ask(Head()).change == head + 1, "one undo takes back the session with its list"
    made = office.app.ask(SessionOf("S-2026-001"))
    assert [one.learner for one in made.roster] == ["H3", "H5"]
    assert (made.line.title, made.line.course, made.line.seats) == ("食品年度培训 · 夜班", "C1", 2)
    assert made.line.planned_start.date() == date(2026, 7, 7)
    assert office.room.shown is office.room.sessions
    assert office.room.sessions.page.title.text().startswith("食品年度培训 · 夜班")
    office.open("requirements")
    page.heat.setCurrentIndex(page.heat.heat.index(0, 1))
    office.settle()
    assert not page.plan.isEnabled()
    assert [line.texts[7] for line in page.people.small.lines] == ["✓", "✓"]


def test_that_seats_are_told_by_week_and_a_session_is_offered_for_that_week(office: Office) -> None:
    page = _map(office, due="by_day", by_day=day("2026-07-22"), months=None)
    page.ways["weeks"].click()
    office.settle()
    assert _cells(page) == {("食品年度培训", "07-20"): 4}
    office.settle()
    assert len(_people(page)) == 4
    page.plan_session()
    office.settle()
    assert office.app.ask(SessionOf("S-2026-001")).line.planned_start.isoformat(" ") == "2026-07-20 09:00:00"


def test_that_a_requirement_that_cannot_be_worked_out_says_why(office: Office) -> None:
    put(office.app, {"requirements": [{"code": "R9", "title": "坏的", "course": "C1", "filter": "nonsense"}]})
    office.open("requirements")
    page = office.room.matrix
    assert page.troubles.text().startswith("R9: The filter of R9")
    assert page.plan.isHidden()


def test_that_nothing_to_learn_says_what_will_stand_here(office: Office) -> None:
    office.open("requirements")
    assert not office.room.matrix.empty.isHidden()
    assert office.room.matrix.split.isHidden()


def _type(page: MatrixPage, **texts: str) -> None:
    for name, text in texts.items():
        entry = page.form.fields[name].entry
        entry.put(text)
        entry.typed.emit(text)


def test_that_a_requirement_is_laid_down_by_a_form_with_the_checks_of_an_import(office: Office) -> None:
    office.open("requirements")
    page = office.room.matrix
    page.begin_new()
    page.form.unfold()
    _type(page, code="R9", course="C1", due="every_months", months="often")
    page.form.save()
    office.settle()
    assert "often" in page.form.fields["months"].below.text()
    _type(page, months="12")
    page.form.save()
    office.settle()
    assert page.form.isHidden()
    assert [row.code for row in office.app.ask(Requirements())] == ["R9"]
    assert page.heat.heat.grid.rows == ("R9",)


def test_that_a_place_leads_to_a_requirement(office: Office) -> None:
    put(office.app, {"requirements": [{"code": "R9", "title": "广告", "course": "C2"}]})
    page = _map(office)
    for code in ("R9", "R1"):
        office.open("requirement", code)
        cell = page.heat.cell()
        assert cell is not None
        assert cell.payload.row.code == code


def test_that_whoever_leaves_or_asks_anew_ends_the_question_under_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _map(office)
    asked: list[Requirements] = []
    answer = office.app.ask

    def ask(query: Any) -> Any:
        asked.extend([query] if isinstance(query, Requirements) else [])
        return answer(query)

    monkeypatch.setattr(office.app, "ask", ask)
    page.outdate()
    page.outdate()
    office.settle()
    assert len(asked) == 1, "the first was given up before it began"
    page.outdate()
    office.open("courses")
    office.settle()
    assert len(asked) == 1
    office.open("requirements")
    assert len(asked) == 2
    assert _cells(page)


def test_that_a_long_question_is_told_to_stop_when_it_is_asked_anew(office: Office) -> None:
    questions, heard = LongQuestions(office.tasks, office.room), list[object]()
    first, second = Requirements(), Requirements(by="owner")
    questions.ask(first, heard.append, slot="x")
    (number, monitor) = questions._under_way["x"]
    questions.ask(second, heard.append, slot="x")
    assert (monitor.stopped, office.tasks.waits_for(number)) == (True, False)
    office.settle()
    assert heard == [()]
    assert not questions.stop()
