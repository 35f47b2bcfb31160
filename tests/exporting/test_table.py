"""A sheet as .csv: what stands in its bytes, and that it comes back unchanged whatever its texts begin with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.clock import SHANGHAI
from auditor.errors import CallerMistake, WorldFailed
from auditor.exporting import write_export
from auditor.exporting.wording import hundredths
from auditor.importing import read_files
from auditor.model.sheets import BY_NAME
from auditor.model.values import CLEAR, FOREVER, Other
from auditor.monitor import Silent
from auditor.services.context import Context
from auditor.services.exports import Exported, ExportWorkbook, export_workbook
from auditor.services.imports import Imported, ImportFiles, import_files
from auditor.storage import workspace
from tests.importing.books import OPTIONS

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "workbook-clean-small.xlsx"
HOSTS = BY_NAME["hosts"]
NAMES = ("=1+1", "+甲", "-乙", "@丙", "＝丁", "  =戊", "'=己", "''庚", '="辛"', "两\r\n行", '引"号', "逗,号")


def _clock() -> datetime:
    return datetime(2026, 6, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    path = tmp_path / "w.auditor"
    workspace.create(path, _clock, title="w")
    made = Context(workspace.open_store(path, _clock), _clock)
    yield made
    made.store.close()


def _import(context: Context, *paths: Path) -> Imported:
    return import_files(context, ImportFiles(paths), Silent(), "tester")


def _export(context: Context, out: Path, sheet: str, **more: Any) -> Exported:
    return export_workbook(context, ExportWorkbook(out, sheet=sheet, **more), Silent(), "tester")


def _odd(context: Context, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "odd.xlsx"), {"strings_to_formulas": False})
    sheet = book.add_worksheet("主播")
    sheet.write_row(0, 0, ["主播编号", "昵称", "备注"])
    for at, name in enumerate(NAMES, start=1):
        sheet.write_row(at, 0, [f"H9{at}", name, name])
    book.close()
    assert _import(context, tmp_path / "odd.xlsx").refused == 0


def _cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_that_it_is_rfc_4180_with_a_mark_for_excel(context: Context, tmp_path: Path) -> None:
    _odd(context, tmp_path)
    (out,) = _export(context, tmp_path / "out.csv", "hosts").files
    found = out.read_bytes()
    assert found.startswith(b"\xef\xbb\xbf" + "主播编号*,昵称*,".encode())
    assert found.endswith(b"\r\n")
    assert '"引""号"'.encode() in found
    assert '"逗,号"'.encode() in found
    assert out.stat().st_mode & 0o777 == 0o600


def test_that_no_cell_begins_like_a_formula(context: Context, tmp_path: Path) -> None:
    _odd(context, tmp_path)
    (out,) = _export(context, tmp_path / "out.csv", "主播").files
    for row in _cells(out):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert [row[1] for row in _cells(out)[1:7]] == ["'=1+1", "'+甲", "'-乙", "'@丙", "'＝丁", "'=戊"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_that_every_sheet_imports_again_without_a_change(context: Context, tmp_path: Path, language: str) -> None:
    _import(context, SAMPLE)
    _odd(context, tmp_path)
    sheets = ["hosts", "merchants", "accounts", "licences", "trainings", "cases", "broadcasts", "products", "reviews"]
    written = [_export(context, tmp_path / f"{sheet}.csv", sheet, language=language).files[0] for sheet in sheets]
    again = _import(context, *written)
    assert [one.name for file in again.files for one in file.sheets] == sheets
    assert again.change is None
    assert again.refused == 0
    assert [problem.code for file in again.files for problem in file.problems if problem.level == "error"] == []


def test_that_a_masked_one_has_no_personal_column_and_is_no_disclosure(context: Context, tmp_path: Path) -> None:
    _import(context, SAMPLE)
    done = _export(context, tmp_path / "out.csv", "hosts", masked=True)
    assert done.change is None
    assert not {"真实姓名", "证件号码", "手机号"} & set(_cells(done.files[0])[0])
    assert _export(context, tmp_path / "whole.csv", "hosts").change is not None
    # Nothing personal stands on this sheet.
    assert _export(context, tmp_path / "rooms.csv", "rooms").change is None


def test_that_numbers_are_numbers_and_words_are_words(tmp_path: Path) -> None:
    products = BY_NAME["products"]
    row: dict[str, Any] = {"merchant": "S1", "code": "-1", "name": "-x", "category": Other("+怪"), "list_price": -350}
    (out,) = write_export(tmp_path / "out.csv", [(products, [row])], masked=False, language="zh")
    head, cells = _cells(out)
    told = dict(zip(head, cells, strict=True))
    assert told["划线价"] == "-3.5"
    assert (told["商品编号*"], told["商品名称*"], told["类目*"]) == ("-1", "'-x", "'+怪")


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (5, "0.05"), (-5, "-0.05"), (120, "1.2"), (-10_000, "-100")])
def test_that_decimals_lose_nothing(value: int, text: str) -> None:
    assert hundredths(value) == text


def test_that_cleared_and_endless_are_said_in_words(tmp_path: Path) -> None:
    row: dict[str, Any] = {"code": "H1", "stage_name": "麦", "agency": CLEAR}
    (out,) = write_export(tmp_path / "out.csv", [(HOSTS, [row])], masked=False, language="zh")
    assert "清空" in _cells(out)[1]
    ended: dict[str, Any] = {"owner_type": "host", "owner": "H1", "valid_until": FOREVER}
    (out,) = write_export(tmp_path / "l.csv", [(BY_NAME["licences"], [ended])], masked=False, language="en")
    assert "long-term" in _cells(out)[1]


def test_that_what_is_too_long_goes_on_in_the_next_file(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"code": f"H{at}", "stage_name": "麦"} for at in range(5)]
    files = write_export(tmp_path / "o.csv", [(HOSTS, rows)], masked=False, language="zh", most=2)
    assert [path.name for path in files] == ["o.csv", "o-2.csv", "o-3.csv"]
    assert [len(_cells(path)) for path in files] == [3, 3, 2]


def test_that_nothing_to_export_is_a_header(context: Context, tmp_path: Path) -> None:
    (out,) = _export(context, tmp_path / "out.csv", "hosts").files
    assert len(_cells(out)) == 1


def test_that_a_csv_without_a_sheet_is_asked_for_one(context: Context, tmp_path: Path) -> None:
    with pytest.raises(CallerMistake):
        _export(context, tmp_path / "out.csv", "")
    assert not (tmp_path / "out.csv").exists()


def test_that_a_folder_that_is_not_there_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed):
        write_export(tmp_path / "no" / "out.csv", [(HOSTS, [])], masked=False, language="zh")
    assert list(tmp_path.iterdir()) == []


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
_LEADING = st.builds("".join, st.tuples(st.sampled_from(["'", "''", "=", "+", "-", "@", "＝", "＠", ' "']), _TEXT))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_TEXT | _LEADING, min_size=1, max_size=5))
def test_that_texts_are_read_as_they_would_be_from_a_workbook(tmp_path: Path, texts: list[str]) -> None:
    rows: list[dict[str, Any]] = [{"code": f"H{at}", "stage_name": "麦", "note": one} for at, one in enumerate(texts)]
    found = []
    for name in ("out.csv", "out.xlsx"):
        (out,) = write_export(tmp_path / name, [(HOSTS, rows)], masked=False, language="zh")
        (sheet,) = read_files([out], OPTIONS).files[0].sheets
        found.append([row.values for row in sheet.rows])
    assert found[0] == found[1]
