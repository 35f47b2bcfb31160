"""A merchant who wants to leave and hears nothing for a month: the platform's own fault; days agreed by contract."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.services.cases.case import CaseOf, CaseShown
from auditor.services.cases.clocks import LATE, MET, OVERDUE, RUNNING, Clock
from auditor.services.cases.queues import CaseQueue
from auditor.services.today.clocks import Clocks
from tests.services.cases.conftest import Tell, case_of
from tests.services.rows import day
from tests.services.today.conftest import Fill, seconds

LEAVES = {"kind": "merchant_request", "category": "store_exit", "source": "other"}


def shown(app: Auditor, as_of: date | None = None) -> CaseShown:
    return app.ask(CaseOf("K1", as_of))


def clock(app: Auditor, kind: str) -> Clock:
    (found,) = [one for one in shown(app).clocks if one.term.kind == kind]
    return found


def test_that_a_request_to_leave_has_thirty_days(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1", **LEAVES, occurred_at=seconds("2026-05-31T09:00"))])
    running = clock(app, "exit")
    assert (running.term.origin, running.term.length, running.term.unit) == ("own", 30, "days")
    assert (running.due and running.due.date(), running.state(shown(app).now)) == (date(2026, 6, 30), RUNNING)
    assert shown(app).own_fault is None
    (row,) = app.ask(Clocks(date(2026, 6, 30))).rows
    assert (row.kind, row.all_day) == ("exit", True)


@pytest.mark.parametrize("event", ["responded", "decided"])
def test_that_an_answer_or_a_decision_in_time_stops_it(app: Auditor, fill: Fill, tell: Tell, event: str) -> None:
    fill(cases=[case_of("K1", **LEAVES, occurred_at=seconds("2026-05-31T09:00"))])
    more: dict[str, Any] = {"outcome": "substantiated"} if event == "decided" else {}
    tell(event, **more)
    assert (clock(app, "exit").state(shown(app).now), shown(app).own_fault) == (MET, None)
    assert app.ask(Clocks(date(2026, 6, 30))).rows == ()


def test_that_silence_for_a_month_is_shown_as_our_own_fault_everywhere(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", **LEAVES, occurred_at=seconds("2026-05-28T09:00")), case_of("K2")])
    assert clock(app, "exit").state(shown(app).now) == OVERDUE
    fault = shown(app).own_fault
    assert (fault and fault.params["due"]) == "2026-06-27"
    assert [(one.name, one.own_fault) for one in app.ask(CaseQueue()).rows] == [("K1", True), ("K2", False)]
    told = {row.kind: row.what.text for row in app.ask(Clocks(date(2026, 6, 30))).rows}
    assert "own fault" in told["exit"]
    # Waiting for the merchant stops nothing, and a late answer leaves the fault where it is.
    tell("responded", "2026-06-30 11:00")
    assert clock(app, "exit").state(shown(app).now) == LATE
    late = shown(app).own_fault
    assert late is not None
    assert "answered after" in late.text


def test_that_other_requests_have_no_such_clock(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1", kind="merchant_request", occurred_at=seconds("2026-05-01T09:00"))])
    assert [one.term.kind for one in shown(app).clocks] == []


def test_that_a_day_agreed_with_a_party_rests_on_the_contract_with_it(app: Auditor, fill: Fill, tell: Tell) -> None:
    contract: dict[str, Any] = {
        "code": "HT1", "party_type": "agency", "party": "A1", "counterparty_type": "merchant", "counterparty": "S1",
        "valid_from": day("2026-01-01"), "valid_until": day("2026-06-29"),
    }  # fmt: skip
    agencies = [{"code": "A1", "name": "某机构"}]
    fill(cases=[case_of("K1")], agencies=agencies, contracts=[contract])
    tell("message", "2026-06-29 14:00", party="merchant", due="2026-07-01 10:00")
    tell("waiting", "2026-06-30 09:00", party="consumer", due="2026-07-01 12:00")
    tell("message", "2026-06-30 10:00", party="merchant", due="2026-07-01 11:00")
    agreed = {str(one.due): one.term for one in shown(app).clocks if one.term.kind == "agreed"}
    assert [(at[11:16], one.origin, one.basis) for at, one in sorted(agreed.items())] == [
        ("10:00", "contract", "HT1"), ("11:00", "entered", ""), ("12:00", "entered", ""),
    ]  # fmt: skip
