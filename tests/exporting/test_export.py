"""What is written reads back to the same values, is inert, private, and split where a sheet grows too long."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.exporting import write_export
from auditor.exporting.page import Row
from auditor.i18n import Language
from auditor.importing import ReadOptions, read_files
from auditor.importing.cells import identifier
from auditor.model.enums import is_open, words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.folding import folded_code
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.types import day_of
from auditor.model.values import CLEAR, FOREVER, Other
from tests.importing.sensible import sensible

OPTIONS = ReadOptions(100_000)
HOSTS = BY_NAME["hosts"]

_PLAIN = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp"), exclude_characters="、,;，；|｜*＊"
)
_WORDS = st.text(_PLAIN, min_size=1, max_size=10).filter(lambda text: text == text.strip() and text[0] != "#")
_CODES = st.from_regex(r"[A-Z][A-Z0-9/-]{0,8}", fullmatch=True).filter(lambda text: folded_code(text) == text)
_KNOWN_WORDS = st.sampled_from(
    ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("x")', "是", "2026-03-01", "长期有效期说明", "𬭎䶮"]
)


def _elements(field: Field) -> st.SearchStrategy[Any]:
    if field.of is Kind.ENUM:
        return st.sampled_from([word.code for word in words(field.words)])
    if field.of is Kind.REF or field.fold:
        return _CODES
    return _WORDS


def _values(field: Field) -> st.SearchStrategy[Any]:
    """Anything a field can hold in the store."""
    days = st.integers(day_of(date(1880, 1, 1)), 60_000)
    made: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.DATE: days,
        Kind.END: days | st.just(FOREVER),
        Kind.DATETIME: st.tuples(days, st.integers(0, 86_399)).map(lambda pair: pair[0] * 86_400 + pair[1]),
        Kind.INT: st.integers(1, 5) if field.name == "rating" else st.integers(-(10**12), 10**12),
        Kind.DECIMAL: st.integers(-(10**9), 10**11),
        Kind.BOOL: st.integers(0, 1),
        Kind.REF: _CODES,
        Kind.LIST: st.lists(_elements(field), min_size=1, max_size=4, unique=True).map(tuple),
        Kind.TEXT: _CODES.filter(lambda code: identifier(field, code) == code) if field.fold else _WORDS | _KNOWN_WORDS,
    }
    if field.kind is Kind.ENUM:
        known: st.SearchStrategy[Any] = st.sampled_from([word.code for word in words(field.words)])
        return known | st.just(Other("某某新词")) if is_open(field.words) else known
    chosen = made[field.kind]
    return chosen if field.required else chosen | st.just(CLEAR)


@st.composite
def _rows(draw: st.DrawFn) -> tuple[Sheet, list[Row]]:
    sheet = draw(st.sampled_from(SHEETS))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        row: Row = {}
        for field in sheet.fields:
            if field.required or draw(st.booleans()):
                row[field.name] = draw(_values(field))
        sensible(sheet, row)
        rows.append(row)
    return sheet, rows


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_rows(), st.sampled_from(["zh", "en"]))
def test_that_whatever_is_written_reads_back_to_the_same_values(
    tmp_path: Path, made: tuple[Sheet, list[Row]], language: Language
) -> None:
    sheet, rows = made
    (path,) = write_export(tmp_path / "out.xlsx", [(sheet, rows)], masked=False, language=language)
    (file,) = read_files([path], OPTIONS).files
    (read,) = file.sheets
    assert [problem for problem in read.problems if problem.level == "error"] == []
    assert [row.values for row in read.rows] == rows


def _hosts(count: int) -> Iterator[Row]:
    for number in range(count):
        yield {"code": f"H{number:05}", "stage_name": f"某人{number}"}


def test_that_a_long_sheet_goes_on_in_further_files_that_import_together(tmp_path: Path) -> None:
    rows = [(HOSTS, _hosts(25)), (BY_NAME["merchants"], iter([{"code": "S1", "shop_name": "店"}]))]
    paths = write_export(tmp_path / "全部.xlsx", rows, masked=False, language="zh", most=10)
    assert [path.name for path in paths] == ["全部.xlsx", "全部-2.xlsx", "全部-3.xlsx"]
    files = read_files(paths, OPTIONS).files
    assert [[(s.sheet.name, len(s.rows)) for s in file.sheets] for file in files] == [
        [("hosts", 10), ("merchants", 1)],
        [("hosts", 10)],
        [("hosts", 5)],
    ]
    assert [r.values for file in files for r in file.sheets[0].rows] == list(_hosts(25))


def test_that_exactly_as_many_rows_as_fit_make_no_further_file(tmp_path: Path) -> None:
    assert len(write_export(tmp_path / "a.xlsx", [(HOSTS, _hosts(10))], masked=False, language="zh", most=10)) == 1


def test_that_what_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    traps = ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x","y")', "\t=1", "{=1}", "http://example.com"]
    rows: list[Row] = [{"code": f"H{n}", "stage_name": "某人", "note": trap} for n, trap in enumerate(traps)]
    (path,) = write_export(tmp_path / "a.xlsx", [(HOSTS, rows)], masked=False, language="zh")
    sheet = openpyxl.load_workbook(path)["主播"]
    column = next(cell.column for cell in sheet[1] if cell.value == "备注")
    for row in range(2, len(traps) + 2):
        assert sheet.cell(row, column).data_type == "s"
        assert sheet.cell(row, column).hyperlink is None
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)


def test_that_identifiers_are_text_and_dates_are_dates(tmp_path: Path) -> None:
    row: Row = {
        "code": "10086",
        "stage_name": "某人",
        "id_number": "440101198001010019",
        "birth_date": 3_652,
        "followers": 7,
    }
    (path,) = write_export(tmp_path / "a.xlsx", [(HOSTS, [row])], masked=False, language="zh")
    sheet = openpyxl.load_workbook(path)["主播"]
    cells = {cell.value.rstrip("*"): sheet.cell(2, cell.column) for cell in sheet[1]}
    assert (cells["主播编号"].value, cells["主播编号"].data_type, cells["主播编号"].number_format) == (
        "10086",
        "s",
        "@",
    )
    assert cells["证件号码"].value == "440101198001010019"
    assert cells["出生日期"].is_date
    assert cells["粉丝数"].value == 7


def test_that_masked_leaves_the_personal_columns_out(tmp_path: Path) -> None:
    row: Row = {"code": "H1", "stage_name": "某人"}
    (path,) = write_export(tmp_path / "a.xlsx", [(HOSTS, [row])], masked=True, language="en")
    (read,) = read_files([path], OPTIONS).files[0].sheets
    assert not {"real_name", "id_number", "phone"} & set(read.columns)
    assert {"code", "stage_name", "id_type"} <= set(read.columns)


def test_that_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    (path,) = write_export(tmp_path / "a.xlsx", [(HOSTS, _hosts(1))], masked=False, language="zh")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_that_an_export_of_nothing_is_the_empty_workbook(tmp_path: Path) -> None:
    (path,) = write_export(tmp_path / "a.xlsx", [], masked=False, language="zh")
    assert len(read_files([path], OPTIONS).files[0].sheets) == len(SHEETS)


class _Broken(Exception):
    pass


def test_that_a_broken_export_leaves_nothing_behind_and_keeps_what_stood_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"what stood there")

    def failing() -> Iterator[Row]:
        yield from _hosts(15)
        raise _Broken

    with pytest.raises(_Broken):
        write_export(out, [(HOSTS, failing())], masked=False, language="zh", most=10)
    assert out.read_bytes() == b"what stood there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "temporary"]
    assert list(temporary.iterdir()) == []
