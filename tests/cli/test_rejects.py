"""import --rejects: what was refused comes out as a workbook, is mended there, and then imports."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl

from tests.cli.conftest import Cli
from tests.importing.books import workbook

Rows = tuple[str, list[list[Any]]]

HOSTS: Rows = ("主播", [["主播编号", "昵称", "粉丝数"], ["H1", "小麦", 5], ["H2", "大麦", "许多"], ["H3", "", 7]])
ACCOUNTS: Rows = (
    "平台账号",
    [["平台", "平台账号ID", "归属类型", "归属编号"], ["抖音", "a1", "主播", "H1"], ["抖音", "a2", "主播", "H9"]],
)


def _refusing(cli: Cli, *arguments: str | Path) -> tuple[int, list[Path]]:
    done = cli("import", *arguments, "--json")
    return done.code, [Path(path) for path in done.json["rejects"]]


def _mend(path: Path, sheet: str, **cells: object) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell].value = value
    book.save(path)


def test_that_refused_rows_are_mended_in_their_workbook_and_then_import(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    source = workbook(tmp_path / "in.xlsx", ACCOUNTS, HOSTS)
    code, (out,) = _refusing(cli, source, "--rejects", tmp_path / "out.xlsx")
    assert code == 1
    book = openpyxl.load_workbook(out)
    assert [[cell.value for cell in row] for row in book["主播"]] == [
        ["主播编号", "昵称", "粉丝数"],
        ["H2", "大麦", "许多"],
        ["H3", None, 7],
    ]
    assert [row[1].value for row in book["平台账号"]] == ["平台账号ID", "a2"]
    # The write path refused this one: no such host.
    assert "H9" in book["平台账号"]["D2"].comment.text

    again, (second,) = _refusing(cli, out, "--rejects", tmp_path / "again.xlsx")
    assert again == 2
    assert openpyxl.load_workbook(second).sheetnames == book.sheetnames

    _mend(out, "主播", C2=9, B3="黑麦")
    _mend(out, "平台账号", D2="H2")
    assert _refusing(cli, out, "--rejects", tmp_path / "none.xlsx") == (0, [])
    assert not (tmp_path / "none.xlsx").exists()
    assert cli("import", out, "--json").json["change"] is None


def test_that_each_file_with_refused_rows_has_its_workbook(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    (tmp_path / "名单.csv").write_bytes("主播编号,昵称,粉丝数\r\nH1,甲,多\r\nH2,乙,2\r\n".encode("gb18030"))
    good = workbook(tmp_path / "good.xlsx", ("商家", [["商家编号", "店铺名称"], ["S1", "一店"]]))
    bad = workbook(tmp_path / "bad.xlsx", ("商家", [["商家编号", "店铺名称"], ["S2", ""]]))
    code, written = _refusing(cli, tmp_path / "名单.csv", good, bad, "--rejects", tmp_path / "out.xlsx")
    assert (code, [path.name for path in written]) == (1, ["out.xlsx", "out-2.xlsx"])
    _mend(written[0], "主播", C2=3)
    _mend(written[1], "商家", B2="二店")
    assert _refusing(cli, *written, "--rejects", tmp_path / "more.xlsx") == (0, [])
    found = cli("dump").out
    assert "甲" in found
    assert "二店" in found


def test_that_a_dry_run_writes_them_as_well_and_stores_nothing(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    source = workbook(tmp_path / "in.xlsx", HOSTS)
    code, (out,) = _refusing(cli, source, "--dry-run", "--rejects", tmp_path / "out.xlsx")
    assert code == 1
    assert out.exists()
    assert "小麦" not in cli("dump").out


def test_that_the_name_is_looked_at_before_anything_is_taken(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    source = workbook(tmp_path / "in.xlsx", HOSTS)
    for out in (tmp_path / "out.pdf", source, tmp_path / "no" / "out.xlsx"):
        assert cli("import", source, "--rejects", out).code == 2
    assert "小麦" not in cli("dump").out


def test_that_texts_that_begin_like_formulas_stay_texts(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    source = workbook(tmp_path / "in.xlsx", ("主播", [["主播编号", "昵称", "粉丝数"]]))
    book = openpyxl.load_workbook(source)
    for column, text in enumerate(["H1", "=cmd|'/c calc'!A1", "@SUM(1)"], start=1):
        cell = book["主播"].cell(2, column)
        cell.value, cell.data_type = text, "s"
    book.save(source)
    _, (out,) = _refusing(cli, source, "--rejects", tmp_path / "out.xlsx")
    cells = openpyxl.load_workbook(out)["主播"][2]
    assert [cell.value for cell in cells] == ["H1", "=cmd|'/c calc'!A1", "@SUM(1)"]
    assert {cell.data_type for cell in cells} == {"s"}


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_that_refused_rows_come_out_as_csv_too_and_import_once_mended(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    odd: Rows = ("主播", [*HOSTS[1], ["H4", "'=1+1", -3.5], [4.4011e17, "燕麦", 1]])
    source = workbook(tmp_path / "in.xlsx", ACCOUNTS, odd)
    code, written = _refusing(cli, source, "--rejects", tmp_path / "out.csv")
    assert (code, [path.name for path in written]) == (1, ["out.csv", "out-2.csv"])
    hosts = next(path for path in written if "昵称" in _lines(path)[0])
    head, *rows = _lines(hosts)
    assert head == ["主播编号", "昵称", "粉丝数", "!! how to mend !!"]
    assert [row[:3] for row in rows] == [
        ["H2", "大麦", "许多"],
        ["H3", "", "7"],
        ["H4", "''=1+1", "-3.5"],
        ["4.401100000000000e+17", "燕麦", "1"],
    ]
    assert "[粉丝数]" in rows[0][3]
    assert "[昵称]" in rows[1][3]

    again, _ = _refusing(cli, *written, "--rejects", tmp_path / "again.csv")
    assert again == 2
    assert _lines(tmp_path / "again-2.csv")[1:] + _lines(tmp_path / "again.csv")[1:]

    rows[0][2], rows[1][1], rows[2][2], rows[3][0] = "9", "黑麦", "3", "H5"
    with hosts.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    told = cli("import", hosts, "--json")
    assert told.code == 0, told.json
    assert told.json["files"][0]["sheets"]["hosts"]["created"] == 4
    assert told.json["files"][0]["problems"] == []
    assert "'=1+1" in cli("dump").out
    assert "''=1+1" not in cli("dump").out
