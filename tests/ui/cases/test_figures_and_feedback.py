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


def test_that_an_answer_that_is_being_typed_stays_with_whom_it_is_for(office: Office) -> None:
    store(office.app, feedback=[feedback("F1", received_at=seconds("2026-06-20T12:00")), feedback("F2", text="尺码")])
    page = FeedbackPage(office.desk)
    office.shown(page)
    page.table.selectRow(1)
    meant = page.current()
    assert meant is not None
    page.answer.put("明天发货")
    store(office.app, feedback=[feedback("F3", received_at=seconds("2026-06-30T09:00"))])
    page.outdate()
    office.settle()
    page.render_texts()
    assert (page.current().id, page.answer.text, page.card.isHidden()) == (meant.id, "明天发货", False)  # type: ignore[union-attr]
    page.table.selectRow(0)
    assert page.answer.text == ""
    page.give()
    office.desk.texts.switch("zh")
    page.render_texts()
    assert page.wrong.text() == "请填写内容。"
    office.desk.texts.switch("en")
    page.table.selectRow(2)
    assert page.wrong.text() == " "
    page.give()
    office.settle()
    assert {one.code: one.answer for one in office.app.ask(FeedbackLog()).rows if one.answer} == {
        meant.code: "明天发货"
    }


def test_that_the_answer_has_room_in_a_low_window(office: Office) -> None:
    store(office.app, feedback=[feedback("F1")])
    page = FeedbackPage(office.desk)
    office.shown(page)
    page.resize(700, 330)
    office.settle()
    assert page.answer.isVisible()
    assert page.answer.height() >= page.answer.prose.height() > 60
    assert page.table.height() > 80


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
