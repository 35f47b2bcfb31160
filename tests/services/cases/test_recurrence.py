"""A case that repeats another is recognised and linked; what became of an action follows from what happened after it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.services.cases.case import CaseOf, CaseShown
from auditor.services.cases.queues import CaseQueue
from auditor.services.cases.statements import kind_of
from tests.services.cases.conftest import Tell, case_of
from tests.services.rows import day
from tests.services.today.conftest import Fill, seconds

DONE = {"kind": "infraction", "category": "false_publicity", "outcome": "substantiated"}
OLD = case_of("K0", **DONE, occurred_at=seconds("2026-05-01T10:00"))
AGAIN = case_of("K1", **DONE, occurred_at=seconds("2026-06-10T10:00"))
ACTION: dict[str, Any] = {
    "case": "K0", "number": 2, "action": "话术复训", "done_on": day("2026-05-11"), "done_by": "王",
    "verified_on": day("2026-05-12"), "verified_by": "周审", "no_repeat_days": 30,
}  # fmt: skip


def shown(app: Auditor, code: str = "K0", as_of: date | None = None) -> CaseShown:
    return app.ask(CaseOf(code, as_of))


def verdict(app: Auditor, as_of: date | None = None) -> tuple[str, tuple[str, ...]]:
    (one,) = shown(app, as_of=as_of).verdicts
    return one.state, one.by


def test_that_a_repeat_names_the_earlier_case_and_its_action(app: Auditor, fill: Fill) -> None:
    fill(cases=[OLD, AGAIN], actions=[ACTION])
    (found,) = shown(app, "K1").earlier
    assert (found.case, found.day, found.between) == ("K0", date(2026, 5, 1), 40)
    assert (found.action, found.measure, found.until) == (2, "话术复训", date(2026, 6, 10))
    assert shown(app).earlier == ()
    assert verdict(app) == ("repeated", ("K1",))


@pytest.mark.parametrize(
    "other",
    [
        {"occurred_at": seconds("2026-06-11T00:00")},
        {"occurred_at": seconds("2026-05-11T23:59")},
        {"category": "quality"},
        {"subject_type": "host", "subject": "H1"},
        {"outcome": "unsubstantiated"},
        {"appeal": "granted"},
    ],
)
def test_that_what_is_later_else_or_unfounded_is_no_repeat(app: Auditor, fill: Fill, other: dict[str, Any]) -> None:
    fill(cases=[OLD, AGAIN | other], actions=[ACTION])
    assert (shown(app, "K1").earlier, verdict(app)) == ((), ("held", ()))


def test_that_an_action_is_judged_by_the_day_that_is_looked_at(app: Auditor, fill: Fill) -> None:
    fill(cases=[OLD, AGAIN], actions=[ACTION])
    assert verdict(app, date(2026, 5, 11))[0] == "open"
    assert verdict(app, date(2026, 5, 12))[0] == "watched"
    assert verdict(app, date(2026, 6, 9))[0] == "watched"
    assert verdict(app, date(2026, 6, 10)) == ("repeated", ("K1",))


def test_that_a_case_that_is_not_decided_is_suspected_only(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[OLD, AGAIN | {"outcome": "open"}], actions=[ACTION])
    assert verdict(app) == ("suspected", ("K1",))
    (row,) = app.ask(CaseQueue()).rows
    assert (row.name, row.repeats) == ("K1", "K0")
    (warned,) = tell("decided", outcome="substantiated").warnings
    assert (warned.level, warned.code, warned.message.params["case"]) == ("warning", "repeats", "K0")
    assert verdict(app) == ("repeated", ("K1",))


def test_that_an_action_without_days_has_no_repeat(app: Auditor, fill: Fill) -> None:
    fill(cases=[OLD, AGAIN], actions=[ACTION | {"no_repeat_days": None}, ACTION | {"number": 3, "verified_on": None}])
    assert [(one.number, one.state) for one in shown(app).verdicts] == [(2, "done"), (3, "repeated")]


def test_that_a_public_apology_is_an_action_that_says_so(app: Auditor, fill: Fill) -> None:
    assert [kind_of(text) for text in ("公开道歉：直播间置顶24小时", "更正声明", " Public apology on Weibo", "复训")] == [
        "apology", "correction", "apology", "",
    ]  # fmt: skip
    public = {"case": "K0", "number": 3, "action": "公开道歉：微博", "due_on": day("2026-07-01")}
    fill(cases=[OLD], actions=[ACTION, public])
    (one,) = shown(app).statements
    assert (one.number, one.kind, one.due, one.published) == (3, "apology", date(2026, 7, 1), None)
