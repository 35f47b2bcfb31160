"""However untidy the file, it says what the tidy one says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.importing import ReadOptions
from auditor.model.enums import words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets import SHEETS
from auditor.model.types import day_of
from auditor.model.values import FOREVER
from tests.importing.books import only_sheet
from tests.importing.mess import Mess, Row
from tests.importing.sensible import sensible

_NAMES = st.sampled_from(["小麦", "大麦 本人", "𬭎䶮", "Ａ姐好物", "No.1 店", "两行\n备注", "网络（2026）第1号"])
_CODES = st.from_regex(r"[A-Z][A-Z0-9-]{1,8}|[1-9][0-9]{2,13}", fullmatch=True)
_PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True) | st.just("138****5678")
_DAYS = st.integers(day_of(date(1930, 1, 1)), day_of(date(2090, 1, 1)))


def _values(field: Field) -> st.SearchStrategy[Any]:
    known: st.SearchStrategy[Any] = (
        st.sampled_from([word.code for word in words(field.words)]) if field.words else st.nothing()
    )
    if field.kind is Kind.TEXT:
        return _PHONES if field.name == "phone" else _CODES if field.fold else _NAMES
    if field.kind is Kind.LIST:
        element = known if field.of is Kind.ENUM else _CODES if field.of is Kind.REF or field.fold else st.just("某牌")
        return st.lists(element, min_size=1, max_size=3, unique=True).map(tuple)
    made: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.DATE: _DAYS,
        Kind.END: _DAYS | st.just(FOREVER),
        Kind.DATETIME: st.tuples(_DAYS, st.integers(0, 86_399)).map(lambda pair: pair[0] * 86_400 + pair[1]),
        Kind.INT: st.integers(1, 5) if field.name == "rating" else st.integers(0, 10**9),
        Kind.DECIMAL: st.integers(0, 10**9),
        Kind.BOOL: st.integers(0, 1),
        Kind.REF: _CODES,
        Kind.ENUM: known,
    }
    return made[field.kind]


@st.composite
def _tidy(draw: st.DrawFn) -> tuple[Sheet, list[Row]]:
    sheet = draw(st.sampled_from(SHEETS))
    rows: list[Row] = []
    for _ in range(draw(st.integers(1, 6))):
        row = {f.name: draw(_values(f)) for f in sheet.fields if f.required or draw(st.booleans())}
        sensible(sheet, row)
        rows.append(row)
    return sheet, rows


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_tidy(), st.integers(0, 10**6))
def test_that_however_untidy_a_file_is_it_says_what_the_tidy_one_says(
    tmp_path: Path, tidy: tuple[Sheet, list[Row]], seed: int
) -> None:
    sheet, rows = tidy
    numbers = Mess(seed).write(tmp_path / "messy.xlsx", sheet, rows)
    read = only_sheet(tmp_path / "messy.xlsx", ReadOptions(10**6))
    assert [problem for problem in read.problems if problem.level == "error"] == []
    assert [row.number for row in read.rows] == numbers
    assert [row.values for row in read.rows] == rows
