"""Logging a session: everybody at once, every attempt kept, each refusal at its line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.tables import MAIN
from auditor.services.training.held import LogSession
from auditor.services.training.lines import LinesRefused
from auditor.services.training.outcomes import HeldLine, read_lines
from auditor.services.training.roster import Enrol
from auditor.services.training.sessions import SessionOf
from auditor.services.undoing import Undo
from tests.services.rows import day
from tests.services.training.conftest import dumped, put

PASTED = "姓名\t结果\t得分\nH1\t\t92\n名H2\t\t55分\nH3\t缺考\nH4\t拒训\nH5\t请假\nstaff:张三\t合格\t80\n"


def trained(app: Auditor, *names: str) -> list[tuple[Any, ...]]:
    """Attempts in the order in which they were stored."""
    table = MAIN["training"]
    with app.context.store.reading() as connection:
        return [
            tuple(row) for row in connection.execute(select(*(table.c[name] for name in names)).order_by(table.c.id))
        ]


def test_that_a_pasted_table_logs_everybody_in_one_change(desk: Auditor) -> None:
    before = dumped(desk)
    done = desk.do(LogSession("S1", read_lines(PASTED), co_signer="赵"))
    assert (done.result.enrolments.created, done.result.trainings.created, done.result.refused) == (6, 5, 0)
    shown = desk.ask(SessionOf("S1"))
    assert (shown.line.status, shown.version) == ("held", "V2")
    assert [(one.learner, one.state, one.score) for one in shown.roster] == [
        ("H1", "attended", 9200), ("H2", "attended", 5500), ("H3", "no_show", None), ("H4", "refused", None),
        ("H5", "excused", None), ("张三", "attended", 8000),
    ]  # fmt: skip
    assert [row[0] for row in trained(desk, "result")] == ["passed", "failed", "absent", "refused", "passed"]
    assert set(trained(desk, "version", "trainer", "co_signer", "started_on", "completed_on")) == {
        ("V2", "李老师", "赵", day("2026-06-30"), day("2026-06-30"))
    }
    assert done.change is not None
    desk.run(Undo(done.change))
    assert dumped(desk) == before


def test_that_attempts_are_numbered_on_and_a_second_look_corrects(desk: Auditor) -> None:
    put(desk, {"trainings": [{"learner": "H1", "course": "C1", "completed_on": day("2025-05-01"), "result": "passed"}]})
    desk.do(LogSession("S1", read_lines("H1 ,55\nH1,90\nH2,20")))
    assert trained(desk, "attempt", "score")[1:] == [(2, 5500), (3, 9000), (1, 2000)]
    again = desk.do(LogSession("S1", read_lines("H1,56\nH1,90\nH2,缺考")))
    assert (again.result.trainings.updated, again.result.trainings.unchanged) == (2, 1)
    assert trained(desk, "attempt", "score", "result")[1:] == [
        (2, 5600, "failed"),
        (3, 9000, "passed"),
        (1, None, "absent"),
    ]
    assert desk.do(LogSession("S1", read_lines("H1,56\nH1,90\nH2,缺考"))).change is None


def test_that_a_retest_on_another_day_is_the_next_attempt(desk: Auditor) -> None:
    start = datetime(2026, 6, 20, 9, 0)
    desk.do(LogSession("S1", read_lines("H1,55"), day=date(2026, 6, 20), started_at=start))
    desk.do(LogSession("S1", (HeldLine("H1", score="85", day=date(2026, 6, 25)),)))
    assert trained(desk, "attempt", "result", "completed_on") == [
        (1, "failed", day("2026-06-20")), (2, "passed", day("2026-06-25")),
    ]  # fmt: skip
    (one,) = desk.ask(SessionOf("S1")).roster
    assert (one.attempt, one.score) == (2, 8500)


WRONG = (
    (HeldLine("H1", score="101"), "score", "outside_scale"),
    (HeldLine("H1", score="-1"), "score", "out_of_range"),
    (HeldLine("H1", score="many"), "score", "unreadable_number"),
    (HeldLine("H1"), "score", "missing_value"),
    (HeldLine("H1", "缺考", "50"), "score", "score_of_absent"),
    (HeldLine("H1", "合格", "50"), "result", "result_differs"),
    (HeldLine("H1", "已邀请"), "result", "unknown_word"),
    (HeldLine("H1", score="90", minutes="1.5"), "minutes", "unreadable_number"),
    (HeldLine("H9", score="90"), "learner", "unknown_reference"),
    (HeldLine(" ", score="90"), "learner", "missing_value"),
    (HeldLine("H1", score="90", day=date(2026, 7, 1)), "completed_on", "future_date"),
    (HeldLine("H1", score="90", day=date(2026, 6, 29)), "completed_on", "wrong_order"),
)


def test_that_each_wrong_line_is_told_at_its_field_and_nothing_is_stored(desk: Auditor) -> None:
    before = dumped(desk)
    lines = (HeldLine("H2", score="90"), *(line for line, _, _ in WRONG))
    with pytest.raises(LinesRefused, match="Line 2: ") as told:
        desk.do(LogSession("S1", lines))
    errors = [(one.line, one.field, one.code) for one in told.value.told if one.level == "error"]
    assert errors == [(at, *where) for at, (_, *where) in enumerate(WRONG, start=2)]
    assert dumped(desk) == before
    done = desk.do(LogSession("S1", lines, partly=True)).result
    assert (done.enrolments.created, done.trainings.created, done.refused) == (1, 1, len(WRONG))


def test_that_a_session_ahead_cancelled_or_ending_before_it_began_is_not_logged(desk: Auditor) -> None:
    line = read_lines("H1,90")
    early, late = datetime(2026, 6, 30, 9), datetime(2026, 6, 30, 10)
    for command, match in (
        (LogSession("S2", line), "lies ahead"),
        (LogSession("S1", line, ended_at=datetime(2026, 7, 2)), "lies ahead"),
        (LogSession("S1", ()), "nobody to log"),
        (LogSession("S1", line, started_at=late, ended_at=early), "lies before"),
    ):
        with pytest.raises(CallerMistake, match=match):
            desk.do(command)
    put(desk, {"sessions": [{"code": "S1", "course": "C1", "planned_start": 0, "status": "cancelled"}]})
    with pytest.raises(CallerMistake, match="cancelled"):
        desk.do(LogSession("S1", line))


def test_that_a_name_means_who_is_on_the_list_where_several_bear_it(desk: Auditor) -> None:
    put(desk, {"hosts": [{"code": "H7", "stage_name": "名H1"}]})
    line = read_lines("名H1,90")
    with pytest.raises(LinesRefused, match="more than one"):
        desk.do(LogSession("S1", line))
    desk.do(Enrol("S1", learners=("H7",)))
    desk.do(LogSession("S1", line))
    (one,) = desk.ask(SessionOf("S1")).roster
    assert (one.learner, one.state) == ("H7", "attended")
