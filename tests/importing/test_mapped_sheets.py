"""A sender's own sheets read by his mapping: columns, words, constants, codes, references, attempts."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.importing import ReadOptions, ReadSheet, read_files
from auditor.importing.blocks import read_blocks
from auditor.importing.files import open_file
from auditor.importing.mapping import SenderMapping, read_mapping
from auditor.importing.mapping.codes import stable_code
from auditor.importing.sheets import read_by_column
from auditor.model.lookups import Compared, Lookup, NewCode
from auditor.model.sheets import BY_NAME
from tests.importing.books import OPTIONS, TODAY, only_sheet, told, workbook

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def mapping(entry: str) -> SenderMapping:
    """A mapping of one sheet."""
    lines = "\n".join(f"  {line}" for line in entry.strip().splitlines())
    return read_mapping("m", f"mapping: 1\nsheets:\n- {lines.strip()}\n")


def read(path: Path, entry: str, **options: Any) -> ReadSheet:
    return only_sheet(path, ReadOptions(OPTIONS.today, mapping=mapping(entry), **options))


def values(sheet: ReadSheet) -> list[dict[str, Any]]:
    return [row.values for row in sheet.rows]


def test_that_words_are_translated_by_whole_words_patterns_and_parts_of_lists(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["单号", "达人", "类型", "罚", "时间"]]
    rows += [["1", "H1", " 极限词 ", "限流7天", "2026-06-01"], ["2", "H1", "低俗", "无", "2026-06-01"]]
    path = workbook(tmp_path / "x.xlsx", ("记录", rows))
    sheet = read(
        path,
        """
ours: cases
constants: {对象类型: 主播}
columns:
  单号: code
  达人: 对象编号
  类型: {field: category, values: {极限词: absolute_terms}}
  罚: {field: sanction, values: {限流*: 限流, 无: ""}}
  时间: occurred_at
""",
    )
    assert [(row["category"], row.get("sanction"), row["subject_type"]) for row in values(sheet)] == [
        ("absolute_terms", "throttle", "host"),
        ("vulgar", None, "host"),
    ]
    hosts = workbook(tmp_path / "h.xlsx", ("达人", [["编号", "名", "领域"], ["H1", "小麦", "看病、理财，普通"]]))
    entry = (
        "ours: hosts\ncolumns: {编号: code, 名: stage_name, 领域: {field: domains, values: {看病: 医疗, 理财: 金融}}}"
    )
    assert values(read(hosts, entry))[0]["domains"] == ("medical", "finance", "general")


def test_that_a_word_nobody_translates_is_judged_as_ever(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["编号", "名", "性别"], ["H1", "小麦", "女生"], ["H2", "小鹿", "女"], ["H3", "小鱼", "？"]]
    path = workbook(tmp_path / "x.xlsx", ("达人", rows))
    sheet = read(path, "ours: hosts\ncolumns: {编号: code, 名: stage_name, 性别: {field: sex, values: {女生: female}}}")
    assert [row.get("sex") for row in values(sheet)] == ["female", "female"]
    assert told(sheet) == [("C4", "error", "unknown_word")]


def test_that_columns_the_mapping_does_not_name_are_read_by_their_own_names(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["达人号", "昵称", "粉丝数", "手机号", "别的"], ["H1", "小麦", 7, "13800138000", "x"]]
    path = workbook(tmp_path / "x.xlsx", ("表", rows))
    sheet = read(path, "ours: hosts\ncolumns: {达人号: code, 粉丝数: drop}")
    assert values(sheet) == [{"code": "H1", "stage_name": "小麦", "phone": "13800138000"}]
    assert [(one.letter, one.field, one.how) for one in sheet.matched] == [
        ("A", "code", "mapping"),
        ("B", "stage_name", "exact"),
        ("C", "", "dropped"),
        ("D", "phone", "exact"),
        ("E", "", "none"),
    ]
    assert sheet.extra_headers == ("别的",)


def test_that_the_same_row_has_the_same_code_however_it_is_written(tmp_path: Path) -> None:
    entry = """
ours: cases
constants: {subject_type: host}
columns: {时间: occurred_at, 类型: category, 号: subject, 规则: rule_name}
code: {prefix: DY-, from: [号, 时间, 规则]}
"""
    rows: list[list[Any]] = [["号", "时间", "类型", "规则"]]
    rows += [
        ["4976802496", "2026-06-01 20:07", "低俗", "用语 不当"],
        [4976802496, "2026年6月1日20时07分", "低俗", "用语不当"],
        ["４９７６８０２４９６", 46174.838194444, "低俗", "用语不当 "],
        ["4976802496", "2026-06-01 20:08", "低俗", "用语不当"],
        ["", "", "低俗", ""],
    ]
    sheet = read(workbook(tmp_path / "x.xlsx", ("表", rows)), entry)
    codes = [row["code"] for row in values(sheet)]
    assert codes[0] == codes[1] == codes[2] != codes[3]
    assert codes[0].startswith("DY-")
    assert ("A6", "error", "missing_value") in told(sheet)
    assert sheet.columns["code"].text == "号 + 时间 + 规则"


def test_that_codes_stay_what_they_were() -> None:
    """A change of the recipe would store every sender's records a second time."""
    assert stable_code("cases", ["4976802496", "1780344420", "商品功效无依据"]) == "1B2PB1YRZRWAM"
    assert stable_code("cases", ["a", "bc"]) != stable_code("cases", ["ab", "c"])


def test_that_references_are_told_by_account_person_name_and_title(tmp_path: Path) -> None:
    (row, *_) = values(only_sheet(SAMPLES / "learning-records.xlsx", _preset("learning-records")))
    assert row["learner"] == Lookup("person", (("real_name", "沈**"), ("phone_tail", "6467")))
    assert row["course"] == Lookup("title", (("title", "年度合规再培训"),))
    (row, *_) = values(only_sheet(SAMPLES / "broadcasts-list.xlsx", _preset("broadcasts-list")))
    compared = Compared("stage_name", "暖****", "C")
    assert row["hosts"] == (Lookup("account", (("account_id", "2270454465"), ("platform", "douyin")), (compared,)),)
    assert row["room"] == Lookup("account", (("account_id", "tb5911101755"),))
    assert row["room"].shown == "tb5911101755"


def _preset(name: str) -> ReadOptions:
    text = (SAMPLES.parents[1] / "resources" / "mappings" / f"{name}.yaml").read_text(encoding="utf-8")
    return ReadOptions(OPTIONS.today, mapping=read_mapping(name, text))


def test_that_half_a_reference_is_a_missing_value_and_a_destroyed_number_is_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["姓名", "尾号", "课", "日"],
        ["张**", "", "合规", "2026-06-01"],
        ["", "1234", "合规", "2026-06-01"],
    ]
    rows += [["李**", 4.97e17, "合规", "2026-06-01"]]
    path = workbook(tmp_path / "x.xlsx", ("表", rows))
    entry = """
ours: trainings
references: {learner: {by: person, columns: {real_name: 姓名, phone_tail: 尾号}}}
columns: {课: course, 日: completed_on}
"""
    assert told(read(path, entry)) == [
        ("A2", "error", "missing_value"),
        ("A3", "error", "missing_value"),
        ("A4", "error", "number_destroyed"),
    ]


def test_that_new_codes_carry_what_identifies(tmp_path: Path) -> None:
    rows = [
        ["昵称", "身份证号", "手机号"],
        ["小麦", "", "138 0013 8000"],
        ["小鹿", "11010519491231002X", ""],
        ["无", "", ""],
    ]
    sheet = read(
        workbook(tmp_path / "x.xlsx", ("表", rows)), "ours: hosts\nnew_codes: {prefix: H, by: [id_number, phone]}"
    )
    assert [row["code"] for row in values(sheet)] == [
        NewCode("H", 4, (("phone", "13800138000"),)),
        NewCode("H", 4, (("id_number", "11010519491231002X"),)),
    ]
    assert ("B4", "error", "missing_value") in told(sheet)


def test_that_attempts_are_numbered_by_time_among_the_same_person_course_and_day(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["人", "课", "完成", "分"]]
    rows += [["甲", "A", "2026-06-01 15:00", 3], ["甲", "A", "2026-06-01 09:00", 1], ["甲", "B", "2026-06-01 10:00", 9]]
    rows += [
        ["甲", "A", "2026-06-02 09:00", 7],
        ["乙", "A", "2026-06-01 09:00", 8],
        ["甲 ", "A", "2026-06-01 11:00", 2],
    ]
    entry = """
ours: trainings
columns: {人: learner, 课: course, 完成: completed_on, 分: score}
attempt: {of: [人, 课], time: 完成}
"""
    sheet = read(workbook(tmp_path / "x.xlsx", ("表", rows)), entry)
    assert [row["attempt"] for row in values(sheet)] == [3, 1, 1, 1, 1, 2]


def test_that_a_merged_name_counts_for_each_of_its_attempts(tmp_path: Path) -> None:
    import openpyxl

    rows: list[list[Any]] = [["人", "课", "完成"], ["甲", "A", "2026-06-01 15:00"], ["", "A", "2026-06-01 09:00"]]
    path = workbook(tmp_path / "x.xlsx", ("表", rows))
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("A2:A3")
    book.save(path)
    entry = (
        "ours: trainings\ncolumns: {人: learner, 课: course, 完成: completed_on}\nattempt: {of: [人, 课], time: 完成}"
    )
    assert [(row["learner"], row["attempt"]) for row in values(read(path, entry))] == [("甲", 2), ("甲", 1)]


def test_that_a_missing_column_is_named_as_the_sender_names_it(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", ("违规列表", [["昵称", "违规时间", "违规类型"], ["小**", "2026-06-01", "低俗"]])
    )
    sheet = only_sheet(path, _preset("violations-list"))
    assert told(sheet) == [("A1", "error", "missing_column")]
    assert "达人UID" in str(sheet.problems[0].message)
    assert "对象编号" not in str(sheet.problems[0].message)


def test_that_sheets_are_told_by_title_pattern_or_being_the_only_one(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["号", "名"], ["H1", "小麦"]]
    by_pattern = "theirs: 达人*\nours: hosts\ncolumns: {号: code, 名: stage_name}"
    two = workbook(tmp_path / "two.xlsx", ("达人_6月", rows), ("说明", [["口径"]]))
    assert read(two, by_pattern).title == "达人_6月"
    unnamed = "ours: hosts\ncolumns: {号: code, 名: stage_name}"
    assert read(workbook(tmp_path / "one.xlsx", ("Sheet1", rows)), unnamed).title == "Sheet1"
    renamed = read(workbook(tmp_path / "renamed.xlsx", ("Sheet1", rows)), by_pattern)
    assert renamed.title == "Sheet1", "the only sheet is what the only entry speaks of"
    ours = workbook(tmp_path / "ours.xlsx", ("商家", [["商家编号", "店铺名称"], ["S1", "店"]]))
    assert read(ours, by_pattern).sheet is BY_NAME["merchants"], "a sheet of ours speaks for itself"


def test_that_a_sheet_of_ours_beside_a_mapped_one_is_read_as_ever(tmp_path: Path) -> None:
    ours = ("主播", [["主播编号", "昵称"], ["N1", "小鹿"]])
    path = workbook(tmp_path / "x.xlsx", ours, ("达人", [["名", "手机号"], ["小麦", "13800138000"]]))
    text = "mapping: 1\nsheets:\n- theirs: 达人\n  ours: hosts\n  columns: {名: stage_name}\n"
    text += "  new_codes: {prefix: H, by: [phone]}\n"
    (file,) = read_files([path], ReadOptions(OPTIONS.today, mapping=read_mapping("m", text))).files
    codes = [row.values["code"] for sheet in file.sheets for row in sheet.rows]
    assert codes == ["N1", NewCode("H", 4, (("phone", "13800138000"),))]


def test_that_one_sheet_of_theirs_may_be_two_of_ours(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", ("达人", [["UID", "名"], ["4976802496", "小麦"]]))
    text = """
mapping: 1
sheets:
- theirs: 达人
  ours: hosts
  columns: {名: stage_name}
  new_codes: {prefix: H, by: [account], columns: {account_id: UID}, fixed: {platform: douyin}}
- theirs: 达人
  ours: accounts
  constants: {platform: douyin, owner_type: host}
  columns: {UID: account_id, 名: name}
  references: {owner: {by: account, columns: {account_id: UID}, fixed: {platform: douyin}}}
"""
    (file,) = read_files([path], ReadOptions(OPTIONS.today, mapping=read_mapping("m", text))).files
    assert [sheet.sheet.name for sheet in file.sheets] == ["hosts", "accounts"]
    assert file.sheets[0].rows[0].values["code"] == NewCode("H", 4, (("account", "douyin:4976802496"),))
    assert file.sheets[1].rows[0].values["account_id"] == "4976802496"


def test_that_a_csv_is_read_by_a_mapping_as_well(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(SAMPLES / "violations-list.xlsx")
    path = tmp_path / "导出_0630.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(
            [["" if cell is None else cell for cell in row] for row in book.worksheets[0].values]
        )
    from_csv = only_sheet(path, _preset("violations-list"))
    assert values(from_csv) == values(only_sheet(SAMPLES / "violations-list.xlsx", _preset("violations-list")))


_ROW = st.fixed_dictionaries(
    {
        "主播编号": st.from_regex(r"H[0-9]{1,4}", fullmatch=True),
        "昵称": st.text("小麦山雀阿福", min_size=1, max_size=6),
        "粉丝数": st.one_of(st.integers(0, 10**7), st.just("12.5万"), st.just("许多"), st.just("")),
        "性别": st.sampled_from(["男", "女", "male", "？", ""]),
        "首播日期": st.sampled_from(["2026-03-01", "2026年3月1日", "昨天", ""]),
        "带货类目": st.sampled_from(["美妆、酒水", "食品饮料", "无人知晓", ""]),
    }
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(_ROW, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_that_renaming_columns_by_a_mapping_changes_nothing_else(
    tmp_path: Path, rows: list[dict[str, Any]], chance: random.Random
) -> None:
    headers = list(rows[0])
    renamed = {header: f"列{chance.randrange(10**6)}之{number}" for number, header in enumerate(headers)}
    cells = [list(row.values()) for row in rows]
    ours = only_sheet(workbook(tmp_path / "ours.xlsx", ("主播", [headers, *cells])))
    columns = ", ".join(f"{renamed[header]}: {header}" for header in headers)
    theirs_path = workbook(tmp_path / "theirs.xlsx", ("名册", [list(renamed.values()), *cells]))
    theirs = read(theirs_path, f"theirs: 名册\nours: hosts\ncolumns: {{{columns}}}")
    assert theirs.rows == ours.rows
    assert theirs.refused == ours.refused
    assert told(theirs) == told(ours)


def test_that_today_is_the_day_of_the_options() -> None:
    assert TODAY.isoformat() == "2026-06-30"


def test_that_a_mapped_sheet_read_block_by_block_says_what_the_whole_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[list[Any]] = [["学习记录导出"], [], ["姓名", "手机尾号", "课程", "得分", "完成时间"]]
    for number in range(300):
        # Every third is a second attempt at an earlier hour, hundreds of rows above the first.
        who, hour = (number, 15) if number % 3 else (299 - number, 9)
        rows.append([f"张{who % 90}", f"{who % 90:04}", "合规", number % 100, f"2026-06-{who % 28 + 1:02} {hour}:00"])
        if number % 100 == 99:
            rows.append(["合计", "", "", 100, ""])
    path = workbook(tmp_path / "x.xlsx", ("学习记录", rows))
    options = _preset("learning-records")
    (pair,) = open_file(path, options).sources
    whole = read_by_column(pair[0].grid(), pair[1], options)
    monkeypatch.setattr("auditor.importing.blocks.ROWS", 70)
    parts = list(read_blocks(*pair, options))
    assert len(parts) > 3
    assert [number for part in parts for number in part.numbers] == whole.numbers
    assert {name: [v for part in parts for v in part.columns[name]] for name in whole.columns} == whole.columns
    assert [number for part in parts for number in part.made.total_rows] == list(whole.made.total_rows)
    assert max(v for v in whole.columns["attempt"] if isinstance(v, int)) > 1
