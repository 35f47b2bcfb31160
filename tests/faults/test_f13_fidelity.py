"""F13: what a cell says arrives exactly or is refused with a reason; nothing is guessed, and no cell leaves as a formula."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from auditor.importing.scratch import scratch
from auditor.importing.spooled import read_contained
from auditor.model.types import DAY_SECONDS, day_of
from auditor.monitor import Silent
from tests.cli.conftest import Cli, cli  # noqa: F401 - the fixture
from tests.faults.harness import tiers
from tests.importing.books import OPTIONS

REFUSED = "refused"
ID_NUMBER = "11010119900307871X"
DAY = date(2026, 3, 1)


def _read(path: Path) -> list[dict[str, Any]]:
    """The values of every row, or that it was refused, as the contained process gives them."""
    with scratch() as folder:
        (file,) = read_contained([path], OPTIONS, folder, Silent())
        (sheet,) = file.sheets
        rows: dict[int, Any] = {row.number: row.values for batch in sheet.batches() for row in batch}
        rows |= {number: {REFUSED: True} for number in sheet.refused_rows}
        return [rows[number] for number in sorted(rows)]


def _column(path: Path, header: str, cells: list[Any], **options: Any) -> Path:
    """A workbook of hosts with one more column; lists of (kind, value) are written as that kind."""
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("主播")
    sheet.write_row(0, 0, ["主播编号", "昵称", header])
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, cell in enumerate(cells, start=1):
        sheet.write_row(row, 0, [f"H{row}", "甲"])
        if isinstance(cell, str):
            sheet.write_string(row, 2, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(row, 2, cell, day)
        else:
            sheet.write(row, 2, cell)
    book.close()
    return path


NUMBERS: list[tuple[Any, Any]] = [
    (ID_NUMBER, ID_NUMBER),
    (ID_NUMBER.lower(), ID_NUMBER),
    ("１１０１０１１９９００３０７８７１Ｘ", ID_NUMBER),
    (f"'{ID_NUMBER}", ID_NUMBER),
    (f" {ID_NUMBER}\u200b", ID_NUMBER),
    (110_101_199_003_078_710, REFUSED),
    (1.10101199003079e17, REFUSED),
    ("1.10101E+17", REFUSED),
    (1e15, REFUSED),
    (123_456_789_012_345, "123456789012345"),
    ("0012345", "0012345"),
]
DAYS: list[tuple[Any, Any]] = [
    (DAY, DAY),
    (datetime(2026, 3, 1, 23, 59, 59), DAY),
    (46_082, DAY),
    (46_082.75, DAY),
    (20_260_301, DAY),
    ("2026-3-1", DAY),
    ("2026年3月1日", DAY),
    ("２０２６．０３．０１", DAY),
    ("2026/03/01 18:45", DAY),
    ("3/1/2026", REFUSED),
    ("01-03-26", REFUSED),
    ("2026-02-30", REFUSED),
    ("26.3.1", REFUSED),
    (2026, REFUSED),
    (-5, REFUSED),
    (9_999_999, REFUSED),
    ("明天", REFUSED),
    (True, REFUSED),
]
WHOLES: list[tuple[Any, Any]] = [
    (5, 5), (5.0, 5), ("5", 5), ("５", 5), ("1,234", 1234), ("1.2万", 12_000), ("2亿", 200_000_000), (" 7 ", 7),
    (5.5, REFUSED), ("5.5", REFUSED), ("许多", REFUSED), ("1,23", REFUSED), ("1e3", REFUSED), ("-", REFUSED), (1e17, REFUSED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "field", "cases"),
    [("证件号码", "id_number", NUMBERS), ("首播日期", "first_live_on", DAYS), ("粉丝数", "followers", WHOLES)],
)
def test_that_a_cell_is_exact_or_refused(tmp_path: Path, header: str, field: str, cases: list[tuple[Any, Any]]) -> None:
    rows = _read(_column(tmp_path / "a.xlsx", header, [cell for cell, _ in cases]))
    for (cell, meant), row in zip(cases, rows, strict=True):
        wanted = day_of(meant) if isinstance(meant, date) else meant
        assert row.get(field, REFUSED if REFUSED in row else None) == wanted, cell
    tiers.count("F13", cells=len(cases))


@pytest.mark.parametrize("from_1904", [False, True])
def test_that_the_day_is_the_same_in_both_date_systems(tmp_path: Path, from_1904: bool) -> None:
    days = [DAY + timedelta(days=n * 97) for n in range(40)]
    rows = _read(_column(tmp_path / "a.xlsx", "首播日期", days, date_1904=from_1904))
    assert [row["first_live_on"] for row in rows] == [day_of(day) for day in days]
    tiers.count("F13", cells=len(days))


def test_that_taking_a_1904_file_for_another_would_be_seen(tmp_path: Path) -> None:
    """The control: the flag decides, and without it every day is another."""
    path = _column(tmp_path / "a.xlsx", "首播日期", [DAY], date_1904=True)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"date1904" in parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' date1904="1"', b"")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert _read(path)[0]["first_live_on"] == day_of(DAY) - 1_462


def test_that_times_keep_their_second(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    moments = [datetime(2026, 3, 1, n % 24, n * 7 % 60, n * 13 % 60) for n in range(60)]
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("违规投诉")
    sheet.write_row(0, 0, ["案件编号", "对象类型", "对象编号", "类别", "发生时间"])
    form = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for row, moment in enumerate(moments, start=1):
        sheet.write_row(row, 0, [f"C{row}", "主播", "H1", "不实宣传"])
        sheet.write_datetime(row, 4, moment, form)
    book.close()
    wanted = [day_of(m) * DAY_SECONDS + m.hour * 3600 + m.minute * 60 + m.second for m in moments]
    assert [row["occurred_at"] for row in _read(path)] == wanted
    tiers.count("F13", cells=len(moments))


def test_that_merged_hidden_and_blank_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("主播")
    sheet.write_row(0, 0, ["主播编号", "昵称", "部门小组", "", "粉丝数"])
    for row in range(1, 9):
        sheet.write_row(row, 0, [f"H{row}", "甲"])
        sheet.write(row, 4, row)
    sheet.merge_range(1, 2, 4, 2, "一组")
    sheet.set_row(6, None, None, {"hidden": True})
    book.close()
    rows = _read(path)
    assert [row.get("unit") for row in rows] == ["一组"] * 4 + [None] * 4
    assert [row["followers"] for row in rows] == list(range(1, 9))
    tiers.count("F13", cells=16)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_that_a_table_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "主播.csv"
    path.write_bytes('主播编号,昵称,备注\r\nH1,小麦,"一，二\n三"\r\n="007",大麦,＝１\r\n'.encode(encoding))
    assert _read(path) == [
        {"code": "H1", "stage_name": "小麦", "note": "一，二\n三"},
        {"code": "007", "stage_name": "大麦", "note": "＝１"},
    ]
    tiers.count("F13", cells=6)


LIKE_FORMULAS = ("=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)", "\t=1", '=HYPERLINK("http://x","y")', "＝1+1")


def test_that_what_goes_out_is_no_formula_and_comes_back_as_it_was(tmp_path: Path, cli: Cli) -> None:  # noqa: F811
    cli("init")
    path = tmp_path / "in.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "主播"
    sheet.append(["主播编号", "昵称", "备注"])
    for row, text in enumerate(LIKE_FORMULAS, start=2):
        for column, value in enumerate((f"H{row}", text, f"{text} x"), start=1):
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = value, "s"
    book.save(path)
    assert cli("import", path).code == 0
    before = cli("dump").out
    out = tmp_path / "out.xlsx"
    assert cli("export", out, "--why", "round trip").code == 0
    cells = [cell for page in openpyxl.load_workbook(out) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, "f would be a formula"
    assert {text.strip() for text in LIKE_FORMULAS} <= {cell.value for cell in cells}
    again = cli("import", out, "--json").json
    assert again["change"] is None
    assert cli("dump").out.count("H") == before.count("H")
    tiers.count("F13", cells=len(LIKE_FORMULAS) * 2)
