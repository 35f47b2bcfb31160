"""Courses with their versions, and what trainings show: signs, rates, what followed a case."""

from __future__ import annotations

from pytestqt.modeltest import ModelTester

from auditor.services.changes import Head
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.sessions import SessionOf
from tests.services.desk_rows import at
from tests.services.rows import day
from tests.services.training.conftest import put
from tests.ui.training.conftest import Office
from ui.kit.desk import Place
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
    assert (page.versions.isHidden(), page.none.isHidden()) == (False, True)
    page._versions_read(())
    assert (page.versions.isHidden(), page.none.isHidden()) == (True, False)


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


def test_that_a_new_course_is_entered_here_and_shown(office: Office) -> None:
    page = _courses(office)
    page.add.click()
    form = page.new_course.form
    assert form is not None
    assert page.right.isHidden()  # beside the form the courses keep their names
    for name, text in {"code": " C9 ", "title": "直播合规入门", "topics": "广告合规"}.items():
        form.fields[name].entry.put(text)
        form.fields[name].entry.typed.emit(text)
    form.save()
    office.settle()
    assert office.gone == [Place("training", ("course", "C9"))]
    assert not page.right.isHidden()
    assert page.table.small.lines[page.table.currentIndex().row()].texts[:2] == ("直播合规入门", "C9")
    assert page.facts.rows["title"].value.text() == "直播合规入门"


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


def test_that_a_case_leads_to_a_seat_in_one_press(office: Office) -> None:
    told = {"kind": "infraction", "subject_type": "host", "category": "food_safety"}
    cases = [{"code": f"K{n}", "subject": f"H{n}", "occurred_at": at(f"2026-06-1{n} 20:00"), **told} for n in (1, 2)]
    put(office.app, {"cases": cases})
    office.open("shows")
    page = office.room.page("shows")
    assert isinstance(page, ShowsPage)
    assert page.seating.isHidden()
    page.ways["remedies"].click()
    office.settle()
    bar = page.seating
    assert bar.sentence.text() == "A seat for 名H2 after K2"
    assert [bar.where.itemText(at_) for at_ in range(bar.where.count())] == [
        "2026-06-30 09:00  食品安全  S1", "New session: 食品安全, 2026-07-07 09:00",
    ]  # fmt: skip
    head = office.app.ask(Head()).change
    bar.seat.click()
    office.settle()
    assert (office.room.shown, office.app.ask(Head()).change) == (office.room.sessions, head + 1)
    assert [one.learner for one in office.app.ask(SessionOf("S1")).roster] == ["H2"]
    office.open("shows")
    page.table.selectRow(0)
    assert (bar.sentence.text(), bar.where.isHidden()) == ("名H2 is on the list of session S1.", True)
    assert "; on the list of S1" in page.table.small.lines[0].texts[-1]
    page.table.selectRow(1)
    bar.where.setCurrentIndex(1)
    bar.seat.click()
    office.settle()
    assert [one.learner for one in office.app.ask(SessionOf("S-2026-001")).roster] == ["H1"]


def test_that_evidence_to_be_looked_at_opens_at_the_training_it_lies_on(office: Office) -> None:
    page = _shows(office)
    again = {"learner": "H3", "course": "C1", "completed_on": day("2026-06-30"), "result": "passed", "evidence": "影像"}
    put(office.app, {"trainings": [again, {**again, "learner": "H4"}]})
    page.read()
    office.settle()
    page.table.activated.emit(page.table.small.index(0, 0))
    assert office.gone[-1].argument[:3] == ("host", page.table.small.lines[0].texts[2], "training")
