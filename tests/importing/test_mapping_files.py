"""Mapping files are read strictly: each mistake is told with its place and what was perhaps meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.errors import CallerMistake
from auditor.importing.mapping import read_mapping
from auditor.importing.mapping.file import parsed
from auditor.importing.mapping.library import presets
from auditor.importing.mapping.written import written
from auditor.rulebook.faults import Rejected

_HEAD = "mapping: 1\nsheets:\n"


def faults(text: str) -> list[str]:
    """The mistakes of a mapping file, as a person reads them."""
    with pytest.raises(Rejected) as told:
        parsed("m.yaml", text)
    return [str(fault) for fault in told.value.faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "m.yaml:1:1: the file is empty"),
        ("mapping: 2\nsheets:\n- {ours: cases}\n", "m.yaml:1:10: this version of mapping files is not known"),
        ("mapping: 1\n", "m.yaml:1:1: sheets is missing"),
        ("mapping: 1\nsheets: []\n", "m.yaml:2:1: a mapping needs at least one sheet"),
        ("mapping: 1\nsheet:\n- {ours: cases}\n", "m.yaml:2:1: unknown key sheet (did you mean sheets?)"),
        (_HEAD + "- {ours: case}\n", "m.yaml:3:10: the workbook has no sheet case (did you mean cases"),
        (_HEAD + "- {ours: cases, colums: {}}\n", "m.yaml:3:17: unknown key colums (did you mean columns"),
        (_HEAD + "- ours: cases\n  ours: hosts\n", "m.yaml:4:3: the key ours stands twice (first on line 3)"),
        (_HEAD + "- &a {ours: cases}\n- *a\n", "m.yaml:3:3: anchors and aliases (& and *) are not allowed"),
        (_HEAD + "- !!python/object:os.system {ours: cases}\n", "m.yaml:3:3: tags (!) are not allowed"),
        (_HEAD + "- {ours: cases}\n---\nmapping: 1\n", "m.yaml:4:1: only one document per file"),
        (_HEAD + "- {ours: cases\n", "not valid YAML"),
    ],
)
def test_that_what_is_no_mapping_file_is_refused_where_it_goes_wrong(text: str, expected: str) -> None:
    assert any(expected in fault for fault in faults(text)), faults(text)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("columns: {扣分: pints}", "the sheet 违规投诉 has no column pints (did you mean points?)"),
        ("columns: {扣分: [points]}", "a mapping (key: value) is expected here"),
        ("columns: {扣分: {field: points, scal: 10}}", "unknown key scal (did you mean scale?)"),
        ("columns: {扣分: {field: points, scale: 0}}", "a scale is a number above 0"),
        ("columns: {处罚: {field: sanction, scale: 10}}", "only numbers have a scale"),
        ("columns: {'扣分': points, '扣分*': severity}", "the header 扣分* is the same as 扣分"),
        ("columns: {类型: {field: category, values: {极限词: absolute_term}}}", "did you mean absolute_terms"),
        ("columns: {类型: {field: category, values: {极限词: vulgar, ' 极限词': minors}}}", "stands twice"),
        ("columns: {时间: {field: occurred_at, values: {昨天: 某日}}}", "is not a time"),
        ("columns: {昵称: {compare: stage_name}}", "a compared column says compare and of, and no field"),
        ("columns: {昵称: {compare: stagename, of: subject}, 人: subject}", "(did you mean stage_name"),
        (
            "columns: {昵称: {compare: stage_name, of: subject}}",
            "is compared with subject, which the mapping does not read",
        ),
        ("constants: {platform: 斗音}", "斗音 is no word of 平台 (known are 抖音 (douyin)"),
        ("constants: {points: viel}", "is not a number"),
        ("constants: {platform: douyin}\n  columns: {平台: platform}", "platform gets its value from two places"),
        ("references: {points: {by: name, columns: {name: 某}}}", "points is no reference"),
        ("references: {subject: {by: acount, columns: {account_id: A}}}", "(did you mean account?)"),
        ("references: {subject: {by: account, columns: {acount_id: A}}}", "unknown key acount_id"),
        ("references: {subject: {by: account, columns: {platform: A}}}", "an account is told by account_id"),
        ("references: {subject: {by: person, columns: {real_name: 姓名}}}", "a name alone tells nobody"),
        ("references: {subject: {by: title, columns: {title: 课程}}}", "courses, and they alone"),
        ("code: {prefix: X, from: 编号}", "from must be a list"),
        ("new_codes: {prefix: H, by: [phone]}", "new codes are given to 主播、商家、机构、直播间 only"),
        ("attempt: {of: [姓名], time: 时间}", "only trainings have attempts"),
    ],
)
def test_that_a_mistake_in_a_sheets_entry_is_told_with_what_was_perhaps_meant(entry: str, expected: str) -> None:
    found = faults(f"{_HEAD}- ours: cases\n  {entry}\n")
    assert any(expected in fault for fault in found), found
    assert all(fault.startswith("m.yaml:") and fault.split(":")[1].isdigit() for fault in found)


def test_that_new_codes_are_told_by_what_identifies() -> None:
    (fault,) = faults(_HEAD + "- ours: hosts\n  new_codes: {prefix: H, by: [idnumber]}\n")
    assert "(did you mean id_number?)" in fault
    assert any(
        "by account needs columns" in one
        for one in faults(_HEAD + "- {ours: hosts, new_codes: {prefix: H, by: [account]}}\n")
    )
    assert "from 1 to 9" in faults(_HEAD + "- {ours: hosts, new_codes: {prefix: H, by: [phone], digits: 0}}\n")[0]


def test_that_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = (
        _HEAD + "- ours: cases\n  columns: {甲: nosuch, 乙: {field: points, scal: 2}}\n  constants: {platform: 斗音}\n"
    )
    assert len(faults(text)) == 3
    with pytest.raises(CallerMistake) as told:
        read_mapping("m", text)
    assert str(told.value).startswith("The mapping cannot be used: m:4:")
    assert str(told.value.hint).count("m:") == 2


def test_that_a_vast_file_is_refused_before_it_is_read() -> None:
    (fault,) = faults("mapping: 1\n#" + "x" * 300_000)
    assert "larger than" in fault


def test_that_the_shipped_mappings_are_sound_and_marked_unverified() -> None:
    names = [one.name for one in presets()]
    assert names == ["broadcasts-list", "learning-records", "violations-list"]
    assert not any(one.verified for one in presets())
    assert all({"zh", "en"} <= set(one.title) for one in presets())


def test_that_the_example_of_the_page_of_mappings_is_one() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (sheet,) = read_mapping("example", example).sheets
    assert sheet.ours == "cases"


@pytest.mark.parametrize("mapping", presets(), ids=lambda one: one.name)
def test_that_a_mapping_written_again_says_the_same(mapping: object) -> None:
    from auditor.importing.mapping import SenderMapping

    assert isinstance(mapping, SenderMapping)
    again = read_mapping(mapping.name, written(mapping))
    assert (again.sheets, again.title, again.verified) == (mapping.sheets, dict(mapping.title), mapping.verified)
