"""Which attempt of its day a row is: told by a pass over the whole sheet, since a row alone does not say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import islice

from auditor.importing.cells import cleaned, shown
from auditor.importing.dates import moment_of
from auditor.importing.grid import BadCell, Merge, Raw, Source, cell_of
from auditor.importing.header import LOOKED_AT, header_key
from auditor.importing.matching import Sayings, matched_header
from auditor.model.fields import Sheet
from auditor.model.folding import folded_code, folded_name


def numbered(source: Source, sheet: Sheet, sayings: Sayings) -> Source:
    """The sheet with the attempt of each row, where its mapping numbers them.

    Attempts of the same texts on the same day are counted in the order of their times, then of their rows; a row
    without a readable time has no number.
    """
    rule = sayings.mapping.attempts if sayings.mapping else None
    if rule is None:
        return source
    first = list(islice(source.rows(), LOOKED_AT))
    head = replace(source.empty, numbers=[number for number, _ in first], rows=[row for _, row in first])
    header = matched_header(head, sheet, sayings)
    if header is None:
        return source
    at = head.numbers[header.index]
    places = [header.places.get(header_key(text)) for text in (*rule.headers, rule.time)]
    if None in places:
        return source
    return replace(source, empty=replace(source.empty, attempts=_counted(source, at, [p or 0 for p in places])))


def _counted(source: Source, header_row: int, places: list[int]) -> dict[int, int]:
    groups: dict[tuple[str | int, ...], list[tuple[int, int]]] = defaultdict(list)
    filled = _Filled(source.empty.merges, places)
    for number, row in source.rows():
        cells = filled.cells(number, row)
        if number <= header_row:
            continue
        *told, time = cells
        moment = moment_of(_flat(time), from_1904=source.empty.from_1904)
        if moment is not None:
            key = tuple(folded_name(cleaned(shown(cell))) for cell in told)
            groups[*key, moment[0]].append((moment[1], number))
    return {number: attempt for rows in groups.values() for attempt, (_, number) in enumerate(sorted(rows), start=1)}


def _flat(cell: Raw) -> Raw:
    return folded_code(cleaned(cell)) if isinstance(cell, str) else "" if isinstance(cell, BadCell) else cell


class _Filled:
    """The cells of some columns, vertical merges filled."""

    def __init__(self, merges: list[Merge], places: list[int]) -> None:
        self._places = places
        self._begin = {(one.top, one.left): one.bottom for one in merges if one.bottom > one.top and one.left in places}
        self._open: dict[int, tuple[int, Raw]] = {}

    def cells(self, number: int, row: list[Raw]) -> list[Raw]:
        """The cells of the next row."""
        found = []
        for place in self._places:
            cell = cell_of(row, place)
            if (number, place) in self._begin:
                self._open[place] = (self._begin[number, place], cell)
            elif place in self._open and number <= self._open[place][0]:
                cell = self._open[place][1]
            found.append(cell)
        return found
