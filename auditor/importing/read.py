"""What reading a file yields: its sheets as parsed rows with located problems, nothing of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.fields import Sheet
from auditor.model.values import ParsedRow, Problem


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    ``today`` (day number) tells which dates lie in the future; ``csv_sheet`` (Chinese or English name) says what
    a .csv holds where its columns alone should not decide.
    """

    today: int
    csv_sheet: str = ""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """Where a field stands in the file: the column's letters and the header as the sender wrote it."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet of a file.

    ``rows`` are the survivors in file order, ``refused`` the rows with an error (they count as absent);
    ``title`` is the file's own name of the sheet, ``header_row`` counts from 1 (0: there was none).
    """

    sheet: Sheet
    title: str
    header_row: int
    columns: dict[str, HeaderCell]
    rows: list[ParsedRow] = field(default_factory=list)
    refused: list[ParsedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    extra_headers: tuple[str, ...] = ()
    hidden: bool = False
    hidden_rows: int = 0

    @property
    def data_rows(self) -> int:
        """All data rows of the sheet: what was taken and what was refused."""
        return len(self.rows) + len(self.refused)

    def cell(self, name: str, row: int) -> str:
        """The cell ("B17") of a field in a row; of the key, else of the first column, where the field has no column."""
        for wanted in (name, *self.sheet.key):
            if wanted in self.columns:
                return f"{self.columns[wanted].letter}{row}"
        return f"A{row}"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file: the sheets taken, the names of those ignored, and the SHA-256 of its bytes."""

    path: Path
    sha256: str
    sheets: tuple[ReadSheet, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """All files of one import, in the order given."""

    files: tuple[ReadFile, ...]
