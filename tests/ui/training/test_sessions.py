"""Sessions in the window: the list, a new one, its roster; refusals at their place, nothing typed lost."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from auditor.services.changes import Head
from auditor.services.lists import ListFilter
from auditor.services.lists.chosen import Listed
from auditor.services.lists.views import View
from auditor.services.training.planning import next_code
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import SessionOf, Sessions
from auditor.services.undoing import Undo
from tests.services.rows import day
from tests.services.training.conftest import put
from tests.ui.training.conftest import Office
from ui.editing.inputs import WhoInput
from ui.kit.desk import Place
from ui.lists.views import Shown, Views
from ui.training.words import plain


def _cells(office: Office) -> list[tuple[str, ...]]:
    return [line.texts for line in office.room.sessions.table.small.lines]


def _type(office: Office, **texts: str) -> None:
    for name, text in texts.items():
        entry = office.room.sessions.form.fields[name].entry
        entry.put(text)
        entry.typed.emit(text)


def _roster(office: Office, code: str) -> list[tuple[str, str]]:
    return [(one.learner, one.state) for one in office.app.ask(SessionOf(code)).roster]


def test_that_sessions_stand_in_a_list_by_name_and_are_told_apart_by_status(
    office: Office, qtmodeltester: ModelTester
) -> None:
    assert _cells(office) == [
        ("2026-07-10 09:00", "S2", "广告合规", "王老师", "", "Planned", "0", ""),
        ("2026-06-30 09:00", "S1", "食品安全", "李老师", "", "Planned", "0", "4"),
    ]
    qtmodeltester.check(office.room.sessions.table.small)
    office.room.sessions.choices["held"].click()
    assert _cells(office) == []
    assert office.room.sessions.none.text() == "No session is like that."


def test_that_enter_opens_the_session_one_stands_on_though_somebody_stored_meanwhile(office: Office) -> None:
    table = office.room.sessions.table
    table.selectRow([line.texts[1] for line in table.small.lines].index("S1"))
    office.app.do(Enrol("S1", learners=("H1", "H2")))
    office.desk.tasks.changed.emit(None)
    office.settle()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert office.gone[-1] == Place("training", ("session", "S1"))


def test_that_a_new_session_begins_with_a_code_and_a_day_and_opens_when_it_is_stored(office: Office) -> None:
    page = office.room.sessions
    page.begin_new()
    assert page.form.fields["code"].entry.text == "S-2026-001"
    assert page.form.fields["planned_start"].entry.text == "2026-07-07 09:00"
    _type(office, course="C2", seats="25", trainer="陈静")
    page.form.save()
    office.settle()
    (made,) = [one for one in office.app.ask(Sessions()) if one.code == "S-2026-001"]
    assert (made.course, made.seats, made.trainer) == ("C2", 25, "陈静")
    assert page.area.currentWidget() is page.page
    assert "25 seats left" in page.page.seats.text()


def test_that_a_wrong_session_is_refused_at_its_fields_and_nothing_typed_is_lost(office: Office) -> None:
    page = office.room.sessions
    page.begin_new()
    _type(office, code="s1", course="C9", planned_start="10 July", seats="thirty")
    page.form.save()
    office.settle()
    told = page.form.draft.told if page.form.draft is not None else {}
    assert {"planned_start", "seats"} <= set(told)
    _type(office, planned_start="2026-07-10 09:00", seats="30")
    page.form.save()
    office.settle()
    assert len(office.app.ask(Sessions())) == 2
    assert "C9" in page.form.fields["course"].below.text()
    assert page.form.fields["seats"].entry.text == "30"


def test_that_people_are_put_on_the_list_by_name_in_one_change(office: Office) -> None:
    office.open("session", "S2")
    form = office.room.sessions.page.roster.form
    form.names.write("H1、H2，staff:张三")
    form.by_name()
    assert not form.put_names.isEnabled()
    office.settle()
    assert _roster(office, "S2") == [("H1", "invited"), ("H2", "invited"), ("张三", "invited")]
    assert form.names.text == ""
    assert "3 new" in office.said()
    assert office.desk.edits.last is not None
    office.app.run(Undo(office.desk.edits.last.change))
    assert _roster(office, "S2") == []


def test_that_somebody_unknown_is_told_and_what_was_typed_stays(office: Office) -> None:
    office.open("session", "S2")
    form = office.room.sessions.page.roster.form
    form.names.write("H1、H77")
    form.by_name()
    office.settle()
    assert _roster(office, "S2") == []
    assert form.told.text().startswith("Line 2: H77")
    assert form.names.text == "H1、H77"


def test_that_a_saved_view_counts_whom_it_means_and_puts_them_on_the_list(office: Office) -> None:
    view = View("host", ListFilter(unit=("夜班",)), "code", "夜班主播")
    Views(office.desk.memory, "host").save(Shown(view, QByteArray()))
    office.open("session", "S2")
    form = office.room.sessions.page.roster.form
    at = form.source.findText("Hosts: view 夜班主播")
    form.source.setCurrentIndex(at)
    office.settle()
    assert form.put_all.text() == "Put 3 on the list"
    form.by_source()
    assert form.put_all.text() == "Putting them on the list…"
    office.settle()
    assert [who for who, _ in _roster(office, "S2")] == ["H1", "H3", "H5"]
    assert len(office.room.sessions.page.roster.table.small.lines) == 3


def test_that_everybody_of_a_category_whose_training_lapses_soon_is_put_on_the_list(office: Office) -> None:
    put(
        office.app,
        {
            "hosts": [{"code": f"H{n}", "categories": ("alcohol" if n < 4 else "apparel",)} for n in range(1, 7)],
            "requirements": [{"code": "R1", "title": "年度", "course": "C1", "due": "every_months", "months": 12}],
            "trainings": [
                {"learner": f"H{n}", "course": "C1", "completed_on": day("2025-08-01"), "result": "passed"}
                for n in (1, 3, 5)
            ],
        },
    )
    office.open("session", "S1")
    form = office.room.sessions.page.roster.form
    form.source.setCurrentIndex(form.source.findText("Whose training lapses soon: 年度"))
    form.days.setValue(60)
    office.settle()
    assert form.put_all.text() == "Put 3 on the list"
    form.category.setCurrentIndex(form.category.findText("Food categories"))
    office.settle()
    assert form.put_all.text() == "Put 2 on the list"
    form.days.setValue(31)
    office.settle()
    assert (form.put_all.text(), form.put_all.isEnabled()) == ("Put 0 on the list", False)
    form.days.setValue(32)
    office.settle()
    form.by_source()
    office.settle()
    assert [who for who, _ in _roster(office, "S1")] == ["H1", "H3"]


def test_that_the_choices_of_a_list_are_said_in_the_language_in_force(office: Office) -> None:
    put(office.app, {"requirements": [{"code": "R1", "title": "年度", "course": "C1"}]})
    office.open("session", "S1")
    form = office.room.sessions.page.roster.form
    form.source.setCurrentIndex(form.source.findText("Whose training lapses soon: 年度"))
    form.category.setCurrentIndex(1)
    office.desk.texts.switch("zh")
    office.settle()
    assert form.source.currentText() == "培训将在若干天内到期：年度"
    assert (form.category.currentText(), form.days.text()) == ("食品类目", "60 天")


def test_that_a_requirement_that_cannot_be_counted_says_why_until_another_is_chosen(office: Office) -> None:
    put(office.app, {"requirements": [{"code": "R1", "course": "C1", "filter": "category=玄学"}]})
    office.open("session", "S1")
    form = office.room.sessions.page.roster.form
    assert "玄学 is no category" in form.told.text()
    form.source.setCurrentIndex(form.source.findText("Hosts of whom something lapses within so many days"))
    office.settle()
    assert form.told.text() == ""


def test_that_more_than_the_seats_are_refused_unless_it_is_meant(office: Office) -> None:
    office.room.open(Listed("host"))
    office.open("session", "S1")
    form = office.room.sessions.page.roster.form
    assert form.source.currentText() == "What was chosen in the list"
    form.by_source()
    office.settle()
    assert "Seats that session S1 lacks for that: 2" in office.said()
    form.names.put("nobody")
    form.by_name()
    office.settle()
    in_english = form.told.text()
    office.desk.texts.switch("zh")
    assert "nobody" in in_english
    assert form.told.text().startswith("第 1 行")
    office.desk.texts.switch("en")
    assert form.told.text() == in_english
    form.over.setChecked(True)
    form.by_source()
    office.settle()
    assert len(_roster(office, "S1")) == 6
    assert "2 beyond the seats" in office.room.sessions.page.seats.text()


def test_that_delete_takes_who_is_chosen_off_the_list_and_who_has_to_stay_is_told(office: Office, qtbot: QtBot) -> None:
    office.app.do(Enrol("S1", learners=("H1", "H2", "H3")))
    put(office.app, {"enrolments": [{"session": "S1", "learner_type": "host", "learner": "H2", "score": 7000}]})
    office.open("session", "S1")
    page = office.room.sessions.page
    page.tabs.setCurrentWidget(page.roster)
    pane = page.roster
    assert not pane.off.isEnabled()
    pane.table.selectRow(0)
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_Delete)
    office.settle()
    assert _roster(office, "S1") == [("H2", "invited"), ("H3", "invited")]
    assert "Taken off the list: 1" in office.said()
    assert page.seats.text() == "2 on the list · 2 seats left"
    pane.table.selectAll()
    pane.off.click()
    office.settle()
    assert _roster(office, "S1") == [("H2", "invited")]
    assert pane.told.text().startswith("How it went for 名H2 at S1 is on file already")
    pane.table.selectAll()
    pane.take_off()
    office.settle()
    assert (_roster(office, "S1"), pane.told.isHidden()) == ([("H2", "invited")], False)
    change = office.app.ask(Head()).change
    office.app.run(Undo(change))
    office.room.sessions.read()
    office.settle()
    assert len(pane.table.small.lines) == 2
    office.open("session", "S2")
    assert pane.told.isHidden()


def test_that_who_is_chosen_is_excused_and_leaves_the_seat(office: Office) -> None:
    office.open("session", "S1")
    form = office.room.sessions.page.roster.form
    form.names.write("H1、H2")
    form.by_name()
    office.settle()
    pane = office.room.sessions.page.roster
    assert not pane.excuse.isEnabled()
    pane.table.selectRow(1)
    pane.excuse.click()
    office.settle()
    assert _roster(office, "S1") == [("H1", "invited"), ("H2", "excused")]
    assert "3 seats left" in office.room.sessions.page.seats.text()


def test_that_the_fields_of_a_session_are_edited_where_they_stand(office: Office) -> None:
    office.open("session", "S1")
    page = office.room.sessions.page
    page.details.setChecked(True)
    office.settle()
    page.facts.edit("place")
    row = page.facts.rows["place"]
    assert row.editor is not None
    row.editor.put("三楼")
    row.typed.emit("三楼")
    row.left.emit()
    office.settle()
    assert office.app.ask(SessionOf("S1")).line.place == "三楼"
    assert "三楼" in page.facts_line.text()


def test_that_a_session_that_is_not_there_leads_back_to_the_list(office: Office) -> None:
    office.open("session", "S9")
    assert "There is no session S9." in office.said()
    assert office.room.sessions.area.currentWidget() is office.room.sessions.listing


def test_that_a_session_is_offered_by_day_title_and_code_where_one_is_meant(office: Office) -> None:
    entry = WhoInput(office.desk, lambda: ("session",))
    entry.look("食品")
    office.settle()
    assert entry.hits == {"2026-06-30 食品安全  S1": "S1"}


def test_that_codes_run_on_by_year_and_marks_read_plainly() -> None:
    assert next_code(["S-2026-009", "S-2026-x", "S-2025-400", "PX-1"], date(2026, 7, 1)) == "S-2026-010"
    assert [plain(one) for one in (None, 0, 8000, 8050, 8055)] == ["", "0", "80", "80.5", "80.55"]
