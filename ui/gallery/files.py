"""Files as people bring them: two weeks of one sender, foreign shapes, tables of text, and files nobody can take."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

Row = Sequence[object]
HOST_HEAD = ("主播编号", "昵称", "真实姓名", "性别", "首播日期", "粉丝数", "状态", "部门小组", "负责人", "备注")
ACCOUNT_HEAD = ("平台", "达人UID", "归属类型", "归属编号", "账号名称", "粉丝数", "状态")
NAMES = ("小鹿美食", "阿泽说酒", "林间茶话", "王大锤五金", "橙子妈妈", "老张海鲜", "南风严选", "云朵团子日记")
PEOPLE = ("沈听澜", "虞一苇", "池望舒", "顾南舟", "宋知秋", "陆小满", "江晚", "许星野")
FIRST = date(2025, 3, 9)
VIOLATION_HEAD = ("达人UID", "昵称", "违规时间", "违规类型", "规则名称", "处罚", "扣分", "申诉状态", "申诉截止")


def book(path: Path, sheets: Mapping[str, Sequence[Row]], *, hide: str = "") -> Path:
    """Write a workbook."""
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        sheet.sheet_state = "hidden" if title == hide else "visible"
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def host(number: int) -> list[object]:
    """A host as the sender's list has it."""
    at = number % len(NAMES)
    team = ("美食组", "酒水组", "家居组")[number % 3]
    name = NAMES[at] if number <= len(NAMES) else f"{NAMES[at]}{number}"
    day = FIRST + timedelta(days=number * 3)
    sex = "女" if number % 2 else "男"
    return [f"H{number:03}", name, PEOPLE[at], sex, day, 12_000 + number * 1_357, "正常", team, "陈静", None]


def account(number: int) -> list[object]:
    """The account of that host."""
    return [
        "抖音",
        f"{4_976_802_496 + number * 7_919}",
        "主播",
        f"H{number:03}",
        host(number)[1],
        9_000 + number,
        "正常",
    ]


def first_week(folder: Path) -> Path:
    """Thirty hosts and their accounts, all well."""
    hosts: list[Row]
    accounts: list[Row]
    hosts, accounts = [host(n) for n in range(1, 31)], [account(n) for n in range(1, 31)]
    sheets: dict[str, list[Row]] = {
        "主播": [HOST_HEAD, *hosts],
        "平台账号": [ACCOUNT_HEAD, *accounts],
        "说明": [("本表由运营每周一导出",)],
    }
    return book(folder / "主播周报-第25周.xlsx", sheets)


def second_week(folder: Path) -> Path:
    """The next week: some changed, some new, some twice, some nobody can read."""
    rows = [host(n) for n in range(1, 37)]
    for n in (2, 5, 8, 11, 14, 17, 20):
        rows[n][5] = int(str(rows[n][5])) + 4_321
    rows[7][7], rows[9][8], rows[16][6] = "直播三组", "李望", "暂停"
    rows[3][4], rows[12][5], rows[18][3], rows[22][4] = "上个月", "约三万", "不详", "2026-13-40"
    rows[25][1] = None
    rows.insert(28, [*host(27)[:5], 99_999, *host(27)[6:]])
    accounts = [account(n) for n in range(1, 37)]
    accounts[4][3], accounts[6][3] = "H999", "小鹿美食"
    return book(
        folder / "主播周报-第26周.xlsx",
        {"主播": [HOST_HEAD, *rows], "平台账号": [ACCOUNT_HEAD, *accounts]},
        hide="平台账号",
    )


def strange_columns(folder: Path) -> Path:
    """Our sheet under headers that are nearly ours."""
    head = ("主播编号", "艺名", "负责人员", "粉丝量", "首次直播时间", "导出批次", "性  别")
    rows = [(f"H{n:03}", host(n)[1], "陈静", 5_000 + n, host(n)[4], "P-26", host(n)[3]) for n in range(31, 41)]
    return book(folder / "达人花名册.xlsx", {"主播": [head, *rows]})


def violations(folder: Path) -> Path:
    """A platform's list of violations, in its own shape."""
    kinds = ("不实宣传", "极限词", "引导站外交易", "类目资质不符")
    rows: list[Row] = []
    for n in range(1, 13):
        name, kind = f"{str(host(n)[1])[0]}***", kinds[n % 4]
        when, until = f"2026-06-{n:02} 20:1{n % 10}", f"2026/06/{n + 7:02} 23:59"
        rows.append((account(n)[1], name, when, kind, "商品功效无依据", "警告", 2, "未申诉", until))
    rows[8] = ("9999999999", *rows[8][1:])
    return book(folder / "违规列表导出.xlsx", {"违规列表": [("达人违规记录",), (), VIOLATION_HEAD, *rows]})


def strange_sheet(folder: Path) -> Path:
    """A sheet whose name is none of ours."""
    return book(folder / "导出.xlsx", {"达人明细": [HOST_HEAD[:6], *(host(n)[:6] for n in range(40, 44))]})


def table_of_text(folder: Path) -> Path:
    """Training records as a csv of an old system, in GB18030."""
    lines = ["学员编号,课程编码,完成日期,成绩", *(f"H{n:03},C01,2026-06-{n:02},{70 + n}" for n in range(1, 9))]
    path = folder / "培训成绩.csv"
    path.write_text("\r\n".join(lines), encoding="gb18030")
    return path


def large(folder: Path, hosts: int = 20_000) -> Path:
    """So many hosts that they take a while."""
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    sheet = made.create_sheet("主播")
    sheet.append(list(HOST_HEAD))
    for number in range(1, hosts + 1):
        row = host(number)
        row[0], row[4] = f"M{number:06}", FIRST
        sheet.append(row)
    path = folder / "全量主播.xlsx"
    made.save(path)
    return path


def no_workbook(folder: Path) -> Path:
    """A page that somebody saved under a workbook's name."""
    path = folder / "网页另存.xlsx"
    path.write_bytes(b"<html><body><table><tr><td>1</td></tr></table></body></html>")
    return path


def encrypted(folder: Path) -> Path:
    """The head of a workbook under a passphrase (MS-CFB, MS-OFFCRYPTO)."""
    path = folder / "加密名单.xlsx"
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528) + name + bytes(1024))
    return path


def bomb(folder: Path, mebibytes: int = 300) -> Path:
    """A few kilobytes that unpack to more than any list."""
    path = folder / "异常膨胀.xlsx"
    good = book(folder / "bomb-body.xlsx", {"主播": [HOST_HEAD, host(1)]})
    with zipfile.ZipFile(good) as read, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for one in read.infolist():
            if not one.filename.startswith("xl/worksheets/"):
                made.writestr(one.filename, read.read(one.filename))
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for _ in range(mebibytes):
                stream.write(b" " * 1_048_576)
    good.unlink()
    return path


PASTED = (
    "主播编号\t昵称\t粉丝数\t首播日期\r\n"
    "H051\t夜航船\t3200\t2026-06-01\r\n"
    "H052\t青柠\t很多\t2026-06-02\r\n"
    "H053\t阿南\t870\t2026-06-03\r\n"
)
