"""The empty workbook: every sheet and column, drop-downs, text formats, comments; it reads as empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditor.errors import WorldFailed
from auditor.exporting import write_template
from auditor.exporting.layout import ORDER, sheets
from auditor.i18n import Language
from auditor.importing import ReadOptions, read_files
from auditor.model.enums import words
from auditor.model.fields import Kind
from auditor.model.sheets import BY_NAME

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module", params=LANGUAGES)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Language]:
    path = tmp_path_factory.mktemp("template") / f"{request.param}.xlsx"
    return write_template(path, request.param), request.param


def _columns(sheet: Any) -> dict[str, Any]:
    return {cell.value.rstrip("*"): cell for cell in sheet[1]}


def test_that_every_sheet_and_column_stands_there_with_a_star_where_needed(template: tuple[Path, Language]) -> None:
    path, language = template
    book = openpyxl.load_workbook(path)
    titles = [sheet.zh if language == "zh" else sheet.name for sheet in sheets()]
    assert [s.title for s in book.worksheets if s.sheet_state == "visible"] == titles
    for sheet in sheets():
        found = [cell.value for cell in book[sheet.zh if language == "zh" else sheet.name][1]]
        expected = [(f.zh if language == "zh" else f.name) + ("*" if f.required else "") for f in sheet.fields]
        assert found == expected


def test_that_the_workbook_has_every_sheet_there_is() -> None:
    assert set(ORDER) == set(BY_NAME)


def test_that_every_enumeration_and_flag_has_a_drop_down_with_its_words(template: tuple[Path, Language]) -> None:
    path, language = template
    book = openpyxl.load_workbook(path)
    for sheet in sheets():
        page = book[sheet.zh if language == "zh" else sheet.name]
        offered: dict[str, list[str]] = {}
        for rule in page.data_validations.dataValidation:
            letter = str(rule.sqref).split(":")[0].rstrip("0123456789")
            offered[letter] = _offered(book, rule.formula1)
        for field in sheet.fields:
            letter = _columns(page)[field.zh if language == "zh" else field.name].column_letter
            if field.kind is Kind.ENUM:
                assert offered[letter] == [w.zh if language == "zh" else w.code for w in words(field.words)]
            elif field.kind is Kind.BOOL:
                assert offered[letter] == (["是", "否"] if language == "zh" else ["yes", "no"])
            else:
                assert letter not in offered


def _offered(book: Any, formula: str) -> list[str]:
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    title, _, cells = formula.lstrip("=").partition("!")
    return [row[0].value for row in book[title.strip("'")][cells.replace("$", "")]]


def test_that_identifiers_are_text_and_every_header_is_explained(template: tuple[Path, Language]) -> None:
    path, language = template
    book = openpyxl.load_workbook(path)
    for sheet in sheets():
        page = book[sheet.zh if language == "zh" else sheet.name]
        assert page.freeze_panes == "B2"
        for field, cell in zip(sheet.fields, page[1], strict=True):
            assert cell.comment.text.strip()
            if field.fold or field.kind is Kind.REF:
                assert _shape(page, cell.column) == "@", field.name
            if field.kind is Kind.DATE:
                assert _shape(page, cell.column) == "yyyy-mm-dd"


def _shape(page: Any, column: int) -> str:
    for described in page.column_dimensions.values():
        if described.min <= column <= described.max:
            return str(described.number_format)
    return "General"


def test_that_the_template_reads_as_empty_without_a_problem(template: tuple[Path, Language]) -> None:
    (file,) = read_files([template[0]], ReadOptions(20_634)).files
    assert file.ignored == ()
    assert len(file.sheets) == len(ORDER)
    for sheet in file.sheets:
        assert not sheet.problems
        assert sheet.data_rows == 0
        assert set(sheet.columns) == {field.name for field in sheet.sheet.fields}


def test_that_a_folder_that_is_not_there_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed):
        write_template(tmp_path / "no" / "a.xlsx", "zh")
    assert list(tmp_path.iterdir()) == []
