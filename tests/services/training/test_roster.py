"""Rosters: from a filter or by name, in one change, within the seats."""

from __future__ import annotations

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.changes import Head
from auditor.services.lists import ListFilter
from auditor.services.lists.chosen import Listed
from auditor.services.training.held import LogSession
from auditor.services.training.lines import LinesRefused
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.planning import PlanSession
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import SessionOf, Sessions
from auditor.services.training.unseating import TakeOff
from auditor.services.undoing import Undo
from tests.services.rows import day
from tests.services.training.conftest import dumped, put

NIGHT = Listed("host", ListFilter(unit=("夜班",)))


def test_that_a_filter_makes_a_roster_in_one_change_which_undo_takes_back(desk: Auditor) -> None:
    before = dumped(desk)
    done = desk.do(Enrol("S1", NIGHT, ("staff:张三",)))
    assert (done.result.counts.created, done.result.seats_left) == (4, 0)
    shown = desk.ask(SessionOf("S1"))
    assert [(one.learner, one.state) for one in shown.roster] == [
        ("H1", "invited"), ("H3", "invited"), ("H5", "invited"), ("张三", "invited"),
    ]  # fmt: skip
    assert (shown.version, shown.pass_mark, shown.scale) == ("V2", 8000, 10000)
    assert done.change is not None
    desk.run(Undo(done.change))
    assert dumped(desk) == before


def test_that_who_is_on_the_list_stays_as_they_are_unless_told(desk: Auditor) -> None:
    desk.do(Enrol("S1", learners=("H1",), state="confirmed"))
    done = desk.do(Enrol("S1", NIGHT))
    assert (done.result.counts.created, done.result.counts.unchanged) == (2, 1)
    assert desk.ask(SessionOf("S1")).roster[0].state == "confirmed"
    desk.do(Enrol("S1", learners=("H1",), state="excused"))
    assert desk.ask(Sessions(status="planned"))[1].seats_left == 2


def test_that_more_than_the_seats_are_refused_unless_meant(desk: Auditor) -> None:
    everybody = Enrol("S1", Listed("host"))
    with pytest.raises(CallerMistake, match="lacks for that: 2"):
        desk.do(everybody)
    assert desk.ask(SessionOf("S1")).roster == ()
    assert desk.do(Enrol("S1", Listed("host"), over=True)).result.seats_left == -2


def test_that_somebody_unknown_is_told_at_the_line(desk: Auditor) -> None:
    asked = ("H1", "H9", "merchant:M1", "H8")
    with pytest.raises(LinesRefused, match="Line 2: H9") as told:
        desk.do(Enrol("S1", learners=asked))
    assert [(one.line, one.field) for one in told.value.told] == [(2, "learner"), (4, "learner")]
    assert desk.ask(SessionOf("S1")).roster == ()
    done = desk.do(Enrol("S1", learners=asked, partly=True)).result
    assert (done.counts.created, done.counts.refused, len(done.told)) == (2, 2, 2)


def test_that_only_planned_sessions_and_lists_of_learners_make_rosters(desk: Auditor) -> None:
    for command, match in (
        (Enrol("S9", NIGHT), "no session S9"),
        (Enrol("S1", Listed("room")), "nobody who learns"),
        (Enrol("S1"), "nobody to put"),
    ):
        with pytest.raises(CallerMistake, match=match):
            desk.do(command)


def _planned(code: str = "S9", **more: str) -> tuple[tuple[str, str], ...]:
    return tuple({"code": code, "course": "C1", "planned_start": "2026-07-20 09:00", **more}.items())


def test_that_a_session_is_planned_with_its_list_in_one_change_which_one_undo_takes_back(desk: Auditor) -> None:
    before, head = dumped(desk), desk.ask(Head()).change
    command = PlanSession(_planned("", seats="5"), Enrol("", NIGHT, ("staff:张三",), state="confirmed"))
    done = desk.do(command)
    assert (done.change, done.result.session) == (head + 1, "S-2026-001")
    assert done.result.enrolled is not None
    assert (done.result.enrolled.counts.created, done.result.enrolled.seats_left) == (4, 1)
    shown = desk.ask(SessionOf("S-2026-001"))
    assert [(one.learner, one.state) for one in shown.roster] == [
        (learner, "confirmed") for learner in ("H1", "H3", "H5", "张三")
    ]
    assert desk.do(PlanSession(_planned("", planned_start="2027-01-05 09:00"))).result.session == "S-2027-001"
    desk.run(Undo(head + 2))
    desk.run(Undo(head + 1))
    assert dumped(desk) == before


def test_that_a_planned_list_is_held_to_what_a_list_is_held_to_and_nothing_stays_of_a_refused_one(
    desk: Auditor,
) -> None:
    before = dumped(desk)
    for command, match in (
        (PlanSession(_planned("S1"), Enrol("", NIGHT)), "stored already"),
        (PlanSession(_planned(seats="2"), Enrol("", NIGHT)), "Seats that session S9 lacks"),
        (PlanSession(_planned(planned_start="soon"), Enrol("", NIGHT)), "soon"),
        (PlanSession(_planned(), Enrol("", learners=("H1", "Nobody"))), "Line 2"),
        (PlanSession(_planned(), Enrol("", learners=("Nobody",), partly=True)), "Nobody"),
        (PlanSession(_planned(), Enrol("")), "nobody to put"),
        (PlanSession(_planned(status="held"), Enrol("", NIGHT)), "not planned any more"),
    ):
        with pytest.raises(CallerMistake, match=match):
            desk.do(command)
    assert dumped(desk) == before
    done = desk.do(PlanSession(_planned(), Enrol("", learners=("H1", "Nobody"), partly=True))).result
    assert done.enrolled is not None
    assert (done.enrolled.counts.created, [one.line for one in done.enrolled.told]) == (1, [2])


def test_that_who_is_taken_off_the_list_leaves_the_seat_and_undo_brings_them_back(desk: Auditor) -> None:
    desk.do(Enrol("S1", NIGHT, ("staff:张三",)))
    before = dumped(desk)
    done = desk.do(TakeOff("S1", ("H1", "staff:张三")))
    assert (done.result.names, done.result.seats_left) == (("名H1", "张三"), 2)
    assert [one.learner for one in desk.ask(SessionOf("S1")).roster] == ["H3", "H5"]
    assert done.change is not None
    desk.run(Undo(done.change))
    assert dumped(desk) == before


def test_that_who_has_something_logged_stays_on_the_list_and_it_is_said_why(desk: Auditor) -> None:
    desk.do(Enrol("S1", NIGHT))
    put(desk, {
        "trainings": [{"learner_type": "host", "learner": "H1", "course": "C1", "completed_on": day("2026-06-30"),
                       "result": "passed", "score": 9000, "session": "S1"}],
        "enrolments": [{"session": "S1", "learner_type": "host", "learner": "H3", "state": "no_show"}],
    })  # fmt: skip
    everybody = ("H1", "H3", "H5", "H6")
    before = dumped(desk)
    with pytest.raises(LinesRefused) as refused:
        desk.do(TakeOff("S1", everybody))
    assert dumped(desk) == before
    told = [(one.line, one.code, str(one.message)) for one in refused.value.told]
    assert [one[:2] for one in told] == [(1, "logged"), (2, "logged"), (4, "not_listed")]
    assert "名H1 has attempt 1 of 2026-06-30 on file at S1: remove that training first" in told[0][2]
    assert "correct it in the log" in told[1][2]
    assert desk.do(TakeOff("S1", everybody, partly=True)).result.names == ("名H5",)
    for command, match in (
        (TakeOff("S1", ()), "nobody to take off"),
        (TakeOff("S8", ("H1",)), "no session S8"),
        (TakeOff("S1", ("H1",), partly=True), "名H1 has attempt"),
    ):
        with pytest.raises(CallerMistake, match=match):
            desk.do(command)
    desk.do(LogSession("S1", (HeldLine("H3", result="缺考"),)))
    with pytest.raises(CallerMistake, match="not planned any more"):
        desk.do(TakeOff("S1", ("H3",)))
