"""What became of the rows of a sheet, and what is to be said about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from auditor.i18n import Message
from auditor.model.values import Level, ParsedRow, Problem


@dataclass(slots=True)
class Counts:
    """Rows of one sheet: the first five together are all data rows; ``warned`` are stored ones with a warning."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    superseded: int = 0
    warned: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name, in the order of the summary."""
        return asdict(self)


@dataclass(slots=True)
class Problems:
    """Collects located problems and which rows they hit."""

    sheet: str
    found: list[Problem] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    warned: set[int] = field(default_factory=set)
    superseded: set[int] = field(default_factory=set)
    """Row numbers."""
    locate: Callable[[str, int], str] | None = None
    """The cell of a field in a row, where the rows come from a file."""

    def tell(self, row: ParsedRow, name: str, level: Level, code: str, message: Message) -> None:
        """A problem at the cell of a field; an error refuses the row."""
        cell = row.cells.get(name) or (self.locate(name, row.number) if self.locate else f"A{row.number}")
        self.found.append(Problem(self.sheet, cell, level, code, message))
        (self.refused if level == "error" else self.warned).add(row.number)
