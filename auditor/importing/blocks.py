"""A sheet read block by block, so that one of a million rows takes no more memory than one of twenty thousand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.importing.grid import Grid, Merge, Raw, Source, cell_of, put
from auditor.importing.header import LOOKED_AT
from auditor.importing.read import ReadOptions
from auditor.importing.sheets import ByColumn, read_by_column
from auditor.model.fields import Sheet

ROWS = 20_000
CELLS = 2_000_000
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Row = tuple[int, list[Raw]]


@dataclass(slots=True)
class Block:
    """Consecutive rows of a sheet behind its first ones; ``above`` is the last row that is not the block's own."""

    grid: Grid
    above: int


def read_blocks(source: Source, sheet: Sheet, options: ReadOptions) -> Iterator[ByColumn]:
    """The parts of a sheet as ``read_by_column`` reads the whole; at least one, each with its own rows only."""
    for block in blocks(source):
        yield _own(read_by_column(block.grid, sheet, options), block.above)


def blocks(source: Source) -> Iterator[Block]:
    """The sheet's rows in blocks; each begins with the first rows anew, among which the header stands.

    A vertical merge that reaches over a block's edge begins anew in the next one, with its value.
    """
    merges = _Merges(source.empty.merges)
    head: list[Row] = []
    taken: list[Row] = []
    above = cells = 0
    for number, row in source.rows():
        if len(head) < LOOKED_AT:
            head.append((number, list(row)))
        taken.append((number, row))
        cells += len(row)
        if len(taken) >= ROWS or (cells >= CELLS and len(head) == LOOKED_AT):
            yield _block(source, head if above else [], taken, above, merges)
            above, taken, cells = number, [], 0
    if taken or not above:
        yield _block(source, head if above else [], taken, above, merges)


def _block(source: Source, head: list[Row], taken: list[Row], above: int, merges: _Merges) -> Block:
    first = [(number, list(row)) for number, row in head]
    rows = [*first, *taken]
    begun = [*merges.within(head), *merges.begun(taken)] if head else []
    grid = replace(
        source.empty,
        numbers=[number for number, _ in rows],
        rows=[row for _, row in rows],
        merges=[*begun, *merges.within(taken)],
    )
    merges.reach_over(taken, whole=not head)
    return Block(grid, above)


class _Merges:
    """The vertical merges of a sheet, and the values of those that reach below the rows seen so far."""

    def __init__(self, merges: list[Merge]) -> None:
        self._merges = sorted(merges, key=lambda merge: merge.top)
        self._tops = [merge.top for merge in self._merges]
        self._open: list[tuple[Merge, Raw]] = []

    def within(self, rows: list[Row]) -> list[Merge]:
        """The merges that begin among these rows."""
        if not rows:
            return []
        return self._merges[bisect_right(self._tops, rows[0][0] - 1) : bisect_right(self._tops, rows[-1][0])]

    def begun(self, taken: list[Row]) -> list[Merge]:
        """The open ones as if they began with the first of these rows, which gets their value."""
        number, row = taken[0]
        self._open = [(merge, value) for merge, value in self._open if merge.bottom >= number]
        for merge, value in self._open:
            put(row, merge.left, value)
        return [replace(merge, top=number) for merge, _ in self._open]

    def reach_over(self, taken: list[Row], *, whole: bool) -> None:
        """Remember the merges that begin among these rows and reach below them.

        Those among the sheet's first rows (``whole``: these hold them) need it not: they come by in every block.
        """
        begin = self.within(taken)
        at = dict(taken) if begin else {}
        top = taken[LOOKED_AT - 1][0] if whole and len(taken) >= LOOKED_AT else 0
        for merge in begin:
            value = cell_of(at[merge.top], merge.left) if merge.top in at else ""
            if merge.top > top and merge.bottom > taken[-1][0] and value != "":
                self._open.append((merge, value))


def _own(read: ByColumn, above: int) -> ByColumn:
    if not above:
        return read
    cut = bisect_right(read.numbers, above)
    made = replace(read.made, total_rows=tuple(number for number in read.made.total_rows if number > above))
    made.problems[:] = [problem for problem in made.problems if int(problem.cell.lstrip(_LETTERS)) > above]
    return ByColumn(
        made,
        read.numbers[cut:],
        {name: values[cut:] for name, values in read.columns.items()},
        {index - cut for index in read.refused if index >= cut},
    )
