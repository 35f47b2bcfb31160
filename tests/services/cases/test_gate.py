"""The gate of closing holds on every way into the workspace: typed, imported, pasted, set for many at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.bulk import BulkEdit
from auditor.services.cases.case import CaseOf, CaseShown
from auditor.services.editing import Refused, RemoveRecord, SaveRecord, check_field
from auditor.services.editing.checking import Surroundings
from auditor.services.imports import Imported, ImportFiles
from auditor.services.lists.chosen import Listed
from auditor.services.undoing import Undo
from tests.importing.books import workbook
from tests.services.cases.conftest import Tell, case_of
from tests.services.conftest import NOW
from tests.services.today.conftest import Fill, seconds

DECIDED: dict[str, Any] = {"outcome": "substantiated", "decided_on": day_of(NOW.date()) - 1}
CLOSED = {"closed_at": "2026-06-30 10:00"}
APPEAL = {"case": "K1", "number": 1, "filed_at": seconds("2026-06-30T08:00")}
ACTION = {"case": "K1", "number": 1, "action": "复训", "done_on": day_of(NOW.date()) - 1}


def shown(app: Auditor) -> CaseShown:
    return app.ask(CaseOf("K1"))


def refused(app: Auditor, sheet: str, row: int | None, **texts: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as told:
        app.do(SaveRecord(sheet, row, tuple(texts.items())))
    return [(one.field, one.code) for one in told.value.told]


def imported(app: Auditor, path: Path, *sheets: tuple[str, list[list[Any]]]) -> Imported:
    return app.run(ImportFiles((workbook(path / "案件.xlsx", *sheets),)))


def problems(done: Imported) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in done.files[0].problems if one.level == "error"]


CASES = ["案件编号", "案件类型", "对象类型", "对象编号", "类别", "平台", "发生时间", "认定结果", "认定日期", "办结时间"]
ROW = ["K1", "投诉", "商家", "S1", "退款问题", "抖音", "2026-06-29 08:00"]


def test_that_a_form_does_not_close_a_case_that_is_open_or_before_its_decision(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1")])
    number = shown(app).id
    assert refused(app, "cases", number, **CLOSED) == [("closed_at", "closed_undecided")]
    late = {"outcome": "substantiated", "decided_on": "2026-06-30", "closed_at": "2026-06-29 18:00"}
    assert refused(app, "cases", number, **late) == [("closed_at", "closed_before_decision")]
    new = {"code": "K2", "kind": "complaint", "subject_type": "merchant", "subject": "S1", "category": "refund"}
    assert ("closed_at", "closed_undecided") in refused(app, "cases", None, **new, occurred_at="2026-06-29", **CLOSED)
    app.do(SaveRecord("cases", number, (("outcome", "成立"), ("decided_on", "2026-06-30"), *CLOSED.items())))
    assert refused(app, "cases", number, outcome="待核实") == [("outcome", "closed_undecided")]
    assert refused(app, "cases", number, appeal="申诉中") == [("appeal", "appeal_open")]


def test_that_the_field_says_so_while_it_is_typed() -> None:
    around, beside = Surroundings(day_of(NOW.date())), {"outcome": "open"}
    (told,) = check_field(BY_NAME["cases"], "closed_at", "2026-06-30 10:00", beside, around)
    assert (told.field, told.level, told.code) == ("closed_at", "error", "closed_undecided")


def test_that_an_import_refuses_the_cell_and_takes_the_other_rows(app: Auditor, fill: Fill, tmp_path: Path) -> None:
    fill()
    done = imported(app, tmp_path, ("违规投诉", [
        CASES,
        [*ROW, "待核实", None, "2026-06-30 10:00"],
        ["K2", *ROW[1:], None, None, "2026-06-30 10:00"],
        ["K3", *ROW[1:], "成立", "2026-06-30", "2026-06-29 10:00"],
        ["K4", *ROW[1:], "成立", "2026-06-29", "2026-06-29"],
        ["K5", *ROW[1:], "成立", None, "2026-06-29 10:00"],
    ]))  # fmt: skip
    codes = ["closed_undecided", "closed_before_decision", "closed_undecided"]
    assert sorted(problems(done)) == sorted(zip(("J2", "J4", "J3"), codes, strict=True))
    assert (done.refused, done.taken) == (3, 2)


def test_that_neither_import_nor_form_closes_over_an_open_appeal_or_an_unverified_action(
    app: Auditor, fill: Fill, tmp_path: Path
) -> None:
    fill(cases=[case_of("K1", **DECIDED)], appeals=[APPEAL], actions=[ACTION])
    told = refused(app, "cases", shown(app).id, **CLOSED)
    assert told == [("closed_at", "appeal_open"), ("closed_at", "unverified_action")]
    event = {"case": "K1", "at": "2026-06-30 10:00", "kind": "办结"}
    assert refused(app, "case_events", None, **event) == [("kind", "appeal_open"), ("kind", "unverified_action")]
    done = imported(app, tmp_path, ("违规投诉", [CASES, [*ROW, "成立", None, "2026-06-30 10:00"]]))
    assert problems(done) == [("J2", "appeal_open"), ("J2", "unverified_action")]


def test_that_what_the_same_file_answers_and_verifies_lets_the_case_be_closed(
    app: Auditor, fill: Fill, tmp_path: Path
) -> None:
    fill(cases=[case_of("K1", **DECIDED)], appeals=[APPEAL], actions=[ACTION])
    sheets: list[tuple[str, list[list[Any]]]] = [
        ("违规投诉", [CASES, [*ROW, None, None, "2026-06-30 10:00"]]),
        ("申诉", [["案件编号", "申诉序号", "提交时间", "答复时间", "申诉结果"],
                  ["K1", 1, "2026-06-30 08:00", "2026-06-30 09:00", "驳回"]]),
        ("整改措施", [["案件编号", "措施序号", "措施", "核验日期", "核验人"], ["K1", 1, "复训", "2026-06-30", "周审"]]),
    ]  # fmt: skip
    half = imported(app, tmp_path, *sheets[:2])
    assert (problems(half), half.refused, shown(app).state.closed) == ([("J2", "unverified_action")], 1, None)
    done = imported(app, tmp_path, *sheets)
    assert (problems(done), done.refused) == ([], 0)
    assert [one.counts.updated for one in done.files[0].sheets] == [1, 0, 1]
    assert shown(app).state.stage == "closed"


def test_that_nothing_is_left_open_beneath_a_closed_case(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", **DECIDED)], actions=[ACTION | {"verified_by": "周审", "verified_on": ACTION["done_on"]}])
    tell("closed", "2026-06-30 10:00")
    new = {"case": "K1", "number": "2"}
    assert refused(app, "appeals", None, **new, filed_at="2026-06-30 11:00") == [("case", "appeal_open")]
    assert refused(app, "actions", None, **new, action="复训") == [("case", "unverified_action")]
    (action,) = shown(app).actions
    assert refused(app, "actions", action.id, verified_on="") == [("verified_on", "unverified_action")]
    tell("reopened", "2026-06-30 11:00")
    app.do(SaveRecord("actions", None, (*new.items(), ("action", "复训"))))


def test_that_many_set_at_once_are_held_against_the_gate_row_by_row(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1"), case_of("K2", **DECIDED)])
    both = tuple(app.ask(CaseOf(code)).id for code in ("K1", "K2"))
    done = app.run(BulkEdit(Listed("case_record", only=both), (("closed_at", "2026-06-30 10:00"),)))
    assert (done.updated, done.refused) == (1, 1)
    (reason,) = done.reasons
    assert reason.codes == ("K1",)


def test_that_events_that_come_together_are_held_against_each_other(app: Auditor, fill: Fill, tmp_path: Path) -> None:
    fill(cases=[case_of("K1", **DECIDED)])
    head = ["案件编号", "时间", "事项"]
    told = [["K1", "2026-06-29 14:00", "申诉"], ["K1", "2026-06-30 10:00", "办结"]]
    done = imported(app, tmp_path, ("案件经过", [head, *told]))
    assert (problems(done), done.taken) == ([("C3", "appeal_open")], 1)
    again = imported(app, tmp_path, ("案件经过", [head, told[1], ["K1", "2026-06-30 09:00", "申诉答复"]]))
    assert (problems(again), shown(app).state.stage) == ([], "closed")


def test_that_a_file_that_is_behind_does_not_take_back_a_decision_that_was_logged_here(
    app: Auditor, fill: Fill, tell: Tell, tmp_path: Path
) -> None:
    fill(cases=[case_of("K1"), case_of("K2", **DECIDED)])
    tell("decided", "2026-06-30 09:00", outcome="substantiated")
    done = imported(
        app, tmp_path, ("违规投诉", [CASES, *([code, *ROW[1:], "待核实", None, None] for code in ("K1", "K2"))])
    )
    told = [(one.cell, one.level, one.code) for one in done.files[0].problems]
    assert told == [("H2", "warning", "outcome_kept")]
    assert [app.ask(CaseOf(code)).case.values["outcome"] for code in ("K1", "K2")] == ["substantiated", "open"]


def test_that_taking_back_leaves_no_closed_case_open_inside(app: Auditor, fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1", **DECIDED)], actions=[ACTION])
    (action,) = shown(app).actions
    verified = app.do(SaveRecord("actions", action.id, (("verified_on", "2026-06-30"), ("verified_by", "周审"))))
    tell("closed", "2026-06-30 10:00")
    with pytest.raises(CallerMistake, match="would not be in order"):
        app.run(Undo(verified.change))
    tell("reopened", "2026-06-30 11:00")
    app.do(SaveRecord("actions", None, (("case", "K1"), ("number", "2"), ("action", "复训"))))
    again = next(one.row for one in shown(app).story if one.kind == "reopened")
    with pytest.raises(CallerMistake, match="would not be in order"):
        app.do(RemoveRecord("case_events", again))
    assert app.run(Undo(verified.change)).change
