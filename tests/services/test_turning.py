"""The days on which answers turn are those that judging every day would find."""

from __future__ import annotations

from datetime import timedelta

from auditor.app import Auditor
from auditor.services.answers import Judged
from auditor.services.editing import RecordNamed
from auditor.services.turning import TurningDays
from tests.services.conftest import Store
from tests.services.rows import ID, day, host

OPEN = ("fail", "unknown", "error")


def test_that_turning_days_equal_those_of_judging_each_day(app: Auditor, store: Store) -> None:
    store(
        {
            "hosts": [host("H1", real_name="周小满", id_number=ID, identity_verified_on=day("2026-05-10"))],
            "courses": [{"code": "C1", "title": "年度", "topics": ("law",), "hours": 100}],
            "trainings": [
                {"learner": "H1", "learner_type": "host", "course": "C1", "completed_on": day("2025-08-01"), "result": "passed"}
            ],
        }
    )  # fmt: skip
    number, today = app.ask(RecordNamed("host:H1")).id, app.context.today
    first, last = today, today + timedelta(200)
    turns = app.ask(TurningDays("host", number, first, last))
    before: set[tuple[str, str]] = set()
    expected = []
    for shift in range((last - first).days + 1):
        answers = app.ask(Judged("host", number, first + timedelta(shift)))
        now = {(one.rule, one.result) for one in answers if one.result in OPEN}
        if now != before or not shift:
            expected.append(first + timedelta(shift))
        before = now
    assert [one.day for one in turns] == expected
    assert len(expected) > 1
    assert all(one.begun or one.ended for one in turns[1:])
