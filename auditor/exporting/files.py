"""What we write: the empty workbook to be filled; the filled one, or a sheet of it, that imports again unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from auditor.exporting.book import Book
from auditor.exporting.layout import sheets, shown_fields
from auditor.exporting.page import Page, Row
from auditor.exporting.table import MOST_ROWS as MOST_ROWS_OF_A_TABLE
from auditor.exporting.table import SUFFIX, Table
from auditor.i18n import N_, Language, said
from auditor.model.fields import Sheet
from auditor.monitor import Monitor, Silent

MOST_ROWS = 200_000
"""Rows of a sheet in one workbook; what is more goes on in the next."""
_STEP = 5_000


def write_template(path: Path, language: Language) -> Path:
    """Write the empty workbook; WorldFailed when the file cannot be written."""
    book = Book(Path(path), language)
    for sheet in sheets():
        book.page(sheet, sheet.fields)
    book.close()
    return book.path


def write_export(
    path: Path,
    rows: Iterable[tuple[Sheet, Iterable[Row]]],
    *,
    masked: bool,
    language: Language,
    monitor: Monitor | None = None,
    most: int | None = None,
) -> tuple[Path, ...]:
    """Write the filled workbook; beyond ``most`` rows a sheet it goes on in NAME-2.xlsx. Gives the files written.

    Under a name that ends in .csv the one sheet given becomes a table of text instead.
    """
    writing = _Writing(Path(path), language, masked, monitor or Silent(), most)
    try:
        for sheet, stored in rows:
            writing.sheet(sheet, stored)
        return writing.close()
    except BaseException:
        writing.drop()
        raise


class _Writing:
    """The books of one export, the further ones opened when a sheet overflows."""

    def __init__(self, path: Path, language: Language, masked: bool, monitor: Monitor, most: int | None) -> None:
        self._path = path
        self._language = language
        self._masked = masked
        self._monitor = monitor
        self._table = self._path.suffix.lower() == SUFFIX
        self._most = most or (MOST_ROWS_OF_A_TABLE if self._table else MOST_ROWS)
        self._books: list[Book | Table] = []
        self._asked: list[Sheet] = []
        self._done = 0

    def sheet(self, sheet: Sheet, rows: Iterable[Row]) -> None:
        """Write a sheet's rows into as many books as they need; a sheet without rows is left out."""
        self._asked.append(sheet)
        stream = iter(rows)
        for number, first in enumerate(stream):
            page = self._page(number, sheet)
            for written, row in enumerate(chain((first,), stream), start=1):
                page.write(row)
                self._report()
                if written == self._most:
                    break

    def _page(self, number: int, sheet: Sheet) -> Page | Table:
        if number == len(self._books):
            suffix = f"-{number + 1}" if number else ""
            make = Table if self._table else Book
            self._books.append(make(self._path.with_stem(self._path.stem + suffix), self._language))
        return self._books[number].page(sheet, shown_fields(sheet, masked=self._masked))

    def _report(self) -> None:
        self._done += 1
        if self._done % _STEP == 0:
            self._monitor.step(self._done, None, said(N_("Writing rows")))

    def close(self) -> tuple[Path, ...]:
        """Finish every book; an export of nothing holds the headers of what was asked for."""
        if not self._books:
            for sheet in self._asked or sheets():
                self._page(0, sheet)
        for book in self._books:
            book.close()
        return tuple(book.path for book in self._books)

    def drop(self) -> None:
        for book in self._books:
            book.drop()
