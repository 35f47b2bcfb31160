"""New codes for subjects without numbers; mappings found by name, guessed and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.importing.mapping import SenderMapping, read_mapping
from auditor.importing.mapping.library import saved_folder
from auditor.importing.options import ChosenColumn, ChosenSheet, ReadOptions
from auditor.services.imports import Imported, ImportFiles
from auditor.services.mappings import GuessMapping, MappingNamed, Mappings, SaveMapping
from tests.importing.books import workbook

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
_TOP = "mapping: 1\nsheets:\n"
_BY_NUMBER = _TOP + "- ours: hosts\n  new_codes: {prefix: H, by: [id_number, phone]}\n"
_BY_ACCOUNT = (
    _TOP
    + """
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
)
ID_1, ID_2 = "11010519491231002X", "440524188001010014"


def mapping(body: str) -> SenderMapping:
    return read_mapping("m", body)


def taken(app: Auditor, path: Path, body: str) -> Imported:
    return app.run(ImportFiles((path,), choices=ReadOptions(0, mapping=mapping(body))))


def hosts(app: Auditor) -> list[tuple[Any, ...]]:
    with app.context.store.reading() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT code, stage_name FROM host ORDER BY code"))]


def counts(result: Imported) -> list[dict[str, int]]:
    sheets = result.files[0].sheets
    return [{name: n for name, n in sheet.counts.as_dict().items() if n} for sheet in sheets]


def told(result: Imported) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in result.files[0].problems if one.level == "error"]


def test_that_new_codes_are_the_next_free_ones_and_the_same_ever_after(app: Auditor, tmp_path: Path) -> None:
    first = workbook(
        tmp_path / "a.xlsx", ("主播", [["主播编号", "昵称"], ["H0007", "老人"], ["H12", "甲"], ["Hx9", "乙"]])
    )
    app.run(ImportFiles((first,)))
    rows = [["昵称", "身份证号", "手机号"], ["小麦", ID_1, "13800138000"], ["小鹿", "", "13900139000"]]
    path = workbook(tmp_path / "b.xlsx", ("主播", rows))
    assert counts(taken(app, path, _BY_NUMBER)) == [{"created": 2}]
    assert hosts(app) == [("H0007", "老人"), ("H0013", "小麦"), ("H0014", "小鹿"), ("H12", "甲"), ("Hx9", "乙")]
    again = taken(app, path, _BY_NUMBER)
    assert (counts(again), again.change) == ([{"unchanged": 2}], None)


def test_that_somebody_already_there_keeps_his_code(app: Auditor, tmp_path: Path) -> None:
    known = [
        ["主播编号", "昵称", "身份证号", "手机号"],
        ["B77", "小麦", ID_1, "13800138000"],
        ["B78", "小鹿", "", "13900139000"],
    ]
    app.run(ImportFiles((workbook(tmp_path / "a.xlsx", ("主播", known)),)))
    rows = [["昵称", "身份证号", "手机号"], ["小麦", ID_1, "13700137000"], ["小鹿", ID_2, "13900139000"]]
    assert counts(taken(app, workbook(tmp_path / "b.xlsx", ("主播", rows)), _BY_NUMBER)) == [{"updated": 2}]
    assert [code for code, _ in hosts(app)] == ["B77", "B78"]


def test_that_a_shared_phone_does_not_make_two_people_one(app: Auditor, tmp_path: Path) -> None:
    rows = [["昵称", "身份证号", "手机号"], ["小麦", ID_1, "13800138000"], ["妈妈", ID_2, "13800138000"]]
    path = workbook(tmp_path / "a.xlsx", ("主播", rows[:2]))
    taken(app, path, _BY_NUMBER)
    assert counts(taken(app, workbook(tmp_path / "b.xlsx", ("主播", rows)), _BY_NUMBER)) == [
        {"created": 1, "unchanged": 1}
    ]
    both = workbook(tmp_path / "c.xlsx", ("主播", rows))
    assert counts(taken(app, both, _BY_NUMBER)) == [{"unchanged": 2}]


def test_that_the_same_person_twice_in_a_file_is_one(app: Auditor, tmp_path: Path) -> None:
    rows = [["昵称", "身份证号", "手机号"], ["小麦", ID_1, "13800138000"], ["小麦2", ID_1, ""]]
    result = taken(app, workbook(tmp_path / "a.xlsx", ("主播", rows)), _BY_NUMBER)
    assert counts(result) == [{"created": 1, "superseded": 1, "warned": 1}]
    assert hosts(app) == [("H0001", "小麦2")]


def test_that_a_masked_number_identifies_nobody(app: Auditor, tmp_path: Path) -> None:
    rows = [["昵称", "身份证号", "手机号"], ["小麦", "1101**********002X", ""], ["小鹿", "", "138****8000"]]
    result = taken(app, workbook(tmp_path / "a.xlsx", ("主播", rows)), _BY_NUMBER)
    assert counts(result) == [{"refused": 2}]
    assert told(result) == [("B2", "not_identified"), ("B3", "not_identified")]


def test_that_a_number_of_two_people_is_refused_naming_them(app: Auditor, tmp_path: Path) -> None:
    known = [["主播编号", "昵称", "手机号"], ["B1", "甲", "13800138000"], ["B2", "乙", "13800138000"]]
    app.run(ImportFiles((workbook(tmp_path / "a.xlsx", ("主播", known)),)))
    path = workbook(tmp_path / "b.xlsx", ("主播", [["昵称", "手机号"], ["丙", "13800138000"]]))
    result = taken(app, path, _BY_NUMBER)
    assert told(result) == [("B2", "ambiguous_reference")]
    (problem,) = result.files[0].problems
    assert "host:B1、host:B2" in str(problem.message)


def test_that_hosts_known_by_their_accounts_alone_bring_both(app: Auditor, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("达人", [["UID", "名"], ["4976802496", "小麦"], ["4976802497", "小鹿"]]))
    assert counts(taken(app, path, _BY_ACCOUNT)) == [{"created": 2}, {"created": 2}]
    with app.context.store.reading() as connection:
        sql = "SELECT a.account_id, s.code FROM account a JOIN subject s ON s.id = a.owner_id ORDER BY 1"
        assert [tuple(row) for row in connection.execute(text(sql))] == [
            ("4976802496", "H0001"),
            ("4976802497", "H0002"),
        ]
    again = taken(app, path, _BY_ACCOUNT)
    assert (counts(again), again.change) == ([{"unchanged": 2}, {"unchanged": 2}], None)


def test_that_the_shipped_mappings_are_listed_unverified(app: Auditor) -> None:
    found = app.ask(Mappings())
    assert [(one.name, one.source, one.verified) for one in found] == [
        ("broadcasts-list", "preset", False),
        ("learning-records", "preset", False),
        ("violations-list", "preset", False),
    ]
    assert found[2].sheets == (("违规列表", "cases"),)


def test_that_a_mapping_kept_in_the_import_room_serves_by_its_name(app: Auditor, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", ("名册", [["号", "叫什么", "粉"], ["H1", "小麦", 7]]))
    columns = (
        ChosenColumn("名册", "号", "code"),
        ChosenColumn("名册", "叫什么", "昵称"),
        ChosenColumn("名册", "粉", ""),
    )
    options = ReadOptions(0, sheets=(ChosenSheet("名册", "hosts"),), columns=columns)
    chosen = app.run(ImportFiles((path,), dry_run=True, choices=options))
    saved = app.run(SaveMapping("某机构", options, title="某机构的名册"))
    assert saved.path == saved_folder(app.path) / "某机构.yaml"
    kept = app.ask(MappingNamed("某机构"))
    by_name = app.run(ImportFiles((path,), dry_run=True, choices=ReadOptions(0, mapping=kept)))
    assert counts(by_name) == counts(chosen) == [{"created": 1}]
    first = app.ask(Mappings())[0]
    assert (first.name, first.source, first.title["zh"]) == ("某机构", "saved", "某机构的名册")


def test_that_a_preset_changed_in_the_room_is_kept_with_the_change(app: Auditor) -> None:
    base = app.ask(MappingNamed("violations-list"))
    changed = base.with_value("违规列表", "违规类型", "夸大宣传", "虚假宣传").with_constant(
        "违规列表", "scheme", "12分制"
    )
    options = ReadOptions(0, mapping=changed, columns=(ChosenColumn("违规列表", "规则名称", ""),))
    app.run(SaveMapping("某平台", options))
    (sheet,) = app.ask(MappingNamed("某平台")).sheets
    rule = sheet.rule("违规类型")
    assert rule is not None
    assert rule.translated("夸大宣传") == "虚假宣传"
    assert ("scheme", "12分制") in sheet.constants
    left_out = sheet.rule("规则名称")
    assert left_out is not None
    assert left_out.dropped
    with pytest.raises(CallerMistake, match="is no word of 类别"):
        base.with_value("违规列表", "违规类型", "夸大宣传", "没有这个")


def test_that_a_name_is_taken_once_and_must_be_a_files(app: Auditor) -> None:
    options = ReadOptions(0, mapping=app.ask(MappingNamed("violations-list")))
    app.run(SaveMapping("某平台", options))
    with pytest.raises(CallerMistake, match="stands already"):
        app.run(SaveMapping("某平台", options))
    app.run(SaveMapping("某平台", options, replace=True))
    for name in ("", "a/b", "..", ".x", "a\nb"):
        with pytest.raises(CallerMistake):
            app.run(SaveMapping(name, options))
    with pytest.raises(CallerMistake, match="nothing to save"):
        app.run(SaveMapping("空", ReadOptions(0)))
    with pytest.raises(CallerMistake, match="no header"):
        app.run(SaveMapping("字母", ReadOptions(0, columns=(ChosenColumn("主播", "C", "followers"),))))


def test_that_an_unknown_name_and_a_faulty_file_are_told(app: Auditor, tmp_path: Path) -> None:
    with pytest.raises(CallerMistake, match="No mapping has the name violation-list") as unknown:
        app.ask(MappingNamed("violation-list"))
    assert "violations-list" in str(unknown.value.hint)
    with pytest.raises(CallerMistake, match="There is no file"):
        app.ask(MappingNamed(str(tmp_path / "none.yaml")))
    folder = saved_folder(app.path)
    folder.mkdir()
    (folder / "坏.yaml").write_text("mapping: 1\nsheets:\n- {ours: nosuch}\n", encoding="utf-8")
    broken = next(one for one in app.ask(Mappings()) if one.name == "坏")
    assert broken.fault is not None
    assert "坏:3:10" in str(broken.fault)
    with pytest.raises(CallerMistake):
        app.ask(MappingNamed("坏"))


def test_that_the_mapping_of_a_file_is_guessed_from_its_headers(app: Auditor, tmp_path: Path) -> None:
    other = workbook(tmp_path / "x.xlsx", ("表", [["甲", "乙"], [1, 2]]))
    found = app.run(GuessMapping((SAMPLES / "broadcasts-list.xlsx", other)))
    assert [(one.file, one.name, one.source, one.verified) for one in found] == [
        ("broadcasts-list.xlsx", "broadcasts-list", "preset", False)
    ]
    assert found[0].score == 100
