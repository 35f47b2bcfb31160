"""Files that LibreOffice wrote (libreoffice/make.py made them): every row and every problem is what was meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.importing import ReadSheet, read_files
from auditor.model.types import day_of
from tests.importing.books import OPTIONS, told

HERE = Path(__file__).parent / "libreoffice"


def _sheets(name: str) -> dict[str, ReadSheet]:
    (file,) = read_files([HERE / name], OPTIONS).files
    return {sheet.title: sheet for sheet in file.sheets if sheet.rows or sheet.problems}


def _by_code(sheet: ReadSheet) -> dict[object, dict[str, object]]:
    return {row.values["code"]: dict(row.values) for row in sheet.rows}


def _march(day: int) -> int:
    return day_of(date(2026, 3, day))


def test_that_our_template_saved_elsewhere_holds_what_was_filled_in() -> None:
    found = _sheets("filled.xlsx")
    assert {title: len(sheet.rows) for title, sheet in found.items()} == {"主播": 7, "商家": 2, "课程": 1, "培训": 3}
    assert told(found["商家"]) == [("E2", "warning", "check_digit")]
    assert _by_code(found["商家"])["S002"] == {"code": "S002", "shop_name": "=合并", "brands": ("麦田", "谷雨")}
    assert [row.values["completed_on"] for row in found["培训"].rows] == [day_of(date(2026, 4, n)) for n in (2, 3, 4)]
    assert [row.values["score"] for row in found["培训"].rows] == [9_550, 5_900, 8_000]
    assert found["课程"].rows[0].values == {"code": "K1", "title": "入门", "hours": 125, "pass_mark": 6_000}


def test_that_days_merges_hidden_rows_and_worked_out_formulas_are_read() -> None:
    sheet = _sheets("filled.xlsx")["主播"]
    hosts = _by_code(sheet)
    days = {code: hosts[code]["first_live_on"] for code in hosts}
    assert days == {f"H00{n}": _march(n) for n in (1, 2, 3, 4, 5, 7, 8)}
    assert {code for code in hosts if hosts[code].get("unit") == "美食组"} == {"H003", "H004", "H005"}
    assert hosts["H004"]["followers"] == 12_350
    assert hosts["H005"]["note"] == "场次3"
    assert hosts["H007"]["note"] == "两行\n备注"
    assert hosts["H001"]["phone"] == "13800138000"
    assert hosts["H002"]["id_number"] == "440101********1234"
    assert sheet.hidden_rows == 2


def test_that_its_problems_stand_at_their_cells() -> None:
    sheet = _sheets("filled.xlsx")["主播"]
    assert told(sheet) == [
        ("E2", "warning", "check_digit"),
        ("P7", "error", "error_cell"),
        ("Q10", "error", "unreadable_date"),
    ]
    assert [row.number for row in sheet.refused] == [7, 10]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_that_the_same_sheet_saved_as_text_reads_alike(encoding: str) -> None:
    (sheet,) = _sheets(f"hosts-{encoding}.csv").values()
    hosts, book = _by_code(sheet), _by_code(_sheets("filled.xlsx")["主播"])
    # As text no cell is merged, and 04.03.2026 may be in March as well as in April.
    assert [row.number for row in sheet.refused] == [5, 7, 10]
    assert ("Q5", "error", "unreadable_date") in told(sheet)
    assert set(book) - set(hosts) == {"H004"}
    assert {code: row for code, row in hosts.items() if code != "H005"} == {
        code: row for code, row in book.items() if code not in ("H004", "H005")
    }
    assert book["H005"] == {**hosts["H005"], "unit": "美食组"}


def test_that_many_shared_texts_come_back_to_their_cells() -> None:
    (sheet,) = _sheets("heavy.xlsx").values()
    assert told(sheet) == []
    assert len(sheet.rows) == 1_500
    for n in (1, 2, 700, 1_500):
        values = sheet.rows[n - 1].values
        assert (values["code"], values["stage_name"]) == (f"H{n:05d}", f"主播{n}")
        assert (values["unit"], values["owner"]) == (f"第{n % 7}组", f"负责人{n % 11}")
        assert (values["note"], values["tags"]) == ("重复的说明 " * (n % 3) + "䶮", ("新人", "签约"))
