"""One go over the rows of a sheet: what it collects, and which of its rows a later one supersedes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.i18n import said
from auditor.model.fields import Sheet
from auditor.model.masking import masked_value
from auditor.model.values import ParsedRow, Value
from auditor.monitor import Monitor
from auditor.services.records.keys import Keyed
from auditor.services.records.outcome import Changed, Counts, Outcome, Outcomes, Problems, Shown
from auditor.services.records.stored import Key

BATCH = 2_000
_PARTS = 64


class Listed:
    """Rows that stand in memory, as a stream of batches."""

    def __init__(self, rows: Sequence[ParsedRow]) -> None:
        self._rows = rows

    @property
    def repeats(self) -> bool:
        """Unknown without resolving them."""
        return True

    def __len__(self) -> int:
        return len(self._rows)

    def batches(self) -> Iterator[list[ParsedRow]]:
        """All rows from the first on."""
        for start in range(0, len(self._rows), BATCH):
            yield list(self._rows[start : start + BATCH])


@dataclass(slots=True)
class Going:
    """What one go over a sheet's rows collects, and how far it has come."""

    sheet: Sheet
    problems: Problems
    outcomes: Outcomes | None
    monitor: Monitor
    total: int
    counts: Counts = field(default_factory=Counts)
    _done: int = 0

    def again(self) -> Going:
        """The same go with nothing collected yet."""
        outcomes = None if self.outcomes is None else Outcomes()
        return Going(self.sheet, self.problems.fresh(), outcomes, self.monitor, self.total)

    def step(self, rows: int) -> None:
        """So many more rows were resolved, or stored: each row comes by twice."""
        self._done = min(self._done + rows, 2 * self.total)
        self.monitor.step(self._done // 2, self.total, said("Working through the rows"))

    def note(self, row: ParsedRow, outcome: Outcome, changes: tuple[Changed, ...] = ()) -> None:
        """What became of a row."""
        setattr(self.counts, outcome, getattr(self.counts, outcome) + 1)
        outcomes = self.outcomes
        if outcomes is None:
            return
        outcomes.put(row.number, outcome, warned=row.number in self.problems.warned)
        if outcomes.wants(outcome):
            outcomes.show(Shown(row.number, outcome, self._masked(row.values), changes))

    def shows(self, outcome: Outcome) -> bool:
        """Whether the details of one more row of this outcome are wanted."""
        return self.outcomes is not None and self.outcomes.wants(outcome)

    def _masked(self, values: Mapping[str, Value]) -> dict[str, Value]:
        personal = {one.name for one in self.sheet.fields if one.personal}
        return {
            name: masked_value(name, value) if name in personal and isinstance(value, str) else value
            for name, value in values.items()
        }

    def supersede(self, later: ParsedRow, earlier: int) -> None:
        """Tell that a later row takes the place of an earlier one."""
        message = said("The same key stands in row {row} already; this later row wins.", row=earlier)
        self.problems.tell(later, self.sheet.key[0], "warning", "duplicate_key", message)
        self.problems.superseded.add(earlier)


class Repeated(Exception):
    """Two rows have the same key, though no two rows said the same."""


class Keys:
    """A mark of every key, eight bytes a row, apart by the mark's last bits; row numbers where they are asked for."""

    def __init__(self) -> None:
        self._marks = [array("q") for _ in range(_PARTS)]
        self._rows = [array("q") for _ in range(_PARTS)]

    def add(self, key: Key, row: int) -> None:
        """Note the key of a row."""
        mark = hash(key)
        self._marks[mark % _PARTS].append(mark)
        self._rows[mark % _PARTS].append(row)

    def add_batch(self, keyed: Sequence[Keyed]) -> None:
        """Note the keys of rows that are about to be stored together; Repeated where two of them have the same."""
        for one in keyed:
            mark = hash(one.key)
            self._marks[mark % _PARTS].append(mark)
        if len({one.key for one in keyed}) < len(keyed):
            raise Repeated

    def check(self) -> None:
        """Repeated where two rows have the same mark: the same key, or (once in a blue moon) keys that look alike."""
        if any(len(set(marks)) < len(marks) for marks in self._marks):
            raise Repeated

    def alike(self) -> frozenset[int]:
        """The numbers of the rows whose mark another row has too."""
        found: set[int] = set()
        for marks, rows in zip(self._marks, self._rows, strict=True):
            if len(set(marks)) == len(marks):
                continue
            first: dict[int, int] = {}
            for mark, row in zip(marks, rows, strict=True):
                if mark in first:
                    found |= {first[mark], row}
                first.setdefault(mark, row)
        return frozenset(found)


class Superseded:
    """Rows of a sheet whose key a later row has: by the later row's number, the number of the one before it."""

    def __init__(self, earlier: Mapping[int, int]) -> None:
        self._earlier = earlier
        self._gone = frozenset(earlier.values())

    def lasts(self, going: Going, one: Keyed) -> bool:
        """Whether no later row supersedes this one; what it supersedes is told."""
        before = self._earlier.get(one.row.number)
        if before is not None:
            going.supersede(one.row, before)
        if one.row.number in self._gone:
            going.note(one.row, "superseded")
            return False
        return True


def lasting(going: Going, keyed: Sequence[Keyed]) -> list[Keyed]:
    """The rows that no later row of the same key supersedes; the later row's key cell names the earlier."""
    last: dict[Key, Keyed] = {}
    for one in keyed:
        earlier = last.pop(one.key, None)
        if earlier is not None:
            going.supersede(one.row, earlier.row.number)
            going.note(earlier.row, "superseded")
        last[one.key] = one
    return list(last.values())
