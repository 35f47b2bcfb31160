"""The workbook of refused rows: the sender's own shape, told at each bad cell; mended there, it imports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from auditor.exporting import Rejected, write_rejects
from auditor.importing import ReadFile, read_files
from auditor.monitor import Silent
from tests.importing.books import OPTIONS, told


def _rejected(file: ReadFile) -> Rejected:
    rows = {sheet.title: {row.number for row in sheet.refused} for sheet in file.sheets}
    return Rejected(file.path, rows, [problem for sheet in file.sheets for problem in sheet.problems])


def _rejects(path: Path, out: Path) -> tuple[Path, ...]:
    return write_rejects(out, [_rejected(read_files([path], OPTIONS).files[0])], OPTIONS, "zh", Silent())


def _messy(path: Path, *, from_1904: bool = False) -> Path:
    book = xlsxwriter.Workbook(str(path), {"date_1904": from_1904})
    sheet = book.add_worksheet("主播")
    sheet.merge_range(0, 0, 0, 4, "导出台账")
    header: Sequence[Any] = ["昵称*", "内部流水", "主播\n编号", "粉丝数(人)", "首播日期", "身份证号"]
    sheet.write_row(2, 0, header)
    sheet.write_row(3, 0, ["小麦", "K1", "H1", 5, 45_000])
    sheet.write_row(4, 0, ["大麦", "K2", "H2", "很多", 45_000])
    sheet.write_row(5, 0, ["", "K3", "H3", 7, "2026.3.1"])
    sheet.write_row(6, 0, ["燕麦", "", 10_086])
    sheet.write_string(6, 1, "=K4")
    sheet.write_formula(6, 3, "=1/0", None, "#DIV/0!")
    sheet.write_number(6, 5, 4.4011e17)
    book.add_worksheet("商家").write_row(0, 0, ["商家编号", "店铺名称"])
    book.close()
    return path


def test_that_only_refused_rows_stand_there_under_the_senders_header(tmp_path: Path) -> None:
    (out,) = _rejects(_messy(tmp_path / "in.xlsx"), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["主播"]
    rows = [list(row) for row in book["主播"].iter_rows(values_only=True)]
    assert rows[0] == ["昵称*", "内部流水", "主播\n编号", "粉丝数(人)", "首播日期", "身份证号"]
    assert rows[1] == ["大麦", "K2", "H2", "很多", 45_000, None]
    assert rows[2] == [None, "K3", "H3", 7, "2026.3.1", None]
    assert rows[3] == ["燕麦", "=K4", 10_086, "#DIV/0!", None, 4.4011e17]


def test_that_each_bad_cell_is_coloured_and_told_how_to_mend_it(tmp_path: Path) -> None:
    (out,) = _rejects(_messy(tmp_path / "in.xlsx"), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(out)["主播"]
    commented = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(commented) == {"D2", "A3", "D4", "F4"}
    assert "不是整数" in commented["D2"].comment.text
    assert "必填" in commented["A3"].comment.text
    assert "文本格式" in commented["F4"].comment.text
    assert {cell.fill.fgColor.rgb for cell in commented.values()} == {"FFF8CBAD"}


def test_that_it_imports_once_it_is_mended_and_not_before(tmp_path: Path) -> None:
    for from_1904 in (False, True):
        source = _messy(tmp_path / "in.xlsx", from_1904=from_1904)
        (wrong,) = read_files([source], OPTIONS).files[0].sheets[:1]
        (out,) = _rejects(source, tmp_path / "out.xlsx")
        (again,) = read_files([out], OPTIONS).files[0].sheets
        assert not again.rows
        assert [code for _, _, code in told(again)] == [code for _, _, code in told(wrong)]

        book = openpyxl.load_workbook(out)
        sheet = book["主播"]
        sheet["D2"], sheet["A3"], sheet["D4"], sheet["F4"] = 9, "黑麦", None, "11010119711014155X"
        book.save(out)
        (mended,) = read_files([out], OPTIONS).files[0].sheets
        assert not mended.problems
        assert [row.values["code"] for row in mended.rows] == ["H2", "H3", "10086"]
        first_live = wrong.refused[0].values["first_live_on"]
        assert mended.rows[0].values["first_live_on"] == first_live


def test_that_a_sheet_without_a_required_column_stands_there_whole(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("主播")
    sheet.write_row(1, 0, ["真实姓名", "备注"])
    sheet.write_row(2, 0, ["张三", "a"])
    sheet.write_row(4, 0, ["李四", "b"])
    book.close()
    (out,) = _rejects(path, tmp_path / "out.xlsx")
    found = openpyxl.load_workbook(out)["主播"]
    assert [list(row) for row in found.iter_rows(values_only=True)] == [
        ["真实姓名", "备注"],
        ["张三", "a"],
        ["李四", "b"],
    ]
    assert "主播编号" in found["A1"].comment.text


def test_that_a_merged_value_goes_along_with_the_row_that_lost_its_merge(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("主播")
    sheet.write_row(0, 0, ["主播编号", "昵称", "部门小组", "粉丝数"])
    sheet.write_row(1, 0, ["H1", "小麦", "", 1])
    sheet.write_row(2, 0, ["H2", "大麦", "", "许多"])
    sheet.merge_range(1, 2, 2, 2, "一组")
    book.close()
    (out,) = _rejects(path, tmp_path / "out.xlsx")
    rows = list(openpyxl.load_workbook(out)["主播"].iter_rows(values_only=True))
    assert rows[1] == ("H2", "大麦", "一组", "许多")


def test_that_a_table_of_text_becomes_a_sheet_named_for_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("主播编号,昵称,粉丝数\nH1,甲,多\nH2,乙,2\n", encoding="gb18030")
    (out,) = _rejects(path, tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(out).sheetnames == ["主播"]
    assert told(read_files([out], OPTIONS).files[0].sheets[0]) == [("C2", "error", "unreadable_number")]


def test_that_files_without_refused_rows_have_no_workbook_and_further_ones_are_numbered(tmp_path: Path) -> None:
    for name, count in (("a.csv", "多"), ("b.csv", "2"), ("c.csv", "少")):
        (tmp_path / name).write_text(f"主播编号,昵称,粉丝数\nH1,甲,{count}\n", encoding="utf-8")
    files = read_files([tmp_path / name for name in ("a.csv", "b.csv", "c.csv")], OPTIONS).files
    written = write_rejects(tmp_path / "out.xlsx", [_rejected(file) for file in files], OPTIONS, "en", Silent())
    assert [path.name for path in written] == ["out.xlsx", "out-2.xlsx"]
    assert not list(tmp_path.glob(".*"))
