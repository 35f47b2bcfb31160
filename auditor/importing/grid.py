"""A sheet as it stands in a file, before anything is understood: rows of raw cells and what the reader hid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell without a value to read: an Excel error (``error`` says which) or a formula without its result."""

    code: str
    shown: str = ""


Raw = str | int | float | bool | date | datetime | time | timedelta | BadCell
"""A cell: the empty string where nothing stands."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block, both ends inclusive, rows from 1 and columns from 0; its value stands in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """The rows of one sheet that hold anything, each with its number in the file (from 1); they may end early."""

    title: str
    numbers: list[int]
    rows: list[list[Raw]]
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False
    from_1904: bool = False
    attempts: dict[int, int] = field(default_factory=dict)
    """By row number which attempt of its day a row is, where a mapping numbers them."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sheet that can be gone through row by row, more than once, without being held.

    ``empty`` is its grid without rows; ``rows`` starts a pass: rising (number, cells) of each row that holds anything.
    """

    empty: Grid
    rows: Callable[[], Iterator[tuple[int, list[Raw]]]]
    last_row: int = 0
    """About where it ends (0: unknown)."""

    @property
    def title(self) -> str:
        """The file's own name of the sheet."""
        return self.empty.title

    def grid(self) -> Grid:
        """The whole sheet."""
        grid = replace(self.empty, numbers=[], rows=[])
        numbers, rows = grid.numbers, grid.rows
        for number, row in self.rows():
            numbers.append(number)
            rows.append(row)
        return grid


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The column counted from 0 that letters name."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


_BLANKS = "\u200b\ufeff \t\r\n\u00a0\u3000"


def is_blank(row: list[Raw]) -> bool:
    """Whether a row holds nothing but blanks (the cells of merges are empty but for the first)."""
    for cell in row:  # noqa: SIM110 - a generator costs more than the check
        if cell != "" and (not isinstance(cell, str) or cell.strip(_BLANKS)):
            return False
    return True


def cell_of(row: list[Raw], column: int) -> Raw:
    """The cell of a row in a column, empty beyond the row's end."""
    return row[column] if column < len(row) else ""


def put(row: list[Raw], column: int, cell: Raw) -> None:
    """Set a cell of a row, which grows as far as it must."""
    if column >= len(row):
        row += [""] * (column + 1 - len(row))
    row[column] = cell
