"""A new case by form and as copied rows, and the ledger of points."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QGuiApplication

from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.cases.finding import FindCases
from auditor.services.lists import Find
from tests.services.today.conftest import case_of, seconds
from tests.ui.cases.conftest import K2, NOW, Office, store
from ui.cases.intake import NewCase
from ui.cases.pasting import FIELDS, heading, with_heading
from ui.cases.points_page import PointsPage
from ui.editing.draft import Draft
from ui.editing.inputs import WhoInput
from ui.importing.screen import PASTE
from ui.kit.desk import Place


def intake(office: Office) -> NewCase:
    made = NewCase(office.desk)
    office.shown(made)
    return made


def typed(form: NewCase, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].entry.put(text)
        form.fields[name].entry.typed.emit(text)


def test_that_a_case_is_taken_in_with_whoever_is_found_by_name(office: Office) -> None:
    form = intake(office)
    assert form.fields["code"].entry.text == "AJ-2026-0001"
    who = form.fields["subject"].entry
    assert isinstance(who, WhoInput)
    (hit,) = office.app.ask(Find("店S1", 8, ("merchant",)))
    who._arrived([hit])
    who.pick("店S1  S1")
    assert form.fields["subject_type"].entry.text == "merchant"
    typed(form, kind="complaint", category="退款纠纷", description="未退款")
    form.save()
    office.settle()
    assert office.went[-1].room == "case", form.draft.told
    shown = office.app.ask(FindCases("AJ-2026"))[0]
    assert (shown.name, shown.who.code, shown.kind) == ("AJ-2026-0001", "S1", "complaint")
    assert form.fields["code"].entry.text == "AJ-2026-0002"


def test_that_what_is_missing_or_ahead_is_told_at_its_field(office: Office) -> None:
    form = intake(office)
    form.fields["occurred_at"].entry.put("2026-07-09 20:00")
    form.fields["occurred_at"].entry.typed.emit("2026-07-09 20:00")
    form.save()
    wrong = {name for name, one in form.fields.items() if one.below.text().strip()}
    assert {"subject", "subject_type", "category", "occurred_at"} <= wrong
    assert form.fields["subject"].entry.inner.hasFocus()
    assert office.app.ask(FindCases("AJ")) == ()


def test_that_the_clocks_begin_when_it_reached_us_and_it_happened_then_unless_said_otherwise(office: Office) -> None:
    form = intake(office)
    form.open(("merchant", "S1", "店S1"))
    typed(form, kind="complaint", category="退款纠纷", received_at="2026-06-29 09:00")
    assert form.fields["occurred_at"].entry.text == "2026-06-29 09:00"
    typed(form, occurred_at="2026-06-30 09:00")
    form.save()
    office.settle()
    assert "cannot have reached us" in form.fields["received_at"].below.text()
    typed(form, occurred_at="2026-06-20 09:00")
    form.save()
    form.save()  # whoever presses twice stores once
    office.settle()
    (clock,) = office.case("AJ-2026-0001").clocks
    assert clock.due == datetime(2026, 7, 1, 9)
    assert office.desk.edits.undo()
    office.settle()
    assert office.app.ask(FindCases("AJ")) == ()


def test_that_a_page_made_hours_ago_says_the_present_moment_unless_somebody_said_another(office: Office) -> None:
    form = intake(office)
    form.arrival.type("received_at", "2026-06-30 08:00")  # as it was when the page was made
    form.read()
    assert form.fields["received_at"].entry.text == "2026-06-30 12:00"
    typed(form, received_at="2026-06-30 07:00")
    form.read()
    assert form.fields["received_at"].entry.text == form.fields["occurred_at"].entry.text == "2026-06-30 07:00"


def test_that_the_kind_is_chosen_by_whoever_takes_a_case_in(office: Office) -> None:
    form = intake(office)
    form.open(("merchant", "S1", "店S1"))
    typed(form, category="refund")
    form.save()
    assert {name for name, one in form.fields.items() if one.below.text().strip()} == {"kind"}


def test_that_words_that_were_chosen_are_said_in_the_other_language() -> None:
    draft = Draft(BY_NAME["cases"], None, {}, None, day_of(NOW.date()), "en")
    for name, text in (("subject_type", "host"), ("kind", "complaint"), ("category", "手写类别"), ("points", "2")):
        draft.type(name, text)
    draft.speak("zh")
    assert draft.typed == {"subject_type": "主播", "kind": "投诉", "category": "手写类别", "points": "2"}


def test_that_a_field_that_is_folded_away_is_shown_where_it_is_refused(office: Office) -> None:
    form = intake(office)
    assert "points" not in form.fields
    form.open(("merchant", "S1", "店S1"))
    typed(form, kind="complaint", category="refund", occurred_at="2026-06-20 09:00")
    form.draft.type("accepted_at", "2026-06-01 09:00")
    form.save()
    assert form.fields["accepted_at"].below.text().strip()
    assert form.fields["accepted_at"].entry.inner.hasFocus()


def test_that_copied_rows_go_to_the_import_with_a_header_row(office: Office) -> None:
    form = intake(office)
    form.copy_heading()
    assert QGuiApplication.clipboard().text() == heading() + "\n"
    assert len(heading().split("\t")) == len(FIELDS)
    row = "S1\t商家\t投诉\t退款纠纷\t2026-06-29 10:00\t消费者\t抖音\tT-1\t未退款\t闻专员"
    QGuiApplication.clipboard().setText(row)
    form.paste_rows()
    assert office.went[-1] == Place("import", (PASTE, f"{heading()}\n{row}"))
    own = "案件编号\t对象编号\nT-2\tS1"
    assert with_heading(own) == own


def test_that_without_rows_on_the_clipboard_it_is_said(office: Office) -> None:
    form = intake(office)
    QGuiApplication.clipboard().setText("一句话")
    form.paste_rows()
    assert office.went == []
    assert "holds no rows" in str(office.desk.problems.tray[-1])


def test_that_cases_are_found_by_how_their_number_begins(office: Office) -> None:
    assert [one.name for one in office.app.ask(FindCases("k"))] == ["K3", "K2", "K1"]
    assert office.app.ask(FindCases("")) == ()
    store(office.app, cases=[case_of(K2, platform="kuaishou")])
    assert {one.name for one in office.app.ask(FindCases(K2))} == {"douyin:K2", "kuaishou:K2"}


def test_that_the_ledger_shows_the_plain_sum_and_what_it_is_made_of(office: Office) -> None:
    lost = {
        "kind": "infraction",
        "outcome": "substantiated",
        "category": "vulgar",
        "scheme": "带货口碑分",
        "severity": "minor",
    }
    day = day_of(NOW.date())
    store(
        office.app,
        cases=[
            case_of("P1", **lost, points=200, decided_on=day - 5, occurred_at=seconds("2026-06-20T12:00")),
            case_of("P2", **lost, points=250, decided_on=day - 4, occurred_at=seconds("2026-06-21T12:00")),
        ],
    )
    page = PointsPage(office.desk)
    page.open(("merchant", "S1", "店S1"))
    office.shown(page)
    assert page.title.text() == "Points of 店S1"
    assert [account.total for account in page.accounts] == [450]
    model = page.tables[0].small
    assert [line.texts[1:] for line in model.lines] == [("P1", "2", "Minor"), ("P2", "2.5", "Minor")]
    page.tables[0].activated.emit(model.index(1, 0))
    assert office.went[-1] == Place("case", "P2")


def test_that_nobody_and_nothing_have_their_own_page(office: Office) -> None:
    page = PointsPage(office.desk)
    office.shown(page)
    assert page.area.currentWidget() is page.nobody
    page.open(("host", "H1"))
    office.settle()
    assert page.area.currentWidget() is page.nothing
    page.open(("host", "H404"))
    office.settle()
    assert page.area.currentWidget() is page.refused
