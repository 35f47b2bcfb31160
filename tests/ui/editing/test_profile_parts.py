"""What stands beside the fields: shown with a reason, traced, looked up, and laid out along the days."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest

from auditor.model.types import day_of
from auditor.services.answers import Standing
from auditor.services.changes import Changes
from auditor.services.turning import Turn
from tests.ui.editing.conftest import Open
from ui.kit.chips import Answer
from ui.timeline.marks import Stretch, TurnMark, neighbour, next_bad, rows_of, standing_on

TODAY = date(2026, 6, 30)
PASSED = Standing("pass", None, (), 0)
TURNS = (
    TurnMark(100, Answer.PASS),
    TurnMark(120, Answer.HIGH, ("TR-02",)),
    TurnMark(150, Answer.PASS, (), ("TR-02",)),
)


def test_that_personal_values_are_shown_with_a_reason_and_masked_again(opened: Open) -> None:
    one = opened()
    reveal, phone = one.page.records.reveal, one.row("phone").value
    reveal.ask()
    assert not reveal.sure.isEnabled()
    QTest.keyClicks(reveal.reason, "complaint 7")
    QTest.keyClick(reveal.reason, Qt.Key.Key_Return)
    one.tasks.run_all()
    assert phone.text() == "13800138000"
    assert one.app.ask(Changes(kind="disclosure"))[0].why == "host:H1 complaint 7"
    for _ in range(60):
        reveal._timer.timeout.emit()
    assert phone.text() == "138****8000"


def test_that_leaving_the_page_masks_at_once(opened: Open) -> None:
    one = opened()
    one.page.records.reveal.reason.setText("why")
    one.page.records.reveal.reveal()
    one.tasks.run_all()
    one.page.hide()
    assert one.row("phone").value.text() == "138****8000"


def test_that_changes_are_listed_field_by_field_and_searched(opened: Open) -> None:
    one = opened()
    one.elsewhere(followers="12", phone="13900001111")
    one.page.outdate()
    one.tasks.run_all()
    traced = one.page.records.traced
    one.page.records.setCurrentWidget(traced)
    one.tasks.run_all()
    told = [line.texts[0] for line in traced.table.small.lines]
    assert told == ["Phone: 138****8000 → 139****1111", "Followers: – → 12", "Host added"]
    traced.filter.setText("followers")
    assert len(traced.table.small.lines) == 1


def test_that_a_licence_is_looked_up_with_its_number_copied_and_marked_as_checked(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: went.append(QUrl(url).toString()))
    one = opened("merchant", "M1")
    page = one.page.records.pages["licences"]
    one.page.records.setCurrentWidget(page)
    page.table.selectRow(0)
    page.official.click()
    assert went == ["https://www.gsxt.gov.cn"]
    assert QGuiApplication.clipboard().text() == "JY1"
    note = one.page.desk.problems.notes[-1]
    assert note.action is not None
    note.action[1]()
    one.tasks.run_all()
    row = page.current()
    assert row is not None
    assert (row["checked_on"], row["evidence_grade"]) == (day_of(TODAY), "register")


def test_that_the_slider_moves_the_day_and_keys_go_from_turn_to_turn(opened: Open) -> None:
    one = opened()
    bar, day = one.page.timeline.bar, one.page.desk.day
    assert bar.value() == day_of(TODAY)
    bar.show_turns((TurnMark(bar.stretch.first, Answer.PASS), TurnMark(day_of(TODAY) + 40, Answer.HIGH, ("X",))))
    QTest.keyClick(bar, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    bar.settle()
    assert day_of(day.value) == day_of(TODAY) + 40
    QTest.keyClick(bar, Qt.Key.Key_Home)
    bar.settle()
    assert day.is_today
    day.set(date(2020, 1, 1))
    assert bar.value() == day_of(date(2020, 1, 1))


def test_that_the_next_lapse_is_said_in_the_head(opened: Open) -> None:
    one = opened()
    assert one.page.next.text() == ""
    one.page.timeline._ahead_known(
        (Turn(TODAY, PASSED, (), ()), Turn(date(2026, 7, 10), PASSED, ("TR-02",), ())),
    )
    assert one.page.next.text() == "Next lapse 2026-07-10 (in 10 days): TR-02"


def test_that_marks_lie_where_their_days_are() -> None:
    stretch = Stretch.around(TODAY, TODAY)
    assert (stretch.share(stretch.first), stretch.share(day_of(TODAY)), stretch.day_at(2.0)) == (0, 0.5, stretch.last)
    assert standing_on(TURNS, 99) is None
    assert standing_on(TURNS, 130) is TURNS[1]
    assert (neighbour(TURNS, 120, 1), neighbour(TURNS, 120, -1), neighbour(TURNS, 150, -1)) == (150, None, 120)
    assert next_bad(TURNS, 120) is None


def test_that_a_terminated_contract_ends_when_it_was_terminated() -> None:
    from auditor.i18n import Translator

    rows = {"contracts": [{"record_id": 3, "code": "C1", "valid_from": 10, "valid_until": 90, "terminated_on": 50}]}
    (row,) = rows_of(rows, Translator("en"))
    assert [(mark.since, mark.until, mark.id) for mark in row.marks] == [(10, 50, 3)]
