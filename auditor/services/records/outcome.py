"""What became of the rows of a sheet, and what is to be said about them."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from auditor.i18n import Message
from auditor.model.problem_list import ProblemList
from auditor.model.values import Level, ParsedRow, Problem, Value

Outcome = Literal["created", "updated", "unchanged", "refused", "superseded"]
OUTCOMES: tuple[Outcome, ...] = ("created", "updated", "unchanged", "refused", "superseded")
_CODES: dict[Outcome, int] = {name: at for at, name in enumerate(OUTCOMES)}
_WARNED = 8
"""Set in the byte of a row that was warned of, above the number of its outcome."""

_NOTHING = 0xFF
_EMPTY = bytes((_NOTHING,))

SHOWN = 300
"""Rows of each outcome whose details are kept for a preview."""


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
    found: ProblemList = field(default_factory=ProblemList)
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

    @property
    def standing(self) -> int:
        """How many rows were stored with a warning."""
        return len(self.warned - self.superseded - self.refused)

    def fresh(self) -> Problems:
        """An empty one for the same sheet."""
        return Problems(self.sheet, locate=self.locate)


@dataclass(frozen=True, slots=True)
class Changed:
    """A field of a stored row that a file says otherwise: before and after, as stored (personal ones masked)."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Shown:
    """One row for a preview: its number in the file, what becomes of it, what it says, what it changes.

    ``values`` are as parsed, personal ones masked; ``changes`` only of an updated row.
    """

    number: int
    outcome: Outcome
    values: Mapping[str, Value]
    changes: tuple[Changed, ...] = ()


@dataclass(slots=True)
class Outcomes:
    """What became of each data row of a sheet: a byte a row, details for the first of each kind."""

    _codes: bytearray = field(default_factory=bytearray)
    """By row number; ``_NOTHING`` where no data row stands."""
    _rows: int = 0
    _shown: dict[Outcome, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    _folded: dict[Outcome, bytes] = field(default_factory=dict)
    """Details as they came from another process; taken out when they are asked for, not all in one breath."""

    def __getstate__(self) -> tuple[bytearray, int, dict[Outcome, bytes]]:
        folded = {outcome: pickle.dumps(self.shown(outcome), protocol=5) for outcome in OUTCOMES}
        return self._codes, self._rows, folded

    def __setstate__(self, state: tuple[bytearray, int, dict[Outcome, bytes]]) -> None:
        self._codes, self._rows, self._folded = state
        self._shown = defaultdict(list)

    def __len__(self) -> int:
        return self._rows

    def put(self, number: int, outcome: Outcome, *, warned: bool = False) -> None:
        """Note what became of a row."""
        codes = self._codes
        if number >= len(codes):
            codes += _EMPTY * (number + 1 - len(codes))
        self._rows += codes[number] == _NOTHING
        codes[number] = _CODES[outcome] | (_WARNED if warned else 0)

    def wants(self, outcome: Outcome) -> bool:
        """Whether the details of one more row of this outcome are kept."""
        return len(self._shown[outcome]) < SHOWN

    def show(self, shown: Shown) -> None:
        """Keep the details of a row, as long as they are wanted."""
        if self.wants(shown.outcome):
            self._shown[shown.outcome].append(shown)

    def shown(self, outcome: Outcome) -> tuple[Shown, ...]:
        """The kept details of an outcome, by row number; at most ``SHOWN``."""
        folded = self._folded.pop(outcome, None)
        if folded is not None:
            self._shown[outcome] = list(pickle.loads(folded))  # noqa: S301 - folded by ourselves
        return tuple(sorted(self._shown.get(outcome, ()), key=lambda one: one.number))

    def of(self, outcome: Outcome) -> list[int]:
        """The numbers of the rows of an outcome, rising."""
        wanted = _CODES[outcome]
        return [number for number, code in enumerate(self._codes) if code & ~_WARNED == wanted]

    def warned(self) -> list[int]:
        """The numbers of the rows that were stored with a warning, rising."""
        return [number for number, code in enumerate(self._codes) if code & _WARNED and code != _NOTHING]

    def warn(self, numbers: Collection[int]) -> None:
        """Mark stored rows that were warned of before they came here."""
        stored = {_CODES["created"], _CODES["updated"], _CODES["unchanged"]}
        for number in numbers:
            if number < len(self._codes) and self._codes[number] in stored:
                self._codes[number] |= _WARNED
