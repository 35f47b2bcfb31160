"""Courses with their versions, and what trainings show: signs, rates, what followed a case."""

from __future__ import annotations

from pytestqt.modeltest import ModelTester

from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import HeldLine
from tests.ui.training.conftest import Office
from ui.training.courses import CoursesPage
from ui.training.shows import ShowsPage


def _courses(office: Office) -> CoursesPage:
    office.open("courses")
    page = office.room.page("courses")
    assert isinstance(page, CoursesPage)
    return page


def _shows(office: Office) -> ShowsPage:
    office.app.do(LogSession("S1", (HeldLine("H1", score="92", minutes="5"), HeldLine("H2", score="88"))))
    office.open("shows")
    page = office.room.page("shows")
    assert isinstance(page, ShowsPage)
    return page


def test_that_a_course_shows_its_versions_and_which_one_is_in_force(office: Office, qtmodeltester: ModelTester) -> None:
    page = _courses(office)
    page.table.selectRow(next(at for at, line in enumerate(page.table.small.lines) if line.texts[1] == "C1"))
    office.settle()
    assert [line.texts[:6] for line in page.versions.small.lines] == [
        ("V2", "2026-06-01", "", "", "80", "Fixed day 12-31"),
        ("V1", "2025-01-01", "", "", "60", "12 months"),
    ]
    assert [bool(line.marks) for line in page.versions.small.lines] == [True, False]
    qtmodeltester.check(page.versions.small)
    assert page.facts.rows["pass_mark"].value.text() == "60"


def test_that_a_new_version_is_checked_as_everywhere_and_stands_when_it_is_stored(office: Office) -> None:
    page = _courses(office)
    page.table.selectRow(next(at for at, line in enumerate(page.table.small.lines) if line.texts[1] == "C1"))
    office.settle()
    page.new.click()
    assert page.form.fields["course"].entry.text == "C1"
    for name, text in {"version": "V3", "effective_from": "2026-07-01", "validity": "months"}.items():
        page.form.fields[name].entry.put(text)
        page.form.fields[name].entry.typed.emit(text)
    page.form.save()
    office.settle()
    assert page.form.draft is not None
    assert page.form.draft.told
    page.form.fields["valid_months"].entry.put("18")
    page.form.fields["valid_months"].entry.typed.emit("18")
    page.form.save()
    office.settle()
    assert page.versions.small.lines[0].texts[5] == "18 months"
    assert page.form.isHidden()


def test_that_signs_rates_and_what_followed_cases_stand_in_one_table(office: Office) -> None:
    page = _shows(office)
    assert page.tells.text().startswith("Signs on passed trainings")
    page.ways["effect"].click()
    office.settle()
    assert ("V2" in page.table.small.lines[0].texts[0], page.table.small.lines[0].texts[1]) == (True, "2")
    assert page.table.small.lines[0].texts[6] == "Too few to say"
    page.by.setCurrentIndex(page.by.findData("trainer"))
    office.settle()
    assert page.table.small.lines[0].texts[0] == "李老师"
    page.ways["remedies"].click()
    office.settle()
    assert page.nothing.sentence.text() == "No case of the year calls for a training."
    assert page.by.isHidden()


def test_that_a_place_leads_to_a_course_whether_or_not_the_courses_are_here(office: Office) -> None:
    page = _courses(office)
    for code in ("C2", "C1"):
        office.open("course", code)
        assert page.table.small.lines[page.table.currentIndex().row()].texts[1] == code
        assert page.facts.rows["title"].value.text() == {"C1": "食品安全", "C2": "广告合规"}[code]
