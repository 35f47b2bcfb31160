"""Days and amounts of a case that cannot be so are refused on every way in, at the field or with the cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.services.bulk import BulkEdit
from auditor.services.cases.case import CaseOf
from auditor.services.cases.finding import FindCases
from auditor.services.editing import Refused, SaveRecord, check_field
from auditor.services.editing.checking import Surroundings
from auditor.services.imports import ImportFiles
from auditor.services.lists.chosen import Listed
from tests.importing.books import workbook
from tests.services.cases.conftest import case_of
from tests.services.conftest import NOW
from tests.services.today.conftest import Fill, seconds

HAPPENED = "2026-06-28 10:00"
BEFORE = {
    "accepted_at": "2026-06-28 09:59",
    "first_response_at": "2026-06-27",
    "decided_on": "2026-06-27",
    "closed_at": "2026-06-28 09:00",
    "correct_by": "2026-06-27",
    "appeal_until": "2026-06-28 09:00",
    "compensated_on": "2026-06-27",
    "corrected_on": "2026-06-27",
}
SAME_DAY = {"accepted_at": "2026-06-28", "decided_on": "2026-06-28", "appeal_until": "2026-06-28 10:00"}
NEW = {
    "code": "K9", "kind": "complaint", "subject_type": "merchant", "subject": "S1", "category": "refund",
    "occurred_at": HAPPENED, "outcome": "substantiated",
}  # fmt: skip


def refused(app: Auditor, sheet: str, row: int | None, texts: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as told:
        app.do(SaveRecord(sheet, row, tuple(texts.items())))
    return [(one.field, one.code) for one in told.value.told if one.level == "error"]


def test_that_nothing_of_a_case_lies_before_it_happened(app: Auditor, fill: Fill) -> None:
    fill()
    for field, text in BEFORE.items():
        assert refused(app, "cases", None, NEW | {field: text}) == [(field, "wrong_order")]


def test_that_a_day_without_its_hour_counts_as_the_whole_day(app: Auditor, fill: Fill) -> None:
    fill()
    app.do(SaveRecord("cases", None, tuple((NEW | SAME_DAY).items())))
    assert app.ask(CaseOf("K9")).case.values["accepted_at"] is not None


def test_that_the_form_tells_it_while_it_is_typed(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1")])
    beside = app.ask(CaseOf("K1")).case.values
    today = Surroundings(day_of(NOW.date()))
    (told,) = check_field(BY_NAME["cases"], "accepted_at", "2026-01-01 08:00", beside, today)
    assert (told.field, told.code, told.level) == ("accepted_at", "wrong_order", "error")
    (told,) = check_field(BY_NAME["cases"], "occurred_at", "2026-06-29 10:00", {**beside, "decided_on": 1}, today)
    assert told.field == "occurred_at"


def test_that_points_and_compensation_are_not_negative(app: Auditor, fill: Fill) -> None:
    fill()
    for field, text in (("points", "-1"), ("compensation", "-0.01")):
        assert refused(app, "cases", None, NEW | {field: text}) == [(field, "out_of_range")]


def test_that_a_sanction_of_the_case_does_not_end_before_it_begins(app: Auditor, fill: Fill) -> None:
    fill()
    days = {"sanction": "warning", "sanction_from": "2026-06-29", "sanction_until": "2026-06-28"}
    assert refused(app, "cases", None, NEW | days) == [("sanction_until", "wrong_order")]


def test_that_what_is_agreed_with_an_entry_lies_behind_it(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1")])
    entry = {"case": "K1", "at": "2026-06-30 09:00", "kind": "waiting", "due": "2026-06-30 08:00"}
    assert refused(app, "case_events", None, entry) == [("due", "wrong_order")]


def test_that_of_many_set_at_once_each_is_held_against_its_own_days(app: Auditor, fill: Fill) -> None:
    fill(cases=[case_of("K1"), case_of("K2", occurred_at=seconds("2026-06-27T12:00"))])
    both = tuple(app.ask(CaseOf(code)).id for code in ("K1", "K2"))
    done = app.run(BulkEdit(Listed("case_record", only=both), (("accepted_at", "2026-06-28 10:00"),)))
    assert (done.updated, [reason.codes for reason in done.reasons]) == (1, [("K1",)])


HEAD = ["案件编号", "案件类型", "对象类型", "对象编号", "类别", "发生时间"]
ROW = ["投诉", "商家", "S1", "退款问题", "2026-06-28 10:00"]
SHOPS = ("商家", [["商家编号", "店铺名称"], ["S1", "店"]])


def taken(app: Auditor, path: Path, head: list[str], *rows: list[Any]) -> list[tuple[str, str, str]]:
    sheet = ("违规投诉", [[*HEAD, *head], *([row[0], *ROW, *row[1:]] for row in rows)])
    done = app.run(ImportFiles((workbook(path, SHOPS, sheet),)))
    return [(one.cell, one.level, one.code) for one in done.files[0].problems]


def test_that_a_row_of_a_file_is_stored_and_told_at_its_cell(app: Auditor, tmp_path: Path) -> None:
    rows: tuple[list[Any], ...] = (["K1", "2026-06-01 09:00", 5], ["K2", "2026-06-28", -5], ["K3", "2026-06-29", 5])
    found = taken(app, tmp_path / "案件.xlsx", ["受理时间", "赔付金额"], *rows)
    assert found == [("G2", "warning", "wrong_order"), ("H3", "warning", "out_of_range")]
    assert {hit.code for hit in app.ask(FindCases("K"))} == {"K1", "K2", "K3"}


def test_that_a_row_of_a_file_is_held_against_what_is_stored_and_told(app: Auditor, tmp_path: Path) -> None:
    assert taken(app, tmp_path / "1.xlsx", ["处罚", "处罚起"], ["K1", "警示", "2026-06-29"]) == []
    found = taken(app, tmp_path / "2.xlsx", ["处罚止"], ["K1", "2026-06-28"])
    assert found == [("G2", "warning", "wrong_order")]
    assert app.ask(CaseOf("K1")).case.values["sanction_until"] is not None


def test_that_a_case_closed_before_its_decision_is_refused_in_a_file_as_well(app: Auditor, tmp_path: Path) -> None:
    head = ["认定结果", "认定日期", "办结时间"]
    found = taken(app, tmp_path / "案件.xlsx", head, ["K1", "成立", "2026-06-30", "2026-06-29 10:00"])
    assert [one[1:] for one in found] == [("error", "closed_before_decision")]
    assert app.ask(FindCases("K")) == ()
