"""A workbook of refused rows: the sender's own sheets and headers, each bad cell coloured and told how to mend it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.i18n import Language, Message, Translator
from auditor.importing.files import raw_sheets
from auditor.importing.grid import BadCell, Grid, Raw, cell_of, column_index
from auditor.importing.header import sheet_named
from auditor.importing.read import ReadOptions
from auditor.model.values import Problem

_COLOURS = {"error": "FFF8CBAD", "warning": "FFFFF2CC"}
_AUTHOR = "auditor"
_WIDTH = 18
_COLUMNS = 100
_LONGEST = 32_767
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was refused of one file: per sheet (by the file's own name) the row numbers; the problems of the file."""

    path: Path
    rows: Mapping[str, Collection[int]]
    problems: Sequence[Problem]


def write_rejects(
    out: Path, rejected: Sequence[Rejected], options: ReadOptions, language: Language
) -> tuple[Path, ...]:
    """Write the refused rows, one workbook a file (OUT.xlsx, OUT-2.xlsx ...); a file without any has none.

    The files are read again, so they must still stand where they stood; CallerMistake when they do not.
    """
    written: list[Path] = []
    for one in rejected:
        if any(one.rows.values()):
            suffix = f"-{len(written) + 1}" if written else ""
            written.append(_written(Path(out).with_stem(Path(out).stem + suffix), one, options, language))
    return tuple(written)


def _written(out: Path, rejected: Rejected, options: ReadOptions, language: Language) -> Path:
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.remove(book.worksheets[0])
    for grid, sheet, header_row in raw_sheets(rejected.path, options):
        rows = sorted(rejected.rows.get(grid.title, ()))
        if not rows:
            continue
        if grid.from_1904:
            book.epoch = CALENDAR_MAC_1904
        # A .csv is named for what it holds, so that the workbook imports.
        title = grid.title if sheet_named(grid.title) else sheet.zh
        page = _Page(book.create_sheet(title), Translator(language))
        page.fill(grid, header_row, rows, [p for p in rejected.problems if p.sheet == grid.title])
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        book.save(unfinished)
        unfinished.chmod(0o600)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return out


class _Page:
    """One sheet of refused rows."""

    def __init__(self, worksheet: Any, speak: Translator) -> None:
        self._sheet = worksheet
        self._speak = speak

    def fill(self, grid: Grid, header_row: int, rows: Sequence[int], problems: Sequence[Problem]) -> None:
        """The header as the sender wrote it, then the rows; a merged value stands in each of them."""
        at = {number: index for index, number in enumerate(grid.numbers)}
        places: dict[int, int] = {}
        for place, number in enumerate([header_row, *rows] if header_row else rows, start=1):
            places[number] = place
            for column, cell in enumerate(grid.rows[at[number]], start=1):
                self._put(place, column, cell)
        self._merged(grid, at, places)
        self._colour(problems, places)
        self._widths()

    def _put(self, row: int, column: int, cell: Raw) -> None:
        if cell == "":
            return
        made = self._sheet.cell(row, column)
        if isinstance(cell, str | BadCell):
            # What has no value stays an error until somebody mends it: an empty cell would import as empty.
            text = (cell.shown or "#N/A") if isinstance(cell, BadCell) else cell
            made.value = _UNWRITABLE.sub("", text)[:_LONGEST]
            made.data_type = "s"
            made.number_format = "@"
        else:
            made.value = cell

    def _merged(self, grid: Grid, at: Mapping[int, int], places: Mapping[int, int]) -> None:
        for merge in grid.merges:
            if merge.bottom > merge.top and merge.top in at:
                value = cell_of(grid.rows[at[merge.top]], merge.left)
                for number, place in places.items():
                    if merge.top <= number <= merge.bottom:
                        self._put(place, merge.left + 1, value)

    def _colour(self, problems: Sequence[Problem], places: Mapping[int, int]) -> None:
        from openpyxl.comments import Comment
        from openpyxl.styles import PatternFill

        found: dict[tuple[int, int], list[Problem]] = defaultdict(list)
        for problem in problems:
            letters = problem.cell.rstrip("0123456789")
            number = int(problem.cell[len(letters) :])
            if number in places:
                found[places[number], column_index(letters) + 1].append(problem)
        for (row, column), told in found.items():
            level = "error" if any(problem.level == "error" for problem in told) else "warning"
            cell = self._sheet.cell(row, column)
            cell.fill = PatternFill("solid", fgColor=_COLOURS[level])
            said = "\n".join(self._said(problem) for problem in told)
            cell.comment = Comment(said, _AUTHOR, height=120, width=320)

    def _said(self, problem: Problem) -> str:
        message = problem.message
        return self._speak.t(message) if isinstance(message, Message) else str(message)

    def _widths(self) -> None:
        from openpyxl.utils import get_column_letter

        for column in range(1, min(self._sheet.max_column, _COLUMNS) + 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
        self._sheet.freeze_panes = "A2"
