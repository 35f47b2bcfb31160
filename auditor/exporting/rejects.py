"""A workbook of refused rows: the sender's own sheets and headers, each bad cell coloured and told how to mend it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.exporting.table import SUFFIX
from auditor.i18n import Language, Message, Translator
from auditor.importing.grid import BadCell, Raw, column_index
from auditor.importing.header import sheet_named
from auditor.importing.options import ReadOptions
from auditor.importing.raw import RawSheet, raw_rows
from auditor.importing.scratch import scratch
from auditor.model.sheets import BY_NAME
from auditor.model.values import Problem
from auditor.monitor import Monitor

TOLD_CELLS = 20_000
"""Cells of a sheet that are coloured and told how to mend; Excel opens no more remarks in good time."""

_COLOURS = {"error": "FFF8CBAD", "warning": "FFFFF2CC"}
_AUTHOR = "auditor"
_WIDTH = 18
_COLUMNS = 100
_LONGEST = 32_767
_LONGEST_TITLE = 31
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was refused of one file: per sheet (by the file's own name) the row numbers; the problems of the file."""

    path: Path
    rows: Mapping[str, Collection[int]]
    problems: Iterable[Problem]


def write_rejects(
    out: Path, rejected: Sequence[Rejected], options: ReadOptions, language: Language, monitor: Monitor
) -> tuple[Path, ...]:
    """Write the refused rows, one workbook a file (OUT.xlsx, OUT-2.xlsx ...); a file without any has none.

    A name that ends in .csv asks for tables of text, one a sheet. The files are read again, so they must still stand
    where they stood; CallerMistake when they do not.
    """
    from auditor.exporting.rejects_table import written_tables

    written: list[Path] = []

    def name() -> Path:
        return out.with_stem(out.stem + (f"-{len(written) + 1}" if written else ""))

    for one in rejected:
        if not any(one.rows.values()):
            continue
        if out.suffix.lower() == SUFFIX:
            written_tables(name, written, one, options, language, monitor)
        else:
            written.append(_written(name(), one, options, language, monitor))
    return tuple(written)


def _written(out: Path, rejected: Rejected, options: ReadOptions, language: Language, monitor: Monitor) -> Path:
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    with scratch() as folder:
        book = Workbook(write_only=True)
        sheets = raw_rows(rejected.path, options, rejected.rows, folder, monitor)
        told = remarks_of(rejected, {sheet.head.title: sheet.head.header_row for sheet in sheets}, Translator(language))
        for sheet in sheets:
            if sheet.head.from_1904:
                book.epoch = CALENDAR_MAC_1904
            page = book.create_sheet(_title(sheet, options))
            _fill(page, sheet.rows(), told.get(sheet.head.title, {}))
        unfinished = out.with_name(f".{out.name}.unfinished")
        try:
            book.save(unfinished)
            unfinished.chmod(0o600)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    return out


def _title(sheet: RawSheet, options: ReadOptions) -> str:
    """The sender's name where the workbook imports by it (a mapping knows it); else what the sheet holds."""
    title = sheet.head.title
    known = sheet_named(title) is not None or options.mapping is not None
    fits = len(title) <= _LONGEST_TITLE and not _NO_TITLE.search(title)
    return title if known and fits else BY_NAME[sheet.head.sheet].zh


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said at a cell."""

    level: str
    text: str


def remarks_of(
    rejected: Rejected, headers: Mapping[str, int], speak: Translator
) -> dict[str, dict[int, dict[int, Remark]]]:
    """The remarks at refused rows and at headers by sheet, row and column (from 0); no more than a sheet may have."""
    found: dict[str, dict[int, dict[int, Remark]]] = defaultdict(lambda: defaultdict(dict))
    wanted = {title: {*rejected.rows[title], row} for title, row in headers.items()}
    room = dict.fromkeys(wanted, TOLD_CELLS)
    for problem in rejected.problems:
        letters = problem.cell.rstrip("0123456789")
        number, column = int(problem.cell[len(letters) :]), column_index(letters)
        if number not in wanted.get(problem.sheet, ()) or not room[problem.sheet]:
            continue
        room[problem.sheet] -= 1
        row = found[problem.sheet][number]
        earlier = row.get(column)
        text = _said(problem, speak)
        row[column] = Remark(
            "error" if "error" in (problem.level, earlier.level if earlier else "") else "warning",
            f"{earlier.text}\n{text}" if earlier else text,
        )
    return found


def _said(problem: Problem, speak: Translator) -> str:
    message = problem.message
    return speak.t(message) if isinstance(message, Message) else str(message)


def _fill(page: Any, rows: Iterator[tuple[int, list[Raw]]], told: Mapping[int, Mapping[int, Remark]]) -> None:
    """The header as the sender wrote it, then the rows, one at a time."""
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "A2"
    for column in range(1, _COLUMNS + 1):
        page.column_dimensions[get_column_letter(column)].width = _WIDTH
    make = _Cells(page)
    for number, row in rows:
        remarks = told.get(number, {})
        width = max(len(row), *(column + 1 for column in remarks)) if remarks else len(row)
        page.append([make.cell(row[at] if at < len(row) else "", remarks.get(at)) for at in range(width)])


class _Cells:
    """Makes the cells of a page."""

    def __init__(self, page: Any) -> None:
        from openpyxl.styles import PatternFill

        self._page = page
        self._fills = {level: PatternFill("solid", fgColor=colour) for level, colour in _COLOURS.items()}

    def cell(self, value: Raw, remark: Remark | None) -> Any:
        """One cell; text is text whatever it begins with, so that no program takes it for a formula."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.comments import Comment

        if value == "" and remark is None:
            return None
        made = WriteOnlyCell(self._page)
        if isinstance(value, str | BadCell):
            # What has no value stays an error until somebody mends it: an empty cell would import as empty.
            text = (value.shown or "#N/A") if isinstance(value, BadCell) else value
            if text:
                made.value = _UNWRITABLE.sub("", text)[:_LONGEST]
                made.data_type = "s"
                made.number_format = "@"
        else:
            made.value = value
        if remark is not None:
            made.fill = self._fills[remark.level]
            made.comment = Comment(remark.text, _AUTHOR, height=120, width=320)
        return made
