"""What reading a file yields: its sheets as parsed rows with located problems, nothing of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from auditor.importing.options import ChosenColumn, ChosenSheet, Mend, ReadOptions
from auditor.model.fields import Sheet
from auditor.model.values import ParsedRow, Problem

__all__ = [
    "ChosenColumn",
    "ChosenSheet",
    "Guess",
    "HeaderCell",
    "MatchedColumn",
    "Mend",
    "OtherSheet",
    "ReadFile",
    "ReadFiles",
    "ReadOptions",
    "ReadSheet",
]


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """Where a field stands in the file: the column's letters and the header as the sender wrote it."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What a header or a sheet may mean: the name of a field or sheet of ours, and how alike it is (0 to 100)."""

    name: str
    score: int


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """One column of the header row and what became of it.

    ``field`` is empty where the column is not read; ``how`` is one of exact, alias, english, folded, mapping, chosen,
    dropped, compared, repeated, unit (left out: its unit is not ours), none. ``guesses`` (best first) are only offered.
    """

    letter: str
    header: str
    field: str
    how: str
    guesses: tuple[Guess, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class OtherSheet:
    """A sheet of a file that was not taken: its header row (0: none), its headers, and what they speak for."""

    title: str
    header_row: int
    headers: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet of a file.

    ``rows`` are the survivors in file order, ``refused`` the rows with an error (they count as absent);
    ``title`` is the file's own name of the sheet, ``header_row`` counts from 1 (0: there was none);
    ``total_rows`` are rows of sums, which are no data rows.
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
    matched: tuple[MatchedColumn, ...] = ()
    total_rows: tuple[int, ...] = ()

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
    """One file: the sheets taken, the names of those ignored (``others`` looks into them), its bytes' SHA-256."""

    path: Path
    sha256: str
    sheets: tuple[ReadSheet, ...]
    ignored: tuple[str, ...] = ()
    others: tuple[OtherSheet, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """All files of one import, in the order given."""

    files: tuple[ReadFile, ...]
