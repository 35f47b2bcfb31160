"""Cells as spreadsheets copy them: tabs between, quotes around cells with line breaks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import CallerMistake
from auditor.importing import ReadOptions, read_files, read_text
from auditor.importing.tabbed import tabbed_rows
from tests.importing.books import OPTIONS


def split(text: str) -> list[list[str]]:
    return list(tabbed_rows(io.StringIO(text, newline="")))


def copied(cells: list[list[str]]) -> str:
    """The text that a spreadsheet puts into the clipboard."""
    quoted = [['"' + cell.replace('"', '""') + '"' if "\n" in cell else cell for cell in row] for row in cells]
    return "".join("\t".join(row) + "\r\n" for row in quoted)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\n", [["a", "b"]]),
        ("a\t\n\tb", [["a", ""], ["", "b"]]),
        ('"两\n行"\tb\n', [["两\n行", "b"]]),
        ('"说 ""好""\n的"\n', [['说 "好"\n的']]),
        ('5" 屏\t"半\n', [['5" 屏', '"半']]),
        ('"半\tx\n"开\ty\n', [['"半', "x"], ['"开', "y"]]),
        ('"没有结束\n第二行\n', [['"没有结束'], ["第二行"]]),
    ],
)
def test_that_cells_are_taken_apart_as_they_were_copied(text: str, cells: list[list[str]]) -> None:
    assert split(text) == cells


_CELL = st.text(st.sampled_from('ab"小\n, 1'), max_size=6).filter(lambda cell: not cell.startswith('"') or "\n" in cell)


@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(_CELL, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_that_whatever_is_copied_comes_back(cells: list[list[str]]) -> None:
    assert split(copied(cells)) == cells


def test_that_copied_rows_are_a_sheet_told_by_its_columns(tmp_path: Path) -> None:
    text = copied([["主播编号", "昵称", "备注"], ["H1", "小麦", "第一行\n第二行"], ["H2", "小鹿", ""]])
    (file,) = read_text(text, OPTIONS).files
    (sheet,) = file.sheets
    assert [row.values for row in sheet.rows] == [
        {"code": "H1", "stage_name": "小麦", "note": "第一行\n第二行"},
        {"code": "H2", "stage_name": "小鹿"},
    ]
    path = tmp_path / "剪贴板.tsv"
    path.write_text(text, encoding="utf-8", newline="")
    (from_file,) = read_files([path], OPTIONS).files[0].sheets
    assert from_file.rows == sheet.rows


def test_that_what_was_copied_may_be_said_to_be_a_sheet() -> None:
    (sheet,) = read_text("编号\t昵称\nH1\t小麦\n", ReadOptions(OPTIONS.today, csv_sheet="主播")).files[0].sheets
    assert sheet.sheet.name == "hosts"
    with pytest.raises(CallerMistake):
        read_text("明天见\n", OPTIONS)
