"""Whatever stands in the cells: every data row is accounted for, every refusal is told where it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.importing.grid import BadCell, Grid, Merge, Raw, column_index, column_letters
from auditor.importing.sheets import read_sheet
from auditor.model.enums import words
from auditor.model.fields import Field, Kind
from auditor.model.sheets import SHEETS
from auditor.model.values import Mark, Other
from tests.importing.books import OPTIONS

_JUNK: st.SearchStrategy[Raw] = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["", " ", "清空", "长期", "是", "H1", "2026-03-01", "4.4E+17", "#N/A", "138****5678", "、", "\x1f"]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.just(timedelta(hours=30)),
    st.sampled_from([BadCell("error_cell", "#REF!"), BadCell("no_cached_value")]),
)


@st.composite
def _grids(draw: st.DrawFn) -> tuple[Any, Grid]:
    sheet = draw(st.sampled_from(SHEETS))
    required = [f for f in sheet.fields if f.required]
    others = draw(st.lists(st.sampled_from(sheet.fields), max_size=6, unique_by=lambda f: f.name))
    fields = list(dict.fromkeys([*required, *others]))
    header: list[Raw] = [field.zh for field in fields]
    count = draw(st.integers(0, 5))
    rows = [[draw(_JUNK) for _ in range(draw(st.integers(1, len(fields) + 2)))] for _ in range(count)]
    rows = [
        row for row in rows if any(not isinstance(c, str) or c.strip(" \u200b\ufeff\t\r\n\u00a0\u3000") for c in row)
    ]
    ends = st.integers(2, 8)
    merges = [
        Merge(min(a, b), c, max(a, b), c)
        for a, b, c in draw(st.lists(st.tuples(ends, ends, st.integers(0, 4)), max_size=2))
    ]
    return sheet, Grid("表", [1, *range(2, 2 + len(rows))], [header, *rows], merges)


def _fits(field: Field, value: Any) -> bool:
    """Whether a value is one that the store takes for this kind of column."""
    if isinstance(value, Mark):
        return True
    if field.kind is Kind.LIST:
        return isinstance(value, tuple) and bool(value) and all(isinstance(one, str | Other) for one in value)
    if field.kind is Kind.ENUM:
        return isinstance(value, Other) or value in {word.code for word in words(field.words)}
    if field.kind is Kind.BOOL:
        return value in (0, 1)
    if field.kind in (Kind.TEXT, Kind.REF):
        return isinstance(value, str) and value != ""
    return type(value) is int


@settings(max_examples=300)
@given(_grids())
def test_that_every_data_row_is_accounted_for_and_every_refusal_told_in_its_row(made: tuple[Any, Grid]) -> None:
    sheet, grid = made
    read = read_sheet(grid, sheet, OPTIONS)
    taken = [row.number for row in read.rows]
    refused = [row.number for row in read.refused]
    assert sorted([*taken, *refused]) == grid.numbers[1:]
    told = {int(p.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for p in read.problems if p.level == "error"}
    assert told == set(refused)
    for row in read.rows:
        assert all(field.name in row.values for field in sheet.fields if field.required)
        assert all(_fits(sheet.field(name), value) for name, value in row.values.items())


@given(st.integers(0, 20_000))
def test_that_the_letters_of_a_column_lead_back_to_it(index: int) -> None:
    assert column_index(column_letters(index)) == index
