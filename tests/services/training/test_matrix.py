"""Who has to learn what: gaps by group, people in them, seats by week, and from a gap to a session."""

from __future__ import annotations

import json
from datetime import date

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake, Cancelled
from auditor.i18n import Message
from auditor.monitor import Stoppable
from auditor.services.training.awarding import IssueAwards, RevokeAward
from auditor.services.training.held import LogSession
from auditor.services.training.matrix import LearnersOf, Requirements
from auditor.services.training.outcomes import read_lines
from auditor.services.training.roster import Enrol
from auditor.services.training.windows import STATES
from tests.services.desk_rows import at
from tests.services.rows import day
from tests.services.training.conftest import put

NIGHT = json.dumps({"unit": ["夜班"]}, ensure_ascii=False)


@pytest.fixture
def asked(desk: Auditor) -> Auditor:
    """The office asks for food safety every 12 months, of the night shift for advertising by a day."""
    put(
        desk,
        {
            "requirements": [
                {"code": "R1", "title": "年度", "topics": ("food",), "due": "every_months", "months": 12,
                 "opens_days": 60, "grace_days": 14, "valid_from": day("2026-06-20")},
                {"code": "R2", "course": "C2", "filter": NIGHT, "due": "by_day", "by_day": day("2026-07-15"),
                 "opens_days": 7},
                {"code": "R3", "course": "C1", "filter": "category:food"},
                {"code": "R4", "course": "C1", "valid_until": day("2026-06-29")},
                {"code": "R5", "topics": ("advertising",)},
            ],
            "trainings": [
                {"learner": f"H{n}", "course": "C1", "completed_on": day(on), "result": "passed"}
                for n, on in ((1, "2026-05-01"), (2, "2025-07-10"), (3, "2025-06-25"), (4, "2025-01-05"))
            ],
        },
    )  # fmt: skip
    return desk


def states(app: Auditor, code: str) -> dict[str, str]:
    return {one.learner: one.state for one in app.ask(LearnersOf(code, states=STATES))}


def test_that_everybody_stands_in_their_window(asked: Auditor) -> None:
    assert states(asked, "R1") == {
        "H1": "done", "H2": "open", "H3": "grace", "H4": "lapsed", "H5": "grace", "H6": "grace",
    }  # fmt: skip
    assert states(asked, "R2") == {"H1": "not_yet", "H3": "not_yet", "H5": "not_yet"}
    assert [one.learner for one in asked.ask(LearnersOf("R1"))] == ["H4", "H5", "H6", "H3", "H2"]


def test_that_the_matrix_counts_what_the_people_are(asked: Auditor) -> None:
    first, second, third, fifth = asked.ask(Requirements())
    assert [(one.group, one.people, one.gaps) for one in first.cells] == [("夜班", 3, 2), ("日班", 3, 3)]
    assert [(one.group, one.gaps) for one in second.cells] == [("夜班", 0)]
    assert third.problem is not None
    assert "category:food" in str(third.problem.params)
    assert (fifth.courses, fifth.problem is not None) == ((), True)
    needed = {one.monday: (one.needed, one.booked, one.free) for one in first.weeks if one.needed}
    assert needed == {date(2026, 6, 29): (4, 0, 4), date(2026, 7, 6): (1, 0, 0)}
    assert {one.monday: one.needed for one in second.weeks if one.needed} == {date(2026, 7, 13): 3}
    with pytest.raises(CallerMistake, match="not known"):
        asked.ask(Requirements(by="moon"))


def test_that_a_gap_goes_straight_to_a_session_once(asked: Auditor) -> None:
    put(asked, {"sessions": [{"code": "S3", "course": "C1", "planned_start": at("2026-07-01 09:00"), "seats": 5}]})
    assert asked.do(Enrol("S3", requirement="R1")).result.counts.created == 5
    assert all(one.booked for one in asked.ask(LearnersOf("R1")))
    with pytest.raises(CallerMistake, match="nobody to put"):
        asked.do(Enrol("S1", requirement="R1"))
    week = asked.ask(Requirements())[0].weeks[0]
    assert (week.needed, week.booked, week.free) == (4, 4, 4)
    with pytest.raises(CallerMistake, match="No requirement R4"):
        asked.do(Enrol("S1", requirement="R4"))


def test_that_passing_closes_the_gap_and_a_revoked_certificate_opens_it_again(asked: Auditor) -> None:
    asked.do(LogSession("S1", read_lines("H4,95")))
    assert states(asked, "R1")["H4"] == "done"
    (number,) = asked.do(IssueAwards("S1")).result
    assert states(asked, "R1")["H4"] == "done"
    asked.do(RevokeAward(number, "代考"))
    assert states(asked, "R1")["H4"] == "lapsed"


def test_that_staff_are_known_by_what_they_learnt(asked: Auditor) -> None:
    put(asked, {"requirements": [{"code": "R6", "audience_type": "staff", "course": "C1"}]})
    asked.do(LogSession("S1", read_lines("staff:张三,95\nstaff:李四,10")))
    assert states(asked, "R6") == {"张三": "done", "李四": "missing"}


def test_that_a_question_of_many_people_ends_at_the_next_step_when_nobody_waits(
    asked: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.services.training.matrix.AT_ONCE", 2)

    class Impatient(Stoppable):
        def step(self, done: int, total: int | None, what: Message) -> None:
            self.stopped = done > 2
            super().step(done, total, what)

    for query in (LearnersOf("R1", monitor=(first := Impatient())), Requirements(monitor=(second := Impatient()))):
        with pytest.raises(Cancelled):
            asked.ask(query)
    assert (first.done, second.done) == (4, 4)
