"""What a row says, between whoever read it (a file, a form, a generator) and the one write path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, Protocol

from auditor.i18n import Message
from auditor.model.lookups import Lookup, NewCode


class Mark(Enum):
    """Cells that are words about a value rather than a value."""

    CLEAR = "clear"
    """The word 清空: take away what is stored."""
    FOREVER = "forever"
    """Long-term, permanent: no end."""


CLEAR: Final[Literal[Mark.CLEAR]] = Mark.CLEAR
FOREVER: Final[Literal[Mark.FOREVER]] = Mark.FOREVER


@dataclass(frozen=True, slots=True)
class Other:
    """A word that an open enumeration does not know: stored as ``other`` with its text."""

    text: str


Element = str | Other | Lookup
Value = str | int | Other | Mark | Lookup | NewCode | tuple[Element, ...]
"""Days, seconds, hundredths, flags and whole numbers are ints; see Kind for which."""


@dataclass(slots=True)
class ParsedRow:
    """One data row: its number in the file (from 1), its values by field, the cell of each field ("B17")."""

    number: int
    values: dict[str, Value]
    cells: dict[str, str] = field(default_factory=dict)


class Rows(Protocol):
    """The rows of one sheet, in the order of the file, a batch at a time and as often as asked."""

    @property
    def repeats(self) -> bool:
        """Whether two rows say the same in every key column (where that is unknown: True)."""

    def __len__(self) -> int: ...

    def batches(self) -> Iterator[list[ParsedRow]]:
        """All rows from the first on."""


Level = Literal["warning", "error"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: where, how bad, a stable code, and the sentence with its parameters."""

    sheet: str
    cell: str
    level: Level
    code: str
    message: Message
