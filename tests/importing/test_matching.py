"""What each column became is told; guesses are offered and never taken; a person's choice stands above all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.errors import CallerMistake
from auditor.importing import ReadOptions, ReadSheet, read_files
from auditor.importing.instead import NoneOfOurs
from auditor.importing.mapping import read_mapping
from auditor.importing.mapping.fitting import fit, presets_for
from auditor.importing.mapping.library import presets
from auditor.importing.options import ChosenColumn, ChosenSheet, Mend
from auditor.importing.read import OtherSheet
from tests.importing.books import OPTIONS, only_sheet, told, workbook

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def hosts(path: Path, headers: list[str], *rows: list[Any], **options: Any) -> ReadSheet:
    return only_sheet(workbook(path / "x.xlsx", ("主播", [headers, *rows])), ReadOptions(OPTIONS.today, **options))


def test_that_each_column_says_how_it_was_matched(tmp_path: Path) -> None:
    sheet = hosts(
        tmp_path, ["主播编号", "艺名", "followers", "手机号＊（必填）", "昵称", "看板"], ["H1", "小麦", 1, "", "", ""]
    )
    assert [(one.letter, one.field, one.how) for one in sheet.matched] == [
        ("A", "code", "exact"),
        ("B", "stage_name", "alias"),
        ("C", "followers", "english"),
        ("D", "phone", "folded"),
        ("E", "stage_name", "repeated"),
        ("F", "", "none"),
    ]


def test_that_a_guess_is_offered_and_not_taken(tmp_path: Path) -> None:
    sheet = hosts(tmp_path, ["主播编号", "昵称", "粉丝数量", "主播真实姓名", "看板"], ["H1", "小麦", 7, "张三", "x"])
    guesses = {one.header: [guess.name for guess in one.guesses] for one in sheet.matched if one.how == "none"}
    assert guesses["粉丝数量"][0] == "followers"
    assert guesses["主播真实姓名"][0] == "real_name"
    assert guesses["看板"] == []
    assert sheet.rows[0].values == {"code": "H1", "stage_name": "小麦"}


def test_that_a_field_that_has_its_column_is_not_guessed_again(tmp_path: Path) -> None:
    sheet = hosts(tmp_path, ["主播编号", "昵称", "粉丝数", "粉丝数量"], ["H1", "小麦", 7, 8])
    assert all(guess.name != "followers" for one in sheet.matched for guess in one.guesses)


def test_that_a_chosen_column_is_read_by_header_or_letters_and_may_be_left_out(tmp_path: Path) -> None:
    choices = (
        ChosenColumn("主播", "粉丝数量", "followers"),
        ChosenColumn("主播", "D", "真实姓名"),
        ChosenColumn("主播", "手机号", ""),
    )
    row = ["H1", "小麦", 7, "张三", "13800138000"]
    sheet = hosts(tmp_path, ["主播编号", "昵称", "粉丝数量", "大名", "手机号"], row, columns=choices)
    assert sheet.rows[0].values == {"code": "H1", "stage_name": "小麦", "followers": 7, "real_name": "张三"}
    assert [one.how for one in sheet.matched] == ["exact", "exact", "chosen", "chosen", "dropped"]


def test_that_a_choice_stands_above_what_the_header_says(tmp_path: Path) -> None:
    choices = (ChosenColumn("主播", "备注", "stage_name"),)
    sheet = hosts(tmp_path, ["主播编号", "昵称", "备注"], ["H1", "小麦", "小鹿"], columns=choices)
    assert sheet.rows[0].values["stage_name"] == "小鹿"
    assert [one.how for one in sheet.matched] == ["exact", "repeated", "chosen"]


def test_that_a_choice_of_what_is_not_there_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(CallerMistake, match="has no column 大名"):
        hosts(tmp_path, ["主播编号", "昵称"], ["H1", "小麦"], columns=(ChosenColumn("主播", "大名", "real_name"),))
    with pytest.raises(CallerMistake, match="has no column realnam") as told_:
        hosts(tmp_path, ["主播编号", "昵称"], ["H1", "小麦"], columns=(ChosenColumn("主播", "昵称", "realnam"),))
    assert "real_name" in str(told_.value.hint)


def test_that_a_sheet_without_any_header_of_ours_is_read_as_chosen(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["名册导出"], ["号", "叫什么"], ["H1", "小麦"]]
    path = workbook(tmp_path / "x.xlsx", ("名册", rows))
    options = ReadOptions(
        OPTIONS.today,
        sheets=(ChosenSheet("名册", "hosts"),),
        columns=(ChosenColumn("名册", "A", "code"), ChosenColumn("名册", "B", "stage_name")),
    )
    sheet = only_sheet(path, options)
    assert [row.values for row in sheet.rows] == [{"code": "H1", "stage_name": "小麦"}]


def test_that_a_sheet_may_be_left_out(tmp_path: Path) -> None:
    host = [["主播编号", "昵称"], ["H1", "小麦"]]
    path = workbook(tmp_path / "x.xlsx", ("主播", host), ("课程", [["课程编码", "课程名称"], ["K1", "合规"]]))
    (file,) = read_files([path], ReadOptions(OPTIONS.today, sheets=(ChosenSheet("课程", ""),))).files
    assert [sheet.title for sheet in file.sheets] == ["主播"]
    assert file.ignored == ("课程",)


def test_that_a_sheet_not_taken_is_looked_into(tmp_path: Path) -> None:
    ours = ("主播", [["主播编号", "昵称"], ["H1", "小麦"]])
    shops: list[list[Any]] = [
        ["店铺清单"],
        [],
        ["店铺名称", "统一社会信用代码", "经营类目", "保证金"],
        ["某店", "", "", 1],
    ]
    (file,) = read_files([workbook(tmp_path / "x.xlsx", ours, ("店铺清单", shops))], OPTIONS).files
    (other,) = file.others
    assert (other.title, other.header_row) == ("店铺清单", 3)
    assert other.headers == ("店铺名称", "统一社会信用代码", "经营类目", "保证金")
    assert other.guesses[0].name == "merchants"


def test_that_nothing_of_ours_is_told_with_the_mapping_that_fits() -> None:
    with pytest.raises(NoneOfOurs) as refused:
        read_files([SAMPLES / "violations-list.xlsx"], OPTIONS)
    assert "--mapping violations-list" in str(refused.value.hint)
    ((file, other),) = refused.value.others
    assert (file, other.title, other.headers[0]) == ("violations-list.xlsx", "违规列表", "达人UID")


def test_that_a_mapping_fits_by_its_headers() -> None:
    head = OtherSheet("学习记录", 3, ("姓名", "手机尾号", "课程", "得分", "完成时间", "部门"))
    (best, *rest) = presets_for([head])
    assert (best.name, best.missing, best.extra) == ("learning-records", (), ("部门",))
    assert best.score > 85
    assert rest == []
    assert all(fit(one, [OtherSheet("别的", 1, ("甲", "乙"))]) is None for one in presets())


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("粉丝数(万)", 64.5, 645_000),
        ("粉丝数（万人）", "64.54", 645_400),
        ("粉丝数[w]", "1,064.5", 10_645_000),
        ("粉丝数(万)", "12.5万", 125_000),
        ("粉丝数(单位：千)", 3, 3_000),
        ("粉丝数(亿)", "0.01", 1_000_000),
        ("粉丝数(人)", 645, 645),
        ("粉丝数*【必填】", 645, 645),
    ],
)
def test_that_a_unit_in_the_header_scales_the_numbers(tmp_path: Path, header: str, cell: Any, expected: int) -> None:
    sheet = hosts(tmp_path, ["主播编号", "昵称", header], ["H1", "小麦", cell])
    assert sheet.rows[0].values["followers"] == expected


def test_that_money_in_ten_thousands_and_in_cents_is_yuan(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["场次编号", "直播间", "主播", "商家", "类目", "销售额（万元）"],
        ["B1", "R1", "H1", "S1", "美妆", 1.25],
    ]
    assert only_sheet(workbook(tmp_path / "a.xlsx", ("直播场次", rows))).rows[0].values["sales"] == 1_250_000
    rows[0][-1] = "销售额（分）"
    rows[1][-1] = 125
    assert only_sheet(workbook(tmp_path / "b.xlsx", ("直播场次", rows))).rows[0].values["sales"] == 125


@pytest.mark.parametrize("unit", ["美元", "USD", "$", "港币"])
def test_that_a_unit_that_cannot_be_ours_leaves_its_column_out_and_is_told(tmp_path: Path, unit: str) -> None:
    rows: list[list[Any]] = [
        ["商家编号", "商品编号", "商品名称", "类目", f"直播价({unit})"],
        ["S1", "P1", "口红", "美妆", 9.9],
    ]
    sheet = only_sheet(workbook(tmp_path / "x.xlsx", ("商品", rows)))
    assert "live_price" not in sheet.rows[0].values
    assert [(one.how, one.note) for one in sheet.matched if one.letter == "E"] == [("unit", "live_price")]
    assert sheet.extra_headers == (f"直播价({unit})",)


def test_that_a_mapping_may_say_the_scale(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["号", "名", "粉丝(百人)"], ["H1", "小麦", 12]]
    text = "mapping: 1\nsheets:\n- ours: hosts\n  columns: {号: code, 名: stage_name, 粉丝: {field: followers, scale: 100}}\n"
    path = workbook(tmp_path / "x.xlsx", ("表", rows))
    sheet = only_sheet(path, ReadOptions(OPTIONS.today, mapping=read_mapping("m", text)))
    assert sheet.rows[0].values["followers"] == 1_200


@pytest.mark.parametrize("word", ["合计", "合 计：", "总计", "小计", "本页小计", "Total", "合计(元)"])
def test_that_a_row_of_sums_is_no_row(tmp_path: Path, word: str) -> None:
    sheet = hosts(tmp_path, ["主播编号", "昵称", "粉丝数"], ["H1", "小麦", 7], [word, "", 7], ["H2", "小鹿", 1])
    expected = (3,) if "(" not in word else ()
    assert sheet.total_rows == expected
    assert sheet.data_rows == (2 if expected else 3)


def test_that_sums_are_told_in_the_first_column_too_and_names_are_not_sums(tmp_path: Path) -> None:
    headers = ["序号", "主播编号", "昵称"]
    sheet = hosts(tmp_path, headers, ["1", "H1", "合计数姐姐"], ["合计", "", "1人"], ["2", "H2", "小计"])
    assert sheet.total_rows == (3,)
    assert [row.values["stage_name"] for row in sheet.rows] == ["合计数姐姐", "小计"]


def test_that_a_mended_cell_reads_as_mended(tmp_path: Path) -> None:
    mends = (
        Mend("主播", "C2", "2026-03-01"),
        Mend("主播", "A3", "H2"),
        Mend("别的", "A2", "H9"),
        Mend("主播", "B5", "小鱼"),
    )
    sheet = hosts(tmp_path, ["主播编号", "昵称", "首播日期"], ["H1", "小麦", "昨天"], ["", "小鹿", ""], mends=mends)
    assert [row.values["code"] for row in sheet.rows] == ["H1", "H2"]
    assert sheet.rows[0].values["first_live_on"] == OPTIONS.today - 121
    assert told(sheet) == [("A5", "error", "missing_value")], "a cell may be filled where no row was"


def test_that_a_mend_of_one_file_leaves_another_of_the_same_shape_alone(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["主播编号", "昵称"], ["H1", "小麦"]]
    paths = [workbook(tmp_path / name, ("主播", rows)) for name in ("a.xlsx", "b.xlsx")]
    options = ReadOptions(OPTIONS.today, mends=(Mend("主播", "B2", "小鹿", "b.xlsx"),))
    files = read_files(paths, options).files
    assert [file.sheets[0].rows[0].values["stage_name"] for file in files] == ["小麦", "小鹿"]


def test_that_a_lower_cell_of_a_merge_is_mended_alone(tmp_path: Path) -> None:
    import openpyxl

    rows: list[list[Any]] = [["主播编号", "昵称", "所属机构"], ["H1", "甲", "A1"], ["H2", "乙", ""], ["H3", "丙", ""]]
    path = workbook(tmp_path / "x.xlsx", ("主播", rows))
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("C2:C4")
    book.save(path)
    sheet = only_sheet(path, ReadOptions(OPTIONS.today, mends=(Mend("主播", "C3", "A2"),)))
    assert [row.values["agency"] for row in sheet.rows] == ["A1", "A2", "A1"]


def test_that_options_cross_a_process_unchanged() -> None:
    text = (SAMPLES.parents[1] / "resources" / "mappings" / "violations-list.yaml").read_text(encoding="utf-8")
    options = ReadOptions(
        20_000,
        "hosts",
        read_mapping("violations-list", text),
        (Mend("主播", "B17", "某", "a.xlsx"),),
        (ChosenColumn("主播", "C", "followers"),),
        (ChosenSheet("表", "hosts"),),
    )
    assert ReadOptions.from_json(options.to_json()) == options


def test_that_mends_and_columns_are_spelt_as_the_command_line_has_them() -> None:
    assert Mend.spelt("主播!b17=甲=乙!丙") == Mend("主播", "B17", "甲=乙!丙")
    assert Mend.spelt("[a.xlsx]主播!B17=") == Mend("主播", "B17", "", "a.xlsx")
    assert ChosenColumn.spelt("主播!C=followers") == ChosenColumn("主播", "C", "followers")
    assert ChosenColumn.spelt("主播!粉丝=数=-") == ChosenColumn("主播", "粉丝=数", "")
    for wrong in ("主播B17=甲", "主播!B17", "=x", ""):
        with pytest.raises(CallerMistake):
            Mend.spelt(wrong)
    with pytest.raises(CallerMistake):
        ChosenColumn.spelt("主播!C")
