"""Workbooks being written: the file beside its final name, the pages, the hidden sheet of choices."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from auditor.exporting.layout import CHOICES, Layout
from auditor.exporting.page import Look, Page, enumerations, look_of
from auditor.exporting.unwritable import cannot_be_written
from auditor.i18n import Language
from auditor.model.fields import Field, Sheet


class Book:
    """One workbook; it stands under its name only when it is whole, readable by its owner alone."""

    def __init__(self, path: Path, language: Language) -> None:
        import xlsxwriter

        self.path = path
        self._unfinished = path.with_name(f".{path.name}.unfinished")
        self._layout = Layout(language)
        self._book: Any = xlsxwriter.Workbook(str(self._unfinished), {"constant_memory": True})
        self._book.use_zip64()
        self._look: Look = look_of(self._book)
        self._pages: list[tuple[Page, tuple[Field, ...]]] = []

    def page(self, sheet: Sheet, fields: tuple[Field, ...]) -> Page:
        """Add a sheet; its rows must be written before the next sheet is added."""
        page = Page(sheet, fields, self._book.add_worksheet(self._layout.title(sheet)), self._look, self._layout)
        self._pages.append((page, fields))
        return page

    def close(self) -> None:
        """Write the choices, finish the file and give it its name; WorldFailed when the disk says no."""
        self._choices()
        try:
            self._book.close()
            self._unfinished.chmod(0o600)
            with self._unfinished.open("rb+") as stream:
                os.fsync(stream.fileno())
            self._unfinished.replace(self.path)
        except OSError as cause:
            self.drop()
            raise cannot_be_written(self.path, cause) from cause
        except Exception as cause:
            self.drop()
            inner = cause.args[0] if cause.args else None
            if isinstance(inner, OSError):  # XlsxWriter wraps what the disk said
                raise cannot_be_written(self.path, inner) from cause
            raise

    def drop(self) -> None:
        """Leave nothing behind, neither the file nor the writer's own temporary ones: they may hold personal data."""
        leftovers = [self._unfinished]
        for worksheet in self._book.worksheets():
            if worksheet.row_data_fh is not None:
                worksheet.row_data_fh.close()
            if worksheet.row_data_filename:
                leftovers.append(Path(worksheet.row_data_filename))
        for path in leftovers:
            with contextlib.suppress(OSError):
                path.unlink()

    def _choices(self) -> None:
        names = enumerations(fields for _, fields in self._pages)
        if not names:
            return
        title = CHOICES[self._layout.language]
        sources = {}
        listed = [list(self._layout.words(name).values()) for name in names]
        for column, words in enumerate(listed):
            letter = _letters(column)
            sources[names[column]] = f"='{title}'!${letter}$1:${letter}${len(words)}"
        for page, _ in self._pages:
            page.choices(sources)
        sheet = self._book.add_worksheet(title)
        sheet.hide()
        for row in range(max(map(len, listed))):
            for column, words in enumerate(listed):
                if row < len(words):
                    sheet.write_string(row, column, words[row])


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
