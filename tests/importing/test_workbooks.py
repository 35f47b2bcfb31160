"""Real workbooks with what fast readers hide: errors, formulas, 1904 days, merges, hidden rows, far cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from auditor.importing import xlsx
from auditor.importing.scan import scan
from auditor.model.types import day_of, second_of
from tests.importing.books import only_sheet, rewritten, told, workbook

HEADER = ["主播编号", "昵称", "粉丝数", "首播日期", "备注"]
SHEET = "xl/worksheets/sheet1.xml"


def _openpyxl(path: Path, fill: Callable[[Any], None], header_at: int = 1) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "主播"
    for column, name in enumerate(HEADER, start=1):
        sheet.cell(header_at, column, name)
    fill(sheet)
    book.save(path)
    return path


def test_that_an_error_cell_is_told_where_it_stands_and_refuses_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("主播")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["H1", "小麦", 1])
    sheet.write_row(2, 0, ["H2", "大麦"])
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    sheet.write_row(3, 0, ["H3", "燕麦", 3])
    sheet.write_formula(3, 9, "=NA()", None, "#N/A")
    book.close()
    found = only_sheet(path)
    assert told(found) == [("C3", "error", "error_cell")]
    assert "#DIV/0!" in str(found.problems[0].message)
    assert [row.values["code"] for row in found.rows] == ["H1", "H3"]
    assert [row.number for row in found.refused] == [3]


def test_that_a_formula_without_a_stored_result_is_refused_and_one_with_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("主播")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["H1", "小麦"])
    sheet.write_formula(1, 2, "=40*2", None, 80)
    sheet.write_row(2, 0, ["H2"])
    sheet.write_formula(2, 1, '=CONCATENATE("大","麦")', None, "大麦")
    book.close()
    assert [row.values.get("followers") for row in only_sheet(path).rows] == [80, None]

    unsaved = _openpyxl(tmp_path / "b.xlsx", lambda s: s.append(["H1", "小麦", "=40*2"]))
    assert told(only_sheet(unsaved)) == [("C2", "error", "no_cached_value")]


def test_that_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    path = _openpyxl(tmp_path / "a.xlsx", lambda s: s.append(["H1", "小麦", None, None, '=""']))
    rewritten(path, SHEET, lambda data: data.replace(b'<c r="E2">', b'<c r="E2" t="str">'))
    found = only_sheet(path)
    assert not found.problems
    assert "note" not in found.rows[0].values


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_that_the_pass_over_the_bytes_sees_every_sign_wherever_the_bytes_are_cut(prefix: bytes) -> None:
    rows = b"".join(
        b'<%brow r="%d"%b><%bc r="A%d" t="inlineStr"><%bis><%bt>row %d</%bt></%bis></%bc>'
        b'<%bc r="B%d" t="e"><%bv>#REF!</%bv></%bc><%bc r="AC%d"><%bf>A1</%bf></%bc></%brow>'
        % (
            *(prefix, n, b' hidden="1"' if n % 2 else b"", prefix, n, prefix, prefix, n, prefix, prefix, prefix),
            *(prefix, n, prefix, prefix, prefix, prefix, n, prefix, prefix, prefix, prefix),
        )
        for n in range(3, 9)
    )
    whole = (
        b'<?xml version="1.0"?><%bworksheet xmlns="u"><%bsheetData>' % (prefix, prefix)
        + rows
        + b'</%bsheetData><%bmergeCells><%bmergeCell ref="A3:A5"/></%bmergeCells></%bworksheet>'
        % (prefix, prefix, prefix, prefix, prefix)
    )
    for size in (70, 199, 1000, len(whole)):
        found = scan(whole[at : at + size] for at in range(0, len(whole), size))
        assert {place for place, bad in found.bad.items() if bad.code == "error_cell"} == {(n, 1) for n in range(3, 9)}
        assert {p for p, bad in found.bad.items() if bad.code == "no_cached_value"} == {(n, 28) for n in range(3, 9)}
        assert found.hidden_rows == {3, 5, 7}
        assert [(m.top, m.left, m.bottom, m.right) for m in found.merges] == [(3, 0, 5, 0)]
        assert (found.last_row, found.columns) == (8, 29)


@pytest.mark.parametrize("from_1904", [False, True])
def test_that_dates_of_both_systems_read_to_their_day(tmp_path: Path, from_1904: bool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": from_1904})
    sheet = book.add_worksheet("违规投诉")
    shape = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, ["案件编号", "对象类型", "对象编号", "类别", "违规时间", "认定日期", "办结时间"])
    sheet.write_row(1, 0, ["A1", "主播", "H1", "侵权"])
    moment = datetime(2026, 3, 1, 20, 5)
    serial = (moment - (datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30))).total_seconds() / 86_400
    sheet.write_datetime(1, 4, moment, shape)
    sheet.write_number(1, 5, int(serial))
    sheet.write_number(1, 6, serial)
    book.close()
    found = only_sheet(path).rows[0].values
    assert found["occurred_at"] == found["closed_at"] == second_of(moment)
    assert found["decided_on"] == day_of(date(2026, 3, 1))


def test_that_a_merged_value_holds_for_every_data_row_of_the_merge_and_no_other(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row, (code, note) in enumerate([("H1", "一组"), ("H2", None), (None, None), ("H4", None), ("H5", None)], 5):
            sheet.cell(row, 1, code)
            sheet.cell(row, 2, "某人" if code else None)
            sheet.cell(row, 5, note)
        sheet.merge_cells("E5:E8")
        sheet.merge_cells("A1:E1")

    found = only_sheet(_openpyxl(tmp_path / "a.xlsx", fill, header_at=4))
    assert [(row.number, row.values.get("note")) for row in found.rows] == [
        (5, "一组"),
        (6, "一组"),
        (8, "一组"),
        (9, None),
    ]


def test_that_an_error_in_a_merged_cell_refuses_every_row_of_the_merge(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["H1", "小麦", "=1+1"])
        sheet.append(["H2", "大麦"])
        sheet.merge_cells("C2:C3")

    found = only_sheet(_openpyxl(tmp_path / "a.xlsx", fill))
    assert told(found) == [("C2", "error", "no_cached_value"), ("C3", "error", "no_cached_value")]
    assert not found.rows


def test_that_hidden_rows_and_sheets_are_read_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("说明").write_string(0, 0, "请核对")
    sheet = book.add_worksheet("主播")
    sheet.write_row(0, 0, HEADER)
    for row in range(1, 5):
        sheet.write_row(row, 0, [f"H{row}", "某人"])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(60, None, None, {"hidden": True})
    sheet.hide()
    book.close()
    found = only_sheet(path)
    assert (len(found.rows), found.hidden, found.hidden_rows) == (4, True, 1)


def test_that_a_table_that_starts_anywhere_is_located_by_its_real_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("主播")
    sheet.write_row(6, 3, HEADER)
    sheet.write_row(7, 3, ["H1", "小麦", "很多"])
    sheet.write_row(9, 3, ["H2", "大麦", 5])
    book.close()
    found = only_sheet(path)
    assert told(found) == [("F8", "error", "unreadable_number")]
    assert (found.header_row, found.rows[0].number, found.columns["code"].letter) == (7, 10, "D")


def test_that_a_false_dimension_and_a_far_cell_cost_nothing(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["H1", "小麦"])
        sheet.cell(1_048_576, 16_384, "远")

    path = _openpyxl(tmp_path / "a.xlsx", fill)
    found = only_sheet(path)
    assert [row.number for row in (*found.rows, *found.refused)] == [2, 1_048_576]

    def lie(data: bytes) -> bytes:
        start = data.index(b"<dimension")
        return data[:start] + b'<dimension ref="A1:XFD1048576"/>' + data[data.index(b">", start) + 1 :]

    small = _openpyxl(tmp_path / "b.xlsx", lambda sheet: sheet.append(["H1", "小麦"]))
    assert [row.number for row in only_sheet(rewritten(small, SHEET, lie)).rows] == [2]


def test_that_both_readers_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Path(__file__).resolve().parents[1] / "samples" / "platform-export-small.xlsx"
    from tests.importing.books import OPTIONS, read_files

    fast = read_files([sample], OPTIONS)
    monkeypatch.setattr(xlsx, "VAST", 0)
    lean = read_files([sample], OPTIONS)
    for one, other in zip(fast.files[0].sheets, lean.files[0].sheets, strict=True):
        assert [(row.number, row.values) for row in one.rows] == [(row.number, row.values) for row in other.rows]
        assert told(one) == told(other)


def test_that_a_missing_value_and_an_early_end_are_told_at_their_cells(tmp_path: Path) -> None:
    rows = [
        ["商家编号", "品牌", "授权方", "被授权方", "有效期起", "有效期止"],
        ["S1", "禾溪", "甲", "乙", "2026-01-01", "2025-12-31"],
        ["S1", "禾溪", "", "乙", "2026-01-01", "长期"],
        ["S1", "禾溪", "甲", "乙", "2026-01-01", "2026-01-01"],
    ]
    found = only_sheet(workbook(tmp_path / "a.xlsx", ("品牌授权", rows)))
    assert told(found) == [("F2", "error", "end_before_start"), ("C3", "error", "missing_value")]
    assert [row.number for row in found.rows] == [4]


def test_that_check_digits_are_warned_and_the_number_is_not_repeated(tmp_path: Path) -> None:
    rows = [
        ["主播编号", "昵称", "证件类型", "证件号码"],
        ["H1", "甲", "", "110101197110141550"],
        ["H2", "乙", "", "11010119711014155X"],
        ["H3", "丙", "护照", "E12345678"],
        ["H4", "丁", "", "4401**********1234"],
        ["H5", "戊", "居民身份证", "1101011971"],
    ]
    found = only_sheet(workbook(tmp_path / "a.xlsx", ("主播", rows)))
    assert told(found) == [("D2", "warning", "check_digit"), ("D6", "warning", "check_digit")]
    assert len(found.rows) == 5
    assert "110101197110141550" not in str(found.problems[0].message)


@pytest.mark.parametrize(
    ("row", "cell"),
    [("1", "XFD1048576"), ("1048576", "A1"), ("2", "A1048576"), ("1048576", "XFD2"), ("", "XFD1048576")],
)
def test_that_cells_that_claim_to_stand_far_away_do_not_exhaust_memory(tmp_path: Path, row: str, cell: str) -> None:
    """Held dense, this box would take 400 GB; the reader that holds the box must not be asked."""
    path = _openpyxl(tmp_path / "a.xlsx", lambda sheet: sheet.append(["H1", "小麦"]))
    number = f' r="{row}"' if row else ""
    far = f'<row{number}><c r="{cell}"><v>1</v></c><c r="XFD1048575"><v>1</v></c></row></sheetData>'
    rewritten(path, SHEET, lambda data: data.replace(b"</sheetData>", far.encode()))
    found = only_sheet(path)
    assert found.rows[0].values["code"] == "H1"


def test_that_errors_are_placed_in_sheets_whose_cells_bear_no_reference(tmp_path: Path) -> None:
    rows = (
        b'<row r="1"><c t="inlineStr"><is><t>%s</t></is></c><c t="inlineStr"><is><t>%s</t></is></c>'
        b'<c t="inlineStr"><is><t>%s</t></is></c></row>'
        b'<row r="2"><c t="inlineStr"><is><t>H1</t></is></c><c t="inlineStr"><is><t>A</t></is></c><c t="e"><v>#N/A</v></c></row>'
        b'<row r="3"><c t="inlineStr"><is><t>H2</t></is></c><c t="inlineStr"><is><t>B</t></is></c><c><f>1+1</f></c></row>'
    ) % tuple(name.encode() for name in HEADER[:3])
    path = _openpyxl(tmp_path / "a.xlsx", lambda sheet: None)

    def bare(data: bytes) -> bytes:
        return data[: data.index(b"<sheetData>") + 11] + rows + data[data.index(b"</sheetData>") :]

    found = only_sheet(rewritten(path, SHEET, bare))
    assert told(found) == [("C2", "error", "error_cell"), ("C3", "error", "no_cached_value")]


def test_that_one_stray_cell_far_to_the_right_does_not_widen_every_row(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    def fill(sheet: Any) -> None:
        sheet.cell(1, 16_384, "远")
        for number in range(20_000):
            sheet.append([f"H{number}", "某人"])

    path = _openpyxl(tmp_path / "a.xlsx", fill)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = only_sheet(path)
    assert len(found.rows) == 20_000
    assert found.extra_headers == ("远",)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 500_000, "20,000 rows as wide as the sheet would take 2.6 GB"
