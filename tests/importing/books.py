"""Files as senders make them, written by the usual writers, and reading them back."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditor.importing import ReadOptions, ReadSheet, read_files
from auditor.model.types import day_of

TODAY = date(2026, 6, 30)
OPTIONS = ReadOptions(day_of(TODAY))
HOST_HEADER = ("主播编号", "昵称")


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook by openpyxl: (title, rows) each."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def only_sheet(path: Path, options: ReadOptions = OPTIONS) -> ReadSheet:
    """The one sheet of the one file."""
    (file,) = read_files([path], options).files
    (sheet,) = file.sheets
    return sheet


def told(sheet: ReadSheet) -> list[tuple[str, str, str]]:
    """(cell, level, code) of every problem."""
    return [(problem.cell, problem.level, problem.code) for problem in sheet.problems]


def rewritten(path: Path, part: str, change: Any) -> Path:
    """The same archive with one part's bytes changed by a function."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
