"""Makes the files beside it anew, written by LibreOffice from a template of ours that was filled in.

Needs LibreOffice Calc on the path (Debian: ``apt-get install libreoffice-calc-nogui``); the tests do not.
Run ``PYTHONPATH=. python tests/importing/libreoffice/make.py`` from the checkout. Last it reads a guarded and a bare .csv
with formulas switched on: of the guarded one LibreOffice must make none, of the bare one some.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell

from auditor.exporting import write_template
from auditor.model.formulas import guarded

HERE = Path(__file__).resolve().parent
UTF_8, GB18030 = 76, 85
"""LibreOffice's numbers of the encodings."""
HEAVY_ROWS = 1_500
COMPUTED = ("=1+1", "+1+1", "-2+3", "@SUM(1)", "＝1+1", " =1+1", "\t=1+1", "=cmd|' /C calc'!A0")

HOSTS: tuple[tuple[str, str, Any, str, Any], ...] = (
    # code, name, first live on, its format, followers
    ("H001", "小麦", date(2026, 3, 1), "yyyy-mm-dd", 12_345),
    ("H002", "大麦", date(2026, 3, 2), "yyyy/m/d", 0),
    ("H003", "燕麦", date(2026, 3, 3), 'yyyy"年"m"月"d"日"', "1.2万"),
    ("H004", "荞麦", date(2026, 3, 4), "dd.mm.yyyy", 7),
    ("H005", "黑麦", datetime(2026, 3, 5, 20, 5), "yyyy-mm-dd hh:mm", 7),
    ("H006", "藜麦", "2026.3.6", "@", 7),
    ("H007", "元麦", "20260307", "@", 7),
    ("H008", "青稞", 46_089, "General", 7),
    ("H009", "坏麦", "三月九日", "@", 7),
)
"""The last one's day cannot be read; H008 has a bare serial number, 2026-03-08."""


def main() -> None:
    """Make every file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save(filled(folder / "filled.xlsx"), "xlsx", HERE / "filled.xlsx")
        save(heavy(folder / "heavy.xlsx"), "xlsx", HERE / "heavy.xlsx")
        table = one_sheet(folder / "table.xlsx")
        for encoding, out in ((UTF_8, "hosts-utf-8.csv"), (GB18030, "hosts-gb18030.csv")):
            save(table, f"csv:Text - txt - csv (StarCalc):44,34,{encoding},1,,0,false,true", HERE / out)
        try_computing(folder)


def save(source: Path, shape: str, out: Path, reading: str = "") -> None:
    """Let LibreOffice open a file and save it in another shape."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        command += [f"--infilter={reading}"] if reading else []
        command += ["--convert-to", shape, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        shutil.move(Path(folder) / source.with_suffix(f".{shape.partition(':')[0]}").name, out)


def filled(path: Path) -> Path:
    """Our template with hosts, merchants and trainings: merges, hidden rows, formulas whose results come later."""
    write_template(path, "zh")
    book = openpyxl.load_workbook(path)
    _fill_hosts(book["主播"])
    merchants = _Sheet(book["商家"])
    merchants.row(2, **{"商家编号*": "S001", "店铺名称*": "麦田旗舰店", "统一社会信用代码": "91440101MA5AB12C3D"})
    merchants.row(3, **{"商家编号*": "S002", "店铺名称*": "=合并", "在售品牌": "麦田、谷雨"})
    book["商家"]["B3"].data_type = "s"
    courses = _Sheet(book["课程"])
    courses.row(2, **{"课程编码*": "K1", "课程名称*": "入门", "学时": 1.25, "及格分": 60})
    _fill_trainings(book["培训"])
    book.save(path)
    return path


class _Sheet:
    """A sheet of the template, written by header."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.columns = {cell.value: cell.column for cell in sheet[1]}

    def row(self, number: int, **values: Any) -> None:
        for header, value in values.items():
            self.cell(number, header).value = value

    def cell(self, number: int, header: str) -> Cell:
        found: Cell = self.sheet.cell(number, self.columns[header])
        return found


def _fill_hosts(sheet: Any) -> None:
    hosts = _Sheet(sheet)
    for number, (code, name, day, shape, followers) in enumerate(HOSTS, start=2):
        hosts.row(number, **{"主播编号*": code, "昵称*": name, "首播日期": day, "粉丝数": followers})
        hosts.cell(number, "首播日期").number_format = shape
    hosts.cell(2, "证件号码").value = "11010119900307123X"
    hosts.cell(3, "证件号码").value = "440101********1234"
    hosts.cell(2, "手机号").value = "+86 138 0013 8000"
    # One unit for three rows, merged; a sum and a concatenation that only LibreOffice works out.
    hosts.cell(4, "部门小组").value = "美食组"
    unit = hosts.columns["部门小组"]
    sheet.merge_cells(start_row=4, end_row=6, start_column=unit, end_column=unit)
    followers = hosts.cell(2, "粉丝数").column_letter
    hosts.cell(5, "粉丝数").value = f"=SUM({followers}2:{followers}3)+5"
    hosts.cell(6, "备注").value = '="场次"&(1+2)'
    hosts.cell(7, "粉丝数").value = "=1/0"
    hosts.cell(8, "备注").value = "两行\n备注"
    for number in (3, 8):
        sheet.row_dimensions[number].hidden = True


def _fill_trainings(sheet: Any) -> None:
    trainings = _Sheet(sheet)
    for number, (code, score) in enumerate((("H001", 95.5), ("H002", 59), ("H404", 80)), start=2):
        trainings.row(
            number, **{"学员编号*": code, "课程编码*": "K1", "完成日期*": datetime(2026, 4, number), "成绩": score}
        )
        trainings.cell(number, "完成日期*").number_format = "m/d/yy"


def heavy(path: Path) -> Path:
    """Many texts, most of them told more than once, so that they lie among the shared ones."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "主播"
    sheet.append(["主播编号", "昵称", "部门小组", "负责人", "常住地", "标签", "备注"])
    for number in range(1, HEAVY_ROWS + 1):
        team, note = f"第{number % 7}组", "重复的说明 " * (number % 3) + "䶮"
        sheet.append([f"H{number:05d}", f"主播{number}", team, f"负责人{number % 11}", "广州市", "新人、签约", note])
    book.save(path)
    return path


def one_sheet(path: Path) -> Path:
    """The hosts alone, for a table of text."""
    filled(path)
    book = openpyxl.load_workbook(path)
    for title in book.sheetnames:
        if title != "主播":
            del book[title]
    book.save(path)
    return path


def try_computing(folder: Path) -> None:
    """See that LibreOffice makes no formula of a guarded .csv, and some of a bare one."""
    found = {}
    for name, said in (("guarded", guarded), ("bare", str)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([[said(text), guarded("-3.5")] for text in COMPUTED])
        save(folder / f"{name}.csv", "xlsx", folder / f"{name}.xlsx", "CSV:44,34,76,1,,2052,false,true")
        cells = [cell for row in openpyxl.load_workbook(folder / f"{name}.xlsx").worksheets[0] for cell in row]
        found[name] = sum(cell.data_type == "f" for cell in cells)
    if found["guarded"] or not found["bare"]:
        raise SystemExit(f"The guard does not hold, or was not tried: {found}")


if __name__ == "__main__":
    main()
