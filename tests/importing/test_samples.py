"""The same world, tidy and as it arrives: both must say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.importing import ReadSheet, read_files
from tests.importing.books import OPTIONS, told

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def _sheets(name: str) -> dict[str, ReadSheet]:
    (file,) = read_files([SAMPLES / name], OPTIONS).files
    return {sheet.sheet.name: sheet for sheet in file.sheets}


@pytest.fixture(scope="module")
def tidy() -> dict[str, ReadSheet]:
    return _sheets("workbook-clean-small.xlsx")


@pytest.fixture(scope="module")
def messy() -> dict[str, ReadSheet]:
    return _sheets("platform-export-small.xlsx")


def test_that_a_messy_export_says_what_the_tidy_workbook_says(
    tidy: dict[str, ReadSheet], messy: dict[str, ReadSheet]
) -> None:
    assert set(tidy) == set(messy)
    for name, sheet in tidy.items():
        assert [row.values for row in messy[name].rows] == [row.values for row in sheet.rows], name


def test_that_nothing_of_either_is_refused(tidy: dict[str, ReadSheet], messy: dict[str, ReadSheet]) -> None:
    for sheet in (*tidy.values(), *messy.values()):
        assert not sheet.refused
        assert {level for _, level, _ in told(sheet)} <= {"warning"}
    assert sum(len(sheet.rows) for sheet in tidy.values()) == 342


def test_that_both_warn_of_the_same_things(tidy: dict[str, ReadSheet], messy: dict[str, ReadSheet]) -> None:
    for name, sheet in tidy.items():
        assert [p.code for p in sheet.problems] == [p.code for p in messy[name].problems], name
    assert [code for _, _, code in told(tidy["hosts"])] == ["check_digit", "check_digit"]


def test_that_what_is_hidden_or_strange_is_counted_and_named(messy: dict[str, ReadSheet]) -> None:
    (file,) = read_files([SAMPLES / "platform-export-small.xlsx"], OPTIONS).files
    assert file.ignored == ("说明与口径",)
    assert messy["courses"].hidden
    assert messy["trainings"].hidden_rows == 6
    assert messy["hosts"].extra_headers == ("导出批次", "看板链接")
    assert messy["hosts"].header_row == 5


def test_that_a_field_is_located_by_the_senders_own_column(messy: dict[str, ReadSheet]) -> None:
    reviews = messy["reviews"]
    assert reviews.columns["order_ref"].letter == "E"
    assert reviews.cell("order_ref", 7) == "E7"
    assert reviews.cell("note", 7) == "E7", "a field without a column is told at the key"
