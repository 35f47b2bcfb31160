"""Whether training helps is told beside the rates to hold it against, and not at all where the numbers are too few."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.training.effect import Effectiveness, Rate
from auditor.services.training.remedies import FollowedCases
from auditor.services.training.seating import SeatAfterCase, Seated
from auditor.services.training.sessions import SessionOf
from auditor.services.undoing import Undo
from tests.services.desk_rows import at
from tests.services.rows import day, host
from tests.services.training.conftest import dumped, put


def fell(number: int, subject: str, on: str, category: str = "food_safety", **more: object) -> dict[str, object]:
    return {"code": f"K{number}", "kind": "infraction", "subject_type": "host", "subject": subject,
            "category": category, "occurred_at": at(f"{on} 20:00"), **more}  # fmt: skip


def passed(learner: str, on: str, **more: object) -> dict[str, object]:
    return {"learner": learner, "course": "C1", "completed_on": day(on), "result": "passed", **more}


@pytest.fixture
def crowd(desk: Auditor) -> Auditor:
    """Forty who were taught food safety in March (V1, half by either trainer), forty who were not."""
    trained = [f"T{n:02}" for n in range(40)]
    others = [f"U{n:02}" for n in range(40)]
    put(desk, {
        "hosts": [host(code) for code in (*trained, *others)],
        "trainings": [passed(code, "2026-03-01", trainer=("甲", "乙")[at_ % 2]) for at_, code in enumerate(trained)],
        "cases": [
            fell(1, "T00", "2026-03-02"), fell(2, "T01", "2026-05-30"), fell(3, "T02", "2026-05-31"),
            fell(4, "T03", "2026-03-01"), fell(5, "T04", "2026-04-01", "absolute_terms"),
            fell(6, "T05", "2026-04-01", kind="complaint", outcome="unsubstantiated"),
            fell(7, "T06", "2026-02-20"), fell(8, "T06", "2026-02-21"),
            *[fell(20 + n, f"U{n:02}", "2026-06-01") for n in range(20)],
        ],
    })  # fmt: skip
    return desk


def test_that_rates_count_people_once_within_the_days_and_on_what_was_taught(crowd: Auditor) -> None:
    [one] = crowd.ask(Effectiveness())
    assert (one.group, one.title, one.topics, one.trained) == ("C1 V1", "食品安全 V1", ("food",), 40)
    assert (one.after, one.before) == (Rate(2, 40), Rate(1, 40))
    assert one.untrained == Rate(20, 46)  # forty, and the six of the office
    assert (one.verdict, one.small) == ("lower", False)
    first, second = crowd.ask(Effectiveness(by="trainer"))
    assert [(each.group, each.after.people, each.verdict) for each in (first, second)] == [
        ("乙", 20, "lower"), ("甲", 20, "lower"),
    ]  # fmt: skip
    assert crowd.ask(Effectiveness(by="course", topic="advertising")) == ()


def test_that_nothing_is_said_where_the_numbers_say_nothing(crowd: Auditor) -> None:
    assert [one.verdict for one in crowd.ask(Effectiveness(least=41))] == ["too_few"]
    assert [one.verdict for one in crowd.ask(Effectiveness(least=47))] == ["too_few"]
    [early] = crowd.ask(Effectiveness(until=date(2026, 5, 29)))
    assert (early.after.people, early.verdict) == (0, "too_few")
    put(crowd, {"trainings": [passed(f"U{n:02}", "2026-06-29") for n in range(40)]})
    [_, one] = sorted(crowd.ask(Effectiveness(by="version")), key=lambda each: each.group, reverse=True)
    assert (one.untrained.people, one.verdict) == (6, "no_base")
    assert crowd.ask(Effectiveness(since=date(2026, 6, 30))) == ()
    for wrong in (Effectiveness(by="moon"), Effectiveness(topic="odd"), Effectiveness(days=0)):  # type: ignore[arg-type]
        with pytest.raises(CallerMistake):
            crowd.ask(wrong)


def test_that_bounds_hold_the_share_and_narrow_with_people() -> None:
    few, many = Rate(1, 10), Rate(100, 1000)
    assert few.bounds[0] < 0.1 < few.bounds[1]
    assert many.bounds[0] > few.bounds[0]
    assert many.bounds[1] < few.bounds[1]
    assert (Rate(0, 0).bounds, Rate(0, 0).share, Rate(0, 5).bounds[0]) == ((0.0, 1.0), None, 0.0)


def test_that_an_infraction_leads_to_a_course_and_its_days_to_a_verdict(desk: Auditor) -> None:
    common = {"merchants": ("M1",), "categories": ("food",), "room": "R1"}
    put(desk, {
        "rooms": [{"code": "R1", "platform": "douyin", "operator_type": "merchant", "operator": "M1"}],
        "courses": [{"code": "C3", "title": "食品与广告", "topics": ("food", "advertising")}],
        "trainings": [passed("H2", "2026-02-01"), passed("H3", "2026-05-01"), passed("H4", "2026-02-01"),
                      passed("H4", "2025-12-01")],
        "cases": [
            fell(1, "H1", "2026-01-10"), fell(2, "H1", "2026-01-20"), fell(3, "H2", "2026-01-10"),
            fell(4, "H3", "2026-04-10"), fell(5, "H4", "2026-01-10"), fell(6, "H4", "2026-03-10"),
            fell(7, "H5", "2026-01-10", kind="inspection", outcome="substantiated"), fell(8, "H5", "2025-01-10"),
        ],
        "broadcasts": [{"code": "B1", "hosts": ("H2",), "started_at": at("2026-03-01 20:00"), **common},
                       {"code": "B2", "hosts": ("H2",), "started_at": at("2026-01-30 20:00"), **common}],
    })  # fmt: skip
    found = {one.case: one for one in desk.ask(FollowedCases())}
    assert {case: (one.state, one.repeated_by) for case, one in found.items()} == {
        "K1": ("untrained", "K2"), "K2": ("untrained", ""), "K3": ("held", ""), "K4": ("watching", ""),
        "K5": ("repeated", "K6"), "K6": ("untrained", ""),
    }  # fmt: skip
    assert found["K1"].courses == ("C1", "C3")
    assert (found["K3"].course, found["K3"].trained_on, found["K3"].until, found["K3"].lives) == (
        "C1", date(2026, 2, 1), date(2026, 5, 2), 1,
    )  # fmt: skip
    assert [one.case for one in desk.ask(FollowedCases("host:H4", states=("repeated",)))] == ["K5"]
    assert [one.state for one in desk.ask(FollowedCases("host:H4", days=30))] == ["untrained", "held"]
    for wrong in (FollowedCases(states=("odd",)), FollowedCases(days=0), FollowedCases("host:H99")):
        with pytest.raises(CallerMistake):
            desk.ask(wrong)


def test_that_an_infraction_leads_to_a_seat_on_the_next_session_or_on_a_new_one(desk: Auditor) -> None:
    put(desk, {
        "courses": [{"code": "C3", "title": "食品与广告", "topics": ("food", "advertising")}],
        "sessions": [{"code": "S3", "course": "C1", "planned_start": at("2026-07-02 09:00"), "seats": 1}],
        "cases": [fell(1, "H1", "2026-06-10"), fell(2, "H2", "2026-06-11"), fell(3, "H3", "2026-06-12"),
                  fell(4, "H4", "2026-06-12", "absolute_terms")],
    })  # fmt: skip
    before = dumped(desk)
    first = desk.do(SeatAfterCase("K1"))
    assert first.result == Seated("S1", planned=False, learner="名H1"), "today's, which has seats"
    found = {one.case: one for one in desk.ask(FollowedCases())}
    assert (found["K1"].booked, found["K2"].booked) == ("S1", "")
    with pytest.raises(CallerMistake, match="名H1 is on the list of session S1 already"):
        desk.do(SeatAfterCase("K1"))
    desk.do(SeatAfterCase("K2", session="S3"))
    with pytest.raises(CallerMistake, match="Seats that session S3 lacks"):
        desk.do(SeatAfterCase("K3", session="S3"))
    made = desk.do(SeatAfterCase("K3", course="C3")).result
    assert (made.session, made.planned) == ("S-2026-001", True)
    shown = desk.ask(SessionOf("S-2026-001"))
    assert (shown.line.course, f"{shown.line.planned_start}") == ("C3", "2026-07-07 09:00:00")
    assert [one.learner for one in shown.roster] == ["H3"]
    for command, match in (
        (SeatAfterCase("K9"), "No substantiated case K9"),
        (SeatAfterCase("K2", course="C2"), "No such course"),
        (SeatAfterCase("K2", session="S2"), "Session S2 does not teach"),
    ):
        with pytest.raises(CallerMistake, match=match):
            desk.do(command)
    assert first.change is not None
    for change in range(first.change + 2, first.change - 1, -1):
        desk.run(Undo(change))
    assert dumped(desk) == before
