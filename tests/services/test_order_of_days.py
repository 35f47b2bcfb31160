"""An end before its beginning is told of every kind of record that has both: at its cell in a file, refused at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.services.editing import Refused, SaveRecord
from auditor.services.imports import ImportFiles
from tests.importing.books import workbook

HEADS = {
    "主播": ["主播编号", "昵称", "入驻日期", "退出日期"],
    "商家": ["商家编号", "店铺名称", "入驻日期", "退出日期"],
    "课程": ["课程编码", "课程名称", "生效日期", "失效日期"],
    "证照": ["归属类型", "归属编号", "证照类型", "证照编号", "发证日期", "吊销日期"],
    "直播间": ["直播间编号", "平台"],
    "直播场次": ["场次编号", "直播间", "主播", "商家", "类目", "计划开播", "计划下播", "实际开播", "下播时间"],
}
SHOW = ["R1", "H1", "S1", "服装"]
ROWS = {
    "主播": ["H1", "小麦", "2026-03-01", "2026-02-01"],
    "商家": ["S1", "店", "2026-03-01", "2026-02-28"],
    "课程": ["C1", "课", "2026-03-01", "2026-02-01"],
    "证照": ["商家", "S1", "食品经营许可证", "JY1", "2026-03-01", "2026-02-01"],
    "直播间": ["R1", "抖音"],
    "直播场次": ["B1", *SHOW, "2026-06-01 20:00", "2026-06-01 19:00", "2026-06-01 20:00", "2026-06-01 19:59"],
}


def taken(app: Auditor, path: Path, rows: dict[str, list[str]]) -> list[tuple[str, str, str, str]]:
    done = app.run(ImportFiles((workbook(path, *((name, [HEADS[name], row]) for name, row in rows.items())),)))
    found = [(one.sheet, one.cell, one.level, one.code) for one in done.files[0].problems]
    return [one for one in found if one[3] == "wrong_order"]


def test_that_a_file_is_told_at_the_cell_and_stored(app: Auditor, tmp_path: Path) -> None:
    ends = [("主播", "D2"), ("商家", "D2"), ("课程", "D2"), ("证照", "F2"), ("直播场次", "G2"), ("直播场次", "I2")]
    told = taken(app, tmp_path / "1.xlsx", ROWS)
    assert sorted(told) == sorted((sheet, cell, "warning", "wrong_order") for sheet, cell in ends)
    assert taken(app, tmp_path / "2.xlsx", {"直播间": ROWS["直播间"]}) == [], "and what is not wrong is not told"


def test_that_an_end_without_its_hour_counts_as_the_whole_day(app: Auditor, tmp_path: Path) -> None:
    late = [*ROWS["直播场次"][:5], "2026-06-01 20:00", "2026-06-01", "", ""]
    assert [one for one in taken(app, tmp_path / "1.xlsx", ROWS | {"直播场次": late}) if one[0] == "直播场次"] == []


@pytest.mark.parametrize(
    ("sheet", "texts", "field"),
    [
        ("hosts", {"code": "H9", "stage_name": "麦", "onboarded_on": "2026-03-01", "left_on": "2026-02-01"}, "left_on"),
        (
            "merchants",
            {"code": "S9", "shop_name": "店", "onboarded_on": "2026-03-01", "left_on": "2026-02-01"},
            "left_on",
        ),
    ],
)
def test_that_whoever_enters_it_is_refused(app: Auditor, sheet: str, texts: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as caught:
        app.do(SaveRecord(sheet, None, tuple(texts.items())))
    assert [(one.field, one.code) for one in caught.value.told if one.level == "error"] == [(field, "wrong_order")]


def test_that_a_birth_that_lies_ahead_is_warned_of_on_every_way_in(app: Auditor, tmp_path: Path) -> None:
    head, row = ["主播编号", "昵称", "出生日期"], ["H1", "小麦", "2031-01-01"]
    done = app.run(ImportFiles((workbook(tmp_path / "1.xlsx", ("主播", [head, row])),)))
    assert [(one.cell, one.level, one.code) for one in done.files[0].problems] == [("C2", "warning", "future_date")]
    texts = {"code": "H2", "stage_name": "麦", "birth_date": "2031-01-01"}
    saved = app.do(SaveRecord("hosts", None, tuple(texts.items()))).result
    assert [(one.field, one.code) for one in saved.warnings] == [("birth_date", "future_date")]
