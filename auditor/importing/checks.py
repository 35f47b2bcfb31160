"""What two cells of a row, or a number's own check digit, say about each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.importing import wording
from auditor.importing.wording import Fault, error, warning
from auditor.model.fields import Field, Sheet
from auditor.model.identifiers import id_number_facts, uscc_is_valid
from auditor.model.masking import is_masked
from auditor.model.row_checks import CHECKED, LEAST, ORDER, ROW_BY_ROW, lies_before, named_by, partial_faults
from auditor.model.types import date_of
from auditor.model.values import Value

Columns = Mapping[str, Sequence[Value | None]]
Found = list[tuple[int, str, Fault]]
"""Row index, field, fault."""

_USCCS = frozenset({"uscc", "linked_usccs", "holder_uscc"})
_NUMBER_LENGTH = 18
_CHINESE_PAPERS = frozenset({None, "resident_id", "hk_macao_residence", "tw_residence", "foreign_pr"})
"""Papers whose number has 18 characters with a check digit (no paper named: taken for one of them)."""


def check_row(sheet: Sheet, columns: Columns, *, entered: bool = False) -> Found:
    """Every check of the sheet that needs more than one cell or more than reading it.

    ``entered``: somebody enters the row here; what a file's row is only told of is refused then.
    """
    found: Found = []
    for column in sheet.fields:
        if column.name not in columns:
            continue
        if column.name in _USCCS:
            found += _usccs(column, columns[column.name])
        elif column.name in ("id_number", "person_id_number"):
            papers = columns.get("id_type") if column.name == "id_number" else None
            found += _id_numbers(column, columns[column.name], papers)
    if "valid_from" in columns and "valid_until" in columns:
        found += _ends(sheet, columns)
    if sheet.name in CHECKED:
        found += _together(sheet, columns, entered)
    return found


def _together(sheet: Sheet, columns: Columns, entered: bool) -> Found:
    """The sheet's own checks, as far as the cells of the row alone decide them."""
    found: Found = []
    wanted = [name for name in named_by(sheet.name) if name in columns]
    for index in sorted(_suspects(sheet, columns)):
        row = {name: columns[name][index] for name in wanted}
        for one in partial_faults(sheet, row.get):
            at, beside = one.fields[0], one.fields[1] if len(one.fields) > 1 else ""
            if one.told_in_files and not entered:
                found.append((index, at, Fault("warning", one.code, one.message, row[at], beside)))
            else:
                found.append((index, at, Fault("error", one.code, one.message, beside=beside)))
    return found


def _suspects(sheet: Sheet, columns: Columns) -> set[int]:
    """The rows worth asking about one by one: told column by column, for nearly all of them are in order."""
    found: set[int] = set()
    for start, end in ORDER.get(sheet.name, ()):
        pairs = zip(columns.get(start, ()), columns.get(end, ()), strict=False)
        wrong = lies_before(sheet, end, start)
        known = ((at, a, b) for at, (a, b) in enumerate(pairs) if isinstance(b, int) and isinstance(a, int))
        found.update(at for at, a, b in known if wrong(b, a))
    for name, least in LEAST.get(sheet.name, {}).items():
        found.update(at for at, value in enumerate(columns.get(name, ())) if isinstance(value, int) and value < least)
    for name in ROW_BY_ROW.get(sheet.name, ()):
        found.update(at for at, value in enumerate(columns.get(name, ())) if value is not None)
    return found


def _usccs(column: Field, values: Sequence[Value | None]) -> Found:
    found: Found = []
    for index, value in enumerate(values):
        if value is None:
            continue
        for code in value if isinstance(value, tuple) else (value,):
            if isinstance(code, str) and not is_masked(code) and not uscc_is_valid(code):
                found.append((index, column.name, _number_fault(column, code, value)))
                break
    return found


def _id_numbers(column: Field, values: Sequence[Value | None], papers: Sequence[Value | None] | None) -> Found:
    found: Found = []
    for index, number in enumerate(values):
        if not isinstance(number, str) or is_masked(number):
            continue
        if papers is not None and papers[index] not in _CHINESE_PAPERS:
            continue
        if not id_number_facts(number).valid:
            found.append((index, column.name, _number_fault(column, number, number)))
    return found


def _number_fault(column: Field, number: str, kept: Value) -> Fault:
    """The number itself is not repeated: it may be a person's."""
    if len(number) != _NUMBER_LENGTH:
        return warning("check_digit", kept, wording.ID_NUMBER_LENGTH, column=column.zh, length=len(number))
    return warning("check_digit", kept, wording.ID_NUMBER_CHECK, column=column.zh)


def _ends(sheet: Sheet, columns: Columns) -> Found:
    found: Found = []
    start, end = sheet.field("valid_from").zh, sheet.field("valid_until").zh
    for index, (since, until) in enumerate(zip(columns["valid_from"], columns["valid_until"], strict=True)):
        if isinstance(since, int) and isinstance(until, int) and until < since:
            fault = error(
                "end_before_start",
                wording.END_BEFORE_START,
                end=end,
                start=start,
                until=date_of(until).isoformat(),
                since=date_of(since).isoformat(),
            )
            found.append((index, "valid_until", replace(fault, beside="valid_from")))
    return found
