"""The queues of the case desk."""

from __future__ import annotations

from datetime import datetime

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.cases import queues
from auditor.services.cases.logging import LogCaseEvent
from auditor.services.cases.queues import CaseQueue
from tests.services.cases.conftest import Tell, case_of
from tests.services.rows import day
from tests.services.today.conftest import Fill, seconds


@pytest.fixture
def desk(app: Auditor, fill: Fill) -> Auditor:
    """One overdue, one that ends today, one later; one decided and one closed that nobody has to see to."""
    fill(
        cases=[
            case_of("LATER", handler="小周", category="quality"),
            case_of("LATE", occurred_at=seconds("2026-06-26T12:00")),
            case_of("TODAY", occurred_at=seconds("2026-06-28T18:00"), handler="小周"),
            case_of("DONE", outcome="unsubstantiated", first_response_at=seconds("2026-06-29T18:00")),
            case_of("OVER", closed_at=seconds("2026-06-29T18:00"), outcome="substantiated"),
            case_of("BACK", kind="infraction", outcome="substantiated", goods_returned_on=day("2026-06-24")),
        ]
    )
    return app


def names(app: Auditor, *query: str) -> list[str]:
    return [one.name for one in app.ask(CaseQueue(*query)).rows]


def test_that_the_clock_that_ends_first_stands_first(desk: Auditor) -> None:
    assert names(desk) == ["LATE", "TODAY", "LATER", "BACK"]


def test_that_each_queue_has_its_cases(desk: Auditor) -> None:
    assert names(desk, "overdue") == ["LATE"]
    assert names(desk, "today") == ["TODAY"]
    assert names(desk, "mine", "小周") == ["TODAY", "LATER"]
    assert names(desk, "category", "商品质量") == ["LATER"]
    assert names(desk, "owner", "卓经理") == ["LATE", "TODAY", "LATER", "BACK"]
    assert dict(desk.ask(CaseQueue()).queues) == {"all": 4, "appeal": 0, "overdue": 1, "today": 1}
    assert dict(desk.ask(CaseQueue()).owners) == {"卓经理": 2, "小周": 2}


def test_that_a_queue_of_somebody_needs_the_name(desk: Auditor) -> None:
    with pytest.raises(CallerMistake, match="whose"):
        names(desk, "mine")
    with pytest.raises(CallerMistake, match="no queue"):
        names(desk, "theirs")


def test_that_a_case_with_an_open_action_waits_without_a_clock(desk: Auditor, fill: Fill, tell: Tell) -> None:
    fill(
        cases=[case_of("K1", kind="infraction", outcome="substantiated")],
        actions=[{"case": "K1", "number": 1, "action": "复训", "responsible": "王"}],
    )
    assert names(desk)[-1] == "K1"
    tell("corrected", by="王")
    tell("verified", by="赵", at="2026-06-30 11:05")
    assert "K1" not in names(desk)


def test_that_a_case_taken_up_again_waits_until_it_is_closed(desk: Auditor, fill: Fill) -> None:
    closed = {"closed_at": seconds("2026-06-29T18:00"), "outcome": "substantiated"}
    fill(cases=[case_of("SHUT", kind="infraction", **closed)])
    assert "SHUT" not in names(desk)
    desk.do(LogCaseEvent("SHUT", "reopened", datetime(2026, 6, 30, 11)))
    assert names(desk)[-1] == "SHUT"
    desk.do(LogCaseEvent("SHUT", "closed", datetime(2026, 6, 30, 11, 30)))
    assert "SHUT" not in names(desk)


def test_that_the_oldest_with_a_clock_are_looked_through_where_there_are_too_many(
    desk: Auditor, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cases=[case_of("OLD", occurred_at=seconds("2026-06-20T12:00")), case_of("OFFENCE", kind="infraction")])
    monkeypatch.setattr(queues, "MOST", 3)
    found = desk.ask(CaseQueue())
    assert found.more
    assert [one.name for one in found.rows] == ["OLD", "LATE", "TODAY"]


def test_that_appeals_that_can_still_be_filed_have_a_queue_of_their_own(desk: Auditor, fill: Fill) -> None:
    lost = {"kind": "infraction", "outcome": "substantiated", "decided_on": day("2026-06-25")}
    lost["occurred_at"] = seconds("2026-06-20T12:00")
    fill(
        cases=[
            case_of("FAR", **lost, appeal_until=seconds("2026-07-20T12:00"), correct_by=day("2026-06-29")),
            case_of("NEAR", **lost, appeal_until=seconds("2026-07-02T12:00")),
            case_of("GONE", **lost, appeal_until=seconds("2026-06-29T12:00"), correct_by=day("2026-07-03")),
            case_of("FILED", **lost, appeal_until=seconds("2026-07-02T12:00"), appeal="pending"),
        ]
    )
    assert names(desk, "appeal") == ["NEAR", "FAR"]
    assert desk.ask(CaseQueue()).queues["appeal"] == 2


def test_that_a_time_to_appeal_that_is_long_over_hides_no_other_clock(desk: Auditor, fill: Fill) -> None:
    lost = {"kind": "infraction", "outcome": "substantiated", "occurred_at": seconds("2026-05-20T12:00")}
    fill(
        cases=[
            case_of("OLD", **lost, appeal_until=seconds("2026-06-01T12:00"), correct_by=day("2026-07-03")),
            case_of("MISSED", **lost, appeal_until=seconds("2026-06-28T12:00"), correct_by=day("2026-07-03")),
        ]
    )
    kinds = {one.name: one.clock.term.kind for one in desk.ask(CaseQueue()).rows if one.clock is not None}
    assert (kinds["OLD"], kinds["MISSED"]) == ("correction", "appeal")
