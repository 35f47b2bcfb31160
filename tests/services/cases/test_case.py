"""A case is told event by event: what cannot be so is refused in words, and its clocks follow from the story."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.cases.case import CaseOf, CaseShown
from auditor.services.cases.clocks import MET, OVERDUE, RUNNING, STANDING, Clock
from auditor.services.cases.logging import CaseRefused, LogCaseEvent
from auditor.services.changes import Changes
from auditor.services.editing import Refused, SaveRecord
from auditor.services.today.clocks import Clocks
from auditor.services.undoing import Undo
from tests.services.cases.conftest import Tell, case_of
from tests.services.today.conftest import Fill, seconds


def shown(app: Auditor, as_of: date | None = None) -> CaseShown:
    return app.ask(CaseOf("K1", as_of))


def clock(app: Auditor, kind: str) -> Clock:
    (found,) = [one for one in shown(app).clocks if one.term.kind == kind]
    return found


def column(app: Auditor, name: str) -> Any:
    return shown(app).case.values[name]


def test_that_waiting_moves_the_end_of_a_clock_of_hours_and_the_time_is_told(
    app: Auditor, fill: Fill, tell: Tell
) -> None:
    fill(cases=[case_of("K1")])
    tell("waiting", "2026-06-29 15:00", by="小周", text="等消费者补图")
    standing = clock(app, "answer")
    # Forty-eight hours from noon; it stands since 15:00 and would go on now, at noon of the 30th.
    assert (standing.due, standing.paused, standing.standing) == (datetime(2026, 7, 2, 9), 21 * 3600, True)
    assert standing.state(datetime(2026, 6, 30, 12)) == STANDING
    tell("resumed", "2026-06-29 18:00")
    gone_on = clock(app, "answer")
    assert (gone_on.due, gone_on.straight) == (datetime(2026, 7, 1, 15), datetime(2026, 7, 1, 12))
    assert (gone_on.paused, gone_on.standing) == (3 * 3600, False)
    assert (gone_on.term.rule, gone_on.term.basis.split(", ")) == ("IN-09", ["ECL-13", "PLF-12"])


def test_that_the_page_of_the_day_says_the_same_end(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    tell("waiting", "2026-06-29 15:00")
    tell("resumed", "2026-06-29 18:00")
    (row,) = app.ask(Clocks(date(2026, 6, 30))).rows
    assert row.due == clock(app, "answer").due == datetime(2026, 7, 1, 15)


def test_that_a_case_that_waited_for_long_is_still_found_by_the_day(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", occurred_at=seconds("2026-05-04T12:00"))])
    tell("waiting", "2026-05-05 12:00")
    tell("resumed", "2026-06-30 06:00")
    (row,) = app.ask(Clocks(date(2026, 6, 30))).rows
    assert row.due == datetime(2026, 7, 1, 6)


def test_that_several_clocks_run_at_once_each_with_its_own_basis(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1", source="odr", appeal_until=seconds("2026-07-09T18:00"), correct_by=20637)])
    found = shown(app).clocks
    assert [one.term.kind for one in found] == ["appeal", "answer", "correction", "settle"]
    assert [one.term.origin for one in found] == ["entered", "platform", "entered", "odr"]
    assert found[-1].term.unit == "workdays"


def test_that_an_answer_stops_its_clock_and_stands_in_the_column_that_rules_read(
    app: Auditor, fill: Fill, tell: Tell
) -> None:
    fill(cases=[case_of("K1")])
    state = tell("responded", by="小周", text="已致歉").state
    assert (state.stage, column(app, "first_response_at")) == ("responded", seconds("2026-06-30T11:00"))
    assert clock(app, "answer").state(datetime(2026, 6, 30, 12)) == MET
    assert [(one.kind, one.by) for one in shown(app).story] == [("occurred", ""), ("responded", "小周")]
    with pytest.raises(CaseRefused, match="recorded already"):
        tell("responded", "2026-06-30 11:30")


def test_that_a_case_is_not_closed_before_it_was_decided(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    with pytest.raises(CaseRefused, match="not decided") as refused:
        tell("closed")
    assert (refused.value.field, column(app, "closed_at")) == ("kind", None)
    with pytest.raises(CaseRefused, match="held to be"):
        tell("decided")
    tell("decided", outcome="unsubstantiated", text="查无此事")
    assert tell("closed").state.stage == "closed"
    assert column(app, "closed_at") == seconds("2026-06-30T11:00")


def test_that_nothing_rests_on_a_decision_of_a_later_hour(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    assert tell("decided", outcome="substantiated").state.decided == seconds("2026-06-30T11:00")
    with pytest.raises(CaseRefused, match="not decided"):
        tell("closed", "2026-06-30 09:00")
    with pytest.raises(CaseRefused, match="no decision yet"):
        tell("appealed", "2026-06-30 09:00")


def test_that_a_decision_needs_no_acceptance_before_it(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", kind="infraction")])
    assert tell("decided", outcome="substantiated", severity="major").state.accepted is None
    assert (column(app, "outcome"), column(app, "severity")) == ("substantiated", "major")


def test_that_a_closed_case_takes_messages_and_is_taken_up_again(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    tell("decided", "2026-06-30 09:00", outcome="substantiated")
    tell("closed", "2026-06-30 10:00")
    with pytest.raises(CaseRefused, match="was closed"):
        tell("waiting")
    tell("message", text="消费者致谢")
    assert tell("reopened", "2026-06-30 11:30").state.stage == "decided"
    assert column(app, "closed_at") is None
    with pytest.raises(CaseRefused, match="not closed"):
        tell("reopened", "2026-06-30 11:40")


def test_that_an_appeal_has_its_own_life_and_holds_the_case_open(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", kind="infraction", outcome="open", appeal_until=seconds("2026-07-02T18:00"))])
    with pytest.raises(CaseRefused, match="no decision yet"):
        tell("appealed")
    tell("decided", "2026-06-29 13:00", outcome="substantiated")
    assert clock(app, "appeal").state(datetime(2026, 6, 30, 12)) == RUNNING
    tell("appealed", "2026-06-29 14:00", text="误判", due="2026-06-30 10:00")
    assert shown(app).state.stage == "appealed"
    assert clock(app, "appeal").state(datetime(2026, 6, 30, 12)) == MET
    assert clock(app, "reply").state(datetime(2026, 6, 30, 12)) == OVERDUE
    with pytest.raises(CaseRefused, match="one at a time"):
        tell("appealed", "2026-06-29 15:00")
    with pytest.raises(CaseRefused, match="An appeal waits"):
        tell("closed")
    tell("appeal_decided", "2026-06-30 09:00", result="upheld")
    (appeal,) = shown(app).appeals
    assert (appeal.values["result"], appeal.values["reason"], column(app, "appeal")) == ("upheld", "误判", "granted")
    assert shown(app).outcome == "overturned"
    assert clock(app, "reply").state(datetime(2026, 6, 30, 12)) == MET
    tell("closed")


def test_that_a_sanction_needs_its_end_and_a_substantiated_case(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", kind="infraction", outcome="open")])
    with pytest.raises(CaseRefused, match="substantiated"):
        tell("sanctioned", sanction="warning", until="永久")
    tell("decided", "2026-06-29 13:00", outcome="substantiated")
    with pytest.raises(CaseRefused, match="last day"):
        tell("sanctioned", sanction="warning")
    tell("sanctioned", sanction="restrict", function="购物车", until="2026-07-10")
    assert (shown(app).sanctions[0].values["function"], column(app, "sanction")) == ("购物车", "restrict")
    assert shown(app).state.stage == "sanctioned"


def test_that_an_action_is_verified_by_another_person_before_the_case_closes(
    app: Auditor, fill: Fill, tell: Tell
) -> None:
    fill(cases=[case_of("K1", outcome="substantiated")])
    for number in ("1", "2"):
        texts = {"case": "K1", "number": number, "action": "复训", "responsible": "王", "due_on": "2026-07-05"}
        app.do(SaveRecord("actions", None, tuple(texts.items())))
    with pytest.raises(CaseRefused, match="which action"):
        tell("corrected", by="李")
    with pytest.raises(CaseRefused, match="carried out first"):
        tell("verified", by="赵", action=1)
    tell("corrected", by="李", action=1)
    assert column(app, "corrected_on") is None
    assert tell("corrected", by="李", action=2).state.stage == "corrected"
    with pytest.raises(CaseRefused, match="action 1, 2"):
        tell("closed")
    for himself in ("李", "王"):
        with pytest.raises(Refused, match="another person"):
            tell("verified", by=himself, action=1)
    with pytest.raises(CaseRefused, match="who verified"):
        tell("verified", action=1)
    tell("verified", by="赵", action=1)
    tell("verified", by="赵")
    assert shown(app).gate == ()
    assert tell("closed").state.stage == "closed"


@pytest.mark.parametrize(
    ("kind", "at", "why"),
    [
        ("note", "2026-06-30 12:01", "lies ahead"),
        ("note", "2026-06-29 11:59", "before 2026-06-29 12:00"),
        ("resumed", "2026-06-30 11:00", "not waiting"),
        ("appeal_decided", "2026-06-30 11:00", "No appeal"),
        ("thrown away", "2026-06-30 11:00", "nothing that happens"),
    ],
)
def test_that_what_cannot_have_happened_is_refused(
    app: Auditor, fill: Fill, tell: Tell, kind: str, at: str, why: str
) -> None:
    fill(cases=[case_of("K1")])
    with pytest.raises(CaseRefused, match=why):
        tell(kind, at)


def test_that_an_event_with_what_follows_from_it_is_one_change_that_undo_takes_back(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1")])
    before = shown(app)
    change = app.do(LogCaseEvent("K1", "decided", datetime(2026, 6, 30, 11), outcome="substantiated")).change
    assert change is not None
    app.run(Undo(change))
    after = shown(app)
    assert (after.state, after.story, after.case) == (before.state, before.story, before.case)


def test_that_an_earlier_day_does_not_know_what_happened_later(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    tell("responded")
    assert shown(app, date(2026, 6, 29)).state.stage == "received"
    assert shown(app, date(2026, 6, 30)).state.stage == "responded"


def test_that_a_number_of_two_platforms_asks_for_the_platform(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1"), case_of("K1", platform="kuaishou")])
    with pytest.raises(CallerMistake, match="More than one"):
        shown(app)
    app.do(LogCaseEvent("kuaishou:K1", "accepted", datetime(2026, 6, 30, 11)))
    assert app.ask(CaseOf("kuaishou:K1")).state.stage == "accepted"
    assert app.ask(CaseOf("douyin:K1")).state.stage == "received"


def test_that_the_history_of_changes_names_the_case_and_what_happened(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    tell("accepted")
    tell("note", text="转法务", why="法务要求")
    later, first = app.ask(Changes(limit=2))
    assert (first.why, later.why) == ("K1 accepted", "法务要求")


def test_that_the_clocks_begin_when_it_reached_us_however_late_it_is_accepted(
    app: Auditor, fill: Fill, tell: Tell
) -> None:
    fill(cases=[case_of("K1", source="odr", occurred_at=seconds("2026-06-20T12:00"))])
    tell("received", "2026-06-28 13:00")
    tell("accepted", "2026-06-30 09:00")
    assert (clock(app, "answer").due, clock(app, "settle").since) == (
        datetime(2026, 6, 30, 13),
        seconds("2026-06-28T13:00"),
    )


def test_that_mediation_is_counted_from_its_acceptance(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", source="regulator", occurred_at=seconds("2026-03-01T12:00"))])
    tell("received", "2026-03-02 13:00")
    tell("accepted", "2026-03-09 09:00")
    (mediation,) = [one for one in shown(app, date(2026, 3, 30)).clocks if one.term.kind == "mediation"]
    assert mediation.since == seconds("2026-03-09T09:00")
