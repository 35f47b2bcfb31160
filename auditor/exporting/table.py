"""A sheet as .csv: RFC 4180, UTF-8 with a byte order mark so that Excel shows Chinese, no cell that would compute."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from auditor.exporting.layout import Layout
from auditor.exporting.unwritable import cannot_be_written
from auditor.exporting.wording import as_text
from auditor.i18n import Language
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.formulas import guarded
from auditor.model.values import Value

SUFFIX = ".csv"
MOST_ROWS = 1_000_000
"""Rows of one .csv; Excel shows 1,048,576."""

_NUMBERS = frozenset({Kind.INT, Kind.DECIMAL})


class Lines:
    """The lines of a .csv; it stands under its name only when it is whole, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            handle = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._stream: IO[str] = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        except OSError as cause:
            raise cannot_be_written(path, cause) from cause
        self._writer = csv.writer(self._stream, lineterminator="\r\n")

    def write(self, cells: Iterable[str]) -> None:
        """Add a line of cells as they are; WorldFailed when the disk says no."""
        try:
            # No reader takes a NUL in text, whatever the cell says beside it.
            self._writer.writerow([cell.replace("\0", "") for cell in cells])
        except OSError as cause:
            raise cannot_be_written(self.path, cause) from cause

    def close(self) -> None:
        """Finish the file and give it its name; WorldFailed when the disk says no."""
        try:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._unfinished.replace(self.path)
        except OSError as cause:
            self.drop()
            raise cannot_be_written(self.path, cause) from cause

    def drop(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError):
            self._stream.close()
        with suppress(OSError):
            self._unfinished.unlink()


class Table:
    """One .csv with the rows of one sheet."""

    def __init__(self, path: Path, language: Language) -> None:
        self._layout = Layout(language)
        self._lines = Lines(path)
        self._columns: Sequence[tuple[str, Any, bool]] = ()

    @property
    def path(self) -> Path:
        """The file's name."""
        return self._lines.path

    def page(self, sheet: Sheet, fields: tuple[Field, ...]) -> Table:
        """Say which sheet it holds (one, and once): its header."""
        self._columns = [(field.name, as_text(field, self._layout), field.kind in _NUMBERS) for field in fields]
        self._lines.write(self._layout.header(field) for field in fields)
        return self

    def write(self, row: dict[str, Value]) -> None:
        """Add a row; texts are guarded, numbers are numbers."""
        get = row.get
        cells = []
        for name, say, number in self._columns:
            value = get(name)
            text = "" if value is None else say(value)
            cells.append(text if number else guarded(text))
        self._lines.write(cells)

    def close(self) -> None:
        """Finish the file; WorldFailed when the disk says no."""
        self._lines.close()

    def drop(self) -> None:
        """Leave nothing behind."""
        self._lines.drop()
