"""A .csv to a grid: UTF-8 with or without a byte order mark, UTF-16 with one, GB18030; comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from auditor.i18n import N_
from auditor.importing.grid import Grid, Raw, is_blank
from auditor.importing.header import find_header, sheet_by_columns
from auditor.importing.wording import refused_file
from auditor.model.fields import Sheet

_DELIMITERS = (",", "\t", ";")
_SAMPLE = 200
_CELL = 1 << 20
_HINT = N_("Save the table as “CSV UTF-8” or as an .xlsx workbook.")


def read_table(path: Path, data: bytes, sheet: Sheet | None) -> tuple[Grid, Sheet]:
    """The table and what it is: the sheet asked for, else the one its columns speak for."""
    text = _decoded(path, data)
    best: tuple[int, Grid, Sheet] | None = None
    for delimiter in _DELIMITERS:
        sample = _split(path, text, delimiter, most=_SAMPLE)
        spoken = sheet or sheet_by_columns(sample)
        header = find_header(sample, spoken) if spoken else None
        if spoken and (best is None or (header and len(header.fields) > best[0])):
            best = (len(header.fields) if header else 0, sample, spoken)
            chosen = delimiter
    if best is None:
        message = N_("No column of {file} is one of the workbook's.")
        hint = N_("Name the columns as in the template, or say which sheet the file holds.")
        raise refused_file(path.name, message, hint)
    return _split(path, text, chosen), best[2]


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refused_file(path.name, N_("{file} is neither an .xlsx workbook nor text in UTF-8 or GB18030."), _HINT)


def _unwrapped(cell: str) -> str:
    """``="0123"`` is how programs keep Excel from making a number of a code."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _split(path: Path, text: str, delimiter: str, most: int = 0) -> Grid:
    grid = Grid(path.stem, [], [])
    csv.field_size_limit(_CELL)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            row: list[Raw] = [_unwrapped(cell) for cell in cells]
            if is_blank(row):
                continue
            grid.numbers.append(number)
            grid.rows.append(row)
            if most and len(grid.rows) >= most:
                break
    except csv.Error as cause:
        raise refused_file(path.name, N_("{file} is not a readable table: a cell does not end."), _HINT) from cause
    return grid
