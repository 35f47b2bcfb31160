"""Rosters: from a filter or by name, in one change, within the seats."""

from __future__ import annotations

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.lists import ListFilter
from auditor.services.lists.chosen import Listed
from auditor.services.training.lines import LinesRefused
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import SessionOf, Sessions
from auditor.services.undoing import Undo
from tests.services.training.conftest import dumped

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
