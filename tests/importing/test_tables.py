"""Tables of text: encodings, delimiters, and which sheet they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import CallerMistake
from auditor.importing import read_files
from tests.importing.books import OPTIONS, only_sheet, told

TEXT = '主播编号,昵称,带货类目,备注\nH0001,"小麦,本人",美妆、食品饮料,"两行\n备注"\n\nH0002,大麦,酒水,\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_that_every_encoding_and_delimiter_says_the_same(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "名单.csv"
    text = TEXT.replace(",", delimiter).replace(f"小麦{delimiter}本人", "小麦,本人")
    path.write_bytes(text.encode(encoding))
    found = only_sheet(path)
    assert found.sheet.name == "hosts"
    assert found.title == "名单"
    assert [row.values for row in found.rows] == [
        {
            "code": "H0001",
            "stage_name": "小麦,本人",
            "categories": ("cosmetics_ordinary", "food_prepacked"),
            "note": "两行\n备注",
        },
        {"code": "H0002", "stage_name": "大麦", "categories": ("alcohol",)},
    ]


def test_that_rare_characters_of_gb18030_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("主播编号,昵称\nH1,𬭎䶮\n".encode("gb18030"))
    assert only_sheet(path).rows[0].values["stage_name"] == "𬭎䶮"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("商家编号,店铺名称", "merchants"),
        ("平台,平台账号ID,归属类型,归属编号", "accounts"),
        ("归属类型,归属编号,证照类型,证照编号,有效期止", "licences"),
        ("学员编号,课程编码,完成日期,成绩", "trainings"),
        ("案件编号,对象类型,对象编号,类别,发生时间", "cases"),
        ("课程编码,课程名称,学时", "courses"),
        ("商家编号,订单号,评价时间,评分", "reviews"),
        ("商家编号,商品编号,商品名称,类目", "products"),
        ("code,stage_name", "hosts"),
    ],
)
def test_that_a_table_is_known_by_its_columns(tmp_path: Path, header: str, name: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"某某导出\n\n{header}\n", encoding="utf-8")
    assert only_sheet(path).sheet.name == name


def test_that_the_option_decides_where_columns_could_mean_two_sheets(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("code,stage_name\nH1,小麦\n", encoding="utf-8")
    asked = only_sheet(path, replace(OPTIONS, csv_sheet="主播"))
    assert [row.values["code"] for row in asked.rows] == ["H1"]
    other = only_sheet(path, replace(OPTIONS, csv_sheet="merchants"))
    assert told(other) == [("A1", "error", "missing_column")]
    with pytest.raises(CallerMistake):
        read_files([path], replace(OPTIONS, csv_sheet="名单"))


def test_that_a_table_without_any_known_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(CallerMistake):
        read_files([path], OPTIONS)


def test_that_numbers_that_a_program_spoiled_are_caught_in_text_too(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("主播编号,昵称,证件号码,首播日期\n10086.0,甲,4.40106E+17,46143\n", encoding="utf-8")
    found = only_sheet(path)
    assert told(found) == [("C2", "error", "number_destroyed")]
    assert found.refused[0].values["code"] == "10086"


def test_that_rows_of_uneven_length_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("主播编号,昵称,备注\nH1,甲\nH2,乙,丙,丁,戊\n", encoding="utf-8")
    assert [row.values.get("note") for row in only_sheet(path).rows] == [None, "丙"]


def test_that_what_programs_wrap_around_codes_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('sep=,\n主播编号,昵称,证件号码\n"=""00123""",甲,\t11010119711014155X\n', encoding="utf-8")
    assert only_sheet(path).rows[0].values == {"code": "00123", "stage_name": "甲", "id_number": "11010119711014155X"}
