"""A .csv to a sheet: UTF-8 with or without a byte order mark, UTF-16 with one, GB18030; comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from auditor.i18n import N_
from auditor.importing.grid import Grid, Raw, Source, is_blank
from auditor.importing.header import sheet_by_columns
from auditor.importing.matching import Sayings, matched_header
from auditor.importing.tabbed import tabbed_rows
from auditor.importing.wording import refused_file
from auditor.model.fields import Sheet
from auditor.model.formulas import unguarded

_DELIMITERS = (",", "\t", ";")
_SAMPLE = 200
_CELL = 1 << 20
_BLOCK = 1 << 20
_HINT = N_("Save the table as “CSV UTF-8” or as an .xlsx workbook.")


def open_table(
    path: Path, opened: Callable[[], BinaryIO], sheet: Sheet | None, sayings: Sayings | None = None
) -> tuple[Source, Sheet]:
    """The table and what it is: the sheet asked for, else the one its columns speak for.

    ``opened`` opens its bytes anew for each pass; ``path`` names it.
    """
    encoding = _encoding(path, opened)
    best: tuple[int, str, Sheet] | None = None
    for delimiter in _DELIMITERS:
        sample = Grid(path.stem, [], [])
        for number, row in islice(_rows(path, opened, encoding, delimiter), _SAMPLE):
            sample.numbers.append(number)
            sample.rows.append(row)
        spoken = sheet or sheet_by_columns(sample)
        header = matched_header(sample, spoken, sayings or Sayings()) if spoken else None
        read = sum(one.how != "none" for one in header.matched) if header else 0
        if spoken and (best is None or read > best[0]):
            best = (read, delimiter, spoken)
    if best is None:
        message = N_("No column of {file} is one of the workbook's.")
        hint = N_("Name the columns as in the template, or say which sheet the file holds.")
        raise refused_file(path.name, message, hint)
    _, chosen, spoken = best
    return Source(Grid(path.stem, [], []), lambda: _rows(path, opened, encoding, chosen)), spoken


def _encoding(path: Path, opened: Callable[[], BinaryIO]) -> str:
    with opened() as stream:
        start = stream.read(2)
    encodings = ("utf-16",) if start in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        if _is_text(opened, encoding):
            return encoding
    raise refused_file(path.name, N_("{file} is neither an .xlsx workbook nor text in UTF-8 or GB18030."), _HINT)


def _is_text(opened: Callable[[], BinaryIO], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with opened() as stream:
            while block := stream.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            return "\0" not in decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False


def _unwrapped(cell: str) -> str:
    """``="0123"`` is how programs keep Excel from making a number of a code; a quote keeps it from computing."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else unguarded(cell)


def _rows(path: Path, opened: Callable[[], BinaryIO], encoding: str, delimiter: str) -> Iterator[tuple[int, list[Raw]]]:
    csv.field_size_limit(_CELL)
    try:
        with io.TextIOWrapper(opened(), encoding=encoding, newline="") as stream:
            table = tabbed_rows(stream) if delimiter == "\t" else csv.reader(stream, delimiter=delimiter)
            for number, cells in enumerate(table, start=1):
                row: list[Raw] = [_unwrapped(cell) for cell in cells]
                if not is_blank(row):
                    yield number, row
    except csv.Error as cause:
        raise refused_file(path.name, N_("{file} is not a readable table: a cell does not end."), _HINT) from cause
