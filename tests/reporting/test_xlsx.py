"""The workbook of a run: every finding a row, text stays text, the same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from auditor.errors import WorldFailed
from auditor.i18n import Translator
from auditor.monitor import Silent
from auditor.reporting import xlsx
from auditor.reporting.facts import Counts, SubjectWork, from_list
from auditor.reporting.xlsx import write_xlsx
from tests.reporting import sample

ZH, EN = Translator("zh"), Translator("en")


def sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_that_every_finding_is_a_row_with_its_reason_and_remedy(tmp_path: Path) -> None:
    write_xlsx(sample.run_facts(), tmp_path / "a.xlsx", ZH, Silent())
    heads, *rows = sheets(tmp_path / "a.xlsx")["问题清单"]
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(one["清单"], one["编号"], one["规则"]) for one in found] == [
        ("待整改", "H0007", "TR-01"),
        ("待整改", "H0007", "TR-02"),
        ("待整改", "M0003", "LI-03"),
        ("待整改", "H0012", "TR-02"),
        ("资料不足", "H0007", "ID-02"),
        ("已豁免", "H0007", "ID-06"),
        ("历史记录（不可补正）", "M0003", "IN-09"),
    ]
    first = found[0]
    assert (first["级别"], first["新旧"], first["整改期限"]) == ("严重", "新增", "2026-07-10")
    assert first["整改动作"] == "安排直播合规培训并上传证明"
    assert first["依据"] == "《直播电商监督管理办法》第10(1)条"


def test_that_method_rules_completeness_and_grounds_stand_beside(tmp_path: Path) -> None:
    write_xlsx(sample.run_facts(), tmp_path / "a.xlsx", EN, Silent())
    found = sheets(tmp_path / "a.xlsx")
    assert list(found) == ["Method and sources", "By rule", "Findings", "Completeness of the data", "Grounds in law"]
    assert ("Digest (SHA-256)", "ab12" * 16) in found["Method and sources"]
    assert ("Hosts", "Birth date", 41, 60, "ID-02, ID-03") in found["Completeness of the data"]


def test_that_what_a_sender_typed_never_becomes_a_formula(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://x","y")'
    subject = SubjectWork("host", "=1+1", hostile, (sample.TR_02,), "@SUM(A1)", "+86")
    facts = replace(sample.run_facts(), work=from_list((subject,)))
    write_xlsx(facts, tmp_path / "a.xlsx", ZH, Silent())
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    row = next(iter(book["问题清单"].iter_rows(min_row=2, max_row=2)))
    assert [(cell.value, cell.data_type) for cell in row[2:6]] == [
        ("=1+1", "s"),
        (hostile, "s"),
        ("@SUM(A1)", "s"),
        ("+86", "s"),
    ]
    assert not any(cell.hyperlink for cell in row)


def test_that_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx(sample.run_facts(), tmp_path / name, ZH, Silent())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_that_findings_beyond_a_sheet_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_ROWS", 3)
    write_xlsx(sample.run_facts(), tmp_path / "a.xlsx", ZH, Silent())
    found = sheets(tmp_path / "a.xlsx")
    assert [len(found[name]) - 1 for name in ("问题清单", "问题清单 2", "问题清单 3")] == [3, 3, 1]


def test_that_a_run_without_findings_has_its_empty_sheet(tmp_path: Path) -> None:
    write_xlsx(replace(sample.clean_facts(), counts=Counts(4, 0, 0, 0)), tmp_path / "a.xlsx", ZH, Silent())
    assert len(sheets(tmp_path / "a.xlsx")["问题清单"]) == 1


def test_that_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed):
        write_xlsx(sample.run_facts(), tmp_path / "gone" / "a.xlsx", ZH, Silent())
