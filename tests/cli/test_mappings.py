"""Mappings on the command line: named, checked, guessed, kept; columns chosen and cells mended in an import."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import SAMPLES, Cli
from tests.importing.books import workbook
from tests.tidy import tidy_workspace

VIOLATIONS = SAMPLES / "violations-list.xlsx"


@pytest.fixture
def filled(cli: Cli, tmp_path: Path) -> Cli:
    """The command line on a workspace that holds the tidy sample world."""
    tidy_workspace(tmp_path / "w.auditor")
    return cli


def test_that_an_export_in_a_foreign_shape_is_taken_by_the_mapping_named(filled: Cli) -> None:
    refused = filled("import", VIOLATIONS)
    assert refused.code == 2
    assert "--mapping violations-list" in refused.err
    done = filled("import", VIOLATIONS, "--mapping", "violations-list", "--json", "-")
    assert done.code == 1
    assert "not verified" in done.err
    (file,) = done.json["files"]
    assert file["sheets"]["cases"]["created"] == 13
    assert [(one["cell"], one["level"]) for one in file["problems"]] == [("A13", "error")]
    assert {"column": "F", "field": "sanction", "how": "mapping"}.items() <= file["columns"][5].items()
    again = filled("import", VIOLATIONS, "--mapping", "violations-list", "--json", "-")
    assert (again.json["change"], again.json["files"][0]["sheets"]["cases"]["unchanged"]) == (None, 13)


def test_that_a_cell_is_mended_in_the_import_itself(filled: Cli) -> None:
    mend = "违规列表!A13=6357793199"
    done = filled("import", VIOLATIONS, "--mapping", "violations-list", "--mend", mend, "--json", "-")
    assert done.code == 0
    assert done.json["files"][0]["sheets"]["cases"] == {
        "created": 14,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "superseded": 0,
        "warned": 1,
    }
    assert filled("import", VIOLATIONS, "--mend", "违规列表A13").code == 2


def test_that_refused_rows_of_a_foreign_export_come_out_and_go_in_again_by_the_mapping(
    filled: Cli, tmp_path: Path
) -> None:
    out = tmp_path / "refused.xlsx"
    assert filled("import", VIOLATIONS, "--mapping", "violations-list", "--rejects", out).code == 1
    book = openpyxl.load_workbook(out)
    sheet = book["违规列表"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "9999999999")
    sheet.cell(row, 1, "6357793199")
    book.save(out)
    done = filled("import", out, "--mapping", "violations-list", "--json", "-")
    assert (done.code, done.json["files"][0]["sheets"]["cases"]["created"]) == (0, 1)


def test_that_a_guess_is_shown_and_a_column_chosen(filled: Cli, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", ("主播", [["主播编号", "昵称", "粉丝数量"], ["N1", "新人", 7], ["合计", "", 7]])
    )
    shown = filled("import", path, "--dry-run")
    assert "主播!C “粉丝数量” was not read. Did you mean followers" in shown.err
    assert "1 row of sums was left out" in shown.out
    done = filled("import", path, "--column", "主播!粉丝数量=followers", "--json", "-")
    assert done.code == 0
    assert [one["how"] for one in done.json["files"][0]["columns"]] == ["exact", "exact", "chosen"]
    assert filled("import", path, "--column", "主播!没有=followers").code == 2


def test_that_what_was_said_of_nothing_is_told(filled: Cli, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", ("主播", [["主播编号", "昵称"], ["N1", "新人"]]))
    done = filled("import", path, "--mapping", "violations-list", "--mend", "主博!A2=N2", "--dry-run")
    assert done.code == 0
    assert "No file has a sheet 主博" in done.err
    assert "No sheet was read by the mapping violations-list: it speaks of 违规列表" in done.err


def test_that_mappings_are_listed_shown_checked_and_guessed(filled: Cli, tmp_path: Path) -> None:
    listed = filled("mappings", "list", "--json", "-").json
    assert [(one["name"], one["kept"], one["verified"]) for one in listed] == [
        ("broadcasts-list", "preset", False),
        ("learning-records", "preset", False),
        ("violations-list", "preset", False),
    ]
    shown = filled("mappings", "show", "learning-records")
    assert "手机尾号" in shown.out
    assert "not verified" in shown.err
    bad = tmp_path / "bad.yaml"
    bad.write_text("mapping: 1\nsheets:\n- {our: cases}\n", encoding="utf-8")
    told = filled("mappings", "check", bad)
    assert told.code == 2
    assert "bad:3:4: unknown key our (did you mean ours" in told.err
    assert "Traceback" not in told.err
    guessed = filled("mappings", "guess", VIOLATIONS, "--json", "-").json
    assert [(one["name"], one["score"]) for one in guessed] == [("violations-list", 100)]


def test_that_a_mapping_kept_is_used_by_its_name(filled: Cli) -> None:
    column = "违规列表!规则名称=-"
    saved = filled("mappings", "save", "某平台", "--mapping", "violations-list", "--column", column, "--json", "-")
    assert Path(saved.json["file"]).parent.name == "w.mappings"
    assert filled("mappings", "save", "某平台", "--mapping", "violations-list").code == 2
    done = filled("import", VIOLATIONS, "--mapping", "某平台", "--json", "-")
    assert done.json["files"][0]["columns"][4]["how"] == "dropped"
    assert "not verified" not in done.err


def test_that_mistakes_are_told_in_the_readers_language(filled: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("mapping: 1\nsheets:\n- {our: cases}\n", encoding="utf-8")
    told = filled("mappings", "check", bad, "--lang", "zh")
    assert "映射无法使用" in told.err
    assert "unknown" not in told.err
