"""Clocks are worked out from the cases, the rule packs and the working calendar; nothing of them is stored."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from auditor.app import Auditor
from auditor.services.cases.terms import terms, workday_span
from auditor.services.today.clocks import Clocks
from auditor.services.today.rows import OVERDUE, WITHIN_DAY, WITHIN_THREE
from tests.services.rows import day
from tests.services.today.conftest import Fill, case_of, seconds

TODAY = date(2026, 6, 30)


def told(app: Auditor, as_of: date = TODAY, known: datetime | None = None) -> dict[tuple[str, str], datetime]:
    """(case, clock) -> when it ends; the code stands in the reason."""
    found = {}
    for row in app.ask(Clocks(as_of, known)).rows:
        assert row.why is not None
        assert row.due is not None
        found[str(row.why.params["code"]), row.kind] = row.due
    return found


def test_that_a_complaint_is_to_be_answered_within_the_hours_of_the_rule(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1"), case_of("K2", first_response_at=seconds("2026-06-29T18:00"))])
    assert told(app) == {("K1", "answer"): datetime(2026, 7, 1, 12, 0)}
    part = app.ask(Clocks(TODAY))
    assert dict(part.groups) == {WITHIN_DAY: 1}
    assert part.rows[0].owner == "卓经理"


def test_that_an_answer_given_later_does_not_stop_the_clock_of_an_earlier_day(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1", occurred_at=seconds("2026-06-27T12:00"), first_response_at=seconds("2026-06-29T18:00"))])
    assert told(app) == {}
    assert told(app, date(2026, 6, 28)) == {("K1", "answer"): datetime(2026, 6, 29, 12, 0)}


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ({"appeal_until": seconds("2026-07-02T18:00"), "appeal": "none"}, datetime(2026, 7, 2, 18, 0)),
        ({"appeal_until": seconds("2026-07-02T18:00"), "appeal": "pending"}, None),
        ({"appeal_until": seconds("2026-07-09T18:00"), "appeal": "none"}, None),
        ({"appeal_until": seconds("2026-07-02T18:00"), "appeal": "none", "outcome": "overturned"}, None),
    ],
)
def test_that_an_appeal_runs_until_it_is_filed(
    app: Auditor, fill: Fill, values: dict[str, object], ends: datetime | None
) -> None:
    fill(cases=[case_of("K1", kind="infraction", outcome="substantiated") | values])
    assert told(app).get(("K1", "appeal")) == ends


def test_that_goods_that_came_back_run_to_the_end_of_the_seventh_day(app: Auditor, fill: Fill) -> None:
    fill(
        cases=[
            case_of("K1", occurred_at=seconds("2026-05-01T12:00"), goods_returned_on=day("2026-06-24")),
            case_of("K2", occurred_at=seconds("2026-05-01T12:00"), goods_returned_on=day("2026-06-24"),
                    refunded_on=day("2026-06-29")),
        ]
    )  # fmt: skip
    assert told(app) == {("K1", "refund"): datetime(2026, 7, 1, 23, 59, 59)}


def test_that_working_days_of_a_12315_dispute_leave_out_weekends(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1", source="odr", occurred_at=seconds("2026-06-17T09:00"),
                        first_response_at=seconds("2026-06-17T10:00"))])  # fmt: skip
    # 18 June, then Dragon Boat Festival on the 19th and the weekend; the tenth working day is 2 July.
    assert told(app) == {("K1", "settle"): datetime(2026, 7, 2, 23, 59, 59)}


def test_that_a_year_without_a_calendar_is_said_and_not_guessed(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1", source="odr", occurred_at=seconds("2026-06-25T09:00"))])
    with app.context.store.reading() as connection:
        book = app.context.book(connection)
    (term,) = [one for one in terms(book, TODAY) if one.kind == "settle"]
    assert workday_span(book.calendar, term.length, date(2030, 6, 3), date(2030, 6, 10)).unknown
    assert app.ask(Clocks(date(2030, 6, 30))).rows == ()


def test_that_what_ran_out_this_week_stands_behind_what_can_still_be_met(app: Auditor, fill: Fill) -> None:
    fill(
        cases=[
            case_of("K1", occurred_at=seconds("2026-06-27T09:00")),
            case_of("K2", occurred_at=seconds("2026-06-30T09:00")),
            case_of("K3", occurred_at=seconds("2026-06-01T09:00")),
        ]
    )
    part = app.ask(Clocks(TODAY))
    assert [row.group for row in part.rows] == [WITHIN_THREE, OVERDUE]
    assert dict(part.groups) == {WITHIN_THREE: 1, OVERDUE: 1}


def test_that_an_infringement_report_waits_fifteen_days_for_the_rights_holder(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1", kind="ip_report", source="rights_holder", occurred_at=seconds("2026-06-16T09:00"))])
    assert told(app) == {("K1", "notice"): datetime(2026, 7, 1, 23, 59, 59)}


def test_that_the_known_moment_hides_what_was_entered_later(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1")])
    assert told(app, known=datetime(2026, 6, 30, 11, 0)) == {}
    assert told(app, known=datetime(2026, 6, 30, 13, 0)) == told(app)
