"""What a preview shows: totals, and the first problems of each sheet and level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.importing.read import MatchedColumn
from auditor.model.fields import Field
from auditor.model.sheets import BY_NAME
from auditor.model.values import Level, Problem
from auditor.services.imports import Imported, ImportedSheet

LEVELS: dict[str, Level] = {"refused": "error", "warned": "warning"}
"""The counters whose rows are told by their problems."""


@dataclass(frozen=True, slots=True)
class SheetDigest:
    """One sheet of a file, with its first problems by level."""

    path: Path
    sheet: ImportedSheet
    counts: dict[str, int]
    problems: dict[Level, tuple[Problem, ...]]
    found: dict[Level, int]
    """How many problems of a level there are."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns there are of it in the workbook."""
        return BY_NAME[self.sheet.name].fields

    @property
    def matched(self) -> tuple[MatchedColumn, ...]:
        """The columns of the header row, in its order."""
        return self.sheet.matched


@dataclass(frozen=True, slots=True)
class Digest:
    """An import's outcome, ready to be looked at."""

    outcome: Imported
    sheets: tuple[SheetDigest, ...]
    totals: dict[str, int]


def digest(outcome: Imported) -> Digest:
    """Take from an outcome what is shown of it."""
    sheets = tuple(_sheets(outcome))
    names = sheets[0].counts if sheets else ()
    totals = {name: sum(one.counts[name] for one in sheets) for name in names} or _nothing()
    return Digest(outcome, sheets, totals)


def _nothing() -> dict[str, int]:
    from auditor.services.records import Counts

    return Counts().as_dict()


def _sheets(outcome: Imported) -> Iterator[SheetDigest]:
    for file in outcome.files:
        found = file.problems
        for sheet in file.sheets:
            yield SheetDigest(
                file.path,
                sheet,
                sheet.counts.as_dict(),
                {level: found.shown(sheet.title, level) for level in LEVELS.values()},
                {level: found.count(level, sheet.title) for level in LEVELS.values()},
            )


def letters_of(cell: str) -> str:
    """The column's letters of a cell ("B17" -> "B")."""
    return cell.rstrip("0123456789")


def row_of(cell: str) -> int:
    """The row's number of a cell ("B17" -> 17)."""
    return int(cell[len(letters_of(cell)) :] or 0)
