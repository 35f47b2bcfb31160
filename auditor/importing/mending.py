"""Cells that a person mended: they read as mended whatever stands in the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.importing.grid import Merge, Raw, Source, cell_of, column_index, is_blank, put
from auditor.importing.options import Mend

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

Cells = dict[int, dict[int, str]]
"""Texts by row number and column."""


def mended(source: Source, mends: Sequence[Mend]) -> Source:
    """The sheet with these cells in place of its own.

    A merged block of which a lower cell is mended is taken apart: its other cells keep the block's value.
    """
    cells: Cells = defaultdict(dict)
    for one in mends:
        if found := _CELL.fullmatch(one.cell):
            cells[int(found[2])][column_index(found[1])] = one.text
    if not cells:
        return source
    apart = [merge for merge in source.empty.merges if _is_mended(merge, cells)]
    empty = replace(source.empty, merges=[merge for merge in source.empty.merges if merge not in apart])
    return replace(source, empty=empty, rows=lambda: _rows(_taken_apart(source, apart), cells))


def _is_mended(merge: Merge, cells: Cells) -> bool:
    return any(merge.top < row <= merge.bottom and merge.left in columns for row, columns in cells.items())


def _taken_apart(source: Source, apart: Sequence[Merge]) -> Iterator[tuple[int, list[Raw]]]:
    values: dict[Merge, Raw] = {}
    for number, row in source.rows():
        for merge in apart:
            if number == merge.top:
                values[merge] = cell_of(row, merge.left)
            elif merge.top < number <= merge.bottom and merge in values:
                put(row, merge.left, values[merge])
        yield number, row


def _rows(rows: Iterator[tuple[int, list[Raw]]], cells: Cells) -> Iterator[tuple[int, list[Raw]]]:
    waiting = sorted(cells)
    for number, row in rows:
        while waiting and waiting[0] < number:
            yield from _put(waiting[0], [], cells[waiting.pop(0)])
        if waiting and waiting[0] == number:
            yield from _put(number, row, cells[waiting.pop(0)])
        else:
            yield number, row
    for number in waiting:
        yield from _put(number, [], cells[number])


def _put(number: int, row: list[Raw], texts: dict[int, str]) -> Iterator[tuple[int, list[Raw]]]:
    for column, text in texts.items():
        put(row, column, text)
    if not is_blank(row):
        yield number, row
