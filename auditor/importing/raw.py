"""Some rows of a file as they stand in it: read by the contained process, handed over cell by cell."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from auditor.importing.contained import run_contained, unreadable
from auditor.importing.files import open_file
from auditor.importing.grid import BadCell, Merge, Raw, Source, cell_of, put
from auditor.importing.header import LOOKED_AT
from auditor.importing.matching import matched_header, sayings_of
from auditor.importing.options import ReadOptions
from auditor.importing.reading import Tell
from auditor.importing.spool import Pieces, pieces
from auditor.importing.wire import Unfit, from_wire, text, to_wire, whole
from auditor.model.fields import Sheet
from auditor.model.sheets import BY_NAME
from auditor.monitor import Monitor

_BATCH = 500


@dataclass(frozen=True, slots=True)
class RawHead:
    """A sheet of which rows were asked for: the file's name of it, ours, its header's row, its date system.

    ``spool`` is the file in which the rows lie, the header's (0: there is none) among them.
    """

    title: str
    sheet: str
    header_row: int
    from_1904: bool
    spool: str


@dataclass(frozen=True, slots=True)
class RawHeads:
    """The answer of the contained process."""

    sheets: tuple[RawHead, ...]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """Rows of a sheet, rising; a vertically merged value stands in each of them."""

    path: Path
    folder: Path
    head: RawHead

    def rows(self) -> Iterator[tuple[int, list[Raw]]]:
        """(number, cells) of each row; CallerMistake where what came over is none."""
        try:
            for piece in pieces(self.folder / self.head.spool):
                if type(piece) is not list:
                    raise Unfit("rows")
                for found in piece:
                    if type(found) is not list or len(found) != 2 or type(found[1]) is not list:
                        raise Unfit("rows")
                    yield whole(found[0]), [_cell(one) for one in found[1]]
        except (Unfit, ValueError, OverflowError, OSError) as cause:
            raise unreadable(self.path) from cause


def raw_rows(
    path: Path, options: ReadOptions, wanted: Mapping[str, Collection[int]], folder: Path, monitor: Monitor
) -> tuple[RawSheet, ...]:
    """The wanted rows of a file (by its own names of its sheets) with the headers; ``folder`` must outlive them."""
    rows = {title: sorted(numbers) for title, numbers in wanted.items()}
    request = {"path": str(path), "options": options.to_json(), "rows": rows}
    try:
        found = from_wire(RawHeads, run_contained("raw-rows", request, folder, monitor))
        for number, head in enumerate(found.sheets):
            if head.sheet not in BY_NAME or head.spool != f"raw-{number}":
                raise Unfit("sheet")
    except Unfit as cause:
        raise unreadable(path) from cause
    return tuple(RawSheet(path, folder, head) for head in found.sheets)


def write_raw_rows(request: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """The contained process' side: write the wanted rows down."""
    options = ReadOptions.from_json(request["options"])
    heads: list[RawHead] = []
    for source, sheet in open_file(Path(request["path"]), options).sources:
        wanted = request["rows"].get(source.title)
        if wanted and all(head.title != source.title for head in heads):
            spool = f"raw-{len(heads)}"
            header_row = _put_down(source, sheet, options, set(wanted), folder / spool, tell)
            heads.append(RawHead(source.title, sheet.name, header_row, source.empty.from_1904, spool))
    return dict(to_wire(RawHeads(tuple(heads))))


def _put_down(source: Source, sheet: Sheet, options: ReadOptions, wanted: set[int], place: Path, tell: Tell) -> int:
    """Write the rows; gives the header's."""
    rows = source.rows()
    first = list(islice(rows, LOOKED_AT))
    grid = replace(source.empty, numbers=[number for number, _ in first], rows=[list(row) for _, row in first])
    header = matched_header(grid, sheet, sayings_of(options, source.title, sheet))
    header_row = grid.numbers[header.index] if header else 0
    put_down = Pieces(place)
    batch = []
    for number, row in _wanted(chain(first, rows), source.empty.merges, wanted | {header_row}):
        batch.append([number, [_told(cell) for cell in row]])
        if len(batch) == _BATCH:
            put_down.put(batch)
            batch = []
            tell(number, source.last_row or None)
    put_down.put(batch)
    put_down.close()
    return header_row


def _wanted(
    rows: Iterable[tuple[int, list[Raw]]], merged: Sequence[Merge], wanted: set[int]
) -> Iterator[tuple[int, list[Raw]]]:
    last = max(wanted)
    merges = _Downward(merged)
    for number, row in rows:
        if number > last:
            return
        merges.see(number, row)
        if number in wanted:
            merges.fill(row)
            yield number, row


class _Downward:
    """The vertical merges that reach the row at hand, with their values."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self._waiting = sorted((m for m in merges if m.bottom > m.top), key=lambda m: m.top, reverse=True)
        self._open: list[tuple[Merge, Raw]] = []

    def see(self, number: int, row: list[Raw]) -> None:
        """Come to a row."""
        if self._open:
            self._open = [(merge, value) for merge, value in self._open if merge.bottom >= number]
        while self._waiting and self._waiting[-1].top <= number:
            merge = self._waiting.pop()
            value = cell_of(row, merge.left)
            if merge.top == number and value != "":
                self._open.append((merge, value))

    def fill(self, row: list[Raw]) -> None:
        """Put the merged values where the row is empty."""
        for merge, value in self._open:
            put(row, merge.left, value)


def _told(cell: Raw) -> Any:
    if isinstance(cell, BadCell):
        return ["bad", cell.code, cell.shown]
    if isinstance(cell, datetime):
        return ["moment", cell.isoformat()]
    if isinstance(cell, date):
        return ["day", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["span", cell / timedelta(microseconds=1)]
    if isinstance(cell, float) and not math.isfinite(cell):
        return repr(cell)
    return cell


def _cell(found: Any) -> Raw:
    if type(found) is str:
        return text(found)
    if type(found) in (bool, int, float):
        if found != found or abs(found) > 1e308:
            raise Unfit("cell")
        return found  # type: ignore[no-any-return] # one of the three
    if type(found) is not list or not 2 <= len(found) <= 3:
        raise Unfit("cell")
    kind, said = found[0], found[1]
    if kind == "bad" and len(found) == 3:
        return BadCell(text(said), text(found[2]))
    if kind == "span" and type(said) in (int, float):
        return timedelta(microseconds=said)
    if kind == "moment":
        return datetime.fromisoformat(text(said))
    if kind == "day":
        return date.fromisoformat(text(said))
    if kind == "time":
        return time.fromisoformat(text(said))
    raise Unfit("cell")
