"""A case is taken in with the moment when it reached us; what an entry may not be is refused with its reason."""

from __future__ import annotations

from datetime import datetime

import pytest

from auditor.app import Auditor
from auditor.services.cases.case import CaseOf, CaseShown
from auditor.services.cases.intake import TakeInCase
from auditor.services.cases.logging import CaseRefused
from auditor.services.editing import Refused
from auditor.services.undoing import Undo
from tests.services.cases.conftest import Tell, case_of
from tests.services.today.conftest import Fill, seconds

CASE = {
    "code": "K5", "kind": "complaint", "subject_type": "merchant", "subject": "S1", "category": "refund",
    "source": "consumer", "occurred_at": "2026-06-20 10:00", "handler": "小周",
}  # fmt: skip


def taken(app: Auditor, received: datetime | None = None, **texts: str) -> CaseShown:
    app.do(TakeInCase(tuple((CASE | texts).items()), received))
    return app.ask(CaseOf("K5"))


def field_of(app: Auditor, received: datetime | None = None, **texts: str) -> str:
    with pytest.raises(CaseRefused) as told:
        taken(app, received, **texts)
    return told.value.field


def test_that_its_clocks_begin_when_it_reached_us(app: Auditor, fill: Fill) -> None:
    fill()
    shown = taken(app, datetime(2026, 6, 29, 18))
    assert [(one.kind, one.by) for one in shown.story] == [("occurred", ""), ("received", "小周")]
    assert shown.clocks[0].due == datetime(2026, 7, 1, 18)


def test_that_it_reached_us_now_and_happened_then_where_nothing_is_said(app: Auditor, fill: Fill) -> None:
    fill()
    shown = taken(app, occurred_at="")
    assert shown.state.received == shown.state.occurred == seconds("2026-06-30T12:00")


def test_that_one_undo_takes_the_case_and_the_entry_back(app: Auditor, fill: Fill) -> None:
    fill()
    done = app.do(TakeInCase(tuple(CASE.items())))
    assert done.change is not None
    app.run(Undo(done.change))
    assert app.do(TakeInCase(tuple(CASE.items()))).result.outcome == "created"


def test_that_a_case_does_not_reach_us_before_it_happened_nor_tomorrow(app: Auditor, fill: Fill) -> None:
    fill()
    assert field_of(app, datetime(2026, 6, 20, 9)) == "received_at"
    assert field_of(app, datetime(2026, 7, 20, 9)) == "received_at"
    assert field_of(app, occurred_at="2026-07-02 10:00") == "occurred_at"
    assert field_of(app, datetime(2026, 6, 29, 9), accepted_at="2026-06-29 08:00") == "received_at"


def test_that_a_day_without_its_hour_is_not_before_what_happened_on_it(app: Auditor, fill: Fill) -> None:
    fill()
    assert taken(app, datetime(2026, 6, 20)).state.received == seconds("2026-06-20T10:00")


def test_that_a_case_without_its_kind_is_refused_for_clocks_depend_on_it(app: Auditor, fill: Fill) -> None:
    fill()
    assert field_of(app, kind="") == "kind"
    with pytest.raises(Refused):
        taken(app, subject="S404")


def test_that_when_it_reached_us_is_said_once_and_lies_before_what_was_done(
    app: Auditor, fill: Fill, tell: Tell
) -> None:
    fill(cases=[case_of("K1")])
    tell("accepted", "2026-06-29 18:00")
    with pytest.raises(CaseRefused, match="reached us before"):
        tell("received", "2026-06-29 19:00")
    tell("received", "2026-06-29 13:00")
    with pytest.raises(CaseRefused, match="recorded already"):
        tell("received", "2026-06-29 12:30")


@pytest.mark.parametrize("kind", ["message", "note"])
def test_that_an_entry_without_a_word_is_refused(app: Auditor, fill: Fill, tell: Tell, kind: str) -> None:
    fill(cases=[case_of("K1")])
    with pytest.raises(CaseRefused) as told:
        tell(kind, text=" ")
    assert told.value.field == "text"


def test_that_a_case_is_not_closed_before_what_is_on_file(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    tell("decided", "2026-06-29 13:00", outcome="substantiated")
    tell("responded", "2026-06-30 10:00")
    with pytest.raises(CaseRefused) as told:
        tell("closed", "2026-06-29 14:00")
    assert told.value.field == "at"
    tell("note", "2026-06-30 11:00", text="归档")
    assert tell("closed", "2026-06-30 10:30").state.closed is not None


def test_that_two_entries_of_one_minute_stand_beside_each_other_but_the_same_is_not_logged_twice(
    app: Auditor, fill: Fill, tell: Tell
) -> None:
    fill(cases=[case_of("K1")])
    tell("note", text="来电")
    tell("note", text="回电")
    assert [one.text for one in app.ask(CaseOf("K1")).story if one.kind == "note"] == ["来电", "回电"]
    with pytest.raises(CaseRefused, match="on file already"):
        tell("note", text="来电")


def test_that_of_two_windows_the_second_does_not_decide_otherwise_unseen(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    tell("decided", "2026-06-30 10:00", outcome="substantiated")
    with pytest.raises(CaseRefused, match="Another decision stands"):
        tell("decided", outcome="unsubstantiated")
    tell("decided", outcome="成立", severity="minor", text="补登理由")
    tell("closed", "2026-06-30 11:10")
    tell("reopened", "2026-06-30 11:20")
    tell("decided", "2026-06-30 11:30", outcome="unsubstantiated")
    assert app.ask(CaseOf("K1")).outcome == "unsubstantiated"
