"""Refused rows as tables of text: the sender's header, the rows, and a last column that says how to mend each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from auditor.exporting.rejects import Rejected, Remark, remarks_of
from auditor.exporting.table import Lines
from auditor.i18n import N_, Language, Translator
from auditor.importing.cells import EXACT, shown
from auditor.importing.grid import BadCell, Raw, column_letters
from auditor.importing.options import ReadOptions
from auditor.importing.raw import RawSheet, raw_rows
from auditor.importing.scratch import scratch
from auditor.model.formulas import guarded
from auditor.monitor import Monitor

REMARKS = N_("!! how to mend !!")
"""The last column's title; no column of the workbook is anything like it, so an import leaves it aside."""


def written_tables(
    name: Callable[[], Path],
    written: list[Path],
    rejected: Rejected,
    options: ReadOptions,
    language: Language,
    monitor: Monitor,
) -> None:
    """Write each sheet's refused rows of one file under the next ``name`` and add it to what is ``written``."""
    speak = Translator(language)
    with scratch() as folder:
        sheets = raw_rows(rejected.path, options, rejected.rows, folder, monitor)
        told = remarks_of(rejected, {sheet.head.title: sheet.head.header_row for sheet in sheets}, speak)
        for sheet in sheets:
            if rejected.rows[sheet.head.title]:
                # One by one: the next name depends on how many there are.
                written.append(_table(name(), sheet, told.get(sheet.head.title, {}), speak))  # noqa: PERF401


def _table(out: Path, sheet: RawSheet, told: Mapping[int, Mapping[int, Remark]], speak: Translator) -> Path:
    rows = sheet.rows()
    header: list[str] = []
    first = next(rows, None)
    if first is not None and first[0] == sheet.head.header_row:
        header = [_text(cell) for cell in first[1]]
    elif first is not None:
        rows = chain((first,), rows)
    lines = Lines(out)
    try:
        lines.write([*map(guarded, header), speak.t(REMARKS)])
        aside = _remarks(told.get(sheet.head.header_row, {}), header)
        for number, row in rows:
            cells = [_cell(cell) for cell in row[: len(header) or None]]
            cells += [""] * (len(header) - len(cells))
            remarks = " ".join(filter(None, (aside, _remarks(told.get(number, {}), header))))
            lines.write([*cells, guarded(remarks)])
            aside = ""
        lines.close()
    except BaseException:
        lines.drop()
        raise
    return out


def _remarks(told: Mapping[int, Remark], header: Sequence[str]) -> str:
    """What is wrong with a row, column by column."""
    return " ".join(
        f"[{(header[column] if column < len(header) else '') or column_letters(column)}] {remark.text}"
        for column, remark in sorted(told.items())
    )


def _cell(cell: Raw) -> str:
    """The cell as text: numbers as they are (those that Excel destroyed show it), what is not a number guarded."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell:.15e}" if abs(cell) >= EXACT else shown(cell)
    return guarded(_text(cell))


def _text(cell: Raw) -> str:
    return (cell.shown or "#N/A") if isinstance(cell, BadCell) else shown(cell)
