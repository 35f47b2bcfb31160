"""Foreign files as the contained process read them: heads in memory, rows and problems in a folder on disk."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from auditor.importing.contained import run_contained, unreadable
from auditor.importing.instead import NoneOfOurs
from auditor.importing.read import HeaderCell, MatchedColumn, OtherSheet, ReadOptions
from auditor.importing.reading import FileHead, SheetHead
from auditor.importing.spool import SpooledProblems, SpooledRows, spooled_numbers
from auditor.importing.wire import Unfit, from_wire
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_NAME
from auditor.model.values import ParsedRow, Problem
from auditor.monitor import Monitor

_STEM = re.compile(r"sheet-\d{1,4}")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_TITLE = 1_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SpooledSheet:
    """One sheet of a file, the like of ReadSheet; its rows are gone through from disk, CallerMistake where broken."""

    path: Path
    folder: Path
    head: SheetHead

    @property
    def sheet(self) -> Sheet:
        """What it is among ours."""
        return BY_NAME[self.head.sheet]

    @property
    def title(self) -> str:
        """The file's own name of it."""
        return self.head.title

    @property
    def header_row(self) -> int:
        """Counted from 1; 0 where there is none."""
        return self.head.header_row

    @property
    def columns(self) -> dict[str, HeaderCell]:
        """Where each field stands."""
        return self.head.columns

    @property
    def matched(self) -> tuple[MatchedColumn, ...]:
        """Every column of the header row and what became of it."""
        return self.head.matched

    @property
    def data_rows(self) -> int:
        """All data rows: what was taken and what was refused."""
        return self.head.rows + self.head.refused

    @property
    def repeats(self) -> bool:
        """Whether two rows say the same in every key column."""
        return self.head.repeats

    def __len__(self) -> int:
        return self.head.rows

    def batches(self) -> Iterator[list[ParsedRow]]:
        """The rows that survived reading, from the first on, as often as asked."""
        rows = SpooledRows(self._file("rows"), self.sheet, self.head.rows, self.head.repeats)
        try:
            yield from rows.batches()
        except Unfit as cause:
            raise unreadable(self.path) from cause

    def problems(self) -> Iterator[Problem]:
        """What reading found wrong, in the order of the sheet."""
        try:
            yield from SpooledProblems(self._file("problems"), self.title)
        except Unfit as cause:
            raise unreadable(self.path) from cause

    @cached_property
    def refused_rows(self) -> Sequence[int]:
        """The numbers of the rows that reading refused, rising."""
        return self._numbers("refused")

    @cached_property
    def warned_rows(self) -> Sequence[int]:
        """The numbers of the rows with a warning from reading, rising."""
        return self._numbers("warned")

    def cell(self, name: str, row: int) -> str:
        """The cell ("B17") of a field in a row; of the key, else of the first column, where the field has no column."""
        for wanted in (name, *self.sheet.key):
            if wanted in self.columns:
                return f"{self.columns[wanted].letter}{row}"
        return f"A{row}"

    def _numbers(self, name: str) -> array[int]:
        try:
            return spooled_numbers(self._file(name))
        except Unfit as cause:
            raise unreadable(self.path) from cause

    def _file(self, name: str) -> Path:
        path = self.folder / f"{self.head.spool}.{name}"
        if path.is_symlink() or not path.is_file():
            raise Unfit("spool")
        return path


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """One file: its sheets, the names of those ignored (``others`` looks into them), its bytes' SHA-256."""

    path: Path
    sha256: str
    sheets: tuple[SpooledSheet, ...]
    ignored: tuple[str, ...]
    others: tuple[OtherSheet, ...]


def read_contained(
    paths: Sequence[Path], options: ReadOptions, folder: Path, monitor: Monitor
) -> tuple[SpooledFile, ...]:
    """Read every file in a process of its own; CallerMistake when one cannot be taken at all, or none holds a sheet.

    The rows stay in ``folder`` (from ``scratch``), which must outlive what is given back.
    """
    files = []
    for number, path in enumerate(paths):
        place = folder / f"file-{number}"
        place.mkdir(mode=0o700)
        found = run_contained("read", {"path": str(path), "options": options.to_json()}, place, monitor)
        files.append(_file(Path(path), place, found))
    if not any(file.sheets for file in files):
        raise NoneOfOurs([(file.path.name, other) for file in files for other in file.others])
    return tuple(files)


def _file(path: Path, folder: Path, found: object) -> SpooledFile:
    try:
        head = from_wire(FileHead, found)
        if not _SHA256.fullmatch(head.sha256):
            raise Unfit("digest")
        for sheet in head.sheets:
            _check(sheet)
    except Unfit as cause:
        raise unreadable(path) from cause
    sheets = tuple(SpooledSheet(path, folder, sheet) for sheet in head.sheets)
    return SpooledFile(path, head.sha256, sheets, head.ignored, head.others)


def _check(head: SheetHead) -> None:
    if head.sheet not in BY_NAME or not _STEM.fullmatch(head.spool) or len(head.title) > _TITLE:
        raise Unfit("sheet")
    fields = {field.name for field in BY_NAME[head.sheet].fields}
    if not (head.columns.keys() | head.filled.keys()) <= fields:
        raise Unfit("fields")
    if not all(_LETTERS.fullmatch(cell.letter) for cell in head.columns.values()):
        raise Unfit("columns")
    if min(head.header_row, head.rows, head.refused, head.problems, head.hidden_rows, *head.filled.values(), 0) < 0:
        raise Unfit("counts")
