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
from auditor.importing.header import Header, repeats_header
from auditor.importing.mapping.apply import Made, Maker, available, lacking, translated
from auditor.importing.mapping.shape import SheetMapping
from auditor.importing.matching import matched_header, sayings_of
from auditor.importing.read import HeaderCell, ReadOptions, ReadSheet
from auditor.importing.totals import is_total, total_columns
from auditor.importing.units import scaled
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
    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Where fields stand that have no column of their own, and the headers they are made of."""
    total_rows: tuple[int, ...] = ()

    def tell(self, index: int, name: str, fault: Fault) -> None:
        """Put a fault in its cell; an error refuses the row."""
        number = self.numbers[index]
        column = self.header.fields[name] if name in self.header.fields else self.places.get(name, (0, ""))[0]
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
    sayings = sayings_of(options, grid.title, sheet)
    header = matched_header(grid, sheet, sayings)
    missing = _missing(sheet, header, sayings.mapping)
    if header is None:
        return _no_header(grid, sheet, missing)
    reading = _opened(grid, sheet, header)
    if missing:
        return _untaken(grid, reading, missing)
    _fill_merges(grid, reading)
    _read_columns(reading, Context(options.today, grid.from_1904, dict(options.aliases)), sayings.mapping, grid)
    made = _made(grid, reading)
    made.problems.extend(problem for *_, problem in sorted(reading.problems, key=lambda told: told[:2]))
    return ByColumn(made, reading.numbers, reading.columns, reading.refused)


def _missing(sheet: Sheet, header: Header | None, mapping: SheetMapping | None) -> list[str]:
    """The required columns that are not there, as the sender calls them where a mapping says so."""
    there = set(header.fields) if header else set()
    if header and mapping:
        there |= available(mapping, header)
    names: list[str] = []
    for one in sheet.fields:
        if one.required and one.name not in there:
            theirs = lacking(mapping, header, one.name) if header and mapping else ()
            names += theirs or (one.zh,)
    return names


def _opened(grid: Grid, sheet: Sheet, header: Header) -> _Reading:
    """The data rows: what stands below the header, left out its translation below it and its later repetitions."""
    start = header.index + 1
    while start < len(grid.rows) and repeats_header(grid.rows[start], header, sheet):
        start += 1
    numbers, rows = grid.numbers[start:], grid.rows[start:]
    printed = grid.rows[header.index]
    used = [*header.fields.values(), *(header.places.values() if header.rules or header.compared else ())]
    first, last = used[0], max(used)
    for row in (printed, *rows):
        if len(row) <= last:
            row += [""] * (last + 1 - len(row))
    if any(row[first] == printed[first] for row in rows):
        kept = [n for n, row in enumerate(rows) if any(row[c] != printed[c] for c in header.fields.values())]
        numbers, rows = [numbers[n] for n in kept], [rows[n] for n in kept]
    totals = is_total(rows, total_columns(sheet, header))
    if totals:
        numbers, rows, left_out = _without(numbers, rows, totals)
    reading = _Reading(sheet, grid.title, header, numbers, rows, total_rows=left_out if totals else ())
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


def _without(
    numbers: list[int], rows: list[list[Raw]], totals: set[int]
) -> tuple[list[int], list[list[Raw]], tuple[int, ...]]:
    """The rows that are no sums of others, and the numbers of those that are."""
    kept = [n for n in range(len(rows)) if n not in totals]
    return [numbers[n] for n in kept], [rows[n] for n in kept], tuple(numbers[n] for n in sorted(totals))


def _read_columns(reading: _Reading, context: Context, mapping: SheetMapping | None, grid: Grid) -> None:
    header = reading.header
    for name, column in header.fields.items():
        described = reading.sheet.field(name)
        cells = list(map(itemgetter(column), reading.rows))
        if name in header.rules:
            cells = translated(cells, header.rules[name], described)
        if name in header.scales:
            cells = scaled(cells, header.scales[name])
        read = read_column(cells, described, context)
        reading.columns[name] = read.values
        failed = {index for index, fault in read.faults if fault.level == "error"}
        for index, fault in read.faults:
            reading.tell(index, name, fault)
        if described.required and None in read.values:
            lacking = error("missing_value", wording.missing(described), column=described.zh)
            for index, value in enumerate(read.values):
                if value is None and index not in failed:
                    reading.tell(index, name, lacking)
    if mapping is not None:
        maker = Maker(reading.sheet, mapping, header, reading.rows, reading.columns, context)
        _take(reading, maker.made(grid.attempts, reading.numbers))
    for index, name, fault in check_row(reading.sheet, reading.columns):
        reading.tell(index, name, fault)


def _take(reading: _Reading, made: Made) -> None:
    """Take what a mapping made beside the columns that were read."""
    reading.columns |= made.columns
    reading.places |= made.places
    for index, name, fault in made.faults:
        reading.tell(index, name, fault)


def _made(grid: Grid, reading: _Reading) -> ReadSheet:
    header = reading.header
    return ReadSheet(
        sheet=reading.sheet,
        title=grid.title,
        header_row=grid.numbers[header.index],
        columns={
            **{name: HeaderCell(column_letters(column), header.texts[name]) for name, column in header.fields.items()},
            **{name: HeaderCell(column_letters(column), text) for name, (column, text) in reading.places.items()},
        },
        extra_headers=header.extra,
        hidden=grid.hidden,
        hidden_rows=len(grid.hidden_rows.intersection(reading.numbers)),
        matched=header.matched,
        total_rows=reading.total_rows,
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
