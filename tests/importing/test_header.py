"""The header is found wherever it stands and however it is dressed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.importing.grid import Grid, Merge, Raw
from auditor.importing.header import find_header, header_key, names_of, sheet_named
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_NAME, SHEETS
from tests.importing.books import only_sheet, told, workbook

_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def _decorations(name: str) -> list[str]:
    return [
        name,
        f"{name}*",
        f"{name} ＊",
        f"  {name}\u3000",
        f"\u00a0{name}\u200b",
        f"{name[:1]}\n{name[1:]}",
        f"{name}（元）",
        f"{name}(个)*",
        f"{name}*【必填】",
        f"{name} [人]",
        f"{name}：",
        name.translate(_WIDE),
        name.upper(),
    ]


@given(st.sampled_from(SHEETS), st.data())
def test_that_a_decorated_header_still_names_its_field(described: Sheet, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(described.fields))
    spelling = data.draw(st.sampled_from([field.zh, field.name, *field.aliases]))
    dressed = data.draw(st.sampled_from(_decorations(spelling)))
    assert names_of(described.name)[header_key(dressed)] == names_of(described.name)[header_key(spelling)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_that_no_two_columns_of_a_sheet_share_a_name(sheet: Sheet) -> None:
    claimed: dict[str, str] = {}
    for field in sheet.fields:
        for spelling in (field.zh, field.name, *field.aliases):
            assert claimed.setdefault(header_key(spelling), field.name) == field.name, spelling


@given(st.sampled_from(SHEETS), st.integers(0, 8), st.randoms(use_true_random=False))
def test_that_a_shuffled_header_is_found_below_titles(described: Sheet, titles: int, chance: random.Random) -> None:
    fields = list(described.fields)
    chance.shuffle(fields)
    header: list[Raw] = [chance.choice(_decorations(field.zh)) for field in fields]
    width = len(header)
    above: list[list[Raw]] = [[f"标题{n}", *[""] * (width - 1)] for n in range(titles)]
    below: list[list[Raw]] = [["甲"] * width, ["乙"] * width]
    rows = [*above, header, *below]
    found = find_header(Grid("表", list(range(1, len(rows) + 1)), rows), described)
    assert found is not None
    assert found.index == titles
    assert found.fields == {field.name: column for column, field in enumerate(fields)}


def test_that_a_header_of_two_rows_is_read_through_its_merges() -> None:
    rows: list[list[Raw]] = [
        ["主播编号", "证件", "", "昵称"],
        ["", "证件类型", "证件号码", ""],
        ["H1", "居民身份证", "", "小麦"],
    ]
    merges = [Merge(1, 0, 2, 0), Merge(1, 3, 2, 3), Merge(1, 1, 1, 2)]
    found = find_header(Grid("主播", [1, 2, 3], rows, merges), BY_NAME["hosts"])
    assert found is not None
    assert found.index == 1
    assert found.fields == {"code": 0, "id_type": 1, "id_number": 2, "stage_name": 3}


@pytest.mark.parametrize(
    ("title", "name"),
    [("主播", "hosts"), (" 主播\u200b", "hosts"), ("HOSTS", "hosts"), ("ｈｏｓｔｓ", "hosts"), ("违规投诉", "cases")],
)
def test_that_a_sheet_is_known_by_its_chinese_or_english_name(title: str, name: str) -> None:
    sheet = sheet_named(title)
    assert sheet is not None
    assert sheet.name == name


@pytest.mark.parametrize("title", ["Sheet1", "主播2", "", "说明"])
def test_that_a_sheet_of_another_name_is_none_of_ours(title: str) -> None:
    assert sheet_named(title) is None


def test_that_a_missing_required_column_refuses_the_whole_sheet_with_one_problem(tmp_path: Path) -> None:
    rows = [["名单"], [], ["真实姓名", "备注"], ["张三", ""], ["李四", "x"]]
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", ("主播", rows)))
    assert told(sheet) == [("A3", "error", "missing_column")]
    assert "主播编号、昵称" in str(sheet.problems[0].message)
    assert (len(sheet.rows), len(sheet.refused)) == (0, 2)


def test_that_a_sheet_without_any_header_is_refused_whole(tmp_path: Path) -> None:
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", ("主播", [["一"], ["二"], ["三"]])))
    assert told(sheet) == [("A1", "error", "missing_column")]
    assert sheet.data_rows == 2


def test_that_an_empty_sheet_is_no_fault(tmp_path: Path) -> None:
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", ("主播", [])))
    assert not sheet.problems
    assert sheet.data_rows == 0


def test_that_the_first_of_two_columns_for_one_field_is_read_and_the_second_warned(tmp_path: Path) -> None:
    rows = [["主播编号", "昵称", "主播昵称"], ["H1", "小麦", "大麦"]]
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", ("主播", rows)))
    assert told(sheet) == [("C1", "warning", "duplicate_column")]
    assert sheet.rows[0].values == {"code": "H1", "stage_name": "小麦"}


def test_that_a_header_printed_again_on_a_later_page_is_no_data(tmp_path: Path) -> None:
    rows = [["主播编号", "昵称"], ["H1", "小麦"], ["主播编号", "昵称"], ["H2", "大麦"]]
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", ("主播", rows)))
    assert [row.number for row in sheet.rows] == [2, 4]
    assert not sheet.problems


def test_that_a_second_row_of_names_in_the_other_language_is_no_data(tmp_path: Path) -> None:
    rows = [["主播编号", "昵称", "自定义"], ["code", "stage_name", "custom"], ["H1", "小麦", ""]]
    sheet = only_sheet(workbook(tmp_path / "a.xlsx", ("主播", rows)))
    assert [row.number for row in sheet.rows] == [3]
    assert not sheet.problems
