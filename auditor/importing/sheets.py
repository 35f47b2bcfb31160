"""A grid and the sheet it is meant for: rows, refused rows and problems located by cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from auditor.importing import wording
from auditor.importing.cells import Context
from auditor.importing.checks import check_row
from auditor.importing.columns import read_column
from auditor.importing.grid import Grid, Raw, column_letters
from auditor.importing.header import Header, find_header, repeats_header
from auditor.importing.read import HeaderCell, ReadOptions, ReadSheet
from auditor.importing.wording import Fault, error, warning
from auditor.model.fields import Sheet
from auditor.model.values import ParsedRow, Problem, Value


@dataclass(slots=True)
class _Reading:
    """A sheet on its way: its data rows by number, and where each field stands."""

    sheet: Sheet
    title: str
    header: Header
    numbers: list[int]
    rows: list[list[Raw]]
    columns: dict[str, list[Value | None]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    problems: list[tuple[int, int, Problem]] = field(default_factory=list)

    def tell(self, index: int, name: str, fault: Fault) -> None:
        """Put a fault in its cell; an error refuses the row."""
        column, number = self.header.fields[name], self.numbers[index]
        cell = f"{column_letters(column)}{number}"
        self.problems.append((number, column, Problem(self.title, cell, fault.level, fault.code, fault.message)))
        if fault.level == "error":
            self.refused.add(index)


@dataclass(slots=True)
class ByColumn:
    """A sheet read, its values still by column: ``refused`` are indexes into ``numbers``.

    ``made`` has everything but the rows; without columns every row is refused.
    """

    made: ReadSheet
    numbers: list[int]
    columns: dict[str, list[Value | None]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)


def read_sheet(grid: Grid, sheet: Sheet, options: ReadOptions) -> ReadSheet:
    """Read a grid as the rows of a sheet."""
    read = read_by_column(grid, sheet, options)
    names = list(read.columns)
    if not names:
        read.made.refused.extend(ParsedRow(number, {}) for number in read.numbers)
        return read.made
    for index, values in enumerate(zip(*read.columns.values(), strict=True)):
        said = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        row = ParsedRow(read.numbers[index], said)
        (read.made.refused if index in read.refused else read.made.rows).append(row)
    return read.made


def read_by_column(grid: Grid, sheet: Sheet, options: ReadOptions) -> ByColumn:
    """Read a grid as the columns of a sheet."""
    header = find_header(grid, sheet)
    missing = [f.zh for f in sheet.fields if f.required and (header is None or f.name not in header.fields)]
    if header is None:
        return _no_header(grid, sheet, missing)
    reading = _opened(grid, sheet, header)
    if missing:
        return _untaken(grid, reading, missing)
    _fill_merges(grid, reading)
    context = Context(options.today, grid.from_1904)
    _read_columns(reading, context)
    made = _made(grid, reading)
    made.problems.extend(problem for *_, problem in sorted(reading.problems, key=lambda told: told[:2]))
    return ByColumn(made, reading.numbers, reading.columns, reading.refused)


def _opened(grid: Grid, sheet: Sheet, header: Header) -> _Reading:
    """The data rows: what stands below the header, left out its translation below it and its later repetitions."""
    start = header.index + 1
    while start < len(grid.rows) and repeats_header(grid.rows[start], header, sheet):
        start += 1
    numbers, rows = grid.numbers[start:], grid.rows[start:]
    printed = grid.rows[header.index]
    first, last = next(iter(header.fields.values())), max(header.fields.values())
    for row in (printed, *rows):
        if len(row) <= last:
            row += [""] * (last + 1 - len(row))
    if any(row[first] == printed[first] for row in rows):
        kept = [n for n, row in enumerate(rows) if any(row[c] != printed[c] for c in header.fields.values())]
        numbers, rows = [numbers[n] for n in kept], [rows[n] for n in kept]
    reading = _Reading(sheet, grid.title, header, numbers, rows)
    head = grid.numbers[header.index]
    for name, column in header.repeated:
        message = warning(
            "duplicate_column",
            None,
            wording.DUPLICATE_COLUMN,
            text=str(printed[column]),
            column=sheet.field(name).zh,
            first=column_letters(header.fields[name]),
        ).message
        cell = f"{column_letters(column)}{head}"
        reading.problems.append((head, column, Problem(grid.title, cell, "warning", "duplicate_column", message)))
    return reading


def _fill_merges(grid: Grid, reading: _Reading) -> None:
    """A vertically merged value holds for every row of the merge that is a data row."""
    numbers = reading.numbers
    taken = set(reading.header.fields.values())
    for merge in grid.merges:
        if merge.bottom == merge.top or merge.left not in taken:
            continue
        top = bisect_left(numbers, merge.top)
        if top == len(numbers) or numbers[top] != merge.top:
            continue
        value = reading.rows[top][merge.left]
        if value != "":
            for row in reading.rows[top + 1 : bisect_right(numbers, merge.bottom)]:
                row[merge.left] = value


def _read_columns(reading: _Reading, context: Context) -> None:
    for name, column in reading.header.fields.items():
        described = reading.sheet.field(name)
        read = read_column(list(map(itemgetter(column), reading.rows)), described, context)
        reading.columns[name] = read.values
        failed = {index for index, fault in read.faults if fault.level == "error"}
        for index, fault in read.faults:
            reading.tell(index, name, fault)
        if described.required and None in read.values:
            lacking = error("missing_value", wording.MISSING_VALUE, column=described.zh)
            for index, value in enumerate(read.values):
                if value is None and index not in failed:
                    reading.tell(index, name, lacking)
    for index, name, fault in check_row(reading.sheet, reading.columns):
        reading.tell(index, name, fault)


def _made(grid: Grid, reading: _Reading) -> ReadSheet:
    header = reading.header
    return ReadSheet(
        sheet=reading.sheet,
        title=grid.title,
        header_row=grid.numbers[header.index],
        columns={
            name: HeaderCell(column_letters(column), header.texts[name]) for name, column in header.fields.items()
        },
        extra_headers=header.extra,
        hidden=grid.hidden,
        hidden_rows=len(grid.hidden_rows.intersection(reading.numbers)),
    )


def _untaken(grid: Grid, reading: _Reading, missing: Sequence[str]) -> ByColumn:
    """A required column is missing: one problem at the header row's first cell, every row refused."""
    made = _made(grid, reading)
    first = next(i for i, cell in enumerate(grid.rows[reading.header.index]) if cell != "")
    cell = f"{column_letters(first)}{made.header_row}"
    fault = error("missing_column", wording.MISSING_COLUMNS, columns="、".join(missing))
    made.problems.append(Problem(grid.title, cell, fault.level, fault.code, fault.message))
    return ByColumn(made, reading.numbers, refused=set(range(len(reading.numbers))))


def _no_header(grid: Grid, sheet: Sheet, missing: Sequence[str]) -> ByColumn:
    """No row names a field; an empty sheet is no fault, rows without a header are all refused."""
    made = ReadSheet(sheet, grid.title, 0, {}, hidden=grid.hidden)
    if grid.rows:
        fault = error("missing_column", wording.NO_HEADER, columns="、".join(missing))
        made.problems.append(Problem(grid.title, f"A{grid.numbers[0]}", fault.level, fault.code, fault.message))
    return ByColumn(made, grid.numbers[1:], refused=set(range(len(grid.numbers[1:]))))
