"""The statistics of cases as tables and as a workbook; feedback with its answers."""

from __future__ import annotations

from pathlib import Path

from auditor.services.cases.feedback import FeedbackLog
from tests.services.today.conftest import seconds
from tests.ui.cases.conftest import Office, store
from ui.cases.feedback_page import FeedbackPage
from ui.cases.figures_page import CaseFiguresPage
from ui.kit.small_table import SmallTable


def rows(table: SmallTable) -> list[tuple[str, ...]]:
    return [line.texts for line in table.small.lines]


def feedback(code: str, **values: object) -> dict[str, object]:
    said: dict[str, object] = {"code": code, "kind": "question", "subject_type": "merchant", "subject": "S1"}
    return said | {"source": "consumer", "received_at": seconds("2026-06-28T12:00"), "text": "多久发货"} | values


def test_that_the_tables_say_what_was_counted_and_the_workbook_the_same(office: Office, tmp_path: Path) -> None:
    page = CaseFiguresPage(office.desk)
    office.shown(page)
    assert "cases: 3" in page.head.text()
    assert ("Refund", "Complaint", "1", "0", "0", "0", "0", "1") in rows(page.tables[0])
    out = tmp_path / "cases.xlsx"
    page.write(out)
    office.settle()
    assert out.stat().st_size > 2_000
    assert str(out) in str(office.desk.problems.tray[-1])


def test_that_a_period_is_chosen_and_refused_where_it_ends_before_it_begins(office: Office) -> None:
    page = CaseFiguresPage(office.desk)
    office.shown(page)
    page.since.setDate(page.until.date())
    office.settle()
    assert "cases: 0" in page.head.text()
    page.until.setDate(page.until.date().addDays(-1))
    office.settle()
    assert page.area.currentWidget() is page.refused
    assert "ends before it begins" in page.refused.sentence.text()


def test_that_feedback_is_answered_below_the_line_and_leaves_the_open_ones(office: Office) -> None:
    store(office.app, feedback=[feedback("F1"), feedback("F2", kind="praise", text="很好")])
    page = FeedbackPage(office.desk)
    office.shown(page)
    assert [line[3] for line in rows(page.table)] == ["多久发货"]
    page.give()
    assert page.wrong.text() == "Write something."
    page.answer.put("明天发货")
    page.by.put("闻专员")
    page.give()
    office.settle()
    assert (rows(page.table), page.area.currentWidget()) == ([], page.nothing)
    answered = office.app.ask(FeedbackLog(state="answered")).rows
    assert [(one.code, one.answer, one.handler) for one in answered] == [("F1", "明天发货", "闻专员")]
    page.states["all"].click()
    office.settle()
    assert len(rows(page.table)) == 2


def test_that_new_feedback_lacks_what_its_fields_say(office: Office) -> None:
    page = FeedbackPage(office.desk)
    office.shown(page)
    page.new.click()
    assert "subject_type" in page.adding.fields
    page.adding.save()
    wrong = {name for name, one in page.adding.fields.items() if one.below.text().strip()}
    assert wrong == {"code", "kind"}
    assert page.adding.fields["received_at"].entry.text == "2026-06-30 12:00"
    for name, text in (("code", "F9"), ("kind", "praise"), ("received_at", "2026-06-29 10:00"), ("text", "好")):
        page.adding.fields[name].entry.put(text)
        page.adding.fields[name].entry.typed.emit(text)
    page.adding.save()
    office.settle()
    assert page.adding.isHidden()
    assert [one.code for one in office.app.ask(FeedbackLog()).rows] == ["F9"]
